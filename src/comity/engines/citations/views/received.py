"""What cites a record or one of its parts: beside its page in brief, and whole on a page of its own."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from comity.engines.citations import queries
from comity.engines.citations.queries import Citing
from comity.engines.records.models import Record
from comity.engines.records.queries import best_text, links_to
from comity.engines.records.views import readable_by_key, reader, reading_language
from comity.engines.records.views.linking import Referred, linked
from comity.engines.search.views.naming import kind as kind_name
from comity.ui.components import Crumb
from comity.ui.templatetags.addresses import in_language


# Of each kind so many stand beside a page.
FEW: Final = 4
ON_A_PAGE: Final = 25
# What decides cases comes first, then what binds States, then their laws.
FIRST: Final = ("case", "treaty", "law")
OWN: Final = "own"


@dataclass(frozen=True, slots=True)
class Group:
    """What of one kind cites: how much it is, some of it, and where the rest is read."""

    kind: str
    label: str | Promise
    number: int
    some: Sequence[Citing]
    link: str


@dataclass(frozen=True, slots=True)
class CitedBy:
    """What cites something, and what is linked to it by hand.

    Attributes:
        number: of the parts of other records that cite it.
        groups: what cites it by kind, the record's own other parts last.
        linked: records that an editor or importer linked to it and in whose text nothing was found.
    """

    number: int
    groups: Sequence[Group]
    linked: Sequence[Referred]
    link: str

    @property
    def total(self) -> int:
        """How many lines there are to tell of."""
        return self.number + len(self.linked)

    def __bool__(self) -> bool:
        return bool(self.groups or self.linked)


def cited_by(
    request: HttpRequest, record: Record, locator: str | None = None, *, few: int = FEW, has_links: bool = True
) -> CitedBy:
    """What cites a record, or one part of it, as far as this reader may know; a fixed number of queries.

    Args:
        request: who reads.
        record: what is cited.
        locator: the part that is cited; None for the whole, of which its own parts are not told.
        few: so many of each kind are shown; 0 for numbers alone, in three queries fewer.
        has_links: whether what is linked by hand is told too; not where the page tells it by itself.
    """
    person = reader(request)
    rows = queries.received(record, person, locator=locator)
    numbers = queries.counted(rows.exclude(source=record))
    own = rows.filter(source=record).count() if locator is not None else 0
    some = []
    for kind in in_order(numbers) if few else ():
        some += queries.some(rows.exclude(source=record).filter(source__kind=kind), 0, few)
    if own and few:
        some += queries.some(rows.filter(source=record), 0, few)
    told = queries.told(some, language=reading_language()) if some else []
    base = reverse("citations:received", args=[record.pk])
    groups = [
        Group(
            kind,
            kind_name(kind),
            numbers[kind],
            [one for one in told if one.kind == kind and one.record != record.pk],
            address(base, locator, kind),
        )
        for kind in in_order(numbers)
    ]
    if own:
        mine = [one for one in told if one.record == record.pk]
        groups.append(Group(OWN, _("In the same text"), own, mine, address(base, locator, OWN)))
    # Links of those whose text cites it anyway would say the same twice.
    links = links_to(record, person, locator=locator) if has_links else []
    found = queries.citing_among(record, (link.subject_id for link in links))
    others = [linked(link, link.subject) for link in links if link.subject_id not in found]
    return CitedBy(sum(numbers.values()), groups, others, address(base, locator, ""))


def in_order(kinds: "dict[str, int]") -> list[str]:
    """The kinds in the order in which a reader wants them."""
    return sorted(kinds, key=lambda kind: (FIRST.index(kind) if kind in FIRST else len(FIRST), kind))


def address(base: str, locator: str | None, kind: str, page: int = 1) -> str:
    """The address of the list of what cites something."""
    asked = [("part", locator)] if locator is not None else []
    asked += [("kind", kind)] if kind else []
    asked += [("page", str(page))] if page > 1 else []
    return f"{base}?{urlencode(asked)}" if asked else base


@require_safe
def page(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Everything that cites a record, or one part of it, with the words around each citation."""
    record = readable_by_key(request, key)
    person, language = reader(request), reading_language()
    locator = request.GET.get("part")
    rows = queries.received(record, person, locator=locator)
    others = rows.exclude(source=record)
    numbers = queries.counted(others)
    own = rows.filter(source=record).count()
    # Where only its own neighbours cite a part, those are what there is to show.
    kind = request.GET.get("kind", "") or (OWN if own and not numbers else "")
    asked = request.GET.get("page", "")
    number = int(asked) if asked.isdecimal() and int(asked[:6]) >= 1 else 1
    chosen = rows.filter(source=record) if kind == OWN else others.filter(source__kind=kind) if kind else others
    total = own if kind == OWN else numbers.get(kind, 0) if kind else sum(numbers.values())
    start = (number - 1) * ON_A_PAGE
    if start and start >= total:
        raise Http404
    several = queries.some(chosen, start, start + ON_A_PAGE)
    cited = queries.parts_of([(record, locator or "")])
    part = cited.get((record.pk, locator or ""))
    if part is None:
        raise Http404
    text = best_text(list(record.texts.all()), language=language)
    base = reverse("citations:received", args=[record.pk])
    choices = [
        ("", _("All"), sum(numbers.values())),
        *((one, kind_name(one), numbers[one]) for one in in_order(numbers)),
    ]
    choices += [(OWN, _("In the same text"), own)] if own else []
    back = in_language(part.address)
    return render(
        request,
        "citations/received.html",
        {
            "text": text,
            "part": part.label,
            "back_to": back,
            "lines": queries.told(several, language=language),
            "choices": [
                {"label": label, "number": count, "link": address(base, locator, code), "is_chosen": code == kind}
                for code, label, count in choices
            ],
            "total": total,
            "first": start + 1,
            "last": min(start + ON_A_PAGE, total),
            "back": address(base, locator, kind, number - 1) if number > 1 else "",
            "following": address(base, locator, kind, number + 1) if start + ON_A_PAGE < total else "",
            "crumbs": (
                Crumb(text.title[:60] if text else "", back, text.language if text else ""),
                Crumb(_("Cited by")),
            ),
        },
    )
