"""Questions that many sections ask alike, written once beside the files that name them.

A section names some under ``follow_ups``. Each becomes a question of the section, coded by the section's code, a point
and its own, about the section's article, and asked when any question of the section that is answered with yes, in part
or no has one of the answers of its ``relevant_when``. Of a question with several answers, files also say ``is`` for
``includes``. Both are shorthands of files only: what is kept is written out.
"""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext as _

from comity.engines.questionnaires.enums import Kind
from comity.kernel.errors import Unreadable


SHORTHAND: Final = "follow_ups"


def written_out(document: Any, shared: Any) -> Any:
    """A document with the shared questions written out; what is no object is left for the reader to refuse.

    Raises:
        Unreadable: a section names a question that is not shared.
    """
    if not isinstance(document, Mapping) or not isinstance(document.get("sections"), list):
        return document
    known = {one["code"]: one for one in shared.get(SHORTHAND, ())} if isinstance(shared, Mapping) else {}
    sections = [_section(one, known) for one in document["sections"]]
    questions = [one for section in sections if isinstance(section, Mapping) for one in section.get("questions", ())]
    gathering = {one.get("code") for one in questions if isinstance(one, Mapping) and one.get("kind") == Kind.SEVERAL}
    return {**document, "sections": _spelt_out(sections, gathering)}


def _spelt_out(value: Any, gathering: set[Any]) -> Any:
    """Plain data in which a condition that a question with several answers ``is`` something says ``includes``."""
    if isinstance(value, list):
        return [_spelt_out(one, gathering) for one in value]
    if not isinstance(value, Mapping):
        return value
    if set(value) == {"question", "is"} and value["question"] in gathering:
        return {"question": value["question"], "includes": value["is"]}
    return {name: _spelt_out(one, gathering) for name, one in value.items()}


def _section(section: Any, known: Mapping[str, Any]) -> Any:
    if not isinstance(section, Mapping) or SHORTHAND not in section:
        return section
    questions = [one for one in section.get("questions", ()) if isinstance(one, Mapping)]
    asked = [one.get("code") for one in questions if one.get("kind") == Kind.YES_IN_PART_NO]
    added = []
    for code in section[SHORTHAND]:
        if code not in known:
            told = _("“%(code)s” is not among the questions that the files share.") % {"code": code}
            raise Unreadable(told, where=str(section.get("code", "")))
        added.append(_question(known[code], section, asked))
    rest = {name: value for name, value in section.items() if name != SHORTHAND}
    return {**rest, "questions": [*section.get("questions", ()), *added]}


def _question(one: Mapping[str, Any], section: Mapping[str, Any], asked: list[Any]) -> dict[str, Any]:
    found = {name: value for name, value in one.items() if name != "relevant_when"}
    found["code"] = f"{section.get('code')}.{one['code']}"
    if section.get("article"):
        found.setdefault("article", section["article"])
    if asked and one.get("relevant_when"):
        several = [{"question": code, "in": list(one["relevant_when"])} for code in asked]
        found["relevant"] = several[0] if len(several) == 1 else {"any": several}
    return found
