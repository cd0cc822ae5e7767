"""What a file that came back would change, as it is shown."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from comity.engines.questionnaires.enums import Kind
from comity.engines.questionnaires.grammar import wording
from comity.engines.questionnaires.grammar.evaluating import is_empty
from comity.engines.questionnaires.grammar.values import said
from comity.engines.questionnaires.shapes import Definition, Question
from comity.engines.questionnaires.shapes.paper import Change
from comity.engines.questionnaires.views.shown import Words, words
from comity.kernel.languages import own_name
from comity.kernel.lists import said_of


@dataclass(frozen=True, slots=True)
class Shown:
    """A change: the question, what is answered now and what the file says, as lines."""

    code: str
    text: Words
    now: tuple[str, ...]
    after: tuple[str, ...]
    is_overtaken: bool
    is_emptied: bool


def shown_changes(changes: list[Change], definition: Definition, language: str) -> list[Shown]:
    """The changes of a file, in the order of the questions."""
    return [
        Shown(
            one.question,
            words(definition.questions[one.question].text, language),
            tuple(lines(definition, definition.questions[one.question], one.now, language)),
            tuple(lines(definition, definition.questions[one.question], one.after, language)),
            one.is_overtaken,
            one.is_emptied,
        )
        for one in changes
    ]


def lines(definition: Definition, question: Question, value: Any, language: str) -> Iterator[str]:
    """An answer as lines of plain words."""
    if is_empty(value):
        return
    match question.kind:
        case Kind.YES_IN_PART_NO | Kind.CHOICE:
            yield wording.answer_name(definition, question.code, str(value), language)
        case Kind.SEVERAL if isinstance(value, list):
            yield from (wording.answer_name(definition, question.code, str(one), language) for one in value)
        case Kind.MONEY if isinstance(value, Mapping):
            yield f"{value.get('amount') or ''} {value.get('currency') or ''}".strip()
        case Kind.TEXT if isinstance(value, Mapping):
            several = [(code, str(text)) for code, text in value.items() if text]
            for code, text in several:
                name = f"{own_name(code)}: " if len(several) > 1 and code else ""
                yield f"{name}{text}"
        case Kind.TABLE if isinstance(value, list):
            yield from _rows(question, value, language)
        case Kind.FILE | Kind.RECORD:
            yield _("%(count)s linked") % {"count": len(value)}
        case _:
            yield str(value)


def _rows(question: Question, value: list[Any], language: str) -> Iterator[str]:
    names = {row.code: said(row.text, language) for row in question.rows}
    for row in value:
        cells = []
        for column in question.columns:
            text = str(row.get(column.code) or "")
            choices = {each.code: said(each.text, language) for each in column.choices}
            if text:
                cells.append(said_of(said(column.text, language), choices.get(text, text)))
        if cells:
            name = names.get(row.get("row"), "")
            yield f"{name} — {' · '.join(cells)}" if name else " · ".join(cells)
