"""Ask the index; nothing that the person may not see is ever in an answer."""

import datetime as dt
import logging
import sqlite3
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comity.base.access.enums import Grade, Permission
from comity.base.access.registry import Check, Finding
from comity.base.access.roles import HasRoles, permissions_of, subjects_within
from comity.base.audit.queries import latest_position
from comity.base.notices.models import Destination
from comity.base.people.models import User
from comity.base.terms.queries import Found, phrases_in, translations
from comity.engines.records.registry import freshness_of, warning_of
from comity.engines.search.enums import Facet, Sort, Taken
from comity.engines.search.grammar import Query, parse
from comity.engines.search.grammar.folding import folded, spoken
from comity.engines.search.grammar.parser import CUT
from comity.engines.search.grammar.tree import And, Node, Or, Piece, Words
from comity.engines.search.index import paging
from comity.engines.search.index.interface import (
    PAGE,
    Answer,
    Hit,
    Question,
    Rendering,
    SearchIndex,
    Suggestion,
)
from comity.engines.search.index.shelf import REBUILDING, Shelf, shelf_at
from comity.engines.search.models import Subscription
from comity.engines.search.registry import everything
from comity.engines.search.shapes import PUBLIC, State
from comity.engines.search.vectors import meaning
from comity.kernel.languages import INTERFACE


LOG: Final = logging.getLogger("comity.search")
FOLDER: Final = "index"
# Labels of one idea in one language that are looked for: the usual synonyms, not every one.
LABELS: Final = 4
# Of the letters typed, so many must be of ideas that the vocabularies know for the rest to be left aside in other
# languages.
KNOWN: Final = 0.6
NONE_CHOSEN: Final[Mapping[Facet, tuple[str, ...]]] = MappingProxyType({})


def shelf() -> Shelf:
    """Where this installation's index stands."""
    return shelf_at(settings.HOME / FOLDER)


def index() -> SearchIndex | None:
    """The one open index of this process; None before there is one."""
    return shelf().reader()


def audience_of(person: HasRoles | None) -> frozenset[str]:
    """The audiences to which a person belongs; a visitor belongs to the public alone.

    Whose role is limited to certain subjects finds no drafts here, since the index does not know whose subject each
    is; the list of drafts shows them.
    """
    allowed = permissions_of(person)
    if person is not None and Permission.RECORD_PUBLISH in allowed:
        limits = subjects_within(person.grants, Permission.RECORD_PUBLISH)
        allowed -= {Permission.RECORD_PUBLISH} if limits else set()
    return frozenset({PUBLIC, *(permission.value for permission in allowed)})


def ask(  # noqa: PLR0913 -- one name for each thing that a page can choose
    text: str,
    *,
    person: HasRoles | None,
    language: str,
    filters: Mapping[Facet, tuple[str, ...]] = NONE_CHOSEN,
    facets: tuple[Facet, ...] = tuple(Facet),
    sort: Sort = Sort.RELEVANCE,
    limit: int = PAGE,
    cursor: str = "",
    snippet: int = 240,
    across: bool = True,
) -> Answer:
    """Answer a typed query with one page of what the person may see.

    Args:
        text: as typed; nothing in it is ever refused.
        person: who is reading; None for a visitor.
        language: of the interface.
        filters: values by facet; several of one facet mean any of them, several facets mean all.
        facets: which to count.
        sort: the order.
        limit: the most hits, 1 to 1000.
        cursor: ``Answer.next`` of the page before.
        snippet: the length of snippets in characters; 0 for none.
        across: whether records are found too whose words are other ones: by the vocabularies, and by their meaning.

    Raises:
        Unreadable: the cursor belongs to another search.
    """
    question = _question(text, person, language, filters, sort, across=across, among=paging.among(cursor))
    known = index()
    if known is None:
        pieces = (*question.query.pieces, Piece(Taken.NO_INDEX, ""))
        return Answer(count=0, hits=(), understood=question.query.understood, pieces=pieces)
    return known.query(replace(question, facets=facets, limit=limit, cursor=cursor, snippet=snippet))


def every_hit(  # noqa: PLR0913 -- the same names
    text: str,
    *,
    person: HasRoles | None,
    language: str,
    filters: Mapping[Facet, tuple[str, ...]] = NONE_CHOSEN,
    sort: Sort = Sort.RELEVANCE,
    across: bool = True,
) -> Iterator[Hit]:
    """Every hit of a query, as the index is now, without a cap and without snippets; for downloads."""
    known = index()
    if known is not None:
        yield from known.every(_question(text, person, language, filters, sort, across=across))


