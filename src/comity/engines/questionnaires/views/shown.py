"""A definition as it is shown: every text in the reader's language, or in the one that there is, marked as such."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

import nh3
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt

from comity.engines.questionnaires import queries
from comity.engines.questionnaires.enums import Kind, Level
from comity.engines.questionnaires.forms import rows_shown
from comity.engines.questionnaires.grammar import conditions, wording
from comity.engines.questionnaires.grammar.checking import codes_of
from comity.engines.questionnaires.grammar.evaluating import Answers, Course
from comity.engines.questionnaires.grammar.values import said
from comity.engines.questionnaires.shapes import Condition, Definition, Question, Section, Texts
from comity.ui.components import Badge, Heading, Tone


# What is left of a text in Markdown; headings would break the outline of the page, and links are not ours.
TAGS: Final = {"p", "strong", "em", "ul", "ol", "li", "blockquote", "br"}
TONES: Final = {Level.MANDATORY: Tone.ACCENT, Level.CONSIDER: Tone.BRASS, Level.OPTIONAL: Tone.OUTLINE}


@lru_cache(maxsize=8192)
def marked_up(text: str) -> SafeString:
    """A text in Markdown as HTML that can do nothing."""
    made = MarkdownIt("commonmark", {"html": False}).render(text)
    return mark_safe(nh3.clean(made, tags=TAGS, attributes={}))  # noqa: S308 -- cleaned in this line


@dataclass(frozen=True, slots=True)
class Words:
    """A text, and its language where that is not the page's."""

    text: str
    language: str = ""

    @property
    def html(self) -> SafeString:
        """It with its paragraphs and lists."""
        return marked_up(self.text)


def words(texts: Texts | None, language: str) -> Words:
    """A text in a language, in English, or in the first that there is."""
    if not texts:
        return Words("")
    text = said(texts, language)
    used = next((code for code in (language, "", "en") if texts.get(code)), next(iter(texts)))
    return Words(text, "" if used in {language, ""} else used)


