from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AssistanceConfig(AppConfig):
    name = "comity.operations.assistance"
    address = "assistance"
    default_auto_field = "django.db.models.BigAutoField"
    description = _("Which treaty binds two States for a request, what it asks of the request, and whom to ask.")
