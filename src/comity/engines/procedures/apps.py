from django.apps import AppConfig


class ProceduresConfig(AppConfig):
    name = "comity.engines.procedures"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say how the parts of an organisation pass to the one that takes its place."""
        from comity.base.people.registry import register_passing  # noqa: PLC0415 -- tables exist only now
        from comity.engines.procedures.actions import pass_parties  # noqa: PLC0415 -- as above

        register_passing(
            "procedures.Party", lambda organisation, successor, by: pass_parties(organisation, successor, by=by)
        )
