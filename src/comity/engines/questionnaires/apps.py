from django.apps import AppConfig


class QuestionnairesConfig(AppConfig):
    name = "comity.engines.questionnaires"
    default_auto_field = "django.db.models.BigAutoField"
    # The first part of the addresses of its pages.
    address = "questionnaires"
    # What it tells the desk of the staff.
    desk = "comity.engines.questionnaires.registry.desk"

    def ready(self) -> None:
        """Say what people are told."""
        from comity.base.notices import registry as notices  # noqa: PLC0415 -- tables exist only now
        from comity.engines.questionnaires.actions.assigning import KINDS  # noqa: PLC0415 -- as above

        for key, kind in KINDS.items():
            notices.register(key, kind)
