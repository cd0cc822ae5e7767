"""A query as the engine runs it."""

from dataclasses import dataclass
from typing import Any

from tantivy import DocAddress
from tantivy import Query as Engine

from comity.engines.search.index.states import State


# Documents with their scores, best first.
Ranked = list[tuple[float, DocAddress]]


@dataclass(frozen=True, slots=True)
class Ahead:
    """What the first pages are put together from, so that nothing is ranked twice.

    Attributes:
        typed: the best of those that have the typed words, or what is cited.
        rendered: the best of those that have what the vocabularies give, with the scores that they have beside them.
        near: the documents that are near in meaning, without scores; None when there are none.
    """

    typed: Ranked
    rendered: Ranked
    near: Engine | None = None


@dataclass(frozen=True, slots=True)
class Compiled:
    """A query in both of its forms.

    Attributes:
        matching: what answers it; without scores, for counting.
        ranking: the same answers, with scores.
        is_loose: most of the words are enough.
        ahead: the parts of the ranking, where it has several and they were looked at by themselves.
    """

    matching: Engine
    ranking: Engine
    is_loose: bool = False
    ahead: Ahead | None = None


def unweighted(state: State, ranked: Ranked) -> float:
    """The best score that words alone gave, whatever their documents weigh; 0 for none."""
    weights = state.searcher.fast_field_values("weight", [address for _, address in ranked])
    return max((score / float(weight or 1.0) for (score, _), weight in zip(ranked, weights, strict=True)), default=0.0)


def merged(*several: Ranked) -> Ranked:
    """Some rankings in one, in which each document has the highest of its scores; of equals, the older first."""
    best: dict[tuple[int, int], tuple[float, Any]] = {}
    for ranked in several:
        for score, address in ranked:
            key = (address.segment_ord, address.doc)
            if key not in best or best[key][0] < score:
                best[key] = (score, address)
    return [best[key] for key in sorted(best, key=lambda key: (-best[key][0], key))]
