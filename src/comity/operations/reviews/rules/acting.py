"""Who may do what in a review, and what must be so before a step."""

from collections.abc import Collection, Mapping
from typing import Final

from django.utils.translation import gettext as _

from comity.base.access.enums import Permission
from comity.base.access.roles import decide
from comity.base.people.models import User
from comity.kernel.errors import NotNow, NotPermitted
from comity.kernel.lists import listed
from comity.operations.reviews.enums import Matter, Meet, Role, Side, Step
from comity.operations.reviews.models import Review
from comity.operations.reviews.registry import course
from comity.operations.reviews.shapes import Awaited, Past, Standpoint


# In which steps each State of some sides says when it is ready.
MARKED: Final[Mapping[Step, tuple[Side, ...]]] = {
    Step.NOMINATIONS: (Side.REVIEWED, Side.REVIEWER),
    Step.ARRANGEMENTS: (Side.REVIEWED, Side.REVIEWER),
    Step.FEEDBACK: (Side.REVIEWER,),
    Step.OBSERVATIONS: (Side.REVIEWED, Side.REVIEWER),
}
# Where the Secretariat may write beside the States: it helps with the list, and writes the summary.
LAST: Final = frozenset({Step.PUBLISHED, Step.ENDED})
OF_STATES: Final = {"hand_in_answers", "hand_in_feedback", "hand_in_clarifications", "consent"}


def may_conduct(person: User | None) -> bool:
    """Whether somebody leads reviews for the Secretariat."""
    return person is not None and decide(person.grants, Permission.REVIEW_CONDUCT) is not None


def check_may_conduct(person: User | None) -> None:
    """Raise NotPermitted unless somebody leads reviews for the Secretariat."""
    if not may_conduct(person):
        raise NotPermitted(_("Reviews are set up and led by the Secretariat."))


def places_of(review: Review) -> dict[str, Side]:
    """The States that take part by their codes, with their side; the State under review first."""
    found = {str(review.procedure.place_id): Side.REVIEWED}
    return found | {one.place_id: Side.REVIEWER for one in review.reviewers.all()}


def awaited(review: Review) -> list[Awaited]:
    """Who is waited for; nothing is asked of the database where the review was loaded for a list."""
    step = review.stage
    if step in LAST:
        return []
    if step in MARKED:
        done = {one.place_id for one in review.marks.all() if one.step == step}
        left = [
            Awaited(side, code)
            for code, side in places_of(review).items()
            if side in MARKED[step] and code not in done
        ]
        return left or [Awaited(Side.SECRETARIAT)]
    owner = Side(review.flow.owners[step])
    return [Awaited(owner, str(review.procedure.place_id) if owner is Side.REVIEWED else "")]


def check_open(review: Review) -> None:
    """Raise NotNow when a review is over."""
    if review.stage in LAST:
        raise NotNow(_("This review is over. Nothing in it changes any more."))


def check_people_change(review: Review, place: str) -> None:
    """Raise NotNow unless who takes part for a State may change: as long as it lasts, and while it is followed up."""
    if review.stage is not Step.PUBLISHED or place != str(review.procedure.place_id):
        check_open(review)


def check_at(review: Review, *steps: Step) -> None:
    """Raise NotNow unless a review stands at one of some steps."""
    if review.stage not in steps:
        raise NotNow(_("Not now: the review stands at “%(step)s”.") % {"step": review.stage.label})


# ---------------------------------------------------------------- who takes part


def check_may_name(who: Standpoint, place: str) -> None:
    """Raise NotPermitted unless somebody names people for a State in a review."""
    if not who.names or (who.side is not Side.SECRETARIAT and who.place != place):
        raise NotPermitted(_("For a State its focal points name who takes part, and the Secretariat on its behalf."))


def check_named(review: Review, place: str, role: Role, past: Past, *, experts: int) -> None:
    """Raise NotNow when somebody cannot take part for a State: a conflict of interest, or a rule of the mechanism.

    Args:
        review: of which State.
        place: for which State they would take part.
        role: as what.
        past: what is known of them.
        experts: how many experts that State has named already.
    """
    sides = places_of(review)
    if place not in sides:
        raise NotNow(_("That State takes no part in this review."))
    if place not in (past.member_of if role is Role.OBSERVER else past.works_for):
        raise NotNow(_("Only who works for an organisation of that State can be named for it."))
    if past.is_conducting:
        raise NotNow(_("Whoever leads reviews for the Secretariat takes part for no State."))
    other = past.member_of & (set(sides) - {place})
    if other:
        raise NotNow(_("This person also works for another State of this review: nobody is on two sides."))
    if sides[place] is Side.REVIEWER and str(review.procedure.place_id) in past.served:
        raise NotNow(_("This person has served for the State under review, and does not review it."))
    if role is Role.EXPERT and experts >= course(review.cycle.mechanism).most_experts:
        told = _("Most experts that a State names for one review: %(number)s.")
        raise NotNow(told % {"number": course(review.cycle.mechanism).most_experts})


