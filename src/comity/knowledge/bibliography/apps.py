from django.apps import AppConfig


class BibliographyConfig(AppConfig):
    name = "comity.knowledge.bibliography"
    facts = "Bibliography"
    default_auto_field = "django.db.models.BigAutoField"
    # The first part of the addresses of its pages.
    address = "bibliography"
