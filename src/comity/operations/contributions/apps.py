from django.apps import AppConfig


class ContributionsConfig(AppConfig):
    name = "comity.operations.contributions"
    address = "contributions"
    default_auto_field = "django.db.models.BigAutoField"
    # Its queries say which files on proposals a person may read.
    has_files = True

    # What it tells the desk of the staff.
    desk = "comity.operations.contributions.registry.desk"

    def ready(self) -> None:
        """Say where records are proposed, what people are told, and what somebody who leaves passes on."""
        from comity.base.notices import registry as notices  # noqa: PLC0415 -- tables exist only now
        from comity.base.people.registry import (  # noqa: PLC0415 -- as above
            register,
            register_departure,
            register_passing,
        )
        from comity.engines.records.registry import proposing  # noqa: PLC0415 -- as above
        from comity.operations.contributions.actions.departing import DEPARTURE  # noqa: PLC0415 -- as above
        from comity.operations.contributions.actions.handing_over import (  # noqa: PLC0415 -- as above
            HANDOVER,
            pass_to_successor,
        )
        from comity.operations.contributions.actions.telling import KINDS  # noqa: PLC0415 -- as above

        for key, kind in KINDS.items():
            notices.register(key, kind)
        register("contributions.proposals", HANDOVER)
        register_departure("contributions.verification", DEPARTURE)
        register_passing(
            "contributions.Proposal",
            lambda organisation, successor, by: pass_to_successor(organisation, successor, by=by),
        )
        proposing.register(
            new="contributions:new",
            change="contributions:change",
            translate="contributions:translate",
            part="contributions:part",
        )
