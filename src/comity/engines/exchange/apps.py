from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "comity.engines.exchange"
    default_auto_field = "django.db.models.BigAutoField"
    # The first part of the addresses of its pages; what its script asks of the host is under /sealed/.
    address = "exchange"

    # What it tells the desk of the staff, and how the keys of authorities are held.
    desk = "comity.engines.exchange.queries.departed.desk"
    health = "comity.engines.exchange.queries.departed.health"

    def ready(self) -> None:
        """Say what people are told, that something sealed waits and nothing of it, and what ends with a role."""
        from comity.base.notices import registry as notices  # noqa: PLC0415 -- tables exist only now
        from comity.base.people.registry import register_departure, register_forgetting  # noqa: PLC0415 -- as above
        from comity.engines.exchange.actions import departing  # noqa: PLC0415 -- as above
        from comity.engines.exchange.actions.telling import KINDS  # noqa: PLC0415 -- as above

        for key, kind in KINDS.items():
            notices.register(key, kind)
        register_departure("exchange.keys", departing.DEPARTURE)
        register_forgetting("exchange.own_keys", lambda person, mailboxes, by: departing.forget(person, by=by))
