"""Begin files and keep what they say in the clear."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from comity.base.audit.actions import note
from comity.base.people.actions import ensure_service
from comity.base.people.models import Organisation, User
from comity.base.terms.models import Concept
from comity.engines.procedures import actions as procedures
from comity.engines.procedures.shapes import Part as Party
from comity.kernel.errors import NotNow, NotPermitted, Refused
from comity.operations.casework import queries, rules
from comity.operations.casework.actions.stepping import hear_of
from comity.operations.casework.actions.touching import held, touched
from comity.operations.casework.enums import Direction, Level, Part, State
from comity.operations.casework.models import Case, CaseThread, Cost, Link, Occurrence, Reader
from comity.operations.casework.shapes import Registered, Spent, Travelled


@transaction.atomic
def open_case(
    registered: Registered,
    *,
    organisation: Organisation,
    direction: Direction,
    by: User,
    travelled: Travelled | None = None,
) -> Case:
    """Begin the file of a request that was sent or received.

    Args:
        registered: what it says in the clear.
        organisation: the authority that keeps it.
        direction: whether that authority asks or is asked.
        by: who begins it; of a restricted file its first officer, who alone is on its list.
        travelled: the conversation of the sealed exchange in which it travels.

    Raises:
        NotPermitted: the person keeps no files of that authority.
        NotNow: the authority keeps a file of that conversation already.
    """
    rules.check_keeps(by, organisation.pk)
    _check(registered)
    now = timezone.now()
    case = Case(organisation=organisation, direction=direction, touched_at=now)
    _write(case, registered)
    if registered.level != Level.ORDINARY:
        case.officer = by
    # The other side takes no part in a file that is not its own: what it says comes by receipts, or on paper.
    own = [Party(one.value, organisation=organisation.pk) for one in Part]
    procedures.start(case, parties=own, by=by, place=organisation.place_id)
    case.crime_types.set(Concept.objects.filter(key__in=registered.crime_types))
    Reader.objects.create(case=case, person=by, added_by=by, at=now)
    Occurrence.objects.create(case=case, state=State.SENT, occurred_on=case.sent_on)
    note("casework.open", case.procedure, by=by, on_behalf_of=organisation, direction=direction.value, type=case.type)
    if travelled is not None:
        _travel(case, travelled, by=by)
    return case


@transaction.atomic
def amend(case: Case, registered: Registered, *, by: User, revision: int) -> Case:
    """Change what a file says in the clear; who may know of it is changed by ``restrict``.

    Raises:
        NotPermitted: the person may not know of it.
        Overtaken: a colleague has changed it meanwhile.
    """
    case = held(case, by)
    rules.check_same(case, revision)
    _check(registered)
    level = case.level
    _write(case, registered)
    case.level = level
    case.revision += 1
    touched(case)
    case.save()
    case.crime_types.set(Concept.objects.filter(key__in=registered.crime_types))
    Occurrence.objects.filter(case=case, state=State.SENT, move__isnull=True).update(occurred_on=case.sent_on)
    note("casework.amend", case.procedure, by=by, revision=case.revision)
    return case


@transaction.atomic
def join_thread(case: Case, travelled: Travelled, *, by: User) -> CaseThread:
    """Put a conversation of the sealed exchange to a file.

    Raises:
        NotPermitted: the person may open the one or the other not.
        NotNow: it is there already.
    """
    case = held(case, by)
    made = _travel(case, travelled, by=by)
    touched(case)
    case.save(update_fields=["touched_at"])
    return made


def _travel(case: Case, travelled: Travelled, *, by: User) -> CaseThread:
    thread = queries.thread_of(by, travelled.thread)
    if thread is None or not thread.parties.filter(organisation=case.organisation_id).exists():
        raise NotPermitted(_("This conversation is not one of your authority."))
    if CaseThread.objects.filter(thread=thread, case__organisation=case.organisation_id).exists():
        raise NotNow(_("Your authority keeps a file of this conversation already."))
    envelope = queries.envelope_from(by, travelled.envelope) if travelled.envelope is not None else None
    if travelled.envelope is not None and (envelope is None or envelope.thread_id != thread.pk):
        raise Refused(_("This message is of another conversation."))
    made = CaseThread.objects.create(case=case, thread=thread, envelope=envelope)
    note("casework.join_thread", case.procedure, by=by)
    if envelope is not None:
        for receipt in envelope.receipts.select_related("by", "organisation").order_by("at", "pk"):
            hear_of(case, receipt, by=ensure_service())
    return made


@transaction.atomic
def add_cost(case: Case, spent: Spent, *, by: User) -> Cost:
    """Note what a request has cost."""
    case = held(case, by)
    rules.check_past(spent.on)
    if spent.amount <= 0 or not rules.CURRENCY.fullmatch(spent.currency):
        raise Refused(_("Give an amount and a currency of three letters, such as EUR."))
    made = Cost.objects.create(
        case=case, kind=spent.kind, borne_by=spent.borne_by, amount=spent.amount, currency=spent.currency,
        incurred_on=spent.on,
    )  # fmt: skip
    touched(case)
    case.save(update_fields=["touched_at"])
    # The amount is not public: the log has its hash.
    note("casework.add_cost", case.procedure, by=by, sealed={"amount": f"{spent.amount} {spent.currency}"})
    return made


@transaction.atomic
def remove_cost(case: Case, pk: int, *, by: User) -> None:
    """Take back a cost that was noted by mistake."""
    case = held(case, by)
    gone, _each = Cost.objects.filter(pk=pk, case=case).delete()
    if gone:
        note("casework.remove_cost", case.procedure, by=by)


@transaction.atomic
def link(case: Case, other: Case, *, by: User) -> Link:
    """Say that two files belong together; twice is once.

    Raises:
        NotPermitted: the person may not know of one of them.
        Refused: they are the same, or of two authorities.
    """
    case, other = held(case, by), held(other, by)
    if case.pk == other.pk or case.organisation_id != other.organisation_id:
        raise Refused(_("Two files of one authority belong together, not one with itself."))
    first, second = sorted((case, other), key=lambda one: str(one.pk))
    made, is_new = Link.objects.get_or_create(first=first, second=second)
    if is_new:
        details: dict[str, Any] = {"other": str(other.pk)}
        note("casework.link", case.procedure, by=by, **details)
    return made


@transaction.atomic
def unlink(case: Case, other: Case, *, by: User) -> None:
    """Say that two files do not belong together."""
    case, other = held(case, by), held(other, by)
    first, second = sorted((case, other), key=lambda one: str(one.pk))
    gone, _each = Link.objects.filter(first=first, second=second).delete()
    if gone:
        note("casework.unlink", case.procedure, by=by, other=str(other.pk))


def _check(registered: Registered) -> None:
    rules.check_reference(registered.reference, registered.their_reference)
    rules.check_past(registered.sent_on)


def _write(case: Case, registered: Registered) -> None:
    case.type, case.way, case.sent_on = registered.type, registered.way, registered.sent_on
    case.reference, case.their_reference = registered.reference, registered.their_reference
    case.other_place_id, case.other_id = registered.other_place, registered.other
    case.instrument, case.urgency, case.level = registered.instrument, registered.urgency, registered.level
