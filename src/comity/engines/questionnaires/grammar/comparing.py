"""What became of the questions between two versions."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from difflib import SequenceMatcher

from comity.engines.questionnaires.enums import Verb
from comity.engines.questionnaires.shapes import Definition, Question


@dataclass(frozen=True, slots=True)
class Change:
    """One question of which something became.

    Args:
        verb: what.
        code: of the question.
        before: as it was; None when it was not there.
        after: as it is; None when it is gone.
        parts: the members of ``Question`` in which the two differ.
    """

    verb: Verb
    code: str
    before: Question | None
    after: Question | None
    parts: tuple[str, ...] = ()


def changes(before: Definition, after: Definition) -> list[Change]:
    """Every question that is new, says something else, stands elsewhere or is gone; in the order of the later one."""
    old, new = before.questions, after.questions
    stayed = _in_place([code for code in old if code in new], [code for code in new if code in old])
    found = []
    for code, question in new.items():
        if code not in old:
            found.append(Change(Verb.ADDED, code, None, question))
            continue
        parts = tuple(
            one.name for one in fields(Question) if getattr(old[code], one.name) != getattr(question, one.name)
        )
        if parts:
            found.append(Change(Verb.CHANGED, code, old[code], question, parts))
        elif code not in stayed or before.section_of[code].code != after.section_of[code].code:
            found.append(Change(Verb.MOVED, code, old[code], question))
    return found + [Change(Verb.GONE, code, one, None) for code, one in old.items() if code not in new]


def _in_place(before: Sequence[str], after: Sequence[str]) -> set[str]:
    """What stands in the same order in both."""
    blocks = SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks()
    return {code for block in blocks for code in before[block.a : block.a + block.size]}
