from django.apps import AppConfig


class StrategiesConfig(AppConfig):
    name = "comity.knowledge.strategies"
    facts = "Strategies"
    default_auto_field = "django.db.models.BigAutoField"
    # The first part of the addresses of its pages.
    address = "strategies"
