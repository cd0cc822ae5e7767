from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AuthoritiesConfig(AppConfig):
    name = "comity.knowledge.authorities"
    facts = "Authorities that treaties name"
    default_auto_field = "django.db.models.BigAutoField"
    # The first part of the addresses of its pages.
    address = "authorities"
    description = _("Whom to ask in each State, for what, under which treaty, in which language and by which channel.")
