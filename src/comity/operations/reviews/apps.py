from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    name = "comity.operations.reviews"
    facts = "Questionnaires"
    # The first part of the addresses of its pages.
    address = "reviews"
    default_auto_field = "django.db.models.BigAutoField"
    # What it tells the desk of the staff.
    desk = "comity.operations.reviews.registry.desk"

    def ready(self) -> None:
        """Say what people are told, what is due until when, and who reads and writes the answers of a review."""
        from comity.base.notices import registry as notices  # noqa: PLC0415 -- tables exist only now
        from comity.engines.questionnaires.registry import register  # noqa: PLC0415 -- as above
        from comity.operations.reviews.actions import telling  # noqa: PLC0415 -- as above
        from comity.operations.reviews.queries.answers import SELF_ASSESSMENT, USE  # noqa: PLC0415 -- as above

        for key, kind in telling.KINDS.items():
            notices.register(key, kind)
        notices.register_deadlines("reviews", telling.due)
        register(USE, SELF_ASSESSMENT)
