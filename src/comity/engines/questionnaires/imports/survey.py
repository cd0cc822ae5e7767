"""The survey of an XLSForm, row by row, as the plain data of a definition."""

from collections.abc import Sequence
from typing import Any, Final

from django.utils.translation import gettext as _

from comity.base.files.content.types import TYPES, Family
from comity.engines.questionnaires.enums import Cell, Kind
from comity.engines.questionnaires.grammar import names, xpath
from comity.engines.questionnaires.grammar.checking import YES_IN_PART_NO
from comity.engines.questionnaires.grammar.faults import Fault, Path
from comity.engines.questionnaires.grammar.xlsform import PICTURES
from comity.engines.questionnaires.imports.rows import Row, Sheet
from comity.kernel.errors import Unreadable


KINDS: Final = {
    "text": Kind.TEXT,
    "string": Kind.TEXT,
    "integer": Kind.NUMBER,
    "int": Kind.NUMBER,
    "decimal": Kind.NUMBER,
    "date": Kind.DATE,
    "file": Kind.FILE,
    "image": Kind.FILE,
    "photo": Kind.FILE,
    "audio": Kind.FILE,
    "video": Kind.FILE,
    "calculate": Kind.CALCULATION,
    "note": Kind.NOTE,
}
# The standard takes a photograph as it is taken; here any picture is one.
PICTURES_THERE: Final = frozenset({"image", "photo"})
CELLS: Final = {
    "text": Cell.TEXT,
    "string": Cell.TEXT,
    "integer": Cell.NUMBER,
    "int": Cell.NUMBER,
    "decimal": Cell.NUMBER,
    "date": Cell.DATE,
}
# What a device notes of itself, which nobody is asked.
OF_DEVICES: Final = frozenset({"start", "end", "today", "deviceid", "username", "phonenumber", "email", "audit"})
YES: Final = frozenset({"yes", "true", "true()", "1"})
NO: Final = frozenset({"", "no", "false", "false()", "0"})


