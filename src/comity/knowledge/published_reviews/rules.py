"""What States let be published is changed by nobody else."""

from django.utils.translation import gettext as _

from comity.base.people.models import User
from comity.engines.records.models import Record
from comity.kernel.errors import NotPermitted
from comity.knowledge.published_reviews.models import PublishedReview


def check_may_change(person: User, record: Record) -> None:
    """Raise NotPermitted where the record is the result of a review that was led here, and a person changes it."""
    if person.is_service or not PublishedReview.objects.filter(pk=record.pk, review_key__isnull=False).exists():
        return
    raise NotPermitted(
        _("These are the words of States, published with their consent. They change only in the review itself.")
    )
