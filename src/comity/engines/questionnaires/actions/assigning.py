"""Sections are given to people and organisations of the State, who are told, and taken back again."""

from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comity.base.audit.actions import note
from comity.base.notices import actions as notices
from comity.base.notices.enums import Group
from comity.base.notices.registry import Kind
from comity.base.people.models import Organisation, User
from comity.engines.questionnaires import queries, rules
from comity.engines.questionnaires.enums import AnswerState
from comity.engines.questionnaires.grammar.evaluating import course
from comity.engines.questionnaires.models import Assignment, Response
from comity.engines.questionnaires.registry import definition_of
from comity.kernel.errors import NotPermitted, Unreadable


GIVEN: Final = "questionnaires.section"
READY: Final = "questionnaires.ready"
# What people may be told: that a section waits and where; never what is asked or answered.
KINDS: Final = {
    GIVEN: Kind(
        sentence=gettext_lazy("A section of a questionnaire was given to you to answer."), group=Group.TASKS, asks=True
    ),
    READY: Kind(
        sentence=gettext_lazy("A section of a questionnaire that you gave away is ready."), group=Group.OUTCOMES
    ),
}


@transaction.atomic
def assign(
    response: Response, section: str, *, by: User, person: User | None = None, organisation: Organisation | None = None
) -> Assignment:
    """Give a section to a person, or to all who work in an organisation; the same again changes nothing.

    Raises:
        NotPermitted: the giver does not answer the whole response, or the receiver does not belong to its State.
        NotNow: the response is closed.
        Unreadable: there is no such section, or nobody is named, or two.
    """
    held = Response.objects.select_for_update(of=("self",)).select_related("version").get(pk=response.pk)
    rules.check_may_assign(by, held)
    if section not in {one.code for one in definition_of(held.version).sections}:
        raise Unreadable(_("There is no section “%(code)s”.") % {"code": section})
    if (person is None) == (organisation is None):
        raise Unreadable(_("Choose a person or an organisation."))
    belongs = (person is not None and queries.people_for(held).filter(pk=person.pk).exists()) or (
        organisation is not None and queries.offices_for(held).filter(pk=organisation.pk).exists()
    )
    if not belongs:
        raise NotPermitted(_("Sections are given only to people and organisations of the State that answers."))
    found, is_new = Assignment.objects.get_or_create(
        response=held,
        section=section,
        person=person,
        organisation=organisation,
        defaults={"by": by, "at": timezone.now()},
    )
    if not is_new:
        return found
    note(
        "response.assign", held, by=by, section=section, person=person.pk if person else None,
        organisation=organisation.pk if organisation else None,
    )  # fmt: skip
    to = [person] if person is not None else list(queries.working_in(found.organisation)) if found.organisation else []
    notices.notify(
        [one for one in to if one.pk != by.pk],
        GIVEN,
        about=about(held, section),
        address=f"/questionnaires/_responses/{held.pk}/sections/{section}/",
        by=by,
    )
    return found


@transaction.atomic
def unassign(assignment: Assignment, *, by: User) -> None:
    """Take a section back from who has it; what they wrote stays.

    Raises:
        NotPermitted: the person does not answer the whole response.
        NotNow: the response is closed.
    """
    held = Response.objects.select_for_update(of=("self",)).get(pk=assignment.response_id)
    rules.check_may_assign(by, held)
    to = [assignment.person] if assignment.person is not None else []
    if assignment.organisation is not None:
        to = list(queries.working_in(assignment.organisation))
    notices.settle(GIVEN, about=about(held, assignment.section), by=by, people=[one for one in to if one is not None])
    note(
        "response.unassign", held, by=by, section=assignment.section, person=assignment.person_id,
        organisation=assignment.organisation_id,
    )  # fmt: skip
    assignment.delete()


@transaction.atomic
def tell_if_ready(response: Response, section: str, *, by: User) -> bool:
    """Settle what was asked of who has a section, and tell who gave it, once no answer in it is missing or a draft.

    Returns:
        Whether the section is ready.
    """
    given = list(response.assignments.filter(section=section).select_related("by"))
    if not given:
        return False
    answers = queries.answers_of(response)
    definition = definition_of(response.version)
    now = course(definition, {code: one.value for code, one in answers.items()})
    questions = next(one.questions for one in definition.sections if one.code == section)
    done = {code for code, one in answers.items() if one.state != AnswerState.DRAFT and not one.is_contested}
    if any(one.is_answered and one.code in now.asked and one.code not in done for one in questions):
        return False
    settled = notices.settle(GIVEN, about=about(response, section), by=by)
    if settled:
        notices.notify(
            {one.by_id: one.by for one in given if one.by_id != by.pk}.values(),
            READY,
            about=about(response, section),
            address=f"/questionnaires/_responses/{response.pk}/sections/{section}/",
            by=by,
        )
    return True


def about(response: Response, section: str) -> str:
    """The key by which what was asked about a section is settled."""
    return f"section:{response.pk}:{section}"
