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
        """Say what may be suggested to those who answer, and where they find their evidence."""
        from comity.engines.questionnaires import registry  # noqa: PLC0415 -- tables exist only now
        from comity.operations.reviews import suggesting  # noqa: PLC0415 -- as above

        registry.register_suggester("reviews.earlier", suggesting.earlier)
        registry.register_suggester("reviews.provisions", suggesting.provisions)
        registry.register_suggester("reviews.authorities", suggesting.asked_authorities)
        registry.register_suggester("reviews.sister", suggesting.of_the_sister_treaty)
        registry.register_shelf(registry.Shelf(suggesting.find, suggesting.named, suggesting.contribute))
