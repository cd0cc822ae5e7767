"""A definition read from plain data, strictly: whatever is not understood is told, with where it stands."""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, TypeVar

from django.db.models import TextChoices
from django.utils.translation import gettext as _

from comity.base.files.content.types import TYPES
from comity.engines.questionnaires.enums import Cell, Kind, Level, Translated, Wording
from comity.engines.questionnaires.grammar import conditions
from comity.engines.questionnaires.grammar.checking import check_whole
from comity.engines.questionnaires.grammar.faults import Fault, Faulty, Locate, Path, plainly
from comity.engines.questionnaires.shapes import (
    Agreement,
    Check,
    Choice,
    Column,
    Condition,
    Definition,
    Question,
    Repeat,
    Row,
    Section,
    Taken,
    Texts,
)
from comity.kernel.errors import Unreadable


CODE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]*")
CHOICE_CODE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
SLUG: Final = re.compile(r"[a-z0-9][a-z0-9-]*")
LANGUAGE: Final = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*")
CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
LONGEST_CODE: Final = 60
LONGEST_TEXT: Final = 12_000
LARGEST: Final = 8 * 2**20  # bytes
# More questions than any form of this field has, by far.
MOST: Final = 2000
# Of one question: files for an answer, and megabytes of each that a definition may speak of.
MOST_FILES: Final = 100
LARGEST_FILE: Final = 10_000

WHOLE: Final = ("code", "edition", "title", "lead", "wording", "translated", "source", "languages", "sections")
SECTION: Final = ("code", "title", "article", "cluster", "lead", "relevant", "questions")
QUESTION: Final = (
    "code", "kind", "text", "guidance", "article", "paragraph", "level", "theme", "relevant", "required", "check",
    "crossref", "choices", "unit", "whole", "columns", "rows", "repeat", "totals", "calculation", "files",
)  # fmt: skip
COLUMN: Final = ("code", "text", "kind", "unit", "required", "choices", "sum-of")

Read = TypeVar("Read")


