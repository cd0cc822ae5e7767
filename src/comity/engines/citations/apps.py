from django.apps import AppConfig


class CitationsConfig(AppConfig):
    name = "comity.engines.citations"
    default_auto_field = "django.db.models.BigAutoField"
    # The first part of the addresses of its pages.
    address = "cited"
