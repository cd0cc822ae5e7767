"""Let a request go a step in the file that an authority keeps of it: by hand, or by a receipt of the exchange."""

import datetime as dt
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from comity.base.audit.actions import note
from comity.base.people.models import User
from comity.engines.exchange.enums import Act
from comity.engines.exchange.models import Receipt
from comity.engines.procedures import actions as procedures
from comity.kernel.errors import NotNow, Refused
from comity.operations.casework import queries, rules
from comity.operations.casework.actions.telling import tell_moved
from comity.operations.casework.actions.touching import held, touched
from comity.operations.casework.enums import State
from comity.operations.casework.flow import FLOW
from comity.operations.casework.models import Case, CaseThread, Occurrence


# What a receipt of the message that is the request moves; that the other side has closed its file does not close ours.
STEPS: Final[dict[str, str]] = {
    Act.OPENED: "open",
    Act.ACKNOWLEDGED: "acknowledge",
    Act.QUESTION: "ask",
    Act.PART_EXECUTED: "execute_part",
    Act.EXECUTED: "execute",
    Act.REFUSED: "refuse",
    Act.WITHDRAWN: "withdraw",
}


@transaction.atomic
def go(  # noqa: PLR0913 -- what there is to say of a step
    case: Case, step: str, *, by: User, on: dt.date | None = None, ground: str = "", article: str = ""
) -> Occurrence:
    """Take a step by hand, as for what came on paper.

    Args:
        case: which file.
        step: one of the flow's.
        by: who takes it.
        on: on which day it happened; today when it is left out.
        ground: of a refusal.
        article: by which it was refused.

    Raises:
        NotPermitted: the person may not know of the file.
        NotNow: it stands elsewhere, or a refusal has no ground.
        Refused: the day lies ahead.
    """
    case = held(case, by)
    rules.check_refusal(step, ground)
    day = on or timezone.now().date()
    rules.check_past(day)
    if day < case.sent_on:
        raise Refused(_("This day lies before the request was sent."))
    move = procedures.take(case, step, by=by)
    is_refused = step == "refuse"
    made = Occurrence.objects.create(
        case=case,
        state=move.after,
        occurred_on=day,
        move=move,
        ground=ground if is_refused else "",
        article=article if is_refused else "",
    )
    _moved(case, by=by)
    return made


@transaction.atomic
def hear(receipt: Receipt, *, by: User) -> int:
    """Let a receipt of the exchange move the files of the request that it speaks of; how many it moved.

    It is moved by the service: whoever signed the receipt takes no part in the other side's file, and their log does
    not name it. A file that stands elsewhere stays as it is, and shows the receipt to whoever keeps it.
    """
    rows = CaseThread.objects.filter(envelope=receipt.envelope_id).select_related("case__procedure", "case__officer")
    return sum(hear_of(one.case, receipt, by=by) for one in rows)


@transaction.atomic
def hear_of(case: Case, receipt: Receipt, *, by: User) -> bool:
    """Let a receipt move one file; whether it did."""
    try:
        with transaction.atomic():
            return _entered(case, receipt, by=by)
    except Refused:
        return False


@transaction.atomic
def take_up(case: Case, receipt: Receipt, *, by: User) -> None:
    """Enter a receipt by hand that did not move the file when it came.

    Raises:
        NotPermitted: the person may not know of the file.
        NotNow: the file does not stand where what the receipt says could happen.
    """
    case = held(case, by)
    if receipt.pk not in {one.pk for one in queries.pending(case)}:
        raise NotNow(_("This receipt stands in the file already."))
    if not _entered(case, receipt, by=by):
        raise NotNow(_("This receipt moves nothing in the file."))


def _entered(case: Case, receipt: Receipt, *, by: User) -> bool:
    step = STEPS.get(receipt.act)
    if step is None or Occurrence.objects.filter(case=case, receipt=receipt).exists():
        return False
    target, again = FLOW.step(step).target, None
    if case.procedure.state != target:
        again = procedures.take(case, step, by=by)
    elif receipt.act != Act.PART_EXECUTED:
        # Said already by hand: the receipt is kept with it.
        Occurrence.objects.filter(case=case, state=target, receipt__isnull=True).update(receipt=receipt)
        return True
    Occurrence.objects.create(case=case, state=target, occurred_on=receipt.at.date(), move=again, receipt=receipt)
    note("casework.hear", case.procedure, by=by, act=receipt.act)
    _moved(case, by=by, did=receipt.by)
    return True


@transaction.atomic
def ground_of(case: Case, ground: str, article: str, *, by: User) -> None:
    """Say on which ground a request was refused of which only the receipt is known; the host reads no words.

    Raises:
        NotNow: it was not refused, or the ground is none.
    """
    case = held(case, by)
    rules.check_refusal("refuse", ground)
    latest = case.occurrences.filter(state=State.REFUSED).order_by("-pk").first()
    if latest is None:
        raise NotNow(_("This request was not refused."))
    latest.ground, latest.article = ground, article
    latest.save(update_fields=["ground", "article"])
    note("casework.ground", case.procedure, by=by, ground=ground)


def _moved(case: Case, *, by: User, did: User | None = None) -> None:
    touched(case)
    case.save(update_fields=["touched_at"])
    tell_moved(case, by=by, did=did)
