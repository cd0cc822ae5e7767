from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RequirementsConfig(AppConfig):
    name = "comity.knowledge.requirements"
    default_auto_field = "django.db.models.BigAutoField"
    # The first part of the addresses of its pages.
    address = "requirements"
    description = _(
        "What a State asks of requests that are sent to it, told by its own people: languages, copies, form, costs."
    )
