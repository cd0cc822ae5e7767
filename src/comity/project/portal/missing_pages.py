"""The pages about what the portal lacks: for one State, for all of them, and as a file."""

import csv
import io
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from comity.base.people.models import User
from comity.base.places import queries as places
from comity.base.terms import queries as terms
from comity.engines.records import queries as records
from comity.engines.records.registry import detail_models
from comity.engines.records.views import reader
from comity.engines.search.views.naming import language_name
from comity.kernel.languages import alphabetical
from comity.knowledge.authorities.enums import Function
from comity.knowledge.treaties.models import Treaty
from comity.knowledge.treaties.queries import instruments
from comity.knowledge.treaties.views.frame import titles_of
from comity.project.portal import missing, queries
from comity.project.portal.checks import WORDS, Check
from comity.project.portal.missing import CHECKS, EXPECTED, Gap
from comity.ui.components import Crumb, Download
from comity.ui.templatetags.addresses import in_language


CRIMES: Final = "crime-types"


@dataclass(frozen=True, slots=True)
class Line:
    """One gap in the reader's words: what it is about, and the treaties or articles for which it matters."""

    about: str
    language: str
    address: str
    asking: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Group:
    """A check that found something, with its lines."""

    code: str
    words: Check
    lines: Sequence[Line]


@require_safe
def of_place(request: HttpRequest, code: str) -> HttpResponse:
    """What the portal lacks for one State: what, why it matters, how it was worked out, how one adds it."""
    place = places.places().get(code) or places.places().get(code.upper())
    if place is None or not place.is_counted:
        raise Http404
    language, person = queries.language(), reader(request)
    name = places.names(language)[place.code]
    gaps = missing.gaps_of(place.code, person=person, day=timezone.now().date())
    return render(
        request,
        "portal/place_missing.html",
        {
            "place": place,
            "name": name,
            "groups": _groups(gaps, person, language),
            "total": len(gaps),
            "passed": [WORDS[check].title for check in CHECKS if check not in {gap.check for gap in gaps}],
            "csv": f"{reverse('missing-csv')}?place={place.code}",
            "crumbs": (
                Crumb(_("States"), reverse("places")),
                Crumb(name, reverse("place", args=[place.code])),
                Crumb(_("What is missing")),
            ),
        },
    )


def _groups(gaps: list[Gap], person: User | None, language: str) -> list[Group]:
    treaties = missing.named(gaps)
    titles = titles_of(list(treaties.values()))
    known = _Known(
        {symbol: (*titles[one.pk], in_language(one.address)) for symbol, one in treaties.items()},
        _records(gaps, person, language),
        terms.labels(CRIMES, language),
        language,
    )
    grouped: dict[str, list[Line]] = {}
    for gap in gaps:
        asking = [_asking(one, treaties) for one in gap.treaties] if gap.crime_type or gap.function else []
        grouped.setdefault(gap.check, []).append(Line(*known.about(gap), asking))
    return [Group(check, WORDS[check], grouped[check]) for check in CHECKS if check in grouped]


# Words, their language when it is not the page's, and an address.
About = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class _Known:
    """What gaps are about, looked up once for a page: treaties by symbol, records by key, crimes by their terms."""

    treaties: Mapping[str, About]
    records: Mapping[str, About]
    crimes: Mapping[str, str]
    language: str

    def about(self, gap: Gap) -> About:
        """What one gap is about; nothing when the check says it all."""
        if gap.crime_type:
            return self.crimes.get(gap.crime_type, gap.crime_type), "", reverse("topic", args=[gap.crime_type])
        if gap.function:
            address = f"{reverse('authorities:find')}?state={gap.place}&function={gap.function}"
            return str(Function(gap.function).label), "", address
        if gap.treaties:
            return self.treaties[gap.treaties[0]]
        if gap.record:
            return self.records.get(gap.record, (gap.record, "", ""))
        return self.counted(gap)

    def counted(self, gap: Gap) -> About:
        """How many laws or annotations of the State are meant, and where its laws are listed."""
        laws, number = f"{reverse('legislation:list')}?place={gap.place}", {"number": gap.number}
        if gap.language:
            words = ngettext("%(number)s law in %(language)s", "%(number)s laws in %(language)s", gap.number)
            said = words % {**number, "language": language_name(gap.language, self.language)}
            return said, "", f"{laws}&language={gap.language}"
        if gap.check == "law-unannotated":
            return ngettext("%(number)s law", "%(number)s laws", gap.number) % number, "", laws
        if gap.check == "annotation-unverified":
            return ngettext("%(number)s annotation", "%(number)s annotations", gap.number) % number, "", laws
        return "", "", ""


