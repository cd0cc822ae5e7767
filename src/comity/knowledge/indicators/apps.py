from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    name = "comity.knowledge.indicators"
    facts = "Indicators and what was reported of them"
    default_auto_field = "django.db.models.BigAutoField"
    # The first part of the addresses of its pages.
    address = "indicators"
