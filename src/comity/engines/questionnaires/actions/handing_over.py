"""What becomes of the sections of somebody who leaves, and of an organisation that is joined to another."""

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from comity.base.audit.actions import Actor, note
from comity.base.notices import actions as notices
from comity.base.people.models import Membership, Organisation, User
from comity.base.people.registry import Handover
from comity.engines.questionnaires.actions.assigning import GIVEN, about
from comity.engines.questionnaires.models import Assignment, Response


def sections_of(person: User, organisation: Organisation) -> int:
    """How many sections nobody would answer: the person's own, and those of an organisation that they leave empty."""
    own = len(_given(person, organisation))
    others = Membership.objects.active().filter(organisation=organisation, user__is_active=True).exclude(user=person)
    return own if others.exists() else own + _open().filter(organisation=organisation).count()


@transaction.atomic
def pass_on_sections(person: User, successor: User, organisation: Organisation, *, by: Actor) -> int:
    """Let the sections of one person, in questionnaires that are still answered, be another's; how many.

    What was written stays, and who gave the section is still told when it is ready.
    """
    several = _given(person, organisation)
    for one in several:
        notices.settle(GIVEN, about=about(one.response, one.section), by=by, people=[person])
        if Assignment.objects.filter(response=one.response, section=one.section, person=successor).exists():
            one.delete()
        else:
            one.person = successor
            one.save(update_fields=["person"])
            notices.notify(
                successor,
                GIVEN,
                about=about(one.response, one.section),
                address=f"/questionnaires/_responses/{one.response_id}/sections/{one.section}/",
                by=by,
            )
        note("response.hand_over", one.response, by=by, section=one.section, before=person.pk, successor=successor.pk)
    return len(several)


@transaction.atomic
def pass_response(response: Response, after: str, *, by: User) -> None:
    """Let a response be about another State than it was, as one follows another; every answer keeps its author.

    Whoever calls this has asked whether the person may.
    """
    before = response.place_id
    Response.objects.filter(pk=response.pk).update(place=after)
    response.place_id = after
    note("response.pass_place", response, by=by, before=before, after=after)


def _open() -> QuerySet[Assignment]:
    return Assignment.objects.filter(response__closed_at__isnull=True).select_related("response").order_by("pk")


def _given(person: User, organisation: Organisation) -> list[Assignment]:
    """The person's sections for the State of an organisation; none where they go on working for that State."""
    place = organisation.place_id
    elsewhere = Membership.objects.active().filter(user=person, organisation__place=place)
    if place is None or elsewhere.exclude(organisation=organisation).exists():
        return []
    about_it = Q(response__place=place) | Q(response__place__isnull=True, response__organisation__place=place)
    return list(_open().filter(about_it, person=person))


@transaction.atomic
def pass_responses(organisation: Organisation, successor: Organisation, *, by: Actor) -> int:
    """Let every response of one organisation be that of the one that takes its place; how many."""
    several = list(Response.objects.filter(organisation=organisation).order_by("pk"))
    for one in several:
        one.organisation = successor
        one.save(update_fields=["organisation"])
        note("response.pass_on", one, by=by, before=organisation.pk, after=successor.pk)
    return len(several)


@transaction.atomic
def pass_assignments(organisation: Organisation, successor: Organisation, *, by: Actor) -> int:
    """Let every section given to one organisation be given to the one that takes its place; how many."""
    several = list(Assignment.objects.filter(organisation=organisation).select_related("response").order_by("pk"))
    for one in several:
        if Assignment.objects.filter(response=one.response, section=one.section, organisation=successor).exists():
            one.delete()
        else:
            one.organisation = successor
            one.save(update_fields=["organisation"])
        note(
            "response.pass_on",
            one.response,
            by=by,
            section=one.section,
            before=organisation.pk,
            after=successor.pk,
        )
    return len(several)


HANDOVER = Handover(
    _("sections of questionnaires"),
    sections_of,
    lambda person, successor, organisation, by: pass_on_sections(person, successor, organisation, by=by),
)
