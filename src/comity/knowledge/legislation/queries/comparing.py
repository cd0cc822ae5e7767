"""What changed between two versions of a law."""

import re
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from typing import Final

from django.db.models import Value

from comity.knowledge.legislation.enums import Change, PartKind
from comity.knowledge.legislation.models import Part, Passage, Version
from comity.knowledge.legislation.queries.reading import LINE
from comity.knowledge.legislation.shapes import Pair, Piece, Words


# A word with the space after it, a mark, or one character of a script that is written without spaces.
TOKENS: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W\u3040-\u30ff\u3400-\u9fff]+\s*|\s+|[^\w\s]\s*")
PARAGRAPHS: Final = re.compile(r".*?(?:\n+|$)", re.DOTALL)
# Beyond this many tokens on either side, paragraphs are compared: comparing is quadratic.
MOST_TOKENS: Final = 4_000

# Provisions of a version by name, each with the passage that holds its body.
Provisions = dict[str, tuple[Words, uuid.UUID]]


def compare(before: Version, after: Version) -> list[Pair]:
    """The provisions of two versions beside each other, in the order of the later one; two queries.

    Where neither is divided into provisions, whatever text there is is compared instead. Those that are the same
    come without their body: a code has thousands of them, and nobody reads what has not changed.
    """
    rows = Part.objects.filter(version__in=(before, after)).order_by("position")
    found: dict[int, list[tuple[Words, uuid.UUID]]] = {before.pk: [], after.pk: []}
    for version, passage, *row in rows.values_list("version_id", "passage_id", *LINE, Value(""), "within"):
        found[version].append((Words(*row), passage))
    kinds = {PartKind.PROVISION}
    if not any(words.kind in kinds for words, _passage in (*found[before.pk], *found[after.pk])):
        kinds = {PartKind.TEXT}
    old = {words.eid: (words, passage) for words, passage in found[before.pk] if words.kind in kinds}
    new = {words.eid: (words, passage) for words, passage in found[after.pk] if words.kind in kinds}
    passages = {passage for one, other in ((old, new), (new, old)) for passage in changed(one, other)}
    bodies = dict(Passage.objects.filter(pk__in=passages).values_list("pk", "body"))
    for part in (old, new):
        part |= {
            eid: (replace(words, body=bodies[passage]), passage)
            for eid, (words, passage) in part.items()
            if passage in bodies
        }
    return list(aligned(old, new))


def changed(one: Provisions, other: Provisions) -> Iterator[uuid.UUID]:
    """The passages of those provisions that the other version has not, or not so."""
    for eid, (words, passage) in one.items():
        if eid not in other or other[eid][1] != passage or other[eid][0].heading != words.heading:
            yield passage


def aligned(old: Provisions, new: Provisions) -> Iterator[Pair]:
    """Pairs by name; what was removed stands after what stood before it."""
    removed: dict[str, list[Words]] = {}
    anchor = ""
    for eid, (words, _passage) in old.items():
        if eid in new:
            anchor = eid
        else:
            removed.setdefault(anchor, []).append(words)
    for words in removed.get("", []):
        yield Pair(words.eid, Change.REMOVED, words, None)
    for eid, (words, passage) in new.items():
        if eid not in old:
            yield Pair(eid, Change.ADDED, None, words)
            continue
        earlier, earlier_passage = old[eid]
        same = passage == earlier_passage and words.heading == earlier.heading
        yield Pair(eid, Change.SAME if same else Change.CHANGED, earlier, words)
        for gone in removed.get(eid, []):
            yield Pair(gone.eid, Change.REMOVED, gone, None)


def pieces(before: str, after: str) -> list[Piece]:
    """Two texts as one: words in both, only in the first (removed), only in the second (added).

    >>> [(p.change.value, p.text) for p in pieces("five years", "ten years")]
    [('removed', 'five '), ('added', 'ten '), ('same', 'years')]
    """
    old, new = TOKENS.findall(before), TOKENS.findall(after)
    if max(len(old), len(new)) > MOST_TOKENS:
        old, new = PARAGRAPHS.findall(before), PARAGRAPHS.findall(after)
    begin, end = shared(old, new)
    found = [Piece(Change.SAME, "".join(new[:begin]))] if begin else []
    found += differing(old[begin : len(old) - end], new[begin : len(new) - end])
    return [*found, Piece(Change.SAME, "".join(new[len(new) - end :]))] if end else found


def shared(old: Sequence[str], new: Sequence[str]) -> tuple[int, int]:
    """How many tokens are the same at the beginning, and then at the end; an amendment leaves most of an article."""
    shorter = min(len(old), len(new))
    begin = next((i for i in range(shorter) if old[i] != new[i]), shorter)
    rest = shorter - begin
    return begin, next((i for i in range(rest) if old[-1 - i] != new[-1 - i]), rest)


def differing(old: Sequence[str], new: Sequence[str]) -> Iterator[Piece]:
    """Pieces of what lies between the shared beginning and the shared end; this takes the product of the lengths."""
    for operation, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if operation == "equal":
            yield Piece(Change.SAME, "".join(new[c:d]))
            continue
        if a < b:
            yield Piece(Change.REMOVED, "".join(old[a:b]))
        if c < d:
            yield Piece(Change.ADDED, "".join(new[c:d]))
