"""What a version of a questionnaire says."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from comity.engines.questionnaires.enums import Cell, Kind, Level, Translated, Wording
from comity.engines.questionnaires.shapes.conditions import Amount, Condition


# By language code.
Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the answers that are offered."""

    code: str
    text: Texts


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    Args:
        code: its code, once in the table.
        text: its heading.
        kind: what stands in it.
        unit: of a number, such as ``kg``.
        required: whether no cell of it may stay empty.
        choices: what is offered in it.
        sum_of: codes of the columns of which it must be the sum, in each row.
    """

    code: str
    text: Texts
    kind: Cell = Cell.TEXT
    unit: str = ""
    required: bool = False
    choices: tuple[Choice, ...] = ()
    sum_of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A fixed row of a table; with ``sum_of``, each number in it must be the sum of those rows."""

    code: str
    text: Texts
    sum_of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Repeat:
    """That a table has as many rows as are needed, between these."""

    least: int = 0
    most: int = 100


@dataclass(frozen=True, slots=True)
class Taken:
    """Which files answer a question.

    Args:
        types: names of types, as ``base.files`` has them; empty for all that are taken in this portal.
        largest: the most megabytes of each; 0 for as many as this portal takes.
        most: how many.
    """

    types: tuple[str, ...] = ()
    largest: int = 0
    most: int = 10


@dataclass(frozen=True, slots=True)
class Agreement:
    """That the sum of a column, without its rows of sums, equals the number answered to an earlier question."""

    column: str
    question: str


@dataclass(frozen=True, slots=True)
class Check:
    """What must be so of an answer, and what is said to who answers otherwise."""

    that: Condition
    says: Texts


@dataclass(frozen=True, slots=True)
class Question:
    """One question.

    Args:
        code: stable, once in a version.
        kind: what it is answered with.
        text: the question, in Markdown without HTML.
        guidance: how it is to be understood.
        article: id of a term such as ``XVIII-12:5``; empty for none.
        paragraph: of that article, as it is cited.
        level: how far the article obliges; None where it is not said.
        theme: a code by which questions are gathered.
        relevant: when it is asked at all; None for always.
        required: whether, or when, an answer may not be missing.
        check: what must be so of the answer.
        crossref: questions of other questionnaires about the same: ``questionnaire:code``.
        choices: what is offered.
        unit: of a number.
        whole: whether a number has no decimals.
        columns: of a table.
        rows: of a table; empty when it repeats.
        repeat: how many rows a table without fixed ones has.
        totals: sums of columns that must agree with other answers.
        calculation: how a calculation is worked out.
        files: which files are taken; None for any.
    """

    code: str
    kind: Kind
    text: Texts
    guidance: Texts
    article: str = ""
    paragraph: str = ""
    level: Level | None = None
    theme: str = ""
    relevant: Condition | None = None
    required: bool | Condition = False
    check: Check | None = None
    crossref: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    unit: str = ""
    whole: bool = False
    columns: tuple[Column, ...] = ()
    rows: tuple[Row, ...] = ()
    repeat: Repeat | None = None
    totals: tuple[Agreement, ...] = ()
    calculation: Amount | None = None
    files: Taken | None = None

    @property
    def taken(self) -> Taken:
        """Which files are taken, also where nothing is said of it."""
        return self.files or Taken()

    @property
    def is_answered(self) -> bool:
        """Whether a person answers it: a note is read, a calculation worked out."""
        return self.kind not in {Kind.NOTE, Kind.CALCULATION}

    def texts(self) -> Iterator[Texts]:
        """Every text of it that is in several languages."""
        yield self.text
        if self.guidance:
            yield self.guidance
        if self.check:
            yield self.check.says
        yield from (one.text for one in self.choices)
        yield from (one.text for one in self.rows)
        yield from (one.text for one in self.columns)
        yield from (one.text for column in self.columns for one in column.choices)


@dataclass(frozen=True, slots=True)
class Section:
    """Questions that belong together, as a rule those about one article."""

    code: str
    title: Texts
    article: str = ""
    lead: Texts | None = None
    relevant: Condition | None = None
    questions: tuple[Question, ...] = ()
    # A code by which sections are gathered, such as the part of a mechanism in which they are reviewed.
    cluster: str = ""


@dataclass(frozen=True)
class Definition:
    """A whole version, as it is answered.

    Args:
        code: of the questionnaire, in addresses.
        edition: of this version, as it is cited.
        title: what it is called.
        lead: what it is for.
        wording: whose words these are.
        source: where they come from, by language; under the empty code when it is the same in all.
        languages: those that every text has.
        sections: in the order in which they are answered.
        translated: how what is not in the language of the authors came to be; None where it is not said.
    """

    code: str
    edition: str
    title: Texts
    lead: Texts
    wording: Wording
    source: Texts
    languages: tuple[str, ...]
    sections: tuple[Section, ...]
    translated: Translated | None = None

    @cached_property
    def questions(self) -> dict[str, Question]:
        """Every question by its code, in order."""
        return {one.code: one for section in self.sections for one in section.questions}

    @cached_property
    def section_of(self) -> dict[str, Section]:
        """The section in which each question stands, by the question's code."""
        return {one.code: section for section in self.sections for one in section.questions}

    def texts(self) -> Iterator[tuple[str, Texts]]:
        """Every text that is in several languages, with the code of the question or section; empty for the whole."""
        yield "", self.title
        if self.lead:
            yield "", self.lead
        if set(self.source) - {""}:
            yield "", self.source
        for section in self.sections:
            yield section.code, section.title
            if section.lead:
                yield section.code, section.lead
            for question in section.questions:
                yield from ((question.code, text) for text in question.texts())

    def missing(self, languages: tuple[str, ...]) -> dict[str, list[str]]:
        """Of some languages, the codes of what is not said in each; languages in which all is said are left out."""
        found: dict[str, dict[str, None]] = {}
        for code, text in self.texts():
            for language in languages:
                if not text.get(language):
                    found.setdefault(language, {})[code] = None
        return {language: list(codes) for language, codes in found.items()}
