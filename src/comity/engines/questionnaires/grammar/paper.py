"""A questionnaire as a document to be filled in, empty or with what is answered."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from comity.engines.questionnaires.enums import Cell, Kind, Wording
from comity.engines.questionnaires.grammar import evaluating, marks, wording
from comity.engines.questionnaires.grammar.checking import codes_of
from comity.engines.questionnaires.grammar.marks import Mark
from comity.engines.questionnaires.grammar.values import said as said_in
from comity.engines.questionnaires.shapes import Column, Definition, Question, Section, Texts
from comity.engines.questionnaires.shapes.paper import Form, Given
from comity.kernel.documents.markdown import blocks_of, runs_of
from comity.kernel.documents.shapes import (
    Block,
    Box,
    Document,
    Field,
    FieldKind,
    Heading,
    Inline,
    Items,
    Paragraph,
    Run,
    Style,
    Table,
)
from comity.kernel.languages import own_name


# Empty rows that a table offers beyond those that are filled.
SPARE: Final = 3
TEXT_LINES: Final = 6
FIGURES: Final = re.compile(r"[-0-9.]+|[A-Z]{3}")
NOTHING: Final = Given(None)
# The mark of what the portal tells and nobody answers.
INFORMED: Final = "told"
PROPERTY: Final = "comity-form"


@dataclass(frozen=True, slots=True)
class Filling:
    """What goes into a form.

    Args:
        form: which it is.
        answers: by question code; empty for an empty form.
        about: what is told of it under its title, line by line.
        mark: words over each page; empty for none.
        made_at: when it was written.
        names: titles of the records that answers link to, and names of files with their digest, by key, as far as
            whoever takes the form may read them.
    """

    form: Form
    answers: Mapping[str, Given]
    about: Sequence[str]
    mark: str
    made_at: dt.datetime
    names: Mapping[str, str] = field(default_factory=dict)


def document(definition: Definition, filling: Filling) -> Document:
    """The whole form, in its own language whatever that of the page is."""
    language = filling.form.language
    with translation.override(language):
        title = said(definition.title, language)[0]
        blocks = [block for _code, block in pieces(definition, filling)]
        foot = f"{title} · {definition.edition}"
    line = marks.form_line(filling.form)
    return Document(title, language, tuple(blocks), filling.made_at, filling.mark, foot, "Comity", {PROPERTY: line})


def empty(form: Form) -> Filling:
    """What goes into an empty form."""
    return Filling(form, {}, (), "", timezone.now())


def said(texts: Texts, language: str) -> tuple[str, str]:
    """A text in a language, and which it is in where that is another."""
    text = said_in(texts, language)
    used = next((code for code in (language, "", "en") if texts.get(code)), next(iter(texts), ""))
    return text, "" if used in {language, ""} else used


def pieces(definition: Definition, filling: Filling) -> Iterator[tuple[str, Block]]:
    """The blocks of a form, each with the code of the question to which it belongs; without a code, to none."""
    form = filling.form
    values = {code: one.value for code, one in filling.answers.items()}
    figures = evaluating.course(definition, values).answers
    yield from (("", block) for block in _head(definition, filling))
    for section in definition.sections:
        yield from (("", block) for block in _section_head(section, definition, form))
        for one in section.questions:
            given = filling.answers.get(one.code, NOTHING)
            writer = _Asked(one, definition, form, given, str(figures.get(one.code, "")), filling.names)
            yield from ((one.code, block) for block in writer.blocks())
    told = _("By the line below the portal knows this form again. Leave it as it is.")
    yield "", Paragraph((Run(told),), Style.QUIET)
    yield "", Paragraph((Run(marks.form_line(form), is_quiet=True),), Style.QUIET, "en")


def _head(definition: Definition, filling: Filling) -> Iterator[Block]:
    language = filling.form.language
    for line in filling.about:
        yield Paragraph((_informed(line),), Style.QUIET)
    lead, own = said(definition.lead, language) if definition.lead else ("", "")
    yield from blocks_of(lead, language=own, style=Style.LEAD) if lead else ()
    source = said(definition.source, language)[0] if definition.source else ""
    if definition.wording is Wording.OWN:
        told = _(
            "These are not the official words. The questions were made by this portal from the articles themselves. "
            "Where an official questionnaire exists, its words decide."
        )
        yield Paragraph((Run(f"{told} {source}".strip()),), Style.NOTE)
    elif source:
        yield Paragraph((Run(_("Source: %(source)s.") % {"source": source.rstrip(".")}),), Style.QUIET)
    yield Items(
        (
            (Run(_("Write into the frames and tables, and tick the boxes; several people can each fill in a part.")),),
            (Run(_("Write numbers as 1250 or 12.5, days as 2026-03-31, currencies by three letters, such as EUR.")),),
            (Run(_("Add rows to a table by copying its last row. What stands outside of the frames is not lost: it is "
                   "shown to you when you send the file in.")),),
        )
    )  # fmt: skip


def _informed(text: str) -> Field:
    """Words that differ from file to file and are no answer."""
    return Field(INFORMED, FieldKind.LINE, text)


def _section_head(section: Section, definition: Definition, form: Form) -> Iterator[Block]:
    title, own = said(section.title, form.language)
    yield Heading(1, (Run(f"{section.code}  "), Run(title, language=own)))
    if form.other and (other := section.title.get(form.other)):
        yield Paragraph((Run(other, language=form.other),), Style.QUIET, form.other)
    if article := wording.article_name(section.article, "", form.language):
        yield Paragraph((Run(article),), Style.QUIET, keeps=True)
    if section.lead:
        lead, own = said(section.lead, form.language)
        yield from blocks_of(lead, language=own)
    if condition := wording.only_if(section.relevant, definition, form.language):
        yield Paragraph((Run(condition),), Style.NOTE, keeps=True)


@dataclass(frozen=True, slots=True)
class _Asked:
    """Writes one question with what is answered to it."""

    one: Question
    definition: Definition
    form: Form
    given: Given
    figure: str
    names: Mapping[str, str]

    def blocks(self) -> Iterator[Block]:
        one, language = self.one, self.form.language
        text, own = said(one.text, language)
        yield Heading(2, (Run(f"{one.code}  "), *runs_of(text, language=own)))
        if self.form.other and (other := one.text.get(self.form.other)):
            yield from blocks_of(other, language=self.form.other)
        if about := " · ".join(self._about()):
            yield Paragraph((Run(about),), Style.QUIET, keeps=True)
        for sentence in wording.conditions_of(one, self.definition, language):
            yield Paragraph((Run(sentence),), Style.NOTE, keeps=True)
        if one.guidance:
            guidance, own = said(one.guidance, language)
            yield from blocks_of(guidance, language=own, style=Style.QUIET)
        yield from self._answer()

    def _about(self) -> Iterator[str]:
        one = self.one
        section = self.definition.section_of[one.code]
        if one.article and (one.paragraph or one.article != section.article):
            yield wording.article_name(one.article, one.paragraph, self.form.language)
        if one.level:
            yield str(one.level.label)
        if one.required is True:
            yield _("required")
        if one.kind is Kind.SEVERAL:
            yield _("Tick all that hold.")
        elif one.kind is Kind.CHOICE:
            yield _("Tick one.")

    def _answer(self) -> Iterator[Block]:
        match self.one.kind:
            case Kind.NOTE:
                return
            case Kind.CALCULATION:
                if self.figure:
                    yield Box((Paragraph((_informed(self.figure),)),))
            case Kind.TABLE:
                yield self._table()
            case Kind.TEXT:
                yield Box(tuple(self._texts()), TEXT_LINES)
            case _:
                yield Box(tuple(self._short()))

    def _field(self, mark: Mark, kind: FieldKind, value: str, hint: str = "", label: str = "") -> Field:
        field = Field(marks.written(mark, self.given.number), kind, value, hint, label or self.one.code)
        # Figures and letters run from left to right in any language.
        return replace(field, language="en") if FIGURES.fullmatch(value) else field

    def _short(self) -> Iterator[Paragraph]:
        one, value = self.one, self.given.value
        match one.kind:
            case Kind.YES_IN_PART_NO:
                names = {"yes": _("Yes"), "in-part": _("In part"), "no": _("No")}
                yield Paragraph(
                    tuple(part for code in codes_of(one) for part in self._tick(code, Run(f" {names[code]}      ")))
                )
            case Kind.CHOICE | Kind.SEVERAL:
                for choice in one.choices:
                    text, own = said(choice.text, self.form.language)
                    yield Paragraph(self._tick(choice.code, Run(f" {text}", language=own)))
            case Kind.NUMBER:
                field = self._field(Mark(one.code), FieldKind.LINE, plain(value), hints()["number"])
                yield Paragraph((field, Run(f" {one.unit}")) if one.unit else (field,))
            case Kind.MONEY:
                parts = value if isinstance(value, Mapping) else {}
                for part, name in (("amount", _("Amount")), ("currency", _("Currency"))):
                    field = self._field(
                        Mark(one.code, column=part), FieldKind.LINE, plain(parts.get(part)), hints()[part], name
                    )
                    yield Paragraph((Run(f"{name}: "), field))
            case Kind.DATE:
                yield Paragraph((self._field(Mark(one.code), FieldKind.DAY, plain(value), hints()["day"]),))
            case Kind.FILE:
                for told in attached(value, self.names):
                    yield Paragraph((_informed(told),))
                yield Paragraph((self._field(Mark(one.code), FieldKind.TEXT, "", hints()["file"]),))
            case _:
                told = named(value, self.names)
                yield Paragraph((self._field(Mark(one.code), FieldKind.TEXT, told, hints()[one.kind.value]),))

    def _tick(self, code: str, name: Run) -> tuple[Inline, ...]:
        value = self.given.value
        is_ticked = code in value if isinstance(value, list) else code == value
        box = self._field(
            Mark(self.one.code, option=code), FieldKind.TICK, "1" if is_ticked else "", label=name.text.strip()
        )
        return box, name

    def _texts(self) -> Iterator[Paragraph]:
        value = self.given.value if isinstance(self.given.value, Mapping) else {}
        languages = text_languages(self.form, value)
        for language in languages:
            mark, hint = Mark(self.one.code, language=language), hints()["text"]
            field = self._field(mark, FieldKind.TEXT, plain(value.get(language)), hint, own_name(language))
            label = (Run(f"{own_name(language)}: ", is_quiet=True),) if len(languages) > 1 and language else ()
            yield Paragraph((*label, replace(field, language=language)), language=language)

    def _table(self) -> Table:
        one, language = self.one, self.form.language
        heads = [column_head(column, language) for column in one.columns]
        lines = table_lines(one, self.given.value)
        rows = []
        for code, row in lines:
            name = next((said(each.text, language)[0] for each in one.rows if each.code == code), "")
            cells = [(self._cell(code, column, row),) for column in one.columns]
            rows.append(((Run(name),), *cells) if one.rows else tuple(cells))
        if one.rows:
            heads.insert(0, "")
        widths = ((3,) if one.rows else ()) + tuple(2 if column.kind is Cell.TEXT else 1 for column in one.columns)
        return Table(tuple((Run(head),) for head in heads), tuple(rows), widths, repeats=not one.rows, label=one.code)

    def _cell(self, row: str, column: Column, values: Mapping[str, Any]) -> Inline:
        value = plain(values.get(column.code))
        kinds = {Cell.DATE: FieldKind.DAY, Cell.CHOICE: FieldKind.LIST}
        field = self._field(Mark(self.one.code, row, column.code), kinds.get(column.kind, FieldKind.LINE), value)
        if column.kind is not Cell.CHOICE:
            return field
        names = {each.code: said(each.text, self.form.language)[0] for each in column.choices}
        return replace(field, value=names.get(value, value), options=tuple(names.values()))


def plain(value: Any) -> str:
    """An answer that is one word or text as it is written out; empty for none."""
    return "" if value is None else str(value)


def named(value: Any, names: Mapping[str, str]) -> str:
    """An answer of one word, or of records: each on a line by its title, with its key, by which it is read back."""
    if not isinstance(value, list):
        return plain(value)
    return "\n".join(f"{names[key]} [{key}]" if key in names else key for key in map(str, value))


def attached(value: Any, names: Mapping[str, str]) -> list[str]:
    """The files of an answer, each by its name and digest: they are told, and no field is read back as a file."""
    none = _("A file that you cannot open")
    return [names.get(str(key), none) for key in value] if isinstance(value, list) else []


def column_head(column: Column, language: str) -> str:
    """What stands over a column."""
    text = said(column.text, language)[0]
    return f"{text} ({column.unit})" if column.unit else text


def text_languages(form: Form, value: Mapping[str, Any]) -> list[str]:
    """In which languages a text is answered on a form: its own, the second, and those that are there already."""
    there = [code for code, text in value.items() if text]
    return list(dict.fromkeys([form.language, *([form.other] if form.other else []), *there]))


def table_lines(one: Question, value: Any) -> list[tuple[str, Mapping[str, Any]]]:
    """The rows of a table as a form shows them, each with its code; one that repeats has some spare."""
    given = [row for row in value if isinstance(row, Mapping)] if isinstance(value, list) else []
    if one.rows:
        by_code = {str(row.get("row")): row for row in given}
        return [(row.code, by_code.get(row.code, {})) for row in one.rows]
    least, most = (one.repeat.least, one.repeat.most) if one.repeat else (0, 100)
    count = max(len(given), min(max(len(given) + SPARE, least), most))
    return [(marks.ANY_ROW, given[n] if n < len(given) else {}) for n in range(count)]


def hints() -> dict[str, str]:
    """What stands in a field as long as nobody has written into it, in the language of the moment."""
    return {
        "number": _("a number"),
        "amount": _("a number"),
        "currency": _("three letters"),
        "day": _("year-month-day"),
        "text": pgettext("in an empty field", "Write here"),
        "file": _("Attach the file in the portal; write here which it is."),
        "record": _("Link the record in the portal; write here which it is."),
    }