def _asking(term: str, treaties: dict[str, Treaty]) -> tuple[str, str]:
    """The article that asks for what is missing, and where it is read."""
    symbol, _colon, number = term.partition(":")
    treaty = treaties[symbol]
    cited = _("%(treaty)s, article %(number)s") % {
        "treaty": instruments.short_name(treaty) or symbol,
        "number": number,
    }
    return cited, in_language(f"{treaty.address}articles/{number.partition('(')[0]}/")


def _records(gaps: list[Gap], person: User | None, language: str) -> dict[str, About]:
    """The titles and addresses of the records that gaps are about; two queries."""
    keys = [gap.record for gap in gaps if gap.record]
    found = records.for_listing(records.visible_to(person).filter(pk__in=keys), language=language)
    told = {}
    for record in found.select_related(*sorted(detail_models())) if keys else ():
        text = records.best_text(list(record.texts.all()), language=language)
        detail = getattr(record, record.kind)
        told[str(record.pk)] = (
            text.title if text else str(record.pk),
            text.language if text else "en",
            in_language(detail.address),
        )
    return told


@require_safe
def table(request: HttpRequest) -> HttpResponse:
    """How much is missing for each State, by check; with ``check`` only the States for which that finds something."""
    language, names = queries.language(), places.names(queries.language())
    gaps = missing.all_gaps(person=reader(request), day=timezone.now().date())
    check = request.GET.get("check", "")
    chosen = check if check in CHECKS else ""
    shown = (chosen,) if chosen else CHECKS
    counts: Counter[tuple[str, str]] = Counter((gap.place, gap.check) for gap in gaps)
    codes = [code for code, place in places.places().items() if place.is_counted]
    rows = [
        {
            "code": code,
            "name": names[code],
            "link": reverse("place-missing", args=[code]),
            "cells": [(WORDS[one].title, _lacking(one, counts[code, one])) for one in shown],
            "total": sum(counts[code, one] for one in shown),
        }
        for code in codes
    ]
    totals = [(one, WORDS[one], sum(1 for code in codes if counts[code, one])) for one in CHECKS]
    return render(
        request,
        "portal/missing.html",
        {
            "rows": sorted(
                (row for row in rows if row["total"] or not chosen),
                key=lambda row: alphabetical(str(row["name"]), language),
            ),
            "shown": [WORDS[one].title for one in shown],
            "checks": totals,
            "chosen": WORDS[chosen] if chosen else None,
            "states": len(codes),
            "downloads": [Download("CSV", reverse("missing-csv") + (f"?check={chosen}" if chosen else ""))],
            "crumbs": (Crumb(_("States"), reverse("places")), Crumb(_("What is missing"))),
        },
    )


def _lacking(check: str, number: int) -> str:
    """How much is missing, in words that nobody takes for how much is there; empty for nothing."""
    if not number:
        return ""
    return _("missing") if check in EXPECTED.values() else _("%(number)s missing") % {"number": number}


@require_safe
def as_csv(request: HttpRequest) -> StreamingHttpResponse:
    """Every gap in a line, of all States or of one, of all checks or of one."""
    gaps = missing.all_gaps(person=reader(request), day=timezone.now().date())
    place, check = request.GET.get("place", ""), request.GET.get("check", "")
    wanted = [gap for gap in gaps if place in {"", gap.place} and check in {"", gap.check}]
    response = StreamingHttpResponse(_rows(wanted, queries.language()), content_type="text/csv; charset=utf-8")
    name = "-".join(("missing", *(part for part in (place, check) if part.replace("-", "").isalnum())))
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def _rows(gaps: list[Gap], language: str) -> Iterator[bytes]:
    names = places.names(language)
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(
        ["place", "name", "check", "missing", "crime_type", "function", "treaties", "language", "record", "number"]
    )
    yield b"\xef\xbb\xbf"
    for gap in gaps:
        name, asked = names.get(gap.place, gap.place), " ".join(gap.treaties)
        said = (gap.place, name, gap.check, str(WORDS[gap.check].title))
        writer.writerow([*said, gap.crime_type, gap.function, asked, gap.language, gap.record, gap.number])
        yield buffer.getvalue().encode()
        buffer.seek(0)
        buffer.truncate()