class Reader:
    """Reads one document, and gathers what is wrong with it."""

    def __init__(self, locate: Locate = plainly) -> None:
        self.faults: list[Fault] = []
        self.locate = locate

    def wrong(self, path: Path, sentence: str) -> None:
        """Tell what is wrong at a place."""
        self.faults.append(Fault(self.locate(path), sentence))

    def members(self, value: Any, path: Path, known: Iterable[str]) -> dict[str, Any]:
        """The members of an object; those that are not known are told."""
        if not isinstance(value, Mapping):
            self.wrong(path, _("Here an object with named members is expected."))
            return {}
        several = list(known)
        for name in value:
            if name not in several:
                told = {"name": name, "known": ", ".join(several)}
                self.wrong(path, _("“%(name)s” is not known here. Known are: %(known)s.") % told)
        return dict(value)

    def several(self, value: Any, path: Path, read: Callable[[Any, Path], Read]) -> tuple[Read, ...]:
        """A list, each item read; empty when it is missing."""
        if value is None:
            return ()
        if not isinstance(value, list | tuple):
            self.wrong(path, _("Here a list is expected."))
            return ()
        return tuple(read(one, (*path, number)) for number, one in enumerate(value))

    def line(self, value: Any, path: Path, *, needed: bool = False) -> str:
        """A text that is the same in every language."""
        if value is None or value == "":
            if needed:
                self.wrong(path, _("This is missing."))
            return ""
        if not isinstance(value, str):
            self.wrong(path, _("Here a text is expected."))
            return ""
        text = value.replace("\r\n", "\n").replace("\r", "\n").strip()
        if len(text) > LONGEST_TEXT:
            self.wrong(path, _("The text has more than %(most)s characters. Shorten it.") % {"most": LONGEST_TEXT})
        if CONTROL.search(text):
            self.wrong(path, _("The text holds characters that cannot be written. Type it anew."))
        if "${" in text:
            self.wrong(path, _("A text cannot hold “${”: answers are not put into texts."))
        return text

    def code(self, value: Any, path: Path, form: re.Pattern[str] = CODE) -> str:
        """A code."""
        text = self.line(value, path, needed=True)
        if text and (not form.fullmatch(text) or len(text) > LONGEST_CODE):
            told = _(
                "“%(code)s” is no code: letters from A to Z, digits, points and hyphens, at most %(most)s of them."
            )
            self.wrong(path, told % {"code": text, "most": LONGEST_CODE})
        return text

    def texts(self, value: Any, path: Path, *, needed: bool = False, plain: bool = False) -> Texts:
        """A text by language; where ``plain`` is allowed also one for all languages, kept under the empty code."""
        if plain and isinstance(value, str):
            return {"": text} if (text := self.line(value, path)) else {}
        found: dict[str, str] = {}
        for language, text in (self._mapping(value, path) if value is not None else {}).items():
            if not LANGUAGE.fullmatch(language):
                self.wrong(path, _("“%(code)s” is no language code such as en or zh.") % {"code": language})
            elif written := self.line(text, (*path, language)):
                found[language] = written
        if needed and not found:
            self.wrong(path, _("This is missing. Write it in one language at least."))
        return found

    def _mapping(self, value: Any, path: Path) -> dict[str, Any]:
        if isinstance(value, Mapping) and all(isinstance(name, str) for name in value):
            return dict(value)
        self.wrong(path, _('Here texts by language are expected, such as {"en": "…", "fr": "…"}.'))
        return {}

    def one_of(self, value: Any, path: Path, known: type[TextChoices]) -> Any:
        """A value of a fixed list; None when it is none of it."""
        if isinstance(value, str) and value in known.values:
            return known(value)
        told = {"value": str(value), "known": ", ".join(known.values)}
        self.wrong(path, _("“%(value)s” is not known here. Known are: %(known)s.") % told)
        return None

    def flag(self, value: Any, path: Path) -> bool:
        """True or false; false when it is missing."""
        if value is None or isinstance(value, bool):
            return bool(value)
        self.wrong(path, _("Here true or false is expected."))
        return False

    def condition(self, value: Any, path: Path) -> Condition | None:
        """A condition; None when there is none."""
        return conditions.read(value, path, self.wrong) if value is not None else None


def definition(value: Any, locate: Locate = plainly) -> Definition:
    """The definition that plain data holds.

    Args:
        value: objects, lists and texts, as JSON gives them.
        locate: turns a place in the canonical form into words for a person.

    Raises:
        Faulty: something is wrong; every fault is told.
    """
    reader = Reader(locate)
    found = _whole(reader, value)
    if not reader.faults:
        check_whole(found, reader.wrong)
    if reader.faults:
        raise Faulty(reader.faults)
    return found


def from_json(content: bytes, *, where: str = "") -> Definition:
    """The definition in a JSON document.

    Raises:
        Unreadable: it is too large or no JSON.
        Faulty: it is no sound definition.
    """
    return definition(plain_json(content, where=where))


def plain_json(content: bytes, *, where: str = "") -> Any:
    """The plain data in a JSON document.

    Raises:
        Unreadable: it is too large, no JSON, or says a name twice in one object.
    """
    if len(content) > LARGEST:
        raise Unreadable(_("The file is larger than %(most)s MB.") % {"most": LARGEST >> 20}, where=where)
    try:
        return json.loads(content, object_pairs_hook=_each_once)
    except (ValueError, RecursionError) as fault:
        raise Unreadable(_("This is no JSON in UTF-8: %(fault)s") % {"fault": fault}, where=where) from fault


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _value in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(_("“%(name)s” stands twice in one object.") % {"name": twice})
    return found


