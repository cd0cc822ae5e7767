from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegistersConfig(AppConfig):
    name = "comity.knowledge.registers"
    facts = "Registers"
    default_auto_field = "django.db.models.BigAutoField"
    # The first part of the addresses of its pages.
    address = "registers"
    description = _("Registers that anybody may search without a request: companies, owners, land, courts and more.")