# ---------------------------------------------------------------- steps


def check_may_mark(who: Standpoint, review: Review) -> None:
    """Raise a refusal unless somebody says for their State that it is ready."""
    if review.stage not in MARKED or who.side not in MARKED[review.stage]:
        raise NotPermitted(_("This is not asked of you at this step."))
    if review.stage is Step.NOMINATIONS and who.names:
        return
    if not who.is_focal_point or not who.is_bound:
        raise NotPermitted(_("For a State its focal point in this review says so."))


def check_ready(review: Review, place: str, *, remarks: int, disagreed: int) -> None:
    """Raise NotNow unless a State has done what its mark says.

    Args:
        review: at which step.
        place: the State.
        remarks: how many remarks it has written.
        disagreed: to how many paragraphs of the list it has not agreed, or on how many two wordings stand.
    """
    step = review.stage
    if step is Step.NOMINATIONS and not _has_focal_point(review, place):
        raise NotNow(_("Name a focal point first: whoever it is may be the only one who takes part."))
    if step is Step.ARRANGEMENTS and not review.languages:
        raise NotNow(_("The languages of the review are not yet written down."))
    if step is Step.FEEDBACK and not remarks:
        raise NotNow(_("No feedback has been written yet."))
    if step is Step.OBSERVATIONS and disagreed:
        raise NotNow(
            _("Paragraphs to which you have not agreed, or of which two wordings stand: %(number)s.")
            % {"number": disagreed}
        )


def _has_focal_point(review: Review, place: str) -> bool:
    return any(
        one.place_id == place and one.role == Role.FOCAL_POINT and one.ended_at is None
        for one in review.participants.all()
    )


def check_may_step(who: Standpoint, name: str) -> None:
    """Raise NotPermitted unless somebody takes a step of a review for their side; the flow asks for more beside."""
    if name in OF_STATES and not (who.is_focal_point and who.is_bound):
        raise NotPermitted(_("This step is taken by the focal point of the State in this review."))


def check_may_close(review: Review, name: str, reason: str, *, meetings: Collection[str], paragraphs: int) -> None:
    """Raise NotNow unless what a step of the Secretariat takes for granted is so, or a reason says why not.

    Args:
        review: as it stands.
        name: of the step.
        reason: why it is taken all the same.
        meetings: the kinds of meetings that were held.
        paragraphs: how many stand in the list of observations.
    """
    if name == "begin_visit" and not course(review.cycle.mechanism).has_visit:
        raise NotNow(_("This mechanism has no country visits."))
    if name == "close_observations" and not paragraphs:
        raise NotNow(_("The list of observations is empty."))
    if not reason.strip() and (lacking := lacks(review, name, meetings=meetings)):
        raise NotNow(lacking)


def lacks(review: Review, name: str, *, meetings: Collection[str]) -> str:
    """What a step of the Secretariat takes for granted and is not so, in words; empty where it can be taken at once.

    Args:
        review: as it stands.
        name: of the step.
        meetings: the kinds of meetings that were held.
    """
    closes = {"close_nominations", "close_arrangements", "close_observations"}
    if name in closes and any(one.side is not Side.SECRETARIAT for one in awaited(review)):
        return _("Not every State is ready. Wait, or say why it goes on all the same.")
    held = {
        "open_questionnaires": (Meet.CONSULTATION, _("The preliminary consultation is not written down.")),
        "close_dialogue": (Meet.DIALOGUE, _("No dialogue meeting is written down.")),
        "close_visit": (Meet.VISIT, _("The country visit is not written down.")),
    }
    if name in held and held[name][0] not in meetings:
        return held[name][1] + " " + _("Do so, or say why it goes on without.")
    return ""


def check_summarised(languages: Collection[str]) -> None:
    """Raise NotNow unless there is a summary."""
    if not languages:
        raise NotNow(_("There is no summary yet."))


def check_decided(decided: Collection[str]) -> None:
    """Raise NotNow unless the State has decided on every part."""
    if missing := [one for one in Matter if one not in decided]:
        raise NotNow(_("Not yet decided: %(parts)s.") % {"parts": listed(str(one.label) for one in missing)})


# ---------------------------------------------------------------- writing


