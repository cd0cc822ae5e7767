"""The marks by which fields on paper are known again: which part of which answer, and which text of it stood there.

A mark is written as ``question/row/column:option@language~number``, with what is needed of it. One that is longer than
Word allows is written by its digest: whoever reads it has the definition and knows every mark there can be.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from comity.engines.questionnaires.enums import Kind
from comity.engines.questionnaires.grammar.checking import codes_of
from comity.engines.questionnaires.shapes import Definition, Question
from comity.engines.questionnaires.shapes.paper import Form


LONGEST: Final = 56
# Stands for the row of a table that repeats: the rows are told apart by where they stand.
ANY_ROW: Final = "*"
FORM: Final = re.compile(r"CF1:([0-9a-f-]{36})?:([0-9a-f]{64}):([a-z]{2}):([a-z]{2})?")
NUMBER: Final = re.compile(r"~(\d{1,9})$")


@dataclass(frozen=True, slots=True)
class Mark:
    """A part of an answer that is written into one field."""

    question: str
    row: str = ""
    column: str = ""
    option: str = ""
    language: str = ""

    @property
    def name(self) -> str:
        """It as it is written, without the number."""
        cell = f"/{self.row}/{self.column}" if self.column else ""
        option = f":{self.option}" if self.option else ""
        whole = f"{self.question}{cell}{option}{'@' + self.language if self.language else ''}"
        return whole if len(whole) <= LONGEST else f"#{hashlib.sha256(whole.encode()).hexdigest()[:24]}"


def written(mark: Mark, number: int) -> str:
    """A mark with the number of the text that stands in the field; 0 for none."""
    return f"{mark.name}~{number}"


def number_of(text: str) -> tuple[str, int]:
    """The name in a written mark, and the number."""
    found = NUMBER.search(text)
    return (text[: found.start()], int(found.group(1))) if found else (text, 0)


def known(definition: Definition, languages: Iterable[str]) -> dict[str, Mark]:
    """Every mark that there can be, by its name.

    Args:
        definition: of the version.
        languages: in which texts may be answered.
    """
    several = tuple(dict.fromkeys(["", *languages]))
    return {mark.name: mark for one in definition.questions.values() for mark in marks_of(one, several)}


def marks_of(one: Question, languages: Iterable[str]) -> Iterator[Mark]:
    """The marks of one question, in the order in which they stand on paper."""
    match one.kind:
        case Kind.YES_IN_PART_NO | Kind.CHOICE | Kind.SEVERAL:
            yield from (Mark(one.code, option=code) for code in codes_of(one))
            # In a workbook one cell says which.
            yield Mark(one.code)
        case Kind.MONEY:
            yield from (Mark(one.code, column=part) for part in ("amount", "currency"))
        case Kind.TEXT:
            yield from (Mark(one.code, language=language) for language in languages)
        case Kind.TABLE:
            rows = [row.code for row in one.rows] or [ANY_ROW]
            yield from (Mark(one.code, row, column.code) for row in rows for column in one.columns)
        case Kind.NOTE | Kind.CALCULATION:
            return
        case _:
            yield Mark(one.code)


def form_line(form: Form) -> str:
    """The line by which a form is known."""
    return f"CF1:{form.response}:{form.digest}:{form.language}:{form.other}"


def form_in(text: str) -> Form | None:
    """The form that a line names; None when it names none."""
    found = FORM.search(text)
    return Form(*(part or "" for part in found.groups())) if found else None