@dataclass(frozen=True, slots=True)
class Option:
    """An answer that is offered."""

    code: str
    words: Words
    is_chosen: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """A cell of a table: the name under which it is sent, and what stands in it."""

    name: str
    column: str
    kind: str
    value: str
    label: str
    options: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table."""

    head: Words
    fields: tuple[Field, ...]
    is_sum: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it is shown."""

    code: str
    kind: str
    text: Words
    guidance: Words
    article: str
    level: Badge | None
    theme: str
    conditions: tuple[str, ...]
    options: tuple[Option, ...] = ()
    unit: str = ""
    heads: tuple[tuple[Words, str], ...] = ()
    lines: tuple[Line, ...] = ()
    value: Any = ""
    faults: tuple[str, ...] = ()
    is_asked: bool = True
    is_required: bool = False
    relevant: str = ""
    required: str = ""
    calculation: str = ""
    crossref: tuple[tuple[str, str, Words], ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A section as it is shown."""

    code: str
    title: Words
    article: str
    lead: Words
    condition: str
    questions: tuple[Asked, ...]
    is_asked: bool = True
    relevant: str = ""


@dataclass(frozen=True, slots=True)
class Trial:
    """What somebody has answered, and what follows."""

    answers: Answers
    course: Course
    faults: Mapping[str, list[str]] = field(default_factory=dict)


def parts(definition: Definition, language: str, trial: Trial | None = None) -> list[Part]:
    """Every section with its questions; one query, where a question is also asked elsewhere."""
    elsewhere = _elsewhere(definition.sections, language)
    return [_part(one, definition, language, trial, elsewhere) for one in definition.sections]


def contents(several: list[Part]) -> list[Heading]:
    """The sections as a table of contents."""
    return [Heading(one.title.text, f"#s-{one.code}", one.code) for one in several]


def _plain(condition: Condition | None) -> str:
    return json.dumps(conditions.plain(condition)) if condition is not None else ""


def part(one: Section, definition: Definition, language: str, trial: Trial | None) -> Part:
    """A section with its questions; one query, where a question is also asked elsewhere."""
    return _part(one, definition, language, trial, _elsewhere([one], language))


def _elsewhere(sections: Iterable[Section], language: str) -> dict[str, Words]:
    """What the questionnaires are called in which the same is asked, by their codes."""
    several = {each.partition(":")[0] for one in sections for question in one.questions for each in question.crossref}
    return {code: words(title, language) for code, title in queries.titles(several).items()}


def _part(
    one: Section, definition: Definition, language: str, trial: Trial | None, elsewhere: Mapping[str, Words]
) -> Part:
    return Part(
        one.code,
        words(one.title, language),
        wording.article_name(one.article, "", language),
        words(one.lead, language),
        wording.only_if(one.relevant, definition, language),
        tuple(_asked(question, definition, language, trial, elsewhere) for question in one.questions),
        is_asked=trial is None or one.code in trial.course.sections,
        relevant=_plain(one.relevant),
    )


def _asked(
    one: Question, definition: Definition, language: str, trial: Trial | None, elsewhere: Mapping[str, Words]
) -> Asked:
    value = trial.answers.get(one.code) if trial else None
    if trial and one.kind is Kind.CALCULATION:
        value = trial.course.answers.get(one.code, "")
    needs = one.required if isinstance(one.required, bool) else None
    return Asked(
        one.code,
        one.kind.value,
        words(one.text, language),
        words(one.guidance, language),
        wording.article_name(one.article, one.paragraph, language)
        if one.paragraph or not _same_article(one, definition)
        else "",
        Badge(one.level.label, TONES[one.level]) if one.level else None,
        one.theme,
        wording.conditions_of(one, definition, language),
        _options(one, language, value),
        one.unit,
        tuple((words(column.text, language), column.unit) for column in one.columns),
        _lines(one, language, value, is_tried=trial is not None),
        _shown_value(one, value, language),
        tuple(trial.faults.get(one.code, ())) if trial else (),
        is_asked=trial is None or one.code in trial.course.asked,
        is_required=one.code in trial.course.required if trial else bool(needs),
        relevant=_plain(one.relevant),
        required=_plain(one.required) if not isinstance(one.required, bool) else "",
        calculation=json.dumps(conditions.plain_amount(one.calculation)) if one.calculation is not None else "",
        crossref=tuple(
            (code, there, elsewhere.get(there, Words(there)))
            for there, _colon, code in (each.partition(":") for each in one.crossref)
        ),
    )


def _same_article(one: Question, definition: Definition) -> bool:
    """Whether the section has said which article it is about."""
    return one.article == definition.section_of[one.code].article


def _shown_value(one: Question, value: Any, language: str) -> Any:
    if one.kind is Kind.TEXT and isinstance(value, Mapping):
        return said(value, language)
    if one.kind in {Kind.FILE, Kind.RECORD}:
        return next(iter(value or ()), "")
    if one.kind is Kind.MONEY:
        return value or {"amount": "", "currency": ""}
    return value or ""


def _options(one: Question, language: str, value: Any) -> tuple[Option, ...]:
    chosen = value if isinstance(value, list) else [value]
    if one.kind is Kind.YES_IN_PART_NO:
        names = {"yes": _("Yes"), "in-part": _("In part"), "no": _("No")}
        return tuple(Option(code, Words(names[code]), code in chosen) for code in codes_of(one))
    return tuple(Option(each.code, words(each.text, language), each.code in chosen) for each in one.choices)


def _lines(one: Question, language: str, value: Any, *, is_tried: bool) -> tuple[Line, ...]:
    """The rows of a table: its own, or as many empty ones as are shown."""
    if one.kind is not Kind.TABLE:
        return ()
    rows = [row for row in value if isinstance(row, Mapping)] if isinstance(value, list) else []
    if one.rows:
        known = {row.get("row"): row for row in rows}
        heads = [(row.code, words(row.text, language), known.get(row.code, {}), bool(row.sum_of)) for row in one.rows]
    else:
        count = rows_shown(one, rows) if is_tried else 1
        heads = [
            (str(number), Words(str(number + 1)), rows[number] if number < len(rows) else {}, False)
            for number in range(count)
        ]
    return tuple(
        Line(head, tuple(_cell(one, code, head, column, row, language) for column in one.columns), is_sum)
        for code, head, row, is_sum in heads
    )


def _cell(one: Question, line: str, head: Words, column: Any, row: Mapping[str, Any], language: str) -> Field:  # noqa: PLR0913, PLR0917 -- what a cell is made of
    value = str(row.get(column.code, ""))
    return Field(
        f"q:{one.code}:{line}:{column.code}",
        column.code,
        column.kind.value,
        value,
        f"{head.text}, {said(column.text, language)}",
        tuple(Option(each.code, words(each.text, language), each.code == value) for each in column.choices),
    )
