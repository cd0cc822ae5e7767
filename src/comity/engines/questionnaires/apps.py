from django.apps import AppConfig


class QuestionnairesConfig(AppConfig):
    name = "comity.engines.questionnaires"
    default_auto_field = "django.db.models.BigAutoField"
    # The first part of the addresses of its pages.
    address = "questionnaires"
    # Who may read a file of an answer is asked of ``queries.name_of_file``.
    has_files = True
    # What it tells the desk of the staff.
    desk = "comity.engines.questionnaires.registry.desk"

    def ready(self) -> None:
        """Say what people are told, and what passes when somebody leaves or an organisation is joined to another."""
        from comity.base.notices import registry as notices  # noqa: PLC0415 -- tables exist only now
        from comity.base.people.registry import register, register_passing  # noqa: PLC0415 -- as above
        from comity.engines.questionnaires.actions import handing_over  # noqa: PLC0415 -- as above
        from comity.engines.questionnaires.actions.assigning import KINDS  # noqa: PLC0415 -- as above

        for key, kind in KINDS.items():
            notices.register(key, kind)
        register("questionnaires.sections", handing_over.HANDOVER)
        register_passing(
            "questionnaires.Response",
            lambda organisation, successor, by: handing_over.pass_responses(organisation, successor, by=by),
        )
        register_passing(
            "questionnaires.Assignment",
            lambda organisation, successor, by: handing_over.pass_assignments(organisation, successor, by=by),
        )
