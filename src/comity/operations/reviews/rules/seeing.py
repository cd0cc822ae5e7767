"""What each side of a review sees at which step: one table, drawn into the reference and asked by every page."""

from collections.abc import Iterable, Mapping
from typing import Final

from comity.operations.reviews.enums import Matter, Side, Step, Thing
from comity.operations.reviews.shapes import Standpoint


HOST, REVIEWED, REVIEWER, OBSERVER = Side.SECRETARIAT, Side.REVIEWED, Side.REVIEWER, Side.OBSERVER
# From which step on each side sees a thing. What does not stand here is not seen.
SEEN: Final[Mapping[Thing, Mapping[Side, Step]]] = {
    Thing.COURSE: dict.fromkeys(Side, Step.NOMINATIONS),
    Thing.PEOPLE: dict.fromkeys((HOST, REVIEWED, REVIEWER, OBSERVER), Step.NOMINATIONS),
    Thing.ARRANGEMENTS: dict.fromkeys((HOST, REVIEWED, REVIEWER, OBSERVER), Step.ARRANGEMENTS),
    # While it writes, a State is alone with what it writes; the Secretariat does not read it either.
    Thing.ANSWERS_DRAFT: {REVIEWED: Step.SELF_ASSESSMENT},
    Thing.ANSWERS: {
        HOST: Step.FEEDBACK,
        REVIEWED: Step.FEEDBACK,
        REVIEWER: Step.FEEDBACK,
        OBSERVER: Step.FEEDBACK,
        Side.PUBLIC: Step.PUBLISHED,
    },
    Thing.FEEDBACK_DRAFT: {REVIEWER: Step.FEEDBACK},
    # All at once, when the last reviewing State has handed in: none writes with the other's text before it.
    Thing.FEEDBACK: dict.fromkeys((HOST, REVIEWED, REVIEWER, OBSERVER), Step.CLARIFICATIONS),
    Thing.CLARIFICATIONS_DRAFT: {REVIEWED: Step.CLARIFICATIONS},
    Thing.CLARIFICATIONS: dict.fromkeys((HOST, REVIEWED, REVIEWER, OBSERVER), Step.DIALOGUE),
    Thing.MINUTES: dict.fromkeys((HOST, REVIEWED, REVIEWER, OBSERVER), Step.CONSULTATION),
    Thing.OBSERVATIONS: {
        HOST: Step.OBSERVATIONS,
        REVIEWED: Step.OBSERVATIONS,
        REVIEWER: Step.OBSERVATIONS,
        OBSERVER: Step.SUMMARY,
        Side.PUBLIC: Step.PUBLISHED,
    },
    Thing.SUMMARY: {
        HOST: Step.SUMMARY,
        REVIEWED: Step.SUMMARY,
        REVIEWER: Step.SUMMARY,
        OBSERVER: Step.CONSENT,
        Side.PUBLIC: Step.PUBLISHED,
    },
    Thing.CONSENT: {HOST: Step.CONSENT, REVIEWED: Step.CONSENT, REVIEWER: Step.PUBLISHED, OBSERVER: Step.PUBLISHED},
    Thing.FOLLOW_UP: {
        HOST: Step.SUMMARY,
        REVIEWED: Step.SUMMARY,
        REVIEWER: Step.SUMMARY,
        OBSERVER: Step.SUMMARY,
        Side.PUBLIC: Step.PUBLISHED,
    },
}
# What a side sees only of its own State.
OWN: Final = frozenset({Thing.ANSWERS_DRAFT, Thing.FEEDBACK_DRAFT, Thing.CLARIFICATIONS_DRAFT})
# What everybody sees only where the State under review consented.
CONSENTED: Final[Mapping[Thing, Matter]] = {
    Thing.ANSWERS: Matter.ANSWERS,
    Thing.OBSERVATIONS: Matter.OBSERVATIONS,
    Thing.SUMMARY: Matter.SUMMARY,
}
# What everybody sees item by item: those to whose publication the State under review consented.
BY_ITEM: Final = frozenset({Thing.FOLLOW_UP})
# What is left to see of a review that ended without a result, and to who was not named or has not yet declared.
ALWAYS: Final = frozenset({Thing.COURSE, Thing.PEOPLE})
ORDER: Final = {step: number for number, step in enumerate(Step)}


def is_open(side: Side, step: Step, thing: Thing, consented: Iterable[str] = ()) -> bool:
    """Whether a side sees a thing at a step; of what is ``OWN``, its own State's.

    Args:
        side: which.
        step: where the review stands.
        thing: what there is to see.
        consented: the matters that the State under review lets be published.
    """
    begins = SEEN[thing].get(side)
    if begins is None or (step is Step.ENDED and thing not in ALWAYS) or ORDER[step] < ORDER[begins]:
        return False
    return side is not Side.PUBLIC or thing not in CONSENTED or CONSENTED[thing] in set(consented)


def sees(who: Standpoint, step: Step, thing: Thing, consented: Iterable[str] = ()) -> bool:
    """Whether somebody sees a thing of a review at a step; whose it is, where it is ``OWN``, is asked beside."""
    if who.side not in {Side.PUBLIC, Side.SECRETARIAT} and (who.role is None or not who.is_bound):
        # Whoever names people for the State under review may change its consent after the publication.
        is_theirs = thing is Thing.CONSENT and step is Step.PUBLISHED and who.side is Side.REVIEWED and who.names
        return thing in ALWAYS or is_theirs
    return is_open(who.side, step, thing, consented)


def drawn() -> str:
    """The table as a page of the reference."""
    lines = [
        "# What each side of a review sees, and when",
        "",
        "Made from the code (`operations/reviews/rules/seeing.py`) by `make docs`; a test fails when the two differ,",
        "and another asks the pages of a review for every cell.",
        "",
        "- ● seen",
        "- ○ seen of one's own State only",
        "- ◇ seen where the State under review consented",
        "- ◈ seen item by item, where the State under review consented to that item",
        "",
        "An expert of a reviewing State who has not declared that nothing stands against it, and whoever names",
        "people for a State and was not named, see who takes part and where the review stands, and nothing else;",
        "whoever names people for the State under review also sees, and may change, what is published, once it is.",
        "The column of a country visit applies where the mechanism has one.",
    ]
    for side in Side:
        lines += ["", f"## {side.label}", "", "| | " + " | ".join(str(step.label) for step in Step) + " |"]
        lines.append("| --- |" + " :-: |" * len(Step))
        lines += [
            f"| {thing.label} | " + " | ".join(_cell(side, step, thing) for step in Step) + " |" for thing in Thing
        ]
    return "\n".join([*lines, ""])


def _cell(side: Side, step: Step, thing: Thing) -> str:
    if not is_open(side, step, thing, Matter.values):
        return ""
    if thing in OWN:
        return "○"
    if side is Side.PUBLIC and thing in BY_ITEM:
        return "◈"
    return "◇" if side is Side.PUBLIC and thing in CONSENTED else "●"
