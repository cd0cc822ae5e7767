"""What the desk of the staff says of reviews."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from comity.base.access.enums import Permission
from comity.base.access.registry import Line, Part
from comity.operations.reviews.enums import Bid
from comity.operations.reviews.models import Draw, Offer, Review
from comity.operations.reviews.queries import reviews


def desk() -> Iterator[Line | Part]:
    """What waits for the Secretariat, and the way to it."""
    yield Line(
        "reviews.draws",
        _("drawings of lots that are not yet published"),
        lambda person: (
            Draw.objects.filter(lots__published_at__isnull=True, lots__abandoned_at__isnull=True).distinct().count()
        ),
        Permission.REVIEW_DRAW,
        "reviews:draws",
    )
    yield Line(
        "reviews.waiting",
        _("reviews that wait for the Secretariat"),
        lambda person: reviews.awaiting_secretariat(Review.objects.all()).count(),
        Permission.REVIEW_CONDUCT,
        "reviews:desk",
        asked="ours=1",
    )
    yield Part(
        _("Reviews"),
        _("Set up cycles, see every review by where it stands and who waits for whom, and the figures."),
        Permission.REVIEW_CONDUCT,
        "reviews:desk",
    )
    yield Line(
        "reviews.offers",
        _("offers of technical assistance that wait for you"),
        lambda person: Offer.objects.filter(standing=Bid.PENDING, withdrawn_at__isnull=True).count(),
        Permission.REVIEW_CONDUCT,
        "reviews:assistance",
    )
    yield Part(
        _("Meetings, thematic reports, technical assistance"),
        _("Meetings of the working groups with their dialogues, reports by article and region, needs and offers."),
        Permission.REVIEW_CONDUCT,
        "reviews:gatherings",
    )
    yield Part(
        _("Drawing of lots"),
        _("Who reviews whom: set up a draw, commit to it, draw, and publish it."),
        Permission.REVIEW_DRAW,
        "reviews:draws",
    )