class Survey:
    """Reads the rows of the survey; faults and findings are gathered, and where everything stands."""

    def __init__(self, sheet: Sheet, lists: dict[str, list[Row]], faults: list[Fault]) -> None:
        self.sheet, self.lists, self.faults = sheet, lists, faults
        self.findings: list[Fault] = []
        self.names = xpath.Names()
        self.places: dict[Path, Row] = {}
        self.sections: list[dict[str, Any]] = []
        # Expressions are read at the end, when every name is known: the row, where it goes, under what, own code.
        self.later: list[tuple[Row, dict[str, Any], str, str, str]] = []
        self.constraints: list[tuple[Row, str, str]] = []
        # Rows that name a list of choices which is not there: told once, and not again as a lack of choices.
        self.unlisted: list[Row] = []

    def wrong(self, row: Row, sentence: str) -> None:
        """Tell what is wrong in a row."""
        self.faults.append(Fault(row.where, sentence))

    def read(self) -> list[dict[str, Any]]:
        """The sections, as plain data."""
        rows, at = self.sheet.rows, 0
        while at < len(rows):
            kind = type_of(rows[at])[0]
            if kind == "begin_group":
                at = self._section(rows, at)
            else:
                if kind in OF_DEVICES:
                    rows[at].taken |= set(rows[at].cells)
                    told = _("“%(type)s” is noted by devices and asked of nobody; it is left out.") % {"type": kind}
                    self.findings.append(Fault(rows[at].where, told))
                else:
                    self.wrong(rows[at], _outside(kind))
                at += 1
        for row, target, name, text, own in self.later:
            self._expression(row, target, name, text, own)
        return self.sections

    def _expression(self, row: Row, target: dict[str, Any], name: str, text: str, own: str) -> None:
        try:
            if name == "calculation":
                found = xpath.read_amount(text, self.names)
            else:
                found = xpath.read(text, self.names, own=own)
        except Unreadable as fault:
            self.wrong(row, fault.sentence)
            return
        target["that" if name == "check" else name] = found

    def _expect(self, row: Row, target: dict[str, Any], name: str, text: str, own: str = "") -> None:
        if text:
            self.later.append((row, target, name, text, own))

    def _name(self, row: Row) -> str:
        name = row.take("name")
        if name[:1].isdigit():
            told = _("A name begins with a letter or a low line here: write “%(name)s”.") % {"name": f"_{name}"}
            self.wrong(row, told)
        return name

    def _section(self, rows: Sequence[Row], at: int) -> int:
        row = rows[at]
        self.places["sections", len(self.sections)] = row
        name = self._name(row)
        section: dict[str, Any] = {
            "code": names.code_of(name.removeprefix(names.SECTION)),
            "title": row.texts("label", self.sheet.language),
            "article": row.take("article"),
            "cluster": row.take("cluster"),
            "lead": row.texts("lead", self.sheet.language),
            "questions": [],
        }
        self.sections.append(section)
        self._expect(row, section, "relevant", row.take("relevant"))
        at += 1
        while at < len(rows) and type_of(rows[at])[0] != "end_group":
            at = self._question(rows, at, section["questions"])
        if at == len(rows):
            self.wrong(row, _("This group has no end."))
        else:
            rows[at].taken |= {"type", "name"}
        return at + 1

    def _question(self, rows: Sequence[Row], at: int, questions: list[dict[str, Any]]) -> int:
        row = rows[at]
        base, listed = type_of(row)
        said = row.take("kind")
        if base in OF_DEVICES:
            row.taken |= set(row.cells)
            told = _("“%(type)s” is noted by devices and asked of nobody; it is left out.") % {"type": base}
            self.findings.append(Fault(row.where, told))
            return at + 1
        if said == "currency":
            row.taken |= set(row.cells)
            return at + 1
        place: Path = ("sections", len(self.sections) - 1, "questions", len(questions))
        self.places[place] = row
        question = self._plain(row, said == Kind.TABLE or base == "begin_repeat")
        questions.append(question)
        if base == "begin_repeat" or (base == "begin_group" and said == Kind.TABLE):
            question["kind"] = Kind.TABLE.value
            self.names.kinds[question["code"]] = Kind.TABLE
            return self._table(rows, at, question, place)
        if base == "begin_group":
            self.wrong(row, _("A group stands in no other group: each is a section. End the one before it first."))
            question["kind"] = Kind.NOTE.value
            return _after(rows, at)
        self._kind(row, base, listed, said, question)
        if "choices" in question:
            for number, choice in enumerate(self._listed(listed)):
                self.places[(*place, "choices", number)] = choice
        return at + 1

    def _plain(self, row: Row, is_table: bool) -> dict[str, Any]:  # noqa: FBT001 -- one of two kinds of row
        """What every question has."""
        prefix = "own_" if is_table else ""
        language = self.sheet.language
        question: dict[str, Any] = {
            "code": names.code_of(self._name(row)),
            "text": row.texts("label", language),
            "guidance": row.texts("hint", language),
            "crossref": row.take("crossref").split(),
        }
        for name in ("article", "paragraph", "level", "theme", "unit"):
            question[name] = row.take(name)
        if further := row.texts("guidance_hint", language):
            for code, text in further.items():
                before = question["guidance"].get(code)
                question["guidance"][code] = f"{before}\n\n{text}" if before else text
        self._expect(row, question, "relevant", row.take("relevant"))
        required = row.take(f"{prefix}required")
        if required.lower() in YES | NO:
            question["required"] = required.lower() in YES
        else:
            self._expect(row, question, "required", required)
        constraint, says = row.take(f"{prefix}constraint"), row.texts(f"{prefix}constraint_message", language)
        if constraint:
            if not says:
                self.wrong(row, _("Say in constraint_message what is told to who answers otherwise."))
            question["check"] = {"says": says}
            self._expect(row, question["check"], "check", constraint, question["code"])
        return question

    def _kind(self, row: Row, base: str, listed: str, said: str, question: dict[str, Any]) -> None:
        code = question["code"]
        if base in {"select_one", "select_multiple"}:
            choices = self._choices(row, listed)
            is_usual = listed == names.YES_LIST and tuple(one["code"] for one in choices) == YES_IN_PART_NO
            if base == "select_one" and is_usual:
                question["kind"] = Kind.YES_IN_PART_NO.value
            else:
                question["kind"] = (Kind.CHOICE if base == "select_one" else Kind.SEVERAL).value
                question["choices"] = choices
        elif base in KINDS:
            question["kind"] = KINDS[base].value
            if said in {Kind.MONEY, Kind.RECORD}:
                question["kind"] = said
            if base in {"integer", "int"}:
                question["whole"] = True
            if question["kind"] == Kind.FILE.value:
                self._taken(row, base, question)
            self._expect(row, question, "calculation", row.take("calculation"))
            if base == "calculate" and not question["text"]:
                # The standard asks for no words where nothing is shown; here the figure is.
                question["text"] = {self.sheet.language: row.take("name")}
        else:
            self.wrong(row, _strange(base))
            question["kind"] = Kind.NOTE.value
        self.names.kinds[code] = Kind(question["kind"])

    def _taken(self, row: Row, base: str, question: dict[str, Any]) -> None:
        """Which files are taken; what the portal takes of no question is left out, and told."""
        told = {name: _whole(row.take(f"file_{name}")) for name in ("largest", "most")}
        found: dict[str, Any] = {name: number for name, number in told.items() if number != ""}
        types, strange = accepted(row.take("body::accept")) if base not in PICTURES_THERE else (list(PICTURES), [])
        if base in {"audio", "video"} or strange:
            words = ", ".join(strange) or base
            sentence = _("Files of this type are not taken here; any other may be sent: %(types)s.") % {"types": words}
            self.findings.append(Fault(row.where, sentence))
        if types:
            found["types"] = types
        if found:
            question["files"] = found

    def _choices(self, row: Row, listed: str) -> list[dict[str, Any]]:
        if listed not in self.lists:
            self.wrong(row, _("The sheet “choices” has no list “%(name)s”.") % {"name": listed})
            self.unlisted.append(row)
        language = self.sheet.language
        return [{"code": one.take("name"), "text": one.texts("label", language)} for one in self._listed(listed)]

    def _listed(self, listed: str) -> list[Row]:
        return [one for one in self.lists.get(listed, ()) if one.take("list_name")]

    def _table(self, rows: Sequence[Row], at: int, question: dict[str, Any], place: Path) -> int:
        row = rows[at]
        repeats = type_of(row)[0] == "begin_repeat"
        question["columns"] = []
        totals = (one.partition("=") for one in row.take("totals").split())
        question["totals"] = [{"column": column, "question": code} for column, _sign, code in totals]
        if repeats:
            limits = {name: row.take(f"repeat_{name}") for name in ("least", "most")}
            question["repeat"] = {name: _whole(text) for name, text in limits.items() if text}
            return self._cells(rows, at + 1, question, place)
        question["rows"] = []
        at += 1
        while at < len(rows) and type_of(rows[at])[0] != "end_group":
            if type_of(rows[at])[0] != "begin_group":
                self.wrong(rows[at], _("In a table with rows of its own, each row is a group."))
                at += 1
                continue
            inner = rows[at]
            inner.take("kind")
            self.places[(*place, "rows", len(question["rows"]))] = inner
            code = self._part(inner, question["code"])
            text, parts = inner.texts("label", self.sheet.language), inner.take("sum_of").split()
            question["rows"].append({"code": code, "text": text, "sum-of": parts})
            at = self._cells(rows, at + 1, question, place, code)
        if at < len(rows):
            rows[at].taken |= {"type", "name"}
        return at + 1

    def _part(self, row: Row, table: str, before: str = "") -> str:
        """The code of a row or column from a name that begins with that of its table, or of anybody's column."""
        name = self._name(row)
        start = f"{names.name_of(table)}_{before}_" if before else f"{names.name_of(table)}_"
        return name.removeprefix(start) if name.startswith(start) else names.code_of(name)

    def _cells(self, rows: Sequence[Row], at: int, question: dict[str, Any], place: Path, inside: str = "") -> int:
        end = "end_group" if inside else "end_repeat"
        columns: list[dict[str, Any]] = []
        is_sum = bool(inside and question["rows"][-1]["sum-of"])
        while at < len(rows) and type_of(rows[at])[0] != end:
            row = rows[at]
            if not question["columns"]:
                self.places[(*place, "columns", len(columns))] = row
            columns.append(self._column(row, question["code"], inside))
            name, cell = row.take("name"), (question["code"], columns[-1]["code"])
            if not inside:
                self.names.columns[name] = cell
            elif is_sum:
                self.names.sums.add(name)
            else:
                self.names.cells[name] = cell
            at += 1
        if at == len(rows):
            self.wrong(rows[at - 1], _("This group has no end."))
        else:
            rows[at].taken |= {"type", "name"}
        if not question["columns"]:
            question["columns"] = columns
        elif columns != question["columns"]:
            self.wrong(rows[at - 1], _("Every row of a table has the same columns, with the same words."))
        return at + 1

    def _column(self, row: Row, table: str, inside: str) -> dict[str, Any]:
        base, listed = type_of(row)
        code = self._part(row, table, inside)
        kind = CELLS.get(base, Cell.CHOICE)
        column: dict[str, Any] = {
            "code": code, "text": row.texts("label", self.sheet.language), "unit": row.take("unit"),
            "sum-of": row.take("sum_of").split(), "kind": kind.value,
        }  # fmt: skip
        required = row.take("required").lower()
        column["required"] = required in YES
        if required not in YES | NO:
            self.wrong(row, _("A column of a table is required always or never."))
        if base == "select_one":
            column["choices"] = self._choices(row, listed)
        elif base not in CELLS:
            told = _("A question of the type “%(type)s” cannot be asked here. Known are: %(known)s.")
            self.wrong(row, told % {"type": base, "known": ", ".join((*CELLS, "select_one …"))})
            column["kind"] = Cell.TEXT.value
        if row.take("relevant"):
            told = _("A column of a table is asked always. Take its condition away, or put it on the table.")
            self.wrong(row, told)
        if constraint := row.take("constraint"):
            self.constraints.append((row, row.take("name"), constraint))
        return column


