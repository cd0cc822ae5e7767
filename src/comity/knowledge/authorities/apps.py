from django.apps import AppConfig


class AuthoritiesConfig(AppConfig):
    name = "comity.knowledge.authorities"
    facts = "Authorities that treaties name"
    default_auto_field = "django.db.models.BigAutoField"
    # The first part of the addresses of its pages.
    address = "authorities"