def _whole(reader: Reader, value: Any) -> Definition:
    given = reader.members(value, (), WHOLE)
    translated = given.get("translated")
    edition = reader.code(given.get("edition"), ("edition",))
    sections = reader.several(given.get("sections"), ("sections",), lambda one, path: _section(reader, one, path))
    if sum(len(one.questions) for one in sections) > MOST:
        reader.wrong(("sections",), _("A questionnaire has at most %(most)s questions.") % {"most": MOST})
    languages = reader.several(given.get("languages"), ("languages",), reader.code)
    return Definition(
        reader.code(given.get("code"), ("code",), SLUG),
        edition,
        reader.texts(given.get("title"), ("title",), needed=True),
        reader.texts(given.get("lead"), ("lead",)),
        reader.one_of(given.get("wording", Wording.OWN.value), ("wording",), Wording) or Wording.OWN,
        reader.texts(given.get("source"), ("source",), plain=True),
        tuple(sorted(set(languages))),
        sections,
        reader.one_of(translated, ("translated",), Translated) if translated else None,
    )


def _section(reader: Reader, value: Any, path: Path) -> Section:
    given = reader.members(value, path, SECTION)
    return Section(
        reader.code(given.get("code"), (*path, "code")),
        reader.texts(given.get("title"), (*path, "title"), needed=True),
        reader.line(given.get("article"), (*path, "article")),
        reader.texts(given.get("lead"), (*path, "lead")) or None,
        reader.condition(given.get("relevant"), (*path, "relevant")),
        reader.several(given.get("questions"), (*path, "questions"), lambda one, place: _question(reader, one, place)),
        reader.code(given["cluster"], (*path, "cluster")) if given.get("cluster") else "",
    )


def _question(reader: Reader, value: Any, path: Path) -> Question:
    given = reader.members(value, path, QUESTION)
    required = given.get("required", False)
    level = given.get("level")
    calculation = given.get("calculation")
    rows = reader.several(given.get("rows"), (*path, "rows"), lambda one, place: _row(reader, one, place))
    repeat = _repeat(reader, given.get("repeat"), (*path, "repeat"))
    if given.get("kind") == Kind.TABLE and not rows and repeat is None:
        repeat = Repeat()
    return Question(
        code=reader.code(given.get("code"), (*path, "code")),
        kind=reader.one_of(given.get("kind"), (*path, "kind"), Kind) or Kind.TEXT,
        text=reader.texts(given.get("text"), (*path, "text"), needed=True),
        guidance=reader.texts(given.get("guidance"), (*path, "guidance")),
        article=reader.line(given.get("article"), (*path, "article")),
        paragraph=reader.line(given.get("paragraph"), (*path, "paragraph")),
        level=reader.one_of(level, (*path, "level"), Level) if level else None,
        theme=reader.code(given["theme"], (*path, "theme")) if given.get("theme") else "",
        relevant=reader.condition(given.get("relevant"), (*path, "relevant")),
        required=required if isinstance(required, bool) else reader.condition(required, (*path, "required")) or False,
        check=_check(reader, given.get("check"), (*path, "check")),
        crossref=reader.several(
            given.get("crossref"), (*path, "crossref"), lambda one, place: _crossref(reader, one, place)
        ),
        choices=_choices(reader, given.get("choices"), (*path, "choices")),
        unit=reader.line(given.get("unit"), (*path, "unit")),
        whole=reader.flag(given.get("whole"), (*path, "whole")),
        columns=reader.several(
            given.get("columns"), (*path, "columns"), lambda one, place: _column(reader, one, place)
        ),
        rows=rows,
        repeat=repeat,
        totals=reader.several(
            given.get("totals"), (*path, "totals"), lambda one, place: _agreement(reader, one, place)
        ),
        calculation=conditions.read_amount(calculation, (*path, "calculation"), reader.wrong)
        if calculation is not None
        else None,
        files=_taken(reader, given.get("files"), (*path, "files")),
    )


def _check(reader: Reader, value: Any, path: Path) -> Check | None:
    if value is None:
        return None
    given = reader.members(value, path, ("that", "says"))
    that = reader.condition(given.get("that"), (*path, "that"))
    says = reader.texts(given.get("says"), (*path, "says"), needed=True)
    if that is None:
        if "that" not in given:
            reader.wrong(path, _("“%(name)s” is missing.") % {"name": "that"})
        return None
    return Check(that, says)


