from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    name = "comity.operations.casework"
    # The first part of the addresses of its pages.
    address = "casework"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say what officers are told and until when, what passes on, and what of the exchange is not for everybody."""
        from comity.base.notices import registry as notices  # noqa: PLC0415 -- tables exist only now
        from comity.base.people.actions import ensure_service  # noqa: PLC0415 -- as above
        from comity.base.people.registry import register, register_passing  # noqa: PLC0415 -- as above
        from comity.engines.exchange import registry as exchange  # noqa: PLC0415 -- as above
        from comity.operations.casework import queries  # noqa: PLC0415 -- as above
        from comity.operations.casework.actions import handing_over, hear, telling  # noqa: PLC0415 -- as above
        from comity.operations.casework.views import leading  # noqa: PLC0415 -- as above

        for key, kind in telling.KINDS.items():
            notices.register(key, kind)
        notices.register_deadlines("casework", telling.due)
        register("casework.cases", handing_over.HANDOVER)
        register_passing(
            "casework.Case",
            lambda organisation, successor, by: handing_over.pass_to_successor(organisation, successor, by=by),
        )
        exchange.register(
            "casework",
            exchange.Guard(
                hidden=queries.hidden_threads,
                prefix="case:",
                names=queries.readable_names,
                told=queries.to_be_told,
                heard=lambda receipt: hear(receipt, by=ensure_service()),
                leads=leading.leads,
            ),
        )
