"""Every search as an Atom feed (RFC 4287), newest first, going on page by page (RFC 5005)."""

import datetime as dt
import re
import uuid
from dataclasses import replace
from typing import Final
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page, require_safe
from lxml import etree

from comity.base.places import queries as places
from comity.engines.records import queries as records
from comity.engines.records.views import reader, reading_language
from comity.engines.search import forms, queries
from comity.engines.search.enums import Sort
from comity.engines.search.index.interface import Answer, Hit
from comity.kernel.errors import Unreadable
from comity.ui.templatetags.addresses import in_language


ATOM: Final = "http://www.w3.org/2005/Atom"
XML: Final = "{http://www.w3.org/XML/1998/namespace}"
MEDIA_TYPE: Final = "application/atom+xml; charset=utf-8"
ENTRIES: Final = 50
KEPT_FOR: Final = 300  # seconds
# The year in which these names were first given (RFC 4151 wants a date); it never changes.
NAMED_IN: Final = "2026"
# Atom wants a moment; what has no date and is no record of the catalogue is given the beginning of the clock.
UNDATED: Final = "1970-01-01T00:00:00Z"
# By which programs know the category that says whether something was confirmed of late.
FRESHNESS: Final = "urn:comity:freshness"
# A date that is known to the day; feeds take no other.
DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")


@require_safe
@conditional_page
def show(request: HttpRequest) -> HttpResponse:
    """The newest results of a search."""
    person, language = reader(request), reading_language()
    asked = replace(forms.read(request.GET), sort=Sort.NEWEST)
    try:
        answer = _ask(request, asked)
    except Unreadable:
        asked = asked.first
        answer = _ask(request, asked)
    changed = _changed([hit.record for hit in answer.hits], request)
    here = request.build_absolute_uri(reverse("search:feed"))
    page = request.build_absolute_uri(reverse("search:page"))
    feed = _made(
        "feed",
        _made("id", f"{_tag(request)}:search:{language}:{quote(asked.first.parameters, safe='=&%+')}"),
        _made("title", _said(_title(asked.text))),
        _made("updated", max((_updated(hit, changed) for hit in answer.hits), default=UNDATED)),
        _made("author", _made("name", "Comity")),
        _made("link", rel="self", type="application/atom+xml", href=_with(here, asked.parameters)),
        _made("link", rel="alternate", type="text/html", hreflang=language, href=_with(page, asked.first.parameters)),
        *_following(here, asked, answer.next, len(answer.hits)),
        *(_entry(hit, request, language, changed) for hit in answer.hits),
    )
    feed.set(f"{XML}lang", language)
    response = HttpResponse(etree.tostring(feed, xml_declaration=True, encoding="utf-8"), content_type=MEDIA_TYPE)
    response["Cache-Control"] = f"{'public' if person is None else 'private'}, max-age={KEPT_FOR}"
    patch_vary_headers(response, ["Cookie"])
    return response


def _made(name: str, *content: str | etree._Element, **attributes: str) -> etree._Element:
    """An element of Atom, with a text or with other elements in it."""
    element = etree.Element(f"{{{ATOM}}}{name}", attributes, {None: ATOM})  # type: ignore[dict-item]  # -- the stubs forget the default namespace
    for part in content:
        if isinstance(part, str):
            element.text = part
        else:
            element.append(part)
    return element


def _ask(request: HttpRequest, asked: forms.Search) -> Answer:
    return queries.ask(
        asked.text,
        person=reader(request),
        language=reading_language(),
        filters=asked.filters,
        facets=(),
        sort=asked.sort,
        limit=ENTRIES,
        cursor=asked.cursor,
        across=asked.across,
    )


def _title(text: str) -> str:
    return _("Comity: %(query)s") % {"query": text} if text else _("Comity: everything that matches these filters")


def _following(here: str, asked: forms.Search, cursor: str, shown: int) -> list[etree._Element]:
    if not cursor:
        return []
    return [
        _made("link", rel="next", type="application/atom+xml", href=_with(here, asked.after(cursor, shown).parameters))
    ]


def _entry(hit: Hit, request: HttpRequest, language: str, changed: dict[str, str]) -> etree._Element:
    # An article is seldom called by more than its number, so its law or treaty is named with it.
    summary = " — ".join(part for part in (hit.context, "".join(piece.text for piece in hit.snippet)) if part)
    place = places.names(language).get(hit.place, hit.place)
    # What nobody has confirmed for long says so first of all, as on the page; programs are told by the category.
    warning = queries.warning(hit)
    summary = " — ".join(part for part in (warning, summary) if part)
    entry = _made(
        "entry",
        _made("id", f"{_tag(request)}:{quote(hit.id, safe=':')}"),
        _made("title", _said(hit.title) or _said(hit.id)),
        _made("updated", _updated(hit, changed)),
        _made(
            "link",
            rel="alternate",
            type="text/html",
            hreflang=hit.language or language,
            href=request.build_absolute_uri(in_language(hit.address, language)),
        ),
        _made("category", term=_said(hit.kind)),
        *([_made("category", term=_said(hit.place), label=_said(place))] if hit.place else []),
        *([_made("category", scheme=FRESHNESS, term=queries.freshness(hit), label=warning)] if warning else []),
        *([_made("published", f"{hit.on}T00:00:00Z")] if DAY.fullmatch(hit.on) else []),
        *([_made("summary", _said(summary))] if summary else []),
    )
    if hit.language:
        entry.set(f"{XML}lang", hit.language)
    return entry


def _tag(request: HttpRequest) -> str:
    host = request.get_host().partition(":")[0] if not request.get_host().startswith("[") else "localhost"
    return f"tag:{host},{NAMED_IN}"


def _with(address: str, parameters: str) -> str:
    return f"{address}?{parameters}" if parameters else address


def _changed(keys: list[str], request: HttpRequest) -> dict[str, str]:
    """When each record last changed here, in one query."""
    known = [key for one in set(keys) if (key := _uuid(one)) is not None]
    found = records.visible_to(reader(request)).filter(pk__in=known).values_list("pk", "changed_at")
    return {str(key): at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ") for key, at in found}


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def _updated(hit: Hit, changed: dict[str, str]) -> str:
    return changed.get(hit.record) or (f"{hit.on}T00:00:00Z" if DAY.fullmatch(hit.on) else UNDATED)


def _said(text: str) -> str:
    """Text without the control characters that XML has no way to write."""
    return "".join(letter for letter in text if letter in "\t\n" or (letter >= " " and letter not in "\ufffe\uffff"))
