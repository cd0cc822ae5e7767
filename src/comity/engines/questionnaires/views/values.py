"""Answers as one reads them, and who wrote them when."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _

from comity.base.people.models import User
from comity.engines.questionnaires.enums import AnswerState, Kind, Standing
from comity.engines.questionnaires.forms import name_of
from comity.engines.questionnaires.grammar.evaluating import is_empty
from comity.engines.questionnaires.grammar.values import said
from comity.engines.questionnaires.models import Answer, Response, Writing
from comity.engines.questionnaires.registry import Linked, shelf
from comity.engines.questionnaires.shapes import Question
from comity.engines.questionnaires.views.shown import Words
from comity.ui.components import Badge, Tone


TONES: Final = {AnswerState.DRAFT: Tone.OUTLINE, AnswerState.READY: Tone.ACCENT, AnswerState.CLEARED: Tone.SUCCESS}
STANDINGS: Final = {Standing.EARLIER: Tone.OUTLINE, Standing.BESIDE: Tone.BRASS, Standing.SETTLED: Tone.OUTLINE}


@dataclass(frozen=True, slots=True)
class Piece:
    """A record that is linked: found in the portal, or only known by its key to a reader who may not open it."""

    key: str
    locator: str
    linked: Linked | None


@dataclass(frozen=True, slots=True)
class Told:
    """A text that somebody wrote for an answer."""

    number: int
    lines: tuple[Words, ...]
    by: str
    at: Any
    badge: Badge
    evidence: tuple[Piece, ...] = ()
    comment: str = ""
    taken: str = ""
    files: tuple[Piece, ...] = ()


def told(one: Answer | Writing, question: Question, language: str, known: Mapping[str, Linked]) -> Told:
    """An answer, or a text that was or stands beside it."""
    badge = (
        Badge(Standing(one.standing).label, STANDINGS[Standing(one.standing)])
        if isinstance(one, Writing)
        else state_badge(one)
    )
    files = tuple(Piece(str(key), "", known.get(str(key))) for key in one.value or ()) if is_files(question) else ()
    lines = () if files else tuple(lines_of(question, one.value, language, known))
    lines = lines or (() if files else (Words(_("Nothing is written.")),))
    taken = one.taken.partition(":")[0]
    evidence = pieces(one.evidence, known)
    return Told(one.number, lines, name_of(one.by), one.at, badge, evidence, one.comment, taken, files)


def is_files(question: Question) -> bool:
    """Whether a question is answered with files."""
    return question.kind is Kind.FILE


def state_badge(one: Answer) -> Badge:
    """How far an answer is."""
    return Badge(AnswerState(one.state).label, TONES[AnswerState(one.state)])


def pieces(evidence: Sequence[Mapping[str, str]], known: Mapping[str, Linked]) -> tuple[Piece, ...]:
    """The evidence of an answer, each with the record as far as the reader may see it."""
    return tuple(
        Piece(str(one.get("record", "")), str(one.get("locator", "")), known.get(str(one.get("record", ""))))
        for one in evidence
    )


def keys_of(several: Sequence[Answer | Writing], kinds: Mapping[str, Kind]) -> set[str]:
    """Keys of all records that some texts of answers link to; ``kinds`` by question code."""
    found: set[str] = set()
    for one in several:
        found |= {str(each.get("record", "")) for each in one.evidence}
        code = one.question if isinstance(one, Answer) else one.answer.question
        if kinds.get(code) is Kind.RECORD and isinstance(one.value, list):
            found |= {str(each) for each in one.value}
    return found - {""}


def linked(keys: set[str], person: User, language: str) -> dict[str, Linked]:
    """Records by key, as far as the person may read them; nothing where no module knows records."""
    place = shelf()
    return dict(place.named(sorted(keys), person=person, language=language)) if place and keys else {}


def lines_of(  # noqa: C901, PLR0912 -- a table, kind by kind
    one: Question, value: Any, language: str, known: Mapping[str, Linked] | None = None
) -> Iterator[Words]:
    """What an answer says, line by line; what is not sound is shown as it was written."""
    if is_empty(value):
        return
    match one.kind:
        case Kind.YES_IN_PART_NO:
            yield Words({"yes": _("Yes"), "in-part": _("In part"), "no": _("No")}.get(str(value), str(value)))
        case Kind.CHOICE | Kind.SEVERAL:
            names = {each.code: said(each.text, language) for each in one.choices}
            for code in value if isinstance(value, list) else [value]:
                yield Words(names.get(str(code), str(code)))
        case Kind.MONEY if isinstance(value, Mapping):
            yield Words(" ".join(filter(None, (str(value.get("amount", "")), str(value.get("currency", ""))))))
        case Kind.TEXT if isinstance(value, Mapping):
            for code, text in value.items():
                if text:
                    yield Words(str(text), code if code not in {language, ""} else "")
        case Kind.TABLE if isinstance(value, list):
            yield from _rows(one, value, language)
        case Kind.RECORD | Kind.FILE if isinstance(value, list):
            none = _("A file that you cannot open") if is_files(one) else _("A record that you cannot open")
            for key in value:
                record = (known or {}).get(str(key))
                yield Words(record.title, record.language) if record else Words(none)
        case Kind.NUMBER:
            yield Words(f"{value} {one.unit}".strip())
        case _:
            yield Words(str(value))


def _rows(one: Question, value: Sequence[Any], language: str) -> Iterator[Words]:
    heads = {row.code: said(row.text, language) for row in one.rows}
    for number, row in enumerate(value, 1):
        cells = []
        for column in one.columns if isinstance(row, Mapping) else ():
            shown = {each.code: said(each.text, language) for each in column.choices}
            text = str(row.get(column.code) or "")
            if text:
                cells.append(f"{said(column.text, language)} {shown.get(text, text)}")
        if cells:
            yield Words(f"{heads.get(str(row.get('row')), number)}: {'; '.join(cells)}")


def home_name(response: Response) -> str:
    """Who answers, where it is an organisation."""
    return response.organisation.name if response.organisation is not None else ""
