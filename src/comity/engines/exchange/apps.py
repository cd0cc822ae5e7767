from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "comity.engines.exchange"
    default_auto_field = "django.db.models.BigAutoField"
    # The first part of the addresses of its pages; what its script asks of the host is under /sealed/.
    address = "exchange"

    def ready(self) -> None:
        """Say what people are told: that something sealed waits, and nothing of it."""
        from comity.base.notices import registry as notices  # noqa: PLC0415 -- tables exist only now
        from comity.engines.exchange.actions.telling import KINDS  # noqa: PLC0415 -- as above

        for key, kind in KINDS.items():
            notices.register(key, kind)
