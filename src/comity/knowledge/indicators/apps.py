from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IndicatorsConfig(AppConfig):
    name = "comity.knowledge.indicators"
    facts = "Indicators and what was reported of them"
    default_auto_field = "django.db.models.BigAutoField"
    # The first part of the addresses of its pages.
    address = "indicators"
    description = _(
        "Published figures with their method, source and corrections, and what this portal counts of itself."
    )
