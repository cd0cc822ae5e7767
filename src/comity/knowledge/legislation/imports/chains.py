"""Which of the lines that look like articles are the law's own: amended texts quote articles of other laws."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from comity.knowledge.legislation.grammar import eid_of
from comity.knowledge.legislation.imports import numbering
from comity.knowledge.legislation.imports.grammars import Mark


LOOKBACK: Final = 300
LARGEST_GAP: Final = 6
SHORTEST_ATTACHED: Final = 3
CONTENTS_SHARE: Final = 0.25
ALIKE: Final = 0.75
WORDS_FOR_ONE: Final = frozenset({"unico", "unica", "unique", "premier"})


@dataclass(frozen=True, slots=True)
class Candidate:
    """A line that looks like an article: its index among the lines and its offset."""

    line: int
    start: int
    mark: Mark


def key_of(mark: Mark) -> tuple[int, int] | None:
    """The place of a number in a sequence; a single article counts as the first."""
    if eid_of("", mark.number).strip("_") in WORDS_FOR_ONE:
        return (1, 0)
    return numbering.sort_key(mark.number)


def step_score(before: tuple[int, int], after: tuple[int, int], *, wide: bool) -> float | None:
    """How natural it is that one number follows another; None when it cannot."""
    if after[0] == before[0]:
        return 0.9 if after[1] > before[1] else None
    distance = after[0] - before[0]
    if distance < 1 or (distance > LARGEST_GAP and not wide):
        return None
    natural = max(-0.8, 1.0 - 0.3 * (distance - 1))
    return natural - (0.7 if after[1] else 0)


def best_chain(candidates: Sequence[Candidate], *, wide: bool = False) -> list[int]:
    """Indexes of the longest plausible sequence that begins at 1.

    Args:
        candidates: in the order of the text.
        wide: whether many numbers may be left out between two headings of the same style, as repealed articles are.
    """
    keys = [key_of(candidate.mark) for candidate in candidates]
    scores: list[float] = []
    before: list[int] = []
    for here, key in enumerate(keys):
        score, previous = (1.0 if key == (1, 0) else float("-inf")), -1
        if key is not None:
            for back in range(here - 1, max(-1, here - LOOKBACK), -1):
                other = keys[back]
                if other is None or scores[back] == float("-inf"):
                    continue
                style = candidates[back].mark.style
                unlike = sum(a != b for a, b in zip(style, candidates[here].mark.style, strict=False))
                step = step_score(other, key, wide=wide and not unlike)
                if step is None:
                    continue
                total = scores[back] + step - 0.2 * unlike
                if total > score:
                    score, previous = total, back
        scores.append(score)
        before.append(previous)
    if not scores or max(scores) == float("-inf"):
        return []
    # Of equal ends the last: a table of contents stands before the articles that it lists.
    best = max(range(len(scores)), key=lambda index: (scores[index], index))
    chain: list[int] = []
    while best != -1:
        chain.append(best)
        best = before[best]
    return chain[::-1]


def runs(candidates: Sequence[Candidate], *, wide: bool = False, inner: bool = False) -> list[list[Candidate]]:
    """Every sequence in the order of the text: the law's own articles, then those of texts attached to it."""
    chain = best_chain(candidates, wide=wide)
    if not chain or (inner and len(chain) < SHORTEST_ATTACHED and chain[0] != 0):
        return []
    return [
        *runs(candidates[: chain[0]], wide=wide, inner=True),
        [candidates[index] for index in chain],
        *runs(candidates[chain[-1] + 1 :], wide=wide, inner=True),
    ]


def without_contents(found: list[list[Candidate]], end: int) -> list[list[Candidate]]:
    """Runs without tables of contents: the same numbers come again later, with far more text between them."""
    kept: list[list[Candidate]] = []
    for index, run in enumerate(found):
        numbers = {candidate.mark.number for candidate in run}
        length = run[-1].start - run[0].start
        is_contents = any(
            len(numbers & {c.mark.number for c in later}) >= ALIKE * len(numbers)
            and length < CONTENTS_SHARE * max(1, later[-1].start - later[0].start)
            for later in found[index + 1 :]
            if len(run) >= SHORTEST_ATTACHED
        )
        if not is_contents:
            kept.append(run)
    return kept


def completeness(run: Sequence[Candidate]) -> float:
    """Share of the numbers from the first to the last that are there, from 0 to 1."""
    wholes = {key[0] for candidate in run if (key := key_of(candidate.mark))}
    return len(wholes) / (max(wholes) - min(wholes) + 1) if wholes else 0.0
