from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BibliographyConfig(AppConfig):
    name = "comity.knowledge.bibliography"
    facts = "Bibliography"
    default_auto_field = "django.db.models.BigAutoField"
    # The first part of the addresses of its pages.
    address = "bibliography"
    description = _("Books, articles and reports by others, annotated, to be cited and taken away.")
