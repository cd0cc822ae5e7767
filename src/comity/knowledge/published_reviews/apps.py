from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PublishedReviewsConfig(AppConfig):
    name = "comity.knowledge.published_reviews"
    default_auto_field = "django.db.models.BigAutoField"
    # The first part of the addresses of its pages.
    address = "published_reviews"
    description = _(
        "What peer reviews of States came to, as far as each State lets it be read: its answers, the observations, "
        "and the summary."
    )
