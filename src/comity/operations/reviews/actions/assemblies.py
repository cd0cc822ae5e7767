"""Set up, announce and call off a meeting; register, admit, and write down who came."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comity.base.audit.actions import note
from comity.base.notices.actions import notify, settle
from comity.base.notices.enums import Group
from comity.base.notices.registry import Kind
from comity.base.people.crypto import new_token, token_hash
from comity.base.people.models import Membership, User
from comity.engines.records import queries as records
from comity.kernel.errors import NotNow, NotPermitted, Unreadable
from comity.kernel.shares import Share
from comity.operations.reviews.enums import Admission, Assembly, Gender, Office
from comity.operations.reviews.models import (
    AgendaDocument,
    AgendaItem,
    Decision,
    Gathering,
    Officer,
    Registration,
)
from comity.operations.reviews.queries import reviews
from comity.operations.reviews.rules import acting
from comity.operations.reviews.rules import assemblies as rules
from comity.operations.reviews.rules.needs import states_for
from comity.operations.reviews.shapes import Applicant


ANNOUNCED: Final = "reviews.meeting"
ADMIT: Final = "reviews.registrations"
DECIDED: Final = "reviews.registration"
KINDS: Final = {
    ANNOUNCED: Kind(
        sentence=gettext_lazy("A meeting of a review mechanism is announced, moved or called off."),
        group=Group.OUTCOMES,
    ),
    ADMIT: Kind(
        sentence=gettext_lazy("Registrations for a meeting wait for its bureau."), group=Group.TASKS, asks=True
    ),
    DECIDED: Kind(
        sentence=gettext_lazy("There is a decision about a registration that you made."), group=Group.OUTCOMES
    ),
}
# So many registrations one network may send in an hour.
SENT: Final = Share(30)
FIELDS: Final = ("title", "begins_at", "ends_at", "form", "venue", "registration_ends_at")


def address(gathering: Gathering) -> str:
    """Where everybody reads of a meeting."""
    return f"/reviews/meetings/{gathering.pk}/"


@transaction.atomic
def arrange_meeting(told: Mapping[str, Any], *, held: Gathering | None = None, by: User) -> Gathering:
    """Set a meeting up, or change what is said of it; who was told of it is told of the change.

    Raises:
        NotPermitted: the person does not lead reviews.
        NotNow: it is called off.
        Unreadable: its times do not fit, or a dialogue follows no meeting of the working group.
    """
    acting.check_may_conduct(by)
    rules.check_times(told["begins_at"], told["ends_at"], told["registration_ends_at"])
    after: Gathering | None = told["after"]
    if (told["kind"] == Assembly.DIALOGUE) != (after is not None):
        raise Unreadable(_("A dialogue, and nothing else, follows a meeting of the working group."))
    if after is not None and (after.kind != Assembly.WORKING_GROUP or after.ends_at > told["begins_at"]):
        raise Unreadable(_("A dialogue is held after the meeting of the working group that it follows."))
    one = held or Gathering()
    rules.check_standing(one)
    one.kind, one.mechanism, one.after = told["kind"], told["mechanism"], after
    for name in FIELDS:
        setattr(one, name, told[name])
    one.version, one.by, one.at = one.version + 1, by, timezone.now()
    one.save()
    note("meeting.arrange", one, by=by, kind=one.kind, mechanism=one.mechanism)
    if one.announced_at is not None:
        _tell_all(one, by=by)
    return one


@transaction.atomic
def keep_item(gathering: Gathering, number: int, title: str, text: str = "", *, by: User) -> AgendaItem:
    """Put an item on the agenda, or write the one of that number anew.

    Raises:
        NotPermitted: the person does not lead reviews.
        NotNow: the meeting is called off.
        Unreadable: it has no title or number.
    """
    acting.check_may_conduct(by)
    rules.check_standing(gathering)
    if not title.strip() or not 1 <= number <= 999:  # noqa: PLR2004 -- items of an agenda
        raise Unreadable(_("An item has a number and a title."))
    said = {"title": title.strip()[:500], "text": text.strip()[: rules.LONGEST]}
    made, _is_new = AgendaItem.objects.update_or_create(gathering=gathering, number=number, defaults=said)
    note("meeting.item", gathering, by=by, number=number)
    return made


@transaction.atomic
def drop_item(item: AgendaItem, *, by: User) -> None:
    """Take an item off the agenda.

    Raises:
        NotPermitted, NotNow: as ``keep_item`` does.
    """
    acting.check_may_conduct(by)
    rules.check_standing(item.gathering)
    number = item.number
    AgendaItem.objects.filter(pk=item.pk).delete()
    note("meeting.drop_item", item.gathering, by=by, number=number)


@transaction.atomic
def lay_before(item: AgendaItem, record: uuid.UUID, *, by: User) -> AgendaDocument:
    """Put a public record of the portal before the meeting, under an item.

    Raises:
        NotPermitted, NotNow: as ``keep_item`` does.
        Unreadable: there is no such public record.
    """
    acting.check_may_conduct(by)
    rules.check_standing(item.gathering)
    found = records.visible_to(None).filter(pk=record).first()
    if found is None:
        raise Unreadable(_("There is no such record."))
    made, _is_new = AgendaDocument.objects.get_or_create(item=item, record=found)
    note("meeting.document", item.gathering, by=by, number=item.number, record=str(record))
    return made


@transaction.atomic
def announce(gathering: Gathering, *, by: User) -> Gathering:
    """Let everybody see a meeting and register for it, and tell the focal points of all States.

    Raises:
        NotPermitted: the person does not lead reviews.
        NotNow: it is announced already, is called off, or has no agenda.
    """
    acting.check_may_conduct(by)
    one = _locked(gathering)
    rules.check_standing(one)
    if one.announced_at is not None:
        raise NotNow(_("The meeting is announced already."))
    if not one.items.exists():
        raise NotNow(_("Write the agenda first."))
    one.announced_at = timezone.now()
    one.save(update_fields=["announced_at"])
    note("meeting.announce", one, by=by)
    _tell_all(one, by=by)
    return one


@transaction.atomic
def call_off(gathering: Gathering, reason: str, *, by: User) -> Gathering:
    """Call a meeting off; it stays to be seen, with the reason.

    Raises:
        NotPermitted: the person does not lead reviews.
        NotNow: it is called off already.
        Unreadable: there is no reason.
    """
    acting.check_may_conduct(by)
    one = _locked(gathering)
    rules.check_standing(one)
    if not reason.strip():
        raise Unreadable(_("Who calls a meeting off says why."))
    one.cancelled_at, one.cancelled_because, one.version = timezone.now(), reason.strip()[:1000], one.version + 1
    one.save(update_fields=["cancelled_at", "cancelled_because", "version"])
    settle(ADMIT, about=_about(one), by=by)
    note("meeting.call_off", one, by=by, reason=one.cancelled_because)
    if one.announced_at is not None:
        _tell_all(one, by=by)
    return one


@transaction.atomic
def seat_officer(gathering: Gathering, person: User, office: Office, *, by: User) -> Officer:
    """Let somebody sit in the bureau of a meeting, or sit there as something else.

    Raises:
        NotPermitted: the person does not lead reviews.
        NotNow: the meeting has a chair already.
    """
    acting.check_may_conduct(by)
    chairs = Officer.objects.filter(gathering=gathering, office=Office.CHAIR).exclude(person=person)
    if office is Office.CHAIR and chairs.exists():
        raise NotNow(_("A meeting has one chair."))
    made, _is_new = Officer.objects.update_or_create(gathering=gathering, person=person, defaults={"office": office})
    note("meeting.officer", gathering, by=by, person=person.pk, office=office.value)
    return made


@transaction.atomic
def unseat_officer(officer: Officer, *, by: User) -> None:
    """Let somebody sit in the bureau no longer; what they decided stays.

    Raises:
        NotPermitted: the person does not lead reviews.
    """
    acting.check_may_conduct(by)
    gathering, person = officer.gathering, officer.person_id
    Officer.objects.filter(pk=officer.pk).delete()
    note("meeting.unseat_officer", gathering, by=by, person=person)


@transaction.atomic
def register(
    gathering: Gathering, told: Applicant, *, network: str = "", by: User | None, now: dt.datetime | None = None
) -> tuple[Registration, str]:
    """Register somebody: a State its people, others themselves, who then wait for the bureau.

    Returns:
        The registration, and the way to it for who was registered, without an account; it is told once.

    Raises:
        NotPermitted: the person does not register people for that State.
        NotNow: registration is not open, or the network has sent as many as one may.
        Unreadable: something is missing.
    """
    now = now or timezone.now()
    rules.check_open(gathering, now)
    state = rules.check_applicant(gathering, told, by)
    if state is Admission.PENDING and not SENT.take(network):
        raise NotNow(_("Your network has asked for as much as one may in an hour. Try again later."))
    token = new_token()
    made = Registration.objects.create(
        gathering=gathering,
        seat=told.seat,
        name=told.name.strip()[:200],
        post=told.post.strip()[:200],
        place_id=told.place or None,
        organisation=told.organisation.strip()[:300],
        mail=told.mail.strip(),
        expertise=told.expertise.strip(),
        gender=told.gender,
        state=state,
        token_hash=token_hash(token),
        by=by,
        at=now,
    )
    note("meeting.register", gathering, by=by, registration=made.pk, seat=told.seat.value, place=told.place)
    if state is Admission.PENDING:
        people = [each.person for each in gathering.bureau.select_related("person")] or reviews.conductors()
        notify(people, ADMIT, about=_about(gathering), address=_desk(gathering), by=by, is_gathered=True)
    return made, token


@transaction.atomic
def admit(registration: Registration, state: Admission, reason: str = "", *, by: User) -> Registration:
    """Approve a registration for the bureau, or object to it with a reason; it may be decided anew.

    Raises:
        NotPermitted: the person is not of the bureau.
        NotNow: it was taken back, is a State's own, or the meeting is called off.
        Unreadable: whoever objects does not say why.
    """
    held = Registration.objects.select_for_update(of=("self",)).select_related("gathering").get(pk=registration.pk)
    rules.check_may_admit(by, held.gathering)
    rules.check_standing(held.gathering)
    if held.state == Admission.WITHDRAWN or held.seat in rules.OF_STATES:
        raise NotNow(_("There is nothing to decide about this registration."))
    if state not in {Admission.APPROVED, Admission.OBJECTED}:
        raise Unreadable(_("Take one of the ways that the page offers."))
    if state is Admission.OBJECTED and not reason.strip():
        raise Unreadable(_("Who objects says why."))
    held.state = state
    held.save(update_fields=["state"])
    Decision.objects.create(registration=held, state=state, reason=reason.strip()[:1000], by=by, at=timezone.now())
    sealed = {"reason": reason}
    note("meeting.admit", held.gathering, by=by, sealed=sealed, registration=held.pk, state=state.value)
    if not held.gathering.registrations.filter(state=Admission.PENDING).exists():
        settle(ADMIT, about=_about(held.gathering), by=by)
    if held.by is not None:
        notify(held.by, DECIDED, about=_about(held.gathering), address=address(held.gathering), by=by)
    return held


@transaction.atomic
def take_registration_back(registration: Registration, *, token: str = "", by: User | None) -> Registration:
    """Take a registration back: whoever made it, or holds its address, or registers for that State.

    Raises:
        NotPermitted: the person may not.
        NotNow: it was taken back already.
    """
    held = Registration.objects.select_for_update(of=("self",)).select_related("gathering").get(pk=registration.pk)
    holds = bool(token) and held.token_hash == token_hash(token)
    if not (holds or (held.place_id and held.place_id in states_for(by)) or acting.may_conduct(by)):
        raise NotPermitted(_("A registration is taken back by who made it."))
    if held.state == Admission.WITHDRAWN:
        raise NotNow(_("This registration was taken back already."))
    held.state = Admission.WITHDRAWN
    # What they said of themselves is not needed any more.
    held.mail = held.expertise = held.gender = ""
    held.save(update_fields=["state", "mail", "expertise", "gender"])
    note("meeting.take_back", held.gathering, by=by, registration=held.pk)
    return held


@transaction.atomic
def say_gender(registration: Registration, gender: Gender, *, token: str, by: User | None) -> Registration:
    """Say one's own gender, or take that back; only who holds the address of the registration does.

    Raises:
        NotPermitted: the address is not theirs.
        NotNow: the registration was taken back.
    """
    held = Registration.objects.select_for_update(of=("self",)).select_related("gathering").get(pk=registration.pk)
    if not token or held.token_hash != token_hash(token):
        raise NotPermitted(_("Gender is said by people of themselves, and by nobody for them."))
    if held.state == Admission.WITHDRAWN:
        raise NotNow(_("This registration was taken back already."))
    held.gender = gender
    held.save(update_fields=["gender"])
    note("meeting.say_gender", held.gathering, by=by, registration=held.pk)
    return held


@transaction.atomic
def write_attendance(gathering: Gathering, came: set[int], *, by: User) -> int:
    """Write down who of those who were approved came, and that the others did not; how many came.

    Raises:
        NotPermitted: the person does not lead reviews.
        NotNow: the meeting has not begun, or is called off.
    """
    acting.check_may_conduct(by)
    rules.check_standing(gathering)
    if timezone.now() < gathering.begins_at:
        raise NotNow(_("The meeting has not begun."))
    approved = gathering.registrations.filter(state=Admission.APPROVED)
    approved.filter(pk__in=came).update(has_attended=True)
    approved.exclude(pk__in=came).update(has_attended=False)
    count = approved.filter(has_attended=True).count()
    note("meeting.attendance", gathering, by=by, came=count)
    return count


def _tell_all(gathering: Gathering, *, by: User) -> None:
    """Whoever names people for a State, and whoever registered with an account, is told to look at the meeting."""
    held = Membership.objects.active().filter(role__in=reviews.NAMING, user__is_active=True)
    people = {each.user_id: each.user for each in held.select_related("user")}
    known = gathering.registrations.exclude(state=Admission.WITHDRAWN).filter(by__isnull=False).select_related("by")
    people |= {each.by.pk: each.by for each in known if each.by is not None}
    people.pop(by.pk, None)
    notify(people.values(), ANNOUNCED, about=_about(gathering), address=address(gathering), by=by, is_gathered=True)


def _about(gathering: Gathering) -> str:
    return f"meeting:{gathering.pk}"


def _desk(gathering: Gathering) -> str:
    return f"/reviews/meetings/{gathering.pk}/desk/"


def _locked(gathering: Gathering) -> Gathering:
    return Gathering.objects.select_for_update(of=("self",)).get(pk=gathering.pk)
