from django.apps import AppConfig


class LibraryConfig(AppConfig):
    name = "comity.knowledge.library"
    facts = "Library"
    default_auto_field = "django.db.models.BigAutoField"
    # The first part of the addresses of its pages.
    address = "library"
