"""Cases kept as records, each checked and with what it is counted by."""

import re
import uuid
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from comity.base.audit.actions import note, note_many
from comity.base.audit.models import Event
from comity.base.people.models import User
from comity.engines.records import actions as records
from comity.engines.records.enums import Outcome
from comity.engines.records.registry import Sketch
from comity.kernel.dates import Period
from comity.kernel.errors import Unreadable
from comity.knowledge.cases import rules
from comity.knowledge.cases.enums import AgeGroup
from comity.knowledge.cases.models import Case, CaseMark, Party
from comity.knowledge.cases.models.case import SLUG
from comity.knowledge.cases.queries.counting import LEGAL_SYSTEM, marks_of
from comity.knowledge.cases.shapes import NewCase


READ = "case.read_pack"
COUNTED_ANEW = "case.work_out"
# A year comes back in hundreds of cases, and reading one date takes several milliseconds.
read = lru_cache(maxsize=4096)(Period.parse)
# Dates in EDTF, beside which the first and last day that they may mean are kept.
DATES = ("decided", "sentenced")
# The satellites by which cases are counted.
COUNTED = ("terms", "instances", "parties", "charges", "cooperation")
AT_ONCE = 500


@transaction.atomic
def keep(cases: Sequence[NewCase], *, by: User) -> list[Outcome]:
    """Bring these cases to what was handed in, all or none; the same again changes nothing.

    Returns:
        What each came to, in the same order.

    Raises:
        Unreadable: a case names what is not known, or says what cannot be; the sentence says which and where.
        NotPermitted: the person may not publish.
    """
    rules.check_may_import(by)
    _check_once(cases)
    made = [(_detail(new), new.card) for new in cases]
    try:
        return records.put_many(made, by=by)
    except ValidationError as error:
        raise Unreadable(" ".join(error.messages)) from error


@transaction.atomic
def work_out(cases: Sequence[Case], *, by: User) -> None:
    """Count cases anew whose fields a table wrote: it knows nothing of what is worked out from them. Eight queries."""
    keys = [case.record_id for case in cases]
    kept = Case.objects.filter(pk__in=keys).select_related("record").prefetch_related(*COUNTED)
    CaseMark.objects.filter(case__in=keys).delete()
    marks = []
    for case in kept:
        parts = {name: list(getattr(case, name).all()) for name in COUNTED}
        for position, mark in enumerate(marks_of(case, case.record.place_id, parts), start=1):
            mark.case, mark.position = case, position
            marks.append(mark)
    CaseMark.objects.bulk_create(marks, batch_size=AT_ONCE)
    note(COUNTED_ANEW, None, by=by, cases=len(keys))


@transaction.atomic
def follow_places(*, by: User) -> int:
    """Count anew the cases whose State is told to have other legal systems than when they were counted.

    Two queries when there are none.

    Returns:
        How many there were.
    """
    counted: dict[uuid.UUID, set[str]] = {}
    marks = CaseMark.objects.filter(group=LEGAL_SYSTEM).order_by()
    for key, value in marks.values_list("case", "value"):
        counted.setdefault(key, set()).add(value)
    cases = Case.objects.order_by("pk").values_list("pk", "legal_system", "record__place")
    differing = [key for key, own, place in cases if set(rules.legal_systems(own, place)) != counted.get(key, set())]
    for start in range(0, len(differing), AT_ONCE):
        several = list(Case.objects.filter(pk__in=differing[start : start + AT_ONCE]).select_related("record"))
        work_out(several, by=by)
        # Search follows what is noted of a record.
        note_many([(COUNTED_ANEW, case.record, case.pk, {}) for case in several], by=by)
    return len(differing)


def complete(case: Case, sketch: Sketch) -> dict[str, str]:
    """Work out what a case that was typed is counted by; gives what cannot be, by field."""
    if not re.fullmatch(SLUG, case.identifier):
        return {"identifier": _("Write small letters, figures, hyphens and points; begin with a letter or figure.")}
    parts = {name: rows for name, rows in case.rows().items() if name != "marks"}
    for row in parts["parties"]:
        if isinstance(row, Party) and row.age_group == AgeGroup.ADULT and row.count_children:
            return {"": _("Adults only, and some of them children: choose “Children and adults”.")}
    case.attach(parts | {"marks": marks_of(case, sketch.place or None, parts)})
    return {}


@transaction.atomic
def keep_reading(pack: str, digest: str, cases: int, *, by: User) -> None:
    """Remember that a pack was read whole in this state: it is not read again until it or its reader changes."""
    note(READ, None, by=by, pack=pack, digest=digest, cases=cases)


def last_reading(pack: str) -> dict[str, Any]:
    """The state in which a pack was last read whole, and how many cases it had; empty when it never was."""
    events = Event.objects.filter(verb=READ, details__pack=pack).order_by("-pk")
    last = events.first()
    return last.details if last is not None else {}


def _check_once(cases: Iterable[NewCase]) -> None:
    seen: set[str] = set()
    for new in cases:
        if new.card.name in seen:
            raise Unreadable(f"“{new.card.name}” is there twice. Join the two, or rename one.", where=new.where)
        seen.add(new.card.name)


def _detail(new: NewCase) -> Case:
    rules.check_whole(new)
    case = Case(identifier=new.card.name, **new.fields)
    for name in DATES:
        if text := getattr(case, name):
            try:
                period = read(text)
            except Unreadable as error:
                raise Unreadable(error.sentence, where=f"{new.where}, {name}") from error
            setattr(case, f"{name}_earliest_on", period.earliest)
            setattr(case, f"{name}_latest_on", period.latest)
    case.attach(dict(new.parts) | {"marks": marks_of(case, new.card.place, new.parts)})
    return case
