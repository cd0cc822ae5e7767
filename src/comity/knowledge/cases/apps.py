from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "comity.knowledge.cases"
    default_auto_field = "django.db.models.BigAutoField"
    # The first part of the addresses of its pages.
    address = "cases"
    facts = "Cases"