def _crossref(reader: Reader, value: Any, path: Path) -> str:
    text = reader.line(value, path, needed=True)
    there, _colon, code = text.partition(":")
    if text and not (SLUG.fullmatch(there) and CODE.fullmatch(code)):
        reader.wrong(path, _("“%(code)s” does not say questionnaire:question.") % {"code": text})
    return text


def _choices(reader: Reader, value: Any, path: Path) -> tuple[Choice, ...]:
    def read(one: Any, place: Path) -> Choice:
        given = reader.members(one, place, ("code", "text"))
        return Choice(
            reader.code(given.get("code"), (*place, "code"), CHOICE_CODE),
            reader.texts(given.get("text"), (*place, "text"), needed=True),
        )

    return reader.several(value, path, read)


def _codes(reader: Reader, value: Any, path: Path) -> tuple[str, ...]:
    return reader.several(value, path, reader.code)


def _column(reader: Reader, value: Any, path: Path) -> Column:
    given = reader.members(value, path, COLUMN)
    return Column(
        reader.code(given.get("code"), (*path, "code")),
        reader.texts(given.get("text"), (*path, "text"), needed=True),
        reader.one_of(given.get("kind", Cell.TEXT.value), (*path, "kind"), Cell) or Cell.TEXT,
        reader.line(given.get("unit"), (*path, "unit")),
        reader.flag(given.get("required"), (*path, "required")),
        _choices(reader, given.get("choices"), (*path, "choices")),
        _codes(reader, given.get("sum-of"), (*path, "sum-of")),
    )


def _row(reader: Reader, value: Any, path: Path) -> Row:
    given = reader.members(value, path, ("code", "text", "sum-of"))
    return Row(
        reader.code(given.get("code"), (*path, "code")),
        reader.texts(given.get("text"), (*path, "text"), needed=True),
        _codes(reader, given.get("sum-of"), (*path, "sum-of")),
    )


def _repeat(reader: Reader, value: Any, path: Path) -> Repeat | None:
    if value is None:
        return None
    given = reader.members(value, path, ("least", "most"))
    usual = Repeat()
    least, most = given.get("least", usual.least), given.get("most", usual.most)
    for name, number in (("least", least), ("most", most)):
        if isinstance(number, bool) or not isinstance(number, int) or not 0 <= number <= MOST:
            told = _("Here a whole number from 0 to %(most)s is expected.") % {"most": MOST}
            reader.wrong((*path, name), told)
            return None
    if least > most or not most:
        reader.wrong(path, _("The most rows are fewer than the least, or none."))
    return Repeat(least, most)


def _taken(reader: Reader, value: Any, path: Path) -> Taken | None:
    if value is None:
        return None
    given, usual = reader.members(value, path, ("types", "largest", "most")), Taken()
    types = reader.several(given.get("types"), (*path, "types"), reader.line)
    for number, name in enumerate(types):
        if name not in TYPES:
            told = {"name": name, "known": ", ".join(TYPES)}
            reader.wrong((*path, "types", number), _("“%(name)s” is not known here. Known are: %(known)s.") % told)
    largest, most = given.get("largest", usual.largest), given.get("most", usual.most)
    for name, number, least, top in (("largest", largest, 0, LARGEST_FILE), ("most", most, 1, MOST_FILES)):
        if isinstance(number, bool) or not isinstance(number, int) or not least <= number <= top:
            limits = {"least": least, "most": top}
            reader.wrong((*path, name), _("Here a whole number from %(least)s to %(most)s is expected.") % limits)
            return None
    return Taken(tuple(dict.fromkeys(types)), largest, most)


def _agreement(reader: Reader, value: Any, path: Path) -> Agreement:
    given = reader.members(value, path, ("column", "question"))
    return Agreement(
        reader.code(given.get("column"), (*path, "column")), reader.code(given.get("question"), (*path, "question"))
    )
