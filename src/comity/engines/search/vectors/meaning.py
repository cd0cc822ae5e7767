"""What a typed query means, and which documents mean nearly the same."""

import logging
import re
import sqlite3
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final, NamedTuple

from django.conf import settings

from comity.engines.search.enums import Facet
from comity.engines.search.grammar.citations import length_of
from comity.engines.search.grammar.tree import And, Node, Not, Or, Phrase, Query, Within, Words, Years
from comity.engines.search.shapes import Near
from comity.engines.search.vectors.encoder import LONGER, is_ready, opening
from comity.engines.search.vectors.store import Store
from comity.engines.search.vectors.tables import Within as Choice


LOG: Final = logging.getLogger("comity.search")
FOLDER: Final = "vectors"
# Who quotes a term has so many words around it only when a text was pasted.
MENTIONING: Final = 8
OPERATOR: Final = re.compile(r"\bOR\b|\|")
NEIGHBOURS: Final = 100
# Neighbours are chosen within languages, kinds and places of documents. Where answers are narrowed by anything else,
# to a crime for instance, most of the neighbours fall away.
NEIGHBOURS_NARROWED: Final = 400
# Threads that look for neighbours while those of the requests look for words.
LOOKING: Final = 2

UNFILTERED: Final[Mapping[Facet, tuple[str, ...]]] = MappingProxyType({})


class Meaning(NamedTuple):
    """The nearest documents with their cosines, best first, and of how many texts they were chosen."""

    near: tuple[Near, ...] = ()
    among: int = 0


NONE: Final = Meaning()


@cache
def _store_at(folder: Path) -> Store:
    return Store(folder)


def store() -> Store:
    """The one store of this process; nothing may have been written to it yet."""
    return _store_at(settings.HOME / FOLDER)


def sentences(query: Query) -> tuple[str, ...]:
    """What was typed in plain words, as far as texts are encoded and, where it is long, as far as they are once more.

    There are none when it was cited, quoted, or joined by operators and so is meant exactly.

    Filters and words that are not wanted may stand beside; they apply to the neighbours too. A sentence that only
    mentions an article, quotes a term or has a small “or” is no less a sentence.
    """
    tree, citation = query.tree, query.citation
    if tree is None or (citation is not None and citation.certain):
        return ()
    if isinstance(tree, Or) and all(map(_is_pasted, tree.parts)) and not OPERATOR.search(query.text):
        return _openings(query.text)
    parts = tree.parts if isinstance(tree, And) else (tree,)
    if _is_pasted(tree):
        return _openings(query.text)
    typed = [part for part in parts if isinstance(part, Words)]
    if len(typed) != 1 or not all(_is_plain(part) or isinstance(part, Not | Within | Years) for part in parts):
        return ()
    return _openings(" ".join(typed[0].words))


def _openings(text: str) -> tuple[str, ...]:
    """Texts and their translations are nearest where as much of both is read, and texts are encoded at two lengths."""
    return tuple(one for one in dict.fromkeys((opening(text), opening(text, LONGER))) if one)


def _is_pasted(node: Node) -> bool:
    """Plain words; or so many of them that what is quoted among them was pasted with them."""
    if _is_plain(node):
        # Commas and the like tell the encoder something too.
        return True
    if not isinstance(node, And) or not all(isinstance(part, Phrase) or _is_plain(part) for part in node.parts):
        return False
    return sum(length_of(part.words) for part in node.parts if isinstance(part, Words)) >= MENTIONING


def _is_plain(node: Node) -> bool:
    return isinstance(node, Words) and not node.field


def nearest(query: Query, among: int | None = None, filters: Mapping[Facet, tuple[str, ...]] = UNFILTERED) -> Meaning:
    """The documents nearest in meaning to a query; none while vectors or encoder are not there. Words answer anyhow.

    Args:
        query: what was typed.
        among: ``Meaning.among`` of the page before; None on the first page.
        filters: what the answers are narrowed to.
    """
    looked_for = looking(query, among, filters)
    return looked_for() if looked_for else NONE


def looking(
    query: Query, among: int | None = None, filters: Mapping[Facet, tuple[str, ...]] = UNFILTERED
) -> Callable[[], Meaning] | None:
    """Begin to look for ``nearest`` beside this thread; what waits for it, or None where there is nothing to find.

    The encoder and the comparison of vectors leave the interpreter to others for most of the time.
    """
    texts = sentences(query)
    if not texts or among == 0 or not is_ready() or not store().exists():
        return None
    within, is_narrowed = _within(query, filters)
    limit = NEIGHBOURS_NARROWED if is_narrowed else NEIGHBOURS
    return _looking().submit(_found, store(), texts, among, within, limit).result


def _found(kept: Store, texts: tuple[str, ...], among: int | None, within: Choice, limit: int) -> Meaning:
    try:
        size = kept.size() if among is None else among
        return Meaning(tuple(kept.nearest(*texts, limit=limit, among=size, within=within)), size)
    except (OSError, ValueError, sqlite3.Error) as fault:
        _tell(type(fault).__name__, str(fault))
        return NONE


@cache
def _looking() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(LOOKING, thread_name_prefix="neighbours")


def _within(query: Query, filters: Mapping[Facet, tuple[str, ...]]) -> tuple[Choice, bool]:
    """The languages, kinds and places to which answers are narrowed, and whether anything else narrows them."""
    chosen = {facet: values for facet, values in filters.items() if values}
    parts = query.tree.parts if isinstance(query.tree, And) else ()
    others = False
    for part in parts:
        if isinstance(part, Within):
            others |= part.facet in chosen
            chosen.setdefault(part.facet, part.values)
        else:
            others |= isinstance(part, Not | Years)
    within = Choice(
        chosen.pop(Facet.LANGUAGE, ()), chosen.pop(Facet.KIND, ()), tuple(sorted(chosen.pop(Facet.PLACE, ())))
    )
    return within, others or bool(chosen)


@cache
def _tell(kind: str, fault: str) -> None:
    """Write a fault down, once for each."""
    LOG.warning("Nothing is found through its meaning, because the vectors cannot be read: %s: %s", kind, fault)
