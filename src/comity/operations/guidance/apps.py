from django.apps import AppConfig
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _


class GuidanceConfig(AppConfig):
    name = "comity.operations.guidance"
    # The first part of the addresses of its pages.
    address = "guidance"
    default_auto_field = "django.db.models.BigAutoField"
    description = _("Who can help me with this in another State, and what must I know of that State?")

    def ready(self) -> None:
        """Refuse to start with a tree that leaves a reader without an answer; let the directory lead to sheets."""
        from comity.kernel.errors import Unreadable  # noqa: PLC0415 -- as below
        from comity.knowledge.authorities.registry import register_sheet  # noqa: PLC0415 -- as below
        from comity.operations.guidance import registry  # noqa: PLC0415 -- tables exist only now

        register_sheet(registry.sheet_address)
        if not settings.GUIDANCE_TREE:
            return
        try:
            registry.tree()
        except Unreadable as fault:
            raise ImproperlyConfigured(f"COMITY_GUIDANCE_TREE: {fault}") from fault