def suggest(prefix: str, *, person: HasRoles | None, language: str, limit: int = 8) -> list[Suggestion]:
    """Titles that go on from what was typed, for search as you type."""
    known = index()
    return known.suggest(prefix, language, audience=audience_of(person), limit=limit) if known else []


def did_you_mean(text: str, *, person: HasRoles | None, language: str) -> str:
    """The query with misspelt words put right; empty when there is nothing to put right."""
    known = index()
    if known is None:
        return ""
    language = spoken(text, language)
    return known.did_you_mean(parse(text, language), language, audience=audience_of(person))


def state() -> State:
    """How far the index and the vectors are, for the pages of the operator and the command line."""
    shelved, known = shelf(), index()
    position = known.position() if known else 0
    begun = shelved.building()
    is_rebuilding = shelved.is_held(REBUILDING)
    done = min(len(shelved.done(begun)) / begun.total, 1.0) if begun and begun.total else 0.0
    texts, encoded = vectors_state()
    return State(
        exists=known is not None,
        size=known.size() if known else 0,
        position=position,
        behind=max(latest_position() - position, 0),
        is_rebuilding=is_rebuilding,
        progress=done,
        texts=texts,
        encoded=encoded,
    )


def vectors_state() -> tuple[int, float]:
    """How many texts have a vector, and which part of the records is encoded whole, from 0 to 1."""
    kept = meaning.store()
    try:
        if kept.exists() and (size := kept.size()):
            total = sum(1 for _ in everything())
            return size, min(kept.complete() / total, 1.0) if total else 0.0
    except (OSError, sqlite3.Error):
        LOG.warning("The sentence vectors cannot be read.", exc_info=True)
    return 0, 0.0


def kept_question(
    text: str, *, language: str, filters: Mapping[Facet, tuple[str, ...]] = NONE_CHOSEN, across: bool = True
) -> Question:
    """A search that is kept, as it is asked about new records: as a visitor, by words, and not by their meaning.

    Args:
        text: as typed.
        language: of the interface when it was kept.
        filters: values by facet.
        across: whether the words that the vocabularies have in other languages answer too.
    """
    return _question(text, None, language, filters, Sort.RELEVANCE, across=False, renders=across)


def _question(  # noqa: PLR0913 -- the same names
    text: str,
    person: HasRoles | None,
    language: str,
    filters: Mapping[Facet, tuple[str, ...]],
    sort: Sort,
    *,
    across: bool,
    among: int | None = None,
    renders: bool = False,
) -> Question:
    language = spoken(text, language)
    query = parse(text, language)
    # Neighbours are looked for while the words are.
    awaited = meaning.looking(query, among, filters) if across else None
    return Question(
        query=query,
        renderings=renderings(query, language) if across or renders else (),
        awaited=awaited,
        audience=audience_of(person),
        language=language,
        filters=filters,
        sort=sort,
        snippet=0,
    )


# ---------------------------------------------------------------- searches that somebody follows


def followed_with(destination: Destination) -> list[Subscription]:
    """What one mailbox or webhook follows, the newest first."""
    found = Subscription.objects.filter(destination=destination).select_related("search", "destination")
    return list(found.order_by("-created_at", "pk"))


def followed_by(person: User) -> list[Subscription]:
    """What somebody follows who was signed in when they began."""
    found = Subscription.objects.filter(person=person).select_related("search", "destination")
    return list(found.order_by("-created_at", "pk"))


def subscription(key: uuid.UUID) -> Subscription | None:
    """A subscription by the key in a link that was made for it; None when it has ended."""
    return Subscription.objects.filter(pk=key).select_related("search", "destination").first()


# ---------------------------------------------------------------- through the vocabularies


def renderings(query: Query, language: str) -> tuple[Rendering, ...]:
    """What was typed as the vocabularies give it, in each language of the interface; none of what was cited or quoted.

    Words for which the vocabularies have nothing are wanted as they are; a few of them, only in the language typed.
    """
    if query.tree is None or (query.citation is not None and query.citation.certain):
        return ()
    parts = query.tree.parts if isinstance(query.tree, And) else (query.tree,)
    typed = [part for part in parts if isinstance(part, Words) and not part.field]
    if len(typed) != 1:
        return ()
    others = tuple(part for part in parts if part is not typed[0])
    text = " ".join(typed[0].words)
    spans = _spans(text, language)
    rest = _outside(text, list(spans))
    known = sum(end - start for start, end in spans)
    is_known = known >= KNOWN * (known + sum(map(len, rest)))
    spoken = {language, *(found.language for several in spans.values() for found in several)}
    rendered = []
    for code in INTERFACE:
        ideas = [_labels(text[start:end], code, several) for (start, end), several in spans.items()]
        if all(ideas) and any(any(not is_typed for _, is_typed in idea) for idea in ideas):
            nodes: list[Node] = [_any(tuple(words for words, _ in idea)) for idea in ideas]
            if rest and (code in spoken or not is_known):
                nodes.append(Words(tuple(rest)))
            nodes.extend(others)
            is_whole = len(nodes) == 1
            rendered.append(Rendering(code, nodes[0] if is_whole else And(tuple(nodes)), is_whole))
    return tuple(rendered)


