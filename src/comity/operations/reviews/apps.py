from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    name = "comity.operations.reviews"
    facts = "Questionnaires"
    # The first part of the addresses of its pages.
    address = "reviews"
    default_auto_field = "django.db.models.BigAutoField"
    # What it tells the desk of the staff.
    desk = "comity.operations.reviews.registry.desk"
