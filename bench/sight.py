"""What each side of a review must not see: tried through the very queries of the pages, while others still write.

What is tried stands here by itself, step by step, and not in the table of the code, which might be wrong.
"""

from collections import Counter
from typing import Any, Final


STEPS: Final = (
    "nominations", "arrangements", "consultation", "self_assessment", "feedback", "clarifications", "dialogue",
    "visit", "observations", "summary", "consent", "publication", "published",
)  # fmt: skip
# Until which step somebody must see nothing of a thing; what is their own State's is left out.
UNSEEN: Final = {
    "host": {"answers": "feedback", "feedback": "clarifications", "clarifications": "dialogue"},
    "reviewed": {"feedback": "clarifications", "observations": "observations", "summary": "summary"},
    "reviewer": {"answers": "feedback", "feedback": "clarifications", "clarifications": "dialogue"},
    "stranger": dict.fromkeys(("answers", "feedback", "clarifications", "minutes"), "never")
    | dict.fromkeys(("observations", "summary"), "published"),
    "visitor": dict.fromkeys(("feedback", "clarifications", "minutes"), "never")
    | dict.fromkeys(("answers", "observations", "summary"), "published"),
}


class Sight:
    """Looks at reviews from every side, and counts what was seen too early."""

    def __init__(self) -> None:
        self.looks, self.asked = 0, 0
        self.leaks: Counter[str] = Counter()

    def look(self, review: Any, officials: dict[str, list[Any]], host: Any) -> None:
        """Try what each side must not see of a review as it stands now."""
        from comity.operations.reviews.models import Review  # noqa: PLC0415 -- after the settings
        from comity.operations.reviews.queries import reviews as queries  # noqa: PLC0415

        fresh = queries.for_listing(Review.objects.all()).get(pk=review.pk)
        state = str(fresh.procedure.place_id)
        reviewing = [one.place_id for one in fresh.reviewers.all()]
        self.looks += 1
        watchers: list[tuple[str, Any, str]] = [("visitor", None, ""), ("host", host, "")]
        watchers += [("reviewed", officials[state][1], state)] if state in officials else []
        watchers += [("reviewer", officials[code][1], code) for code in reviewing if code in officials]
        others = [code for code in officials if code not in {state, *reviewing}]
        watchers += [("stranger", officials[others[self.looks % len(others)]][0], "")] if others else []
        for side, person, place in watchers:
            self.try_all(fresh, side, person, place)

    def try_all(self, review: Any, side: str, person: Any, place: str) -> None:
        """Try each thing that a side must not see at this step."""
        from comity.base.people.models import User  # noqa: PLC0415
        from comity.operations.reviews.queries import reviews as queries  # noqa: PLC0415

        # As a request would: what somebody may is looked up anew.
        who = User.objects.get(pk=person.pk) if person is not None else None
        if side == "stranger":
            self.asked += 1
            self.leaks["a stranger comes on the pages"] += queries.one(who, review.pk) is not None
        now = STEPS.index(review.stage.value)
        told = queries.standpoint(who, review)
        for thing, until in UNSEEN[side].items():
            if until == "never" or now < STEPS.index(until):
                self.asked += 1
                self.leaks[f"{thing} before its time: {side}"] += seen(thing, review, told, place)
        self.leaks = +self.leaks


def seen(thing: str, review: Any, who: Any, place: str) -> int:
    """How much of a thing somebody is given who is not of the State that wrote it."""
    from comity.operations.reviews.enums import Saying  # noqa: PLC0415
    from comity.operations.reviews.queries import writings  # noqa: PLC0415

    if thing in {"feedback", "clarifications"}:
        is_said = thing == "clarifications"
        rows = writings.remarks_of(review, who)
        return sum((one.kind == Saying.CLARIFICATION) is is_said and one.place_id != place for one in rows)
    read = {
        "answers": lambda: sum(map(len, writings.answers_of(review, who).values())),
        "minutes": lambda: len(writings.meetings_of(review, who)),
        "observations": lambda: len(writings.observations_of(review, who)),
        "summary": lambda: len(writings.summaries_of(review, who)),
    }
    return read[thing]()
