"""A questionnaire as rows to be filled in: one sheet of questions, and a sheet for each table."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from django.utils import translation
from django.utils.translation import gettext as _

from comity.engines.questionnaires.enums import Cell, Kind, Wording
from comity.engines.questionnaires.grammar import evaluating, marks, wording
from comity.engines.questionnaires.grammar.marks import Mark
from comity.engines.questionnaires.grammar.paper import (
    INFORMED,
    NOTHING,
    Filling,
    attached,
    column_head,
    hints,
    named,
    plain,
    said,
    table_lines,
    text_languages,
)
from comity.engines.questionnaires.shapes import Definition, Question
from comity.engines.questionnaires.shapes.paper import Given
from comity.kernel.languages import own_name


TICK: Final = "x"
# Keys of the columns of the sheet of questions, in its second row, which is hidden.
MARK, ANSWER = "mark", "answer"
COLUMNS: Final = ("mark", "code", "question", "answer", "how")
WIDTHS: Final = (4, 9, 62, 52, 48)
# What a sheet may not be called, and how long.
UNSAID: Final = re.compile(r"[\[\]:*?/\\']")
LONGEST_NAME: Final = 28
# A cell holds no more.
LONGEST_CELL: Final = 32_767


@dataclass(slots=True)
class Line:
    """A row: the mark in its hidden first cell, and its other cells.

    Args:
        mark: as it is written; empty for none.
        cells: what stands in the others.
        open: the numbers of the cells that are to be filled in, from 0.
        options: the names that are offered in those.
        is_strong: whether it is a heading.
        is_hidden: whether it is for who reads the file back only.
    """

    mark: str
    cells: list[str]
    open: range = range(0)
    options: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    kinds: Mapping[int, Cell] = field(default_factory=dict)
    is_strong: bool = False
    is_hidden: bool = False


@dataclass(slots=True)
class Sheet:
    """A sheet with its rows."""

    name: str
    lines: list[Line]
    widths: tuple[int, ...]


def sheets(definition: Definition, filling: Filling) -> list[Sheet]:
    """The sheets of a form, in its own language whatever that of the page is."""
    with translation.override(filling.form.language):
        tables = [one for one in definition.questions.values() if one.kind is Kind.TABLE]
        names = sheet_names([one.code for one in tables])
        first = Sheet(_("Answers"), list(_lines(definition, filling, names)), WIDTHS)
        return [first, *(_table(one, filling, names[one.code]) for one in tables)]


def sheet_names(codes: list[str]) -> dict[str, str]:
    """Names of sheets by the code of the table, each once."""
    found: dict[str, str] = {}
    for code in codes:
        name = UNSAID.sub(" ", code)[:LONGEST_NAME]
        taken = {one.casefold() for one in found.values()}
        number = 1
        while name.casefold() in taken or name.casefold() == _("Answers").casefold():
            number += 1
            name = f"{UNSAID.sub(' ', code)[: LONGEST_NAME - 3]} {number}"
        found[code] = name
    return found


def _lines(definition: Definition, filling: Filling, names: Mapping[str, str]) -> Iterator[Line]:
    form = filling.form
    yield Line(marks.form_line(form), ["", said(definition.title, form.language)[0]], is_strong=True)
    yield Line(COLUMNS[0], list(COLUMNS[1:]), is_hidden=True)
    for text in (*([filling.mark] if filling.mark else []), *filling.about, *_told(definition)):
        yield Line(INFORMED, ["", text])
    yield Line("", [_("Code"), _("Question"), _("Answer"), _("How to answer")], is_strong=True)
    values = {code: one.value for code, one in filling.answers.items()}
    figures = evaluating.course(definition, values).answers
    for section in definition.sections:
        title = said(section.title, form.language)[0]
        about = wording.article_name(section.article, "", form.language)
        condition = wording.only_if(section.relevant, definition, form.language)
        yield Line("", [section.code, title, "", " ".join(filter(None, (about, condition)))], is_strong=True)
        for one in section.questions:
            given = filling.answers.get(one.code, NOTHING)
            yield from _question(one, definition, filling, given, names, str(figures.get(one.code, "")))


def _told(definition: Definition) -> Iterator[str]:
    if definition.wording is Wording.OWN:
        yield _(
            "These are not the official words. The questions were made by this portal from the articles themselves. "
            "Where an official questionnaire exists, its words decide."
        )
    yield _("Write into the coloured cells. The first column is hidden: by it the portal knows each answer again.")
    yield _("Tables have sheets of their own; add as many rows as are needed below the last.")


def _question(  # noqa: PLR0913, PLR0917 -- what a question is written from
    one: Question, definition: Definition, filling: Filling, given: Given, names: Mapping[str, str], figure: str
) -> Iterator[Line]:
    form = filling.form
    text = said(one.text, form.language)[0]
    if form.other and (other := one.text.get(form.other)):
        text = f"{text}\n{other}"
    how = "\n".join(_how(one, definition, form.language))
    head = [one.code, text]
    match one.kind:
        case Kind.NOTE | Kind.CALCULATION:
            yield Line(INFORMED, [*head, figure, how])
        case Kind.TABLE:
            yield Line("", [*head, _("on the sheet “%(name)s”") % {"name": names[one.code]}, how])
        case Kind.SEVERAL:
            yield Line("", [*head, "", how])
            chosen = given.value if isinstance(given.value, list) else []
            for choice in one.choices:
                mark, name = Mark(one.code, option=choice.code), said(choice.text, form.language)[0]
                cells = ["", name, TICK if choice.code in chosen else "", ""]
                yield Line(marks.written(mark, given.number), cells, range(2, 3), {2: (TICK,)})
        case Kind.MONEY:
            parts = given.value if isinstance(given.value, Mapping) else {}
            yield Line("", [*head, "", how])
            for part, name in (("amount", _("Amount")), ("currency", _("Currency"))):
                written = marks.written(Mark(one.code, column=part), given.number)
                kinds = {2: Cell.NUMBER} if part == "amount" else {}
                yield Line(written, ["", name, plain(parts.get(part)), ""], range(2, 3), kinds=kinds)
        case Kind.TEXT:
            yield from _texts(one, filling, given, [*head, how])
        case _:
            yield from _short(one, filling, given, [*head, how])


def _texts(one: Question, filling: Filling, given: Given, head: list[str]) -> Iterator[Line]:
    value = given.value if isinstance(given.value, Mapping) else {}
    languages = text_languages(filling.form, value)
    code, text, how = head
    if len(languages) > 1:
        yield Line("", [code, text, "", how])
    for language in languages:
        mark = marks.written(Mark(one.code, language=language), given.number)
        cells = ["", own_name(language), "", ""] if len(languages) > 1 else [code, text, "", how]
        cells[2] = plain(value.get(language))
        if len(cells[2]) > LONGEST_CELL:
            # Cut off, it would come back as a change.
            cells[2] = _("This text is longer than a cell can hold. Take the Word file, or write in the portal.")
            yield Line(INFORMED, cells)
        else:
            yield Line(mark, cells, range(2, 3))


def _short(one: Question, filling: Filling, given: Given, head: list[str]) -> Iterator[Line]:
    if one.kind is not Kind.FILE:
        yield _single(one, filling, given, head)
        return
    # The files that are the answer are told; of what else there is, a cell says something to colleagues.
    code, text, how = head
    for told in attached(given.value, filling.names):
        yield Line(INFORMED, ["", "", told, ""])
    yield Line(marks.written(Mark(one.code), given.number), [code, text, "", how], range(2, 3))


def _single(one: Question, filling: Filling, given: Given, head: list[str]) -> Line:
    """A question that one cell answers."""
    code, text, how = head
    value = named(given.value, filling.names)
    options = choice_names(one, filling.form.language)
    kinds = {Kind.NUMBER: Cell.NUMBER, Kind.DATE: Cell.DATE}
    cells = [code, text, options.get(value, value), how]
    mark = marks.written(Mark(one.code), given.number)
    offered = {2: tuple(options.values())} if options else {}
    return Line(mark, cells, range(2, 3), offered, {2: kinds[one.kind]} if one.kind in kinds else {})


def choice_names(one: Question, language: str) -> dict[str, str]:
    """The answers that are offered, by code; where two are called the same, each with its code."""
    if one.kind is Kind.YES_IN_PART_NO:
        return {"yes": _("Yes"), "in-part": _("In part"), "no": _("No")}
    names = {choice.code: said(choice.text, language)[0] for choice in one.choices}
    several = list(names.values())
    return {code: f"{name} ({code})" if several.count(name) > 1 else name for code, name in names.items()}


def _how(one: Question, definition: Definition, language: str) -> Iterator[str]:
    section = definition.section_of[one.code]
    if one.article and (one.paragraph or one.article != section.article):
        yield wording.article_name(one.article, one.paragraph, language)
    if one.level:
        yield str(one.level.label)
    if one.required is True:
        yield _("required")
    if one.unit:
        yield one.unit
    hint = {Kind.DATE: hints()["day"], Kind.FILE: hints()["file"], Kind.RECORD: hints()["record"]}.get(one.kind)
    if hint:
        yield hint
    yield from wording.conditions_of(one, definition, language)
    if one.guidance:
        yield said(one.guidance, language)[0]


def _table(one: Question, filling: Filling, name: str) -> Sheet:
    form, given = filling.form, filling.answers.get(one.code, NOTHING)
    text = f"{one.code}  {said(one.text, form.language)[0]}"
    heads = [column_head(column, form.language) for column in one.columns]
    shift = 1 if one.rows else 0
    keys = ["row"] * shift + [column.code for column in one.columns]
    lines = [
        Line(marks.written(Mark(one.code), given.number), [text], is_strong=True),
        Line("", keys, is_hidden=True),
        Line("", [""] * shift + heads, is_strong=True),
    ]
    options, kinds = {}, {}
    for number, column in enumerate(one.columns, shift):
        kinds[number] = column.kind
        if column.choices:
            options[number] = tuple(said(each.text, form.language)[0] for each in column.choices)
    for code, row in table_lines(one, given.value):
        names = next((said(each.text, form.language)[0] for each in one.rows if each.code == code), "")
        cells = [plain(row.get(column.code)) for column in one.columns]
        for number, column in enumerate(one.columns):
            called = {each.code: said(each.text, form.language)[0] for each in column.choices}
            cells[number] = called.get(cells[number], cells[number])
        opened = range(shift, shift + len(cells))
        lines.append(Line(code, [names] * shift + cells, opened, options, kinds))
    return Sheet(name, lines, (4, *([34] * shift), *([22] * len(heads))))
