"""For which instruments a State reviews, and which paragraphs and questionnaires are thereby its to judge.

No State is reviewed, for an instrument, by one that is not party to it: where a reviewing State is not, an additional
one is drawn for that instrument only (procedures and rules of the review mechanism of the organized crime convention,
resolution 9/1 of its Conference). What all of them read is the same; what they write on and agree to is not.
"""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from comity.kernel.errors import NotPermitted
from comity.operations.reviews.models import Assessment, Review
from comity.operations.reviews.rules.acting import places_of
from comity.operations.reviews.shapes import Standpoint


def elsewhere(review: Review, place: str) -> frozenset[str]:
    """The symbols of the instruments of a review for which a State of it does not review; empty for whom all concern.

    All concern the State under review, and the Secretariat.
    """
    for one in review.reviewers.all():
        if one.place_id == place:
            return frozenset(review.instruments) - frozenset(one.instruments)
    return frozenset()


def instrument_of(article: str) -> str:
    """The symbol of the instrument of an article, such as ``XVIII-12`` of ``XVIII-12:5``; empty for no article."""
    return article.partition(":")[0]


def concerned(review: Review, article: str) -> list[str]:
    """The codes of the States that agree to a paragraph on an article; all of them to one on none."""
    symbol = instrument_of(article)
    return [code for code in places_of(review) if symbol not in elsewhere(review, code)]


def own(review: Review, who: Standpoint, assessments: Iterable[Assessment]) -> list[Assessment]:
    """Of some questionnaires those on which somebody may write feedback for their State."""
    others = elsewhere(review, who.place)
    return [one for one in assessments if one.instrument not in others]


def check_concerned(review: Review, who: Standpoint, instrument: str) -> None:
    """Raise NotPermitted when somebody's State does not review for an instrument."""
    if instrument in elsewhere(review, who.place):
        raise NotPermitted(_("For this instrument your State does not review. Another does."))