def _spans(text: str, language: str) -> dict[tuple[int, int], list[Found]]:
    """Where ideas of the vocabularies stand in a text, and which: one label may belong to several."""
    spans: dict[tuple[int, int], list[Found]] = {}
    for found in phrases_in(text, language):
        spans.setdefault((found.start, found.end), []).append(found)
    return spans


def _outside(text: str, spans: list[tuple[int, int]]) -> list[str]:
    """The words of a text that stand in no span."""
    at, pieces = 0, []
    for start, end in [*spans, (len(text), len(text))]:
        pieces.append(text[at:start])
        at = end
    return [word for piece in pieces for word in piece.split() if any(map(str.isalnum, word))]


def _labels(typed: str, language: str, several: list[Found]) -> list[tuple[Words, bool]]:
    """What the ideas of one span are called in a language, and whether that is what was typed anyway."""
    given = translations(typed, several[0].language, LABELS).get(language, ())
    cut = ((label, tuple(CUT.findall(label))) for label in given)
    return [(Words(words, language=language), folded(label) == folded(typed)) for label, words in cut if words]


def _any(words: tuple[Words, ...]) -> Node:
    return words[0] if len(words) == 1 else Or(words)


# ---------------------------------------------------------------- for the desk of the staff

# Events; a large import leaves more for a while, and then it is not well either.
MOST_BEHIND: Final = 1000


def health() -> Iterator[Check]:
    """How the index and the vectors are."""
    yield Check("search.index", gettext_lazy("Search index"), _index_health)
    yield Check("search.vectors", gettext_lazy("Search by meaning"), _vectors_health)


def _index_health() -> Finding:
    """One query, and what the index says of itself."""
    shelved, known = shelf(), index()
    is_rebuilding = shelved.is_held(REBUILDING)
    behind = max(latest_position() - known.position(), 0) if known else 0
    figures = {"documents": known.size() if known else 0, "behind": behind, "rebuilding": is_rebuilding}
    if known is None:
        said = _("There is no search index; nothing is found.")
        advice = "" if is_rebuilding else _("Run `comity index build`.")
        return Finding(Grade.BROKEN, said, advice or _("It is being built now; wait until it is done."), figures)
    if behind > MOST_BEHIND:
        said = _("Search is %(count)s events behind the audit log.") % {"count": behind}
        advice = _("It catches up by itself while `comity serve` runs; if not, run `comity index update`.")
        return Finding(Grade.LATE, said, advice, figures)
    said = _("%(count)s documents; %(behind)s events are not taken in yet.")
    return Finding(Grade.WELL, said % {"count": figures["documents"], "behind": behind}, figures=figures)


def _vectors_health() -> Finding:
    """How many records are encoded whole; nothing but the table of vectors is asked."""
    kept, known = meaning.store(), index()
    try:
        texts, whole = (kept.size(), kept.complete()) if kept.exists() else (0, 0)
    except (OSError, sqlite3.Error):
        said = _("The sentence vectors cannot be read; search goes by words alone.")
        return Finding(Grade.LATE, said, _("Run `comity index vectors`."))
    figures = {"texts": texts, "records": whole}
    if not texts and known is not None and known.size():
        said = _("No text is encoded; search goes by words alone.")
        return Finding(Grade.LATE, said, _("It is done in the background, or by `comity index vectors`."), figures)
    said = _("%(texts)s texts of %(records)s records are found by meaning as well.")
    return Finding(Grade.WELL, said % {"texts": texts, "records": whole}, figures=figures)


def day_of(hit: Hit) -> dt.date | None:
    """The day by which a hit is sorted; None when it has none, or only a period."""
    try:
        return dt.date.fromisoformat(hit.on)
    except ValueError:
        return None


def freshness(hit: Hit) -> str:
    """Whether it was confirmed of late, where its kind is to be confirmed: confirmed, stale or never; else empty."""
    told = freshness_of(hit.kind, day_of(hit))
    return str(told.value) if told is not None else ""


def warning(hit: Hit) -> str:
    """What is to be said, in the language of the moment, of a hit that nobody has confirmed of late; else empty."""
    return warning_of(hit.kind, day_of(hit))
