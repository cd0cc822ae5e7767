from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CasesConfig(AppConfig):
    name = "comity.knowledge.cases"
    default_auto_field = "django.db.models.BigAutoField"
    # The first part of the addresses of its pages.
    address = "cases"
    facts = "Cases"
    description = _("Decisions of courts on crimes that cross borders, with facts by which they can be compared.")
