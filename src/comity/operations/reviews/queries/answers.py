"""Who reads, writes and clears the answers to the questionnaires of a review, and for which; as the engine asks it."""

from typing import Final

from django.utils.translation import gettext as _

from comity.base.people.models import User, remembering
from comity.base.places import queries as places
from comity.engines.questionnaires.models import Response
from comity.engines.questionnaires.registry import Occasion, Use
from comity.operations.reviews.enums import Side, Thing
from comity.operations.reviews.models import Review
from comity.operations.reviews.queries import reviews
from comity.operations.reviews.rules import seeing, supplementing
from comity.operations.reviews.shapes import Standpoint


# For what the questionnaires of a review are answered.
USE: Final = "reviews.self-assessment"


def review_of(person: User, response: Response) -> Review | None:
    """The review to which a response belongs, if the person may open it."""
    found = reviews.visible_to(person).filter(assessments__response=response)
    return reviews.for_standpoint(found).first()


def _asked(person: User, response: Response) -> tuple[Review, Standpoint] | None:
    # Each answer asks this, and of a person who writes there is one answer after the other.
    with remembering(person):
        review = review_of(person, response)
        return None if review is None else (review, reviews.standpoint(person, review))


def reads(person: User, response: Response) -> bool:
    """Whether somebody reads them: the State under review while it writes, all sides once it has handed in."""
    asked = _asked(person, response)
    return asked is not None and reviews.reads_answers(asked[1], asked[0], is_open=response.closed_at is None)


def writes(person: User, response: Response) -> bool:
    """Whether somebody answers: who writes for the State under review, while it is asked."""
    asked = _asked(person, response)
    if asked is None:
        return False
    review, who = asked
    # What was handed in is open to be written no more; that it is closed says the engine.
    is_asked = supplementing.may_answer(review, is_open=response.closed_at is None)
    return who.side is Side.REVIEWED and who.writes and is_asked


def clears(person: User, response: Response) -> bool:
    """Whether somebody says that an answer is final: the State's focal point in the review."""
    asked = _asked(person, response)
    return asked is not None and asked[1].side is Side.REVIEWED and asked[1].is_focal_point


def occasion(person: User, response: Response, language: str) -> Occasion | None:
    """The review for whose working page the person is known, and whether they hand the answers in there."""
    asked = _asked(person, response)
    if asked is None or not seeing.sees(asked[1], asked[0].stage, Thing.COURSE):
        return None
    review, who = asked
    code = str(review.procedure.place_id)
    name = {"place_name": places.names(language).get(code, code)}
    is_asked = supplementing.may_answer(review, is_open=response.closed_at is None)
    hands_in = is_asked and who.side is Side.REVIEWED and who.is_focal_point and who.is_bound
    label = _("Review of %(place_name)s: hand in the answers there") if hands_in else _("Review of %(place_name)s")
    return Occasion(label % name, f"/reviews/{review.pk}/work/")


SELF_ASSESSMENT: Final = Use(reads=reads, writes=writes, clears=clears, visible=reviews.responses, occasion=occasion)
