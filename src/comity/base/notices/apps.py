from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "comity.base.notices"
    default_auto_field = "django.db.models.BigAutoField"
    # The first part of the addresses of its pages.
    address = "notices"
