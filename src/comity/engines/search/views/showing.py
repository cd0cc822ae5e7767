"""What an answer becomes on the page: facets, chips, results and what must be said about the query."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from comity.engines.search import registry
from comity.engines.search.enums import Facet, Reason, Taken
from comity.engines.search.exports import FORMS
from comity.engines.search.forms import Search
from comity.engines.search.index.interface import Answer, Count, Fragment, Hit
from comity.engines.search.shapes import group_of
from comity.engines.search.views import naming
from comity.engines.search.views.naming import Names, Words
from comity.kernel.languages import own_name
from comity.kernel.lists import listed
from comity.ui import components as ui
from comity.ui.templatetags.addresses import in_language


# So many values of a facet stand on the page before the reader asks for the others.
SHOWN: Final = 10
OPEN_AT_FIRST: Final = frozenset({Facet.KIND, Facet.CRIME_TYPE, Facet.PLACE})
NO_RECORD: Final = uuid.UUID(int=0)
# What was typed and cannot be seen to have been understood otherwise.
TOLD: Final = frozenset({Taken.FIELD, Taken.NOT, Taken.PREFIX, Taken.PHRASE})


@dataclass(frozen=True, slots=True)
class Chip:
    """A value that narrows the results, and the address of the search without it."""

    facet: Words
    label: Words
    language: str
    address: str


def address(asked: Search, name: str = "page", **which: str) -> str:
    """The address of a search: its page, its feed, or a download of it."""
    path = reverse(f"search:{name}", kwargs=which or None)
    return f"{path}?{asked.parameters}" if asked.parameters else path


def facets(answer: Answer, asked: Search, names: Names) -> list[ui.Facet]:
    """The groups of boxes with their true counts; a facet that tells nothing apart is left out."""
    shown = []
    for facet, label, counts in _groups(answer, names):
        chosen = asked.filters.get(facet, ())
        if facet is Facet.MARK:
            chosen = tuple(mark for mark in chosen if any(mark == count.value for count in counts))
        limit = len(counts) if facet in asked.more else SHOWN
        # What is chosen stands first, where it can be seen and unticked.
        counts.sort(key=lambda count: count.value not in chosen)
        kept = counts[: max(limit, len(chosen))]
        values = [
            ui.FacetValue(
                count.value,
                names.value(facet, count.value),
                count.count,
                is_chosen=count.value in chosen,
                flag=naming.flag(facet, count.value),
                language=naming.value_language(facet, count.value),
            )
            for count in kept
        ]
        is_open = bool(chosen) or facet in OPEN_AT_FIRST or facet in asked.more
        shown.append(ui.Facet(facet.value, label, values, is_open, len(counts) - len(kept)))
    return shown


def _groups(answer: Answer, names: Names) -> Iterator[tuple[Facet, Words, list[Count]]]:
    """The facets that tell something apart, with their counts; marks in the groups that they name."""
    for facet, label in naming.FACETS.items():
        counts = list(answer.facets.get(facet, ()))
        if facet is Facet.YEAR:
            counts.sort(key=lambda count: count.value, reverse=True)
        if counts and facet is not Facet.MARK:
            yield facet, label, counts
    marks = answer.facets.get(Facet.MARK, ())
    for code in registry.mark_groups():
        if own := [count for count in marks if group_of(count.value) == code]:
            yield Facet.MARK, names.group(code), own


def chips(asked: Search, names: Names) -> list[Chip]:
    """What is chosen, each with the way to let go of it."""
    return [
        Chip(
            names.group(group_of(value)) if facet is Facet.MARK else naming.FACETS[facet],
            names.value(facet, value),
            naming.value_language(facet, value),
            address(asked.without(facet, value)),
        )
        for facet in naming.FACETS
        for value in asked.filters.get(facet, ())
    ]


def results(answer: Answer, names: Names) -> list[ui.Result]:
    """The hits of this page."""
    return [_result(hit, names) for hit in answer.hits]


def _result(hit: Hit, names: Names) -> ui.Result:
    return ui.Result(
        title=hit.title,
        address=in_language(hit.address),
        kind=naming.kind(hit.kind),
        language=hit.language,
        language_name=own_name(hit.language) if hit.language and hit.language != names.language else "",
        place=names.places.get(hit.place, hit.place),
        flag=hit.place,
        context=hit.context,
        snippet=_pieces(hit.snippet),
        badges=naming.badges(hit),
        why=naming.why(hit, names.language),
        heading=_pieces(hit.heading),
        date=hit.on,
        iso=hit.on,
        collect=_collect(hit, get_language() or ""),
    )


def _collect(hit: Hit, language: str) -> str:
    """Where the record of a hit can be put into a collection; empty when it is no record of the catalogue."""
    try:
        return _collecting(language).replace(str(NO_RECORD), str(uuid.UUID(hit.record)))
    except ValueError:
        return ""


@lru_cache(maxsize=16)
def _collecting(language: str) -> str:
    """The address of that page for no record, looked up once and not for every hit; each language has its own."""
    return reverse("records:collect", args=[NO_RECORD])


def _pieces(fragments: tuple[Fragment, ...]) -> list[ui.Piece]:
    return [ui.Piece(fragment.text, fragment.is_match) for fragment in fragments]


def taken(answer: Answer) -> list[str]:
    """Sentences about what of the query was not taken as it was typed."""
    texts: dict[Taken, list[str]] = {}
    for piece in answer.pieces:
        texts.setdefault(piece.taken, []).append(piece.text)
    told = []
    if Taken.MOST_WORDS in texts:
        told.append(_("Nothing has all of these words, so here is what has most of them."))
    if Taken.UNCLOSED in texts:
        told.append(_("A quotation mark was opened and not closed; the phrase was taken to go on to the end."))
    unknown = _("There is no field “%(name)s”, so it was taken for a word.")
    told.extend(unknown % {"name": name} for name in texts.get(Taken.UNKNOWN_FIELD, ()))
    if left := [text for text in texts.get(Taken.LEFT_OUT, ()) if text]:
        told.append(_("This could not be searched for and was left out: %(parts)s") % {"parts": " · ".join(left)})
    if common := texts.get(Taken.COMMON):
        words = listed(f"“{word}”" for word in common)
        told.append(_("Too common to tell texts apart, and so not counted: %(words)s") % {"words": words})
    return told


def read_as(answer: Answer) -> str:
    """The query in full, when it holds more than words; else empty."""
    return answer.understood if TOLD & {piece.taken for piece in answer.pieces} else ""


def names_a_page(answer: Answer) -> bool:
    """Whether the query is nothing but a citation of one page."""
    return bool(answer.goto) and any(piece.taken is Taken.CITATION for piece in answer.pieces)


def named(answer: Answer) -> Hit | None:
    """The result to which the citation in the query leads, when it is on this page."""
    cited = [hit for hit in answer.hits if hit.address == answer.goto and Reason.CITATION in hit.why]
    return cited[0] if cited else None


def downloads(asked: Search) -> list[ui.Download]:
    """Every form in which the results can be taken away, and the feed."""
    return [ui.Download(form.label, address(asked.first, "export", form=name)) for name, form in FORMS.items()]
