"""What changed between two versions of a law."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Final

from comity.knowledge.legislation.enums import Change, PartKind
from comity.knowledge.legislation.models import Part, Version
from comity.knowledge.legislation.queries.reading import WHOLE
from comity.knowledge.legislation.shapes import Pair, Piece, Words


# A word with the space after it, a mark, or one character of a script that is written without spaces.
TOKENS: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W\u3040-\u30ff\u3400-\u9fff]+\s*|\s+|[^\w\s]\s*")
PARAGRAPHS: Final = re.compile(r".*?(?:\n+|$)", re.DOTALL)
# Beyond this many tokens on either side, paragraphs are compared: comparing is quadratic.
MOST_TOKENS: Final = 4_000


def compare(before: Version, after: Version) -> list[Pair]:
    """The provisions of two versions beside each other, in the order of the later one; one query.

    Where neither is divided into provisions, whatever text there is is compared instead.
    """
    rows = Part.objects.filter(version__in=(before, after)).order_by("position")
    found: dict[int, list[tuple[Words, str]]] = {before.pk: [], after.pk: []}
    for version, passage, *row in rows.values_list("version_id", "passage_id", *WHOLE):
        found[version].append((Words(*row), f"{passage}"))
    kinds = {PartKind.PROVISION}
    if not any(words.kind in kinds for words, _passage in (*found[before.pk], *found[after.pk])):
        kinds = {PartKind.TEXT}
    old = {words.eid: (words, passage) for words, passage in found[before.pk] if words.kind in kinds}
    new = {words.eid: (words, passage) for words, passage in found[after.pk] if words.kind in kinds}
    return list(aligned(old, new))


def aligned(old: dict[str, tuple[Words, str]], new: dict[str, tuple[Words, str]]) -> Iterator[Pair]:
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
    found: list[Piece] = []
    for operation, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if operation == "equal":
            found.append(Piece(Change.SAME, "".join(new[c:d])))
            continue
        if a < b:
            found.append(Piece(Change.REMOVED, "".join(old[a:b])))
        if c < d:
            found.append(Piece(Change.ADDED, "".join(new[c:d])))
    return found
