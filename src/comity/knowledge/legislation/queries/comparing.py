"""What changed between two versions of a law."""

import re
from array import array
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from django.db.models import CharField
from django.db.models.functions import Cast
from rapidfuzz.distance import Indel

from comity.knowledge.legislation.enums import Change, PartKind
from comity.knowledge.legislation.models import Part, Version
from comity.knowledge.legislation.queries.reading import WHOLE
from comity.knowledge.legislation.shapes import Pair, Piece, Words


# A word with the space after it, a mark, or one character of a script that is written without spaces.
TOKENS: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W\u3040-\u30ff\u3400-\u9fff]+\s*|\s+|[^\w\s]\s*")
PARAGRAPHS: Final = re.compile(r".+?(?:\n+|$)|\n+", re.DOTALL)
# Beyond this many words on either side, changed paragraphs stand whole: comparing takes memory by their product.
MOST_TOKENS: Final = 10_000
# Two texts that have nothing in common still share «of the»: between two changes, so few letters are no common ground.
SHORTEST: Final = 5


class Line(NamedTuple):
    """A part of a version, and what tells whether another says the same."""

    key: int
    version: int
    eid: str
    kind: str
    heading: str
    passage: str


class Match(NamedTuple):
    """What became of one part between two versions, and by which keys its words are found."""

    eid: str
    change: Change
    before: int | None
    after: int | None


def compare(before: Version, after: Version) -> list[Pair]:
    """The provisions of two versions beside each other, in the order of the later one; two queries at most.

    Where neither is divided into provisions, whatever text there is is compared instead. Those that are the same
    come without their words: a code has thousands of them, and nobody reads what has not changed.
    """
    return worded(matches(before, after))


def matches(before: Version, after: Version) -> list[Match]:
    """What became of each provision, without any words; one query."""
    # A passage is named by its own words, so that the same name says the same. Its name is read as text: to make a
    # UUID of each of ten thousand takes longer than to compare them.
    name = Cast("passage_id", CharField(max_length=36))
    rows = Part.objects.filter(version__in=(before, after)).order_by("version", "position")
    lines = list(map(Line._make, rows.values_list("pk", "version_id", "eid", "kind", "heading", name)))
    provision = PartKind.PROVISION.value
    wanted = provision if any(line.kind == provision for line in lines) else PartKind.TEXT.value
    old = {line.eid: line for line in lines if line.kind == wanted and line.version == before.pk}
    new = {line.eid: line for line in lines if line.kind == wanted and line.version == after.pk}
    return list(aligned(old, new))


def worded(found: Sequence[Match]) -> list[Pair]:
    """Matches with the words of those that are not the same; one query, or none when all are."""
    keys = [key for one in found if one.change != Change.SAME for key in (one.before, one.after) if key is not None]
    words: dict[int | None, Words] = {}
    if keys:
        rows = Part.objects.filter(pk__in=keys).values_list("pk", *WHOLE)
        words = {key: Words(*row) for key, *row in rows}
    return [Pair(one.eid, one.change, words.get(one.before), words.get(one.after)) for one in found]


def same(one: Line, other: Line) -> bool:
    """Whether two lines say the same."""
    return one.passage == other.passage and one.heading == other.heading


def aligned(old: dict[str, Line], new: dict[str, Line]) -> Iterator[Match]:
    """Matches by name; what was removed stands after what stood before it."""
    removed: dict[str, list[Line]] = {}
    anchor = ""
    for eid, line in old.items():
        if eid in new:
            anchor = eid
        else:
            removed.setdefault(anchor, []).append(line)
    for line in removed.get("", []):
        yield Match(line.eid, Change.REMOVED, line.key, None)
    for eid, line in new.items():
        earlier = old.get(eid)
        if earlier is None:
            yield Match(eid, Change.ADDED, None, line.key)
            continue
        yield Match(eid, Change.SAME if same(earlier, line) else Change.CHANGED, earlier.key, line.key)
        for gone in removed.get(eid, ()):
            yield Match(gone.eid, Change.REMOVED, gone.key, None)


def pieces(before: str, after: str) -> list[Piece]:
    """Two texts as one: words in both, only in the first (removed), only in the second (added).

    Paragraphs are compared first, then the words of those that differ.

    >>> [(p.change.value, p.text) for p in pieces("five years", "ten years")]
    [('removed', 'five '), ('added', 'ten '), ('same', 'years')]
    """
    found: list[Piece] = []
    for old, new in differing(PARAGRAPHS.findall(before), PARAGRAPHS.findall(after)):
        if old == new:
            found.append(Piece(Change.SAME, "".join(new)))
            continue
        words, others = TOKENS.findall("".join(old)), TOKENS.findall("".join(new))
        if max(len(words), len(others)) > MOST_TOKENS:
            found += [Piece(Change.REMOVED, "".join(old)), Piece(Change.ADDED, "".join(new))]
        else:
            found += stretches(words, others)
    return list(joined(found))


def differing(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[Sequence[str], Sequence[str]]]:
    """Runs that are the same, and runs that one has where the other has something else or nothing."""
    # Small numbers stand for the strings, so that two that are equal are so and do not only hash alike.
    numbers: dict[str, int] = {}
    one = array("L", [numbers.setdefault(piece, len(numbers)) for piece in old])
    other = array("L", [numbers.setdefault(piece, len(numbers)) for piece in new])
    waiting = [0, 0, 0, 0]
    for operation in Indel.opcodes(one, other):
        a, b = operation.src_start, operation.src_end
        c, d = operation.dest_start, operation.dest_end
        if operation.tag != "equal":
            # A removal and the addition in its place are one change.
            waiting[1], waiting[3] = b, d
            continue
        if waiting[0] < waiting[1] or waiting[2] < waiting[3]:
            yield old[waiting[0] : waiting[1]], new[waiting[2] : waiting[3]]
        yield old[a:b], new[c:d]
        waiting = [b, b, d, d]
    if waiting[0] < waiting[1] or waiting[2] < waiting[3]:
        yield old[waiting[0] : waiting[1]], new[waiting[2] : waiting[3]]


def stretches(words: Sequence[str], others: Sequence[str]) -> Iterator[Piece]:
    """The words of a changed paragraph; a change takes in the few letters that it shares with the next one."""
    runs = list(differing(words, others))
    removed, added = "", ""
    for number, (old, new) in enumerate(runs):
        text = "".join(new)
        is_between = 0 < number < len(runs) - 1
        if old == new and not (is_between and len(text.strip()) < SHORTEST and (removed or added)):
            yield from change(removed, added)
            yield Piece(Change.SAME, text)
            removed, added = "", ""
        else:
            removed += "".join(old)
            added += text
    yield from change(removed, added)


def change(removed: str, added: str) -> Iterator[Piece]:
    """What was removed and what was added in its place."""
    if removed:
        yield Piece(Change.REMOVED, removed)
    if added:
        yield Piece(Change.ADDED, added)


def joined(found: Iterable[Piece]) -> Iterator[Piece]:
    """Neighbours that are the same in kind as one."""
    last: Piece | None = None
    for piece in found:
        if last is not None and last.change == piece.change:
            last = Piece(last.change, last.text + piece.text)
            continue
        if last is not None:
            yield last
        last = piece
    if last is not None:
        yield last
