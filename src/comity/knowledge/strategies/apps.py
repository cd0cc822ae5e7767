from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StrategiesConfig(AppConfig):
    name = "comity.knowledge.strategies"
    facts = "Strategies"
    default_auto_field = "django.db.models.BigAutoField"
    # The first part of the addresses of its pages.
    address = "strategies"
    description = _(
        "Strategies and action plans of States and regional organisations, with their period and their aims."
    )