def check_may_write(who: Standpoint, review: Review, side: Side, *steps: Step) -> None:
    """Raise a refusal unless somebody writes for a side of a review, at one of some steps."""
    check_open(review)
    if who.side is not side or (side is not Side.SECRETARIAT and not who.writes):
        raise NotPermitted(_("You do not write this in this review."))
    check_at(review, *steps)


def reconsiders(who: Standpoint) -> bool:
    """Whether somebody may take back, or give, the consent of the State under review after the publication.

    Whoever names people for the State may: the focal point of a review of some years ago may have gone.
    """
    return who.side is Side.REVIEWED and (who.names or (who.is_focal_point and who.is_bound))


def check_may_reconsider(who: Standpoint, review: Review) -> None:
    """Raise a refusal unless somebody says for the State under review what of a published review may be read."""
    if not reconsiders(who):
        raise NotPermitted(_("For a State its focal point in this review says so."))
    check_at(review, Step.PUBLISHED)


def check_may_observe(who: Standpoint, review: Review) -> None:
    """Raise a refusal unless somebody writes paragraphs of the list of observations now."""
    check_open(review)
    if who.side is not Side.SECRETARIAT and (who.side not in {Side.REVIEWED, Side.REVIEWER} or not who.writes):
        raise NotPermitted(_("The list of observations is written by the States and the Secretariat together."))
    check_at(review, Step.OBSERVATIONS)


def check_may_agree(who: Standpoint, review: Review) -> None:
    """Raise a refusal unless somebody agrees to paragraphs for their State."""
    check_may_observe(who, review)
    if not who.is_focal_point:
        raise NotPermitted(_("For a State its focal point in this review says so."))


def check_may_mark_for(review: Review, place: str) -> None:
    """Raise a refusal unless the Secretariat may say for a State that it is ready: its nominations, and no more."""
    if review.stage is not Step.NOMINATIONS:
        raise NotPermitted(_("For a State its focal point in this review says so."))
    if place not in places_of(review):
        raise NotNow(_("That State takes no part in this review."))


def check_answered(answers: int, contested: int) -> None:
    """Raise NotNow unless something was answered, and no two texts stand for one answer."""
    if not answers:
        raise NotNow(_("Nothing has been answered yet."))
    if contested:
        raise NotNow(_("Answers for which two texts stand: %(number)s. Settle them first.") % {"number": contested})


def check_may_arrange(who: Standpoint, review: Review) -> None:
    """Raise a refusal unless somebody writes down languages and division of work now."""
    check_open(review)
    if who.side is not Side.SECRETARIAT and not who.writes:
        raise NotPermitted(_("You do not write this in this review."))
    check_at(review, Step.ARRANGEMENTS)


def check_not_marked(review: Review, place: str) -> None:
    """Raise NotNow when a State has handed in what it wrote at this step."""
    if any(one.place_id == place and one.step == review.stage for one in review.marks.all()):
        raise NotNow(_("Your State has handed this in. Its focal point may take that back, while the step lasts."))


def check_own(who: Standpoint, place: str) -> None:
    """Raise NotPermitted unless something is one's own State's."""
    if who.place != place:
        raise NotPermitted(_("This is another State’s."))


# At which steps which meetings are written down; minutes may follow at the next.
MEETINGS: Final[Mapping[Meet, tuple[Step, ...]]] = {
    Meet.CONSULTATION: (Step.CONSULTATION, Step.SELF_ASSESSMENT),
    Meet.DIALOGUE: (Step.CLARIFICATIONS, Step.DIALOGUE, Step.VISIT, Step.OBSERVATIONS),
    Meet.VISIT: (Step.VISIT, Step.OBSERVATIONS),
}


def check_may_meet(who: Standpoint, review: Review, kind: Meet) -> None:
    """Raise a refusal unless somebody writes down a meeting of a kind now."""
    check_open(review)
    if who.side is not Side.SECRETARIAT and not who.writes:
        raise NotPermitted(_("You do not write this in this review."))
    check_at(review, *MEETINGS[kind])


def check_may_summarise(who: Standpoint, review: Review, *, is_translation: bool) -> None:
    """Raise a refusal unless somebody writes the summary, or a translation of it, now.

    The original is written by the reviewing States with the Secretariat; the translations by the Secretariat, also
    after the consent, which is given to the original.
    """
    check_open(review)
    if who.side is not Side.SECRETARIAT and (is_translation or who.side is not Side.REVIEWER or not who.writes):
        raise NotPermitted(_("The reviewing States write the summary with the Secretariat, which translates it."))
    check_at(review, *([Step.SUMMARY, Step.CONSENT, Step.PUBLICATION] if is_translation else [Step.SUMMARY]))
