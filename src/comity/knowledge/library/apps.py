from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LibraryConfig(AppConfig):
    name = "comity.knowledge.library"
    facts = "Library"
    default_auto_field = "django.db.models.BigAutoField"
    # The first part of the addresses of its pages.
    address = "library"
    description = _("Tools, guides, model laws, judicial integrity and teaching modules, in all their languages.")
