"""Answers put together from the fields of a file that came back, whatever kind of file it was."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.utils import translation
from django.utils.translation import gettext as _

from comity.engines.questionnaires.enums import Cell, Kind
from comity.engines.questionnaires.grammar import marks, typed
from comity.engines.questionnaires.grammar.marks import ANY_ROW, Mark
from comity.engines.questionnaires.grammar.paper import INFORMED, hints
from comity.engines.questionnaires.shapes import Choice, Column, Definition, Question
from comity.engines.questionnaires.shapes.paper import Form, Returned, Unread
from comity.kernel.languages import INTERFACE


# So many things that could not be read are told one by one; of a file with more, how many there are.
MOST_TOLD: Final = 500
TICKED: Final = frozenset({"x", "х", "✓", "✔", "✗", "✘", "☒", "☑", "1", "+"})


@dataclass(frozen=True, slots=True)
class Part:
    """What stands in one field.

    Args:
        mark: of which part of an answer.
        text: what is written in it.
        is_ticked: None where it is no box.
        where: the place in the file, for a person.
        row: which row of a table it stands in, by a number of the file's.
    """

    mark: Mark
    text: str
    is_ticked: bool | None
    where: str
    row: int = 0


class Gathering:
    """Takes the fields of a file one by one and makes answers of them; what is none is told."""

    def __init__(self, definition: Definition, form: Form, languages: Iterable[str]) -> None:
        self.definition = definition
        self.form = form
        self._known = marks.known(definition, [*INTERFACE, *languages])
        self._parts: dict[str, list[Part]] = {}
        self._seen: dict[str, set[int]] = {}
        self._unread: list[Unread] = []
        with translation.override(form.language):
            self._hints = frozenset({*hints().values(), "…"})

    def take(self, written: str, text: str, is_ticked: bool | None, where: str, row: int = 0) -> str:  # noqa: FBT001 -- what a field is
        """Take a field by its mark; returns the code of the question, empty when the mark is none of this form."""
        name, number = marks.number_of(written)
        if name == INFORMED:
            return ""
        mark = self._known.get(name)
        if mark is None:
            self.tell(where, "", text, _("This field is none of this questionnaire."))
            return ""
        self._seen.setdefault(mark.question, set()).add(number)
        plain = typed.tidy(text)
        self._parts.setdefault(mark.question, []).append(
            Part(mark, "" if plain in self._hints else plain, is_ticked, where, row)
        )
        return mark.question

    def begin(self, question: str, number: int) -> None:
        """Say that a question is in the file, also where no field of it is left."""
        self._seen.setdefault(question, set()).add(number)
        self._parts.setdefault(question, [])

    def tell(self, where: str, question: str, text: str, why: str) -> None:
        """Keep what could not be read, to be shown."""
        if text.strip():
            self._unread.append(Unread(where, question, text.strip(), why))

    def tell_always(self, where: str, question: str, why: str) -> None:
        """Keep that something without words could not be read."""
        self._unread.append(Unread(where, question, "", why))

    def result(self) -> Returned:
        """The answers."""
        values: dict[str, Any] = {}
        for code, parts in self._parts.items():
            question = self.definition.questions[code]
            found = _Answer(question, parts, self)
            value = found.value()
            if value is not UNTOLD:
                values[code] = value
        # Whoever put two files together has fields of two moments: the earlier one is what both have seen.
        seen = {code: min(numbers) for code, numbers in self._seen.items()}
        told = self._unread[:MOST_TOLD]
        if len(self._unread) > MOST_TOLD:
            rest = len(self._unread) - MOST_TOLD
            told.append(Unread("", "", "", _("%(count)s more things could not be read.") % {"count": rest}))
        return Returned(self.form, values, seen, told)


# An answer that cannot be told: the question is left as it is.
UNTOLD: Final = object()


@dataclass(frozen=True, slots=True)
class _Answer:
    """Puts the answer to one question together."""

    question: Question
    parts: list[Part]
    gathering: Gathering

    def value(self) -> Any:  # noqa: PLR0911 -- a table, kind by kind
        match self.question.kind:
            case Kind.TABLE:
                return self._table()
            case Kind.SEVERAL:
                return self._several()
            case Kind.YES_IN_PART_NO | Kind.CHOICE:
                return self._choice()
            case Kind.TEXT:
                return {part.mark.language: part.text for part in self._once()}
            case Kind.MONEY:
                return self._money()
            case Kind.FILE:
                return self._no_files()
            case Kind.RECORD:
                return self._keys()
            case _:
                return self._plain()

    def _tell(self, part: Part, why: str) -> None:
        self.gathering.tell(part.where, self.question.code, part.text, why)

    def _once(self) -> list[Part]:
        """The fields, each once; of one that stands twice the first counts, and a different second is told."""
        found: dict[Mark, Part] = {}
        for part in self.parts:
            first = found.setdefault(part.mark, part)
            if first is not part and (first.text, first.is_ticked) != (part.text, part.is_ticked):
                if not first.text:
                    found[part.mark] = part
                else:
                    self._tell(part, _("This field stands twice in the file; the first one was read."))
        return list(found.values())

    def _plain(self) -> Any:
        for part in self._once():
            if not part.text:
                return ""
            is_day = self.question.kind is Kind.DATE
            found = typed.day(part.text) if is_day else typed.number(part.text)
            if found is not None:
                return found
            self._tell(part, no_day() if is_day else no_number())
        return UNTOLD

    def _money(self) -> Any:
        found = {part.mark.column: part for part in self._once()}
        value = {"amount": "", "currency": ""}
        for column, part in found.items():
            value[column] = part.text.upper() if column == "currency" else part.text
            if column == "amount" and part.text:
                amount = typed.number(part.text)
                if amount is None:
                    self._tell(part, no_number())
                    return UNTOLD
                value[column] = amount
        return value

    def _no_files(self) -> Any:
        """Paper neither brings nor takes away a file: what somebody wrote is told, and the answer stays as it is."""
        for part in self._once():
            if part.text:
                self._tell(part, _("Files and records are attached in the portal: open the question there."))
        return UNTOLD

    def _keys(self) -> Any:
        keys = []
        for part in self._once():
            for line in filter(None, (line.strip() for line in part.text.splitlines())):
                # The key of a record stands at the end of its address, or in brackets after its title.
                last = line.rstrip("/]").replace("[", "/").rpartition("/")[2]
                try:
                    keys.append(str(uuid.UUID(last)))
                except ValueError:
                    why = _("Files and records are attached in the portal: open the question there.")
                    self.gathering.tell(part.where, self.question.code, line, why)
                    return UNTOLD
        return keys

    def _ticked(self, part: Part) -> bool | None:
        """Whether a box is ticked; None when that cannot be told, which is said."""
        if part.is_ticked is not None:
            return part.is_ticked
        plain = part.text.casefold()
        if plain in TICKED or plain in {name.casefold() for name in names_of_all("yes")}:
            return True
        if plain in {"", "☐", "-", "–", "0"} or plain in {name.casefold() for name in names_of_all("no")}:
            return False
        self._tell(part, _("Tick a box with x, or leave it empty."))
        return None

    def _several(self) -> Any:
        found = {part.mark.option: self._ticked(part) for part in self._once() if part.mark.option}
        if None in found.values():
            return UNTOLD
        return [choice.code for choice in self.question.choices if found.get(choice.code)]

    def _choice(self) -> Any:
        parts = self._once()
        words = [part for part in parts if not part.mark.option]
        ticked = [part.mark.option for part in parts if part.mark.option and self._ticked(part)]
        for part in words:
            if not part.text:
                continue
            code = code_of(part.text, self.question)
            if code is None:
                self._tell(part, _("This is none of the answers that are offered."))
                return UNTOLD
            ticked.append(code)
        if len(set(ticked)) > 1:
            names = [name_of(self.question, code, self.gathering.form.language) for code in ticked]
            self.gathering.tell(
                parts[0].where, self.question.code, ", ".join(names), _("Several are ticked where one is asked for.")
            )
            return UNTOLD
        return ticked[0] if ticked else ""

    def _table(self) -> list[dict[str, str]]:
        rows: dict[Any, dict[str, str]] = {}
        columns = {column.code: column for column in self.question.columns}
        taken: dict[tuple[Any, str], str] = {}
        for part in self.parts:
            key = part.row if part.mark.row == ANY_ROW else part.mark.row
            if part.mark.column not in columns:
                continue
            if taken.setdefault((key, part.mark.column), part.text) != part.text:
                self._tell(part, _("This field stands twice in the file; the first one was read."))
                continue
            row = rows.setdefault(key, {} if part.mark.row == ANY_ROW else {"row": part.mark.row})
            row[part.mark.column] = self._cell(columns[part.mark.column], part)
        if self.question.rows:
            order = [one.code for one in self.question.rows]
            return sorted(rows.values(), key=lambda row: order.index(row["row"]))
        return [row for row in rows.values() if any(row.values())]

    def _cell(self, column: Column, part: Part) -> str:
        """What stands in a cell; what is not of its kind stays as it was written, and is told."""
        if not part.text:
            return ""
        if column.kind is Cell.NUMBER:
            found, why = typed.number(part.text), no_number()
        elif column.kind is Cell.DATE:
            found, why = typed.day(part.text), no_day()
        elif column.kind is Cell.CHOICE:
            found, why = code_among(part.text, column.choices), _("This is none of the answers that are offered.")
        else:
            return part.text
        if found is None:
            kept = _("It is kept as it was written, to be mended.")
            self._tell(part, f"{why} {kept}")
        return found if found is not None else part.text


def no_number() -> str:
    """The sentence for what is no number, or may be two."""
    return _("This is no number, or may be two. Write it without signs between thousands, such as 1250 or 12.5.")


def no_day() -> str:
    """The sentence for what is no day, or may be two."""
    return _("This is no day, or may be two. Write it as year, month and day, such as 2026-03-31.")


def names_of_all(code: str) -> set[str]:
    """What yes, in part or no is called in the six languages."""
    found = set()
    for language in INTERFACE:
        with translation.override(language):
            found.add({"yes": _("Yes"), "in-part": _("In part"), "no": _("No")}[code])
    return found


def name_of(question: Question, code: str, language: str) -> str:
    """What an answer is called."""
    if question.kind is Kind.YES_IN_PART_NO:
        with translation.override(language):
            return {"yes": _("Yes"), "in-part": _("In part"), "no": _("No")}.get(code, code)
    return next((one.text.get(language, code) for one in question.choices if one.code == code), code)


def code_of(text: str, question: Question) -> str | None:
    """The code of an answer that is offered, by its name in any language or by itself."""
    if question.kind is Kind.YES_IN_PART_NO:
        plain = text.casefold().rstrip(".")
        for code in ("yes", "in-part", "no"):
            if plain == code or plain in {name.casefold() for name in names_of_all(code)}:
                return code
        return None
    return code_among(text, question.choices)


def code_among(text: str, choices: Iterable[Choice]) -> str | None:
    """The code of a choice, by its name in any language, by its code, or by both as ``name (code)``."""
    plain = " ".join(text.casefold().split())
    found: set[str] = set()
    for choice in choices:
        names = {" ".join(name.casefold().split()) for name in choice.text.values()}
        if plain in {choice.code.casefold(), *(f"{name} ({choice.code.casefold()})" for name in names)}:
            return choice.code
        if plain in names:
            found.add(choice.code)
    return found.pop() if len(found) == 1 else None
