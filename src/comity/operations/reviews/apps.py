from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    name = "comity.operations.reviews"
    facts = "Questionnaires"
    # The first part of the addresses of its pages.
    address = "reviews"
    default_auto_field = "django.db.models.BigAutoField"
    # Files of published answers: ``queries.name_of_file``.
    has_files = True
    # What it tells the desk of the staff.
    desk = "comity.operations.reviews.queries.desk.desk"

    def ready(self) -> None:
        """Say what people are told and by when, who reads and writes answers, and what may be suggested to them."""
        from comity.base.notices import registry as notices  # noqa: PLC0415 -- tables exist only now
        from comity.base.people.registry import register, register_departure  # noqa: PLC0415 -- as above
        from comity.engines.questionnaires import registry as questionnaires  # noqa: PLC0415 -- as above
        from comity.operations.reviews import suggesting  # noqa: PLC0415 -- as above
        from comity.operations.reviews.actions import (  # noqa: PLC0415 -- as above
            assemblies,
            handing_over,
            needs,
            reminding,
            telling,
            unseating,
        )
        from comity.operations.reviews.queries.answers import SELF_ASSESSMENT, USE  # noqa: PLC0415 -- as above

        for key, kind in (telling.KINDS | reminding.KINDS | needs.KINDS | assemblies.KINDS).items():
            notices.register(key, kind)
        register("reviews.parts", handing_over.HANDOVER)
        register_departure("reviews.bureau", unseating.DEPARTURE)
        notices.register_deadlines("reviews", telling.due)
        notices.register_deadlines("reviews.follow-up", reminding.due)
        notices.register_latecomers("reviews", telling.latecomers)
        questionnaires.register(USE, SELF_ASSESSMENT)
        for name, suggest in suggesting.SUGGESTERS.items():
            questionnaires.register_suggester(name, suggest)
        questionnaires.register_shelf(questionnaires.Shelf(suggesting.find, suggesting.named, suggesting.contribute))
