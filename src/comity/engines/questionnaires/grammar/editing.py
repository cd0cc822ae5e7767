"""A draft's plain data with one thing changed; the strict reader judges what comes of it."""

import copy
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from comity.kernel.errors import NotNow, Unreadable


Document = dict[str, Any]


def _found(document: Document, code: str) -> tuple[list[Any], int]:
    """The list in which a question stands, and its place there."""
    for section in document["sections"]:
        questions = section.setdefault("questions", [])
        for number, one in enumerate(questions):
            if one["code"] == code:
                return questions, number
    raise Unreadable(_("There is no question “%(code)s”.") % {"code": code})


def _section(document: Document, code: str) -> tuple[list[Any], int]:
    for number, one in enumerate(document["sections"]):
        if one["code"] == code:
            return document["sections"], number
    raise Unreadable(_("There is no section “%(code)s”.") % {"code": code})


def with_whole(document: Mapping[str, Any], members: Mapping[str, Any]) -> Document:
    """With other members of the whole: title, source, languages."""
    return {**document, **members}


def with_question(
    document: Mapping[str, Any], question: Mapping[str, Any], *, code: str = "", section: str = ""
) -> Document:
    """With a question in the place of another, or, without a code, at the end of a section."""
    fresh = copy.deepcopy(dict(document))
    if code:
        questions, number = _found(fresh, code)
        questions[number] = dict(question)
    else:
        sections, number = _section(fresh, section)
        sections[number].setdefault("questions", []).append(dict(question))
    return fresh


def with_section(document: Mapping[str, Any], section: Mapping[str, Any], *, code: str = "") -> Document:
    """With other words of a section, or, without a code, with a new one at the end; its questions stay."""
    fresh = copy.deepcopy(dict(document))
    fresh.setdefault("sections", [])
    if code:
        sections, number = _section(fresh, code)
        sections[number] = {**section, "questions": sections[number].get("questions", [])}
    else:
        fresh["sections"].append({**section, "questions": []})
    return fresh


def without(document: Mapping[str, Any], kind: str, code: str) -> Document:
    """Without a question, or without a section that is empty.

    Raises:
        NotNow: questions still stand in the section.
        Unreadable: there is no such thing.
    """
    fresh = copy.deepcopy(dict(document))
    several, number = _found(fresh, code) if kind == "question" else _section(fresh, code)
    if kind == "section" and several[number].get("questions"):
        raise NotNow(_("Questions still stand in this section. Move or remove them first."))
    del several[number]
    return fresh


def moved(document: Mapping[str, Any], kind: str, code: str, by: int) -> Document:
    """With a question or section one place earlier (-1) or later (1); a question goes on into the next section."""
    fresh = copy.deepcopy(dict(document))
    several, number = _found(fresh, code) if kind == "question" else _section(fresh, code)
    if 0 <= number + by < len(several):
        several.insert(number + by, several.pop(number))
    elif kind == "question":
        sections = fresh["sections"]
        home = next(n for n, one in enumerate(sections) if one.get("questions") is several)
        if 0 <= home + by < len(sections):
            there = sections[home + by].setdefault("questions", [])
            there.insert(0 if by > 0 else len(there), several.pop(number))
    return fresh
