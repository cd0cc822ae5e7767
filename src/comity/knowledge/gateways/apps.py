from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GatewaysConfig(AppConfig):
    name = "comity.knowledge.gateways"
    facts = "Hot topics"
    default_auto_field = "django.db.models.BigAutoField"
    # The first part of the addresses of its pages.
    address = "hot-topics"
    description = _("What editors have put together on a question of the day: records of every kind, in order.")