def _strange(kind: str) -> str:
    """What to say of a type that is none of those that can be asked."""
    if not kind:
        return _("No type stands here. Of merged cells only the first holds what is written: take them apart.")
    known = ", ".join((*KINDS, "select_one …", "select_multiple …", "begin_group", "begin_repeat"))
    told = _("A question of the type “%(type)s” cannot be asked here. Known are: %(known)s.")
    return told % {"type": kind, "known": known}


def _outside(kind: str) -> str:
    """What to say of a row that stands in no group."""
    if kind.startswith("end_"):
        return _("This ends a group that was not begun, or has ended before.")
    return _("A question stands in a group: each group is a section.")


def accepted(text: str) -> tuple[list[str], list[str]]:
    """The types of files that a cell names by endings or media types, and what of it is no type that is taken."""
    types, strange = dict[str, None](), []
    for word in filter(None, (one.strip().lower() for one in text.replace(",", " ").split())):
        several = [
            name
            for name, one in TYPES.items()
            if word in {*one.endings, one.media} or (word == "image/*" and one.family is Family.IMAGE)
        ]
        types |= dict.fromkeys(several)
        strange += [] if several else [word]
    return list(types), strange


def type_of(row: Row) -> tuple[str, str]:
    """The type of a row as the standard writes it, and the list that it names."""
    words = row.take("type").split()
    if not words:
        return "", ""
    first = words[0].lower()
    if first in {"begin", "end"} and len(words) > 1:
        return f"{first}_{words[1].lower()}", ""
    if first in {"select", "select_one", "select_multiple"}:
        rest = words[1:]
        if first == "select":
            first, rest = ("select_multiple" if words[1:2] == ["all"] else "select_one"), words[-1:]
        return first, rest[0] if rest else ""
    return first, " ".join(words[1:])


def _after(rows: Sequence[Row], at: int) -> int:
    """Where a group that is not understood has ended."""
    depth = 0
    while at < len(rows):
        kind = type_of(rows[at])[0]
        depth += kind.startswith("begin_") - kind.startswith("end_")
        at += 1
        if depth == 0:
            break
    return at


def _whole(text: str) -> Any:
    return int(text) if text.isdecimal() else text
