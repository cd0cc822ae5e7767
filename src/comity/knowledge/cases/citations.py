"""Under which names cases are cited, and the decisions in which they cite."""

import re
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from comity.engines.citations.shapes import Named, Part, Units, Words
from comity.engines.records.enums import State
from comity.engines.records.models import Text
from comity.knowledge.cases.models import Case, CaseSection, Charge
from comity.knowledge.cases.registry import charge_of, unit_of


KINDS: Final = ("case",)
# Two sides with a name each: “Rantsev v. Cyprus and Russia”.
VERSUS: Final = re.compile(r"^(?P<one>.{4,60}?)\s(?:v|vs|c)\.?\s(?P<other>.{4,60}?)(?:\s*[(,\[].*)?$")
# Sides that stand on one side of thousands of cases.
STATES: Final = re.compile(
    r"^(?:the\s)?(?:r|rex|regina|king|queen|crown|state|people|commonwealth|republic|rep|united states|usa|us|police"
    r"|u\.s\.|public prosecutor|prosecutor|attorney.general|director of public prosecutions|minister\b.*|dpp)\b",
    re.IGNORECASE,
)
# The number of an application, which courts cite, and no number in a register of which every court has one.
APPLICATION: Final = re.compile(r"\d{2,5}/\d\d")


def named() -> Iterator[Named]:
    """The published cases, with everything by which they are cited; two queries."""
    cases = Case.objects.filter(record__state=State.PUBLISHED).select_related("record")
    for case in cases.prefetch_related(Prefetch("record__texts", Text.objects.order_by("pk"))).order_by("pk"):
        one = named_of(case)
        if one.names or one.numbers:
            yield one


def named_of(case: Case) -> Named:
    """One case, with everything by which it is cited."""
    names = []
    for text in case.record.texts.all():
        found = VERSUS.match(" ".join(text.title.split()))
        if found and not STATES.match(found["one"]) and not STATES.match(found["other"]):
            names.append(f"{found['one']} v. {found['other']}")
            names.append(f"{found['one']} c. {found['other']}")
    numbers = [case.ecli, case.citation]
    if case.record.place_id == "ORG-COE" and (found := APPLICATION.search(case.number)):
        numbers.append(f"no. {found[0]}")
    return Named(
        record=str(case.pk),
        kind=Case.kind,
        names=tuple(dict.fromkeys(names)),
        numbers=tuple(number for number in numbers if number),
    )


def words(record_ids: Sequence[str]) -> Iterator[Words]:
    """The sections of those of the records that are cases, and the laws of their charges; three queries."""
    keys = [uuid.UUID(one) for one in record_ids]
    cases = Case.objects.filter(pk__in=keys).exclude(record__state=State.WITHDRAWN)
    places = {
        key: (place or "", language) for key, place, language in cases.values_list("pk", "record__place", "language")
    }
    sections = CaseSection.objects.filter(case__in=list(places)).order_by("case", "kind", "language")
    for key, kind, language, body in sections.values_list("case", "kind", "language", "body"):
        yield Words(record=str(key), unit=kind, language=language, body=body, place=places[key][0])
    charges = Charge.objects.filter(case__in=list(places)).exclude(statute="").order_by("case", "position")
    for key, position, statute in charges.values_list("case", "position", "statute"):
        place, language = places[key]
        unit = unit_of(position)
        yield Words(record=str(key), unit=unit, language=language, body=statute, place=place, is_of_one=True)


def units(record: str) -> Units:
    """A case has no parts that are cited."""
    return {}


def parts(pairs: Iterable[tuple[str, str]]) -> Mapping[tuple[str, str], Part]:
    """Where some cases are read, and which of their charges is meant; one query."""
    several = list(pairs)
    cases = Case.objects.in_bulk([uuid.UUID(record) for record, _unit in several])
    return {
        (record, unit): part_of(cases[key], unit) for record, unit in several if (key := uuid.UUID(record)) in cases
    }


def part_of(case: Case, unit: str) -> Part:
    """What pages call a part of a case: a charge by its number, anything else is not told apart."""
    number = charge_of(unit)
    if number is None:
        return Part("", case.address)
    return Part(_("Charge %(number)s") % {"number": number}, f"{case.address}#charges")


def addresses(pairs: Iterable[tuple[uuid.UUID, str]]) -> Mapping[tuple[uuid.UUID, str], str]:
    """Where some cases are read; one query."""
    several = list(pairs)
    cases = Case.objects.in_bulk({record for record, _unit in several})
    return {(record, unit): cases[record].address for record, unit in several if record in cases}
