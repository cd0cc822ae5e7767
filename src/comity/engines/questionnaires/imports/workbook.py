"""A workbook as an XLSForm: its sheets, what it says, and what the reference reader of the standard says of it."""

import contextlib
import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from django.utils.translation import gettext as _

from comity.engines.questionnaires.enums import Kind, Wording
from comity.engines.questionnaires.grammar import names, xlsform
from comity.engines.questionnaires.grammar.checking import lacking
from comity.engines.questionnaires.grammar.faults import Fault, Faulty
from comity.engines.questionnaires.grammar.faults import Path as Place
from comity.engines.questionnaires.grammar.reading import definition as read_definition
from comity.engines.questionnaires.imports.rows import Row, Sheet, head_of
from comity.engines.questionnaires.imports.survey import Survey
from comity.engines.questionnaires.shapes import Definition
from comity.kernel import workbooks
from comity.kernel.errors import Unreadable


MOST_COLUMNS: Final = 300
MOST_ROWS: Final = 20_000
# The sheets that are read, and columns of which each has one at least.
NAMED: Final = {
    "survey": frozenset({"type"}),
    "choices": frozenset({"list_name"}),
    "settings": frozenset({"form_id", "form_title"}),
}
SHEETS: Final = tuple(NAMED)
# Members of the canonical form, and the columns of the standard from which they come.
COLUMNS: Final = {"code": "name", "text": "label", "title": "label"}
# What a spreadsheet shows where a formula fails.
FAILED: Final = re.compile(r"#(?:DIV/0!|N/A|NAME\?|NULL!|NUM!|REF!|VALUE!|SPILL!|CALC!)")
# Where the reference reader says that something stands.
IN_ROW: Final = re.compile(r"\[row : (\d+)\]\s*")
# It advises telephones to make pictures smaller; here nobody answers with the camera of one.
ADVICE: Final = "max-pixels"


@dataclass(frozen=True, slots=True)
class Brought:
    """What a file came to: the definition, and what whoever brings it should know of it."""

    definition: Definition
    findings: tuple[Fault, ...] = ()


def from_bytes(content: bytes, name: str) -> Brought:
    """The definition in a workbook that somebody sent.

    Raises:
        Unreadable: it is no workbook.
        Faulty: it is no sound XLSForm; every fault is told.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "form.xlsx"
        path.write_bytes(content)
        try:
            return from_workbook(path)
        except Faulty:
            raise
        except Unreadable as fault:
            # The person knows the file by its own name.
            raise Unreadable(fault.sentence, where=name) from fault


def from_workbook(path: Path) -> Brought:
    """The definition in a workbook.

    Raises:
        Unreadable: it is no workbook.
        Faulty: it is no sound XLSForm; every fault is told.
    """
    workbooks.checked(path)
    # Whoever wrote a form may have hidden its lists from others; they are part of it, as the standard reads it.
    # A sheet that is refused ends the reading in its middle, and the file is closed all the same.
    with contextlib.closing(workbooks.sheets(path, width=MOST_COLUMNS, hidden=True)) as sheets:
        found = {
            name.strip().lower(): _sheet(name.strip().lower(), rows)
            for name, rows in sheets
            if name.strip().lower() in SHEETS
        }
    faults: list[Fault] = []
    for name in ("survey", "settings"):
        if name not in found or not found[name].rows:
            told = _("The workbook has no sheet “%(name)s”, or nothing stands in it.") % {"name": name}
            faults.append(Fault("", told))
    if faults:
        raise Faulty(faults)
    return from_sheets(found)


def _sheet(name: str, rows: Any) -> Sheet:
    heads: list[str] = []
    found: list[Row] = []
    for number, cells in enumerate(rows, 1):
        texts = [workbooks.text_of(cell).strip() for cell in cells]
        if not any(texts):
            continue
        # Rows that are empty do not count: a sheet whose cells were once coloured has a million of them.
        if len(found) == MOST_ROWS:
            told = _("The sheet “%(name)s” has more than %(most)s rows in which something stands.")
            raise Unreadable(told % {"name": name, "most": MOST_ROWS}, where=name)
        if not heads:
            heads = [head_of(text) for text in texts]
            _check_heads(name, number, heads)
            continue
        said = {head: text for head, text in zip(heads, texts, strict=False) if head and text}
        # A row in which only notes of the author stand has no head.
        if said:
            found.append(Row(name, number, said))
    return Sheet(name, found)


def _check_heads(name: str, number: int, heads: list[str]) -> None:
    """Raise Faulty where the first row that is not empty does not name the columns."""
    if not NAMED[name] & {head.partition("::")[0] for head in heads}:
        where = _("sheet %(sheet)s, row %(row)s") % {"sheet": name, "row": number}
        told = _("The first row of this sheet names its columns, and none of these is among them: %(known)s.")
        raise Faulty([Fault(where, told % {"known": ", ".join(sorted(NAMED[name]))})])


def from_sheets(found: dict[str, Sheet], *, judges: bool = True) -> Brought:
    """The definition in some sheets.

    Args:
        found: the sheets by name.
        judges: whether the reference reader of the standard is asked as well.

    Raises:
        Faulty: it is no sound XLSForm; every fault is told.
    """
    faults: list[Fault] = []
    given = found["settings"].rows[0]
    default = given.take("default_language")
    language = names.language_code(default) if default else "en"
    for sheet in found.values():
        sheet.language = language
    faults += _failed(found)
    survey = Survey(found["survey"], _lists(found.get("choices")), faults)
    document = _settings(given, language) | {"sections": survey.read()}
    if not given.cells.get("form_id"):
        faults.append(Fault(given.where, _("Write in form_id under which code the questionnaire is kept.")))
    places: dict[Place, Row] = survey.places

    def locate(path: Place) -> str:
        for length in range(len(path), 0, -1):
            if path[:length] in places:
                return _column_of(places[path[:length]], path[length:])
        return given.where

    document["languages"] = given.take("languages").split() or _languages(document)
    try:
        definition = read_definition(document, locate)
    except Faulty as faulty:
        raise Faulty(_in_order([*faults, *_without(survey.unlisted, faulty.faults)])) from faulty
    if not faults:
        faults += _other_constraints(definition, survey)
    if faults:
        raise Faulty(_in_order(faults))
    told, findings = judged(found) if judges else ([], [])
    if told:
        raise Faulty(told)
    return Brought(definition, (*survey.findings, *_left(found), *findings))


def _without(unlisted: list[Row], faults: Sequence[Fault]) -> list[Fault]:
    """The faults without those that come of a list of choices which was told to be missing."""
    known = {Fault(row.where, lacking(kind, "choices")) for row in unlisted for kind in (Kind.CHOICE, Kind.SEVERAL)}
    return [one for one in faults if one not in known]


def _failed(found: dict[str, Sheet]) -> list[Fault]:
    """The cells whose formula failed: what stands in them is nobody's word."""
    told = _("In the column “%(column)s” stands %(value)s: a formula failed. Write its value instead.")
    return [
        Fault(row.where, told % {"column": head, "value": text})
        for sheet in found.values()
        for row in sheet.rows
        for head, text in row.cells.items()
        if FAILED.fullmatch(text)
    ]


def _lists(sheet: Sheet | None) -> dict[str, list[Row]]:
    lists: dict[str, list[Row]] = {}
    for row in sheet.rows if sheet else ():
        lists.setdefault(row.take("list_name"), []).append(row)
    return lists


def _column_of(row: Row, rest: Place) -> str:
    """Where something stands: the row, and the column when it is one that everybody must fill in."""
    column = COLUMNS.get(str(rest[0])) if rest else None
    if column is None:
        return row.where
    return _("%(row)s, column %(column)s") % {"row": row.where, "column": column}


def _in_order(faults: list[Fault]) -> list[Fault]:
    """The faults as the rows come, and each once."""

    def row(one: Fault) -> tuple[str, int]:
        sheet, *number = re.split(r"(\d+)", one.where)
        return sheet, int(number[0]) if number else 0

    return sorted(dict.fromkeys(faults), key=row)


def _settings(given: Row, language: str) -> dict[str, Any]:
    title = given.texts("own_title", language)
    plain = given.take("form_title")
    if plain:
        title.setdefault(language, plain)
    source: Any = given.texts("source", "")
    if set(source) <= {""}:
        source = source.get("", "")
    given.take("instance_name")
    return {
        "code": names.code_of(given.take("form_id")).lower(),
        "edition": given.take("version") or "1",
        "wording": given.take("wording") or Wording.OWN.value,
        "translated": given.take("translated"),
        "title": title,
        "lead": given.texts("lead", language),
        "source": source,
    }


def _languages(document: dict[str, Any]) -> list[str]:
    """The languages in which every question is asked."""
    questions = [one for section in document["sections"] for one in section["questions"]]
    texts = [set(one["text"]) for one in questions]
    return sorted(set.intersection(*texts)) if texts else []


def _other_constraints(definition: Definition, survey: Survey) -> list[Fault]:
    """Constraints of cells that say something else than which sums they are."""
    expected = {
        line["name"]: line.get("constraint", "") for line in xlsform.sheets(definition)["survey"] if "name" in line
    }
    told = _("The cells of a table can only be held to sums: name the parts in the column sum_of.")
    return [
        Fault(row.where, told)
        for row, name, constraint in survey.constraints
        if constraint.split() != expected.get(name, "").split()
    ]


def _left(found: dict[str, Sheet]) -> list[Fault]:
    """What stands in the workbook and nothing was made of, column by column."""
    left: dict[tuple[str, str], list[int]] = {}
    for sheet in found.values():
        for row in sheet.rows:
            for head in row.left():
                left.setdefault((sheet.name, head), []).append(row.number)
    told = _("Nothing is made of what stands in the column “%(column)s”; it is left out.")
    return [
        Fault(_("sheet %(sheet)s, row %(row)s") % {"sheet": sheet, "row": rows[0]}, told % {"column": head})
        for (sheet, head), rows in left.items()
    ]


def judged(found: dict[str, Sheet]) -> tuple[list[Fault], list[Fault]]:
    """What the reference reader of XLSForm finds wrong, and what it remarks; in English, as it says it."""
    from pyxform.errors import PyXFormError  # noqa: PLC0415 -- heavy, and needed where a form is brought only
    from pyxform.xls2xform import convert  # noqa: PLC0415 -- as above

    form: dict[str, Any] = {name: [row.cells for row in sheet.rows] for name, sheet in found.items()}
    for name, sheet in found.items():
        form[f"{name}_header"] = [dict.fromkeys(head for row in sheet.rows for head in row.cells)]
    try:
        result = convert(form, pretty_print=False)
    except PyXFormError as fault:
        return [_said(str(fault), found)], []
    return [], [_said(warning, found) for warning in result.warnings if ADVICE not in warning]


def _said(sentence: str, found: dict[str, Sheet]) -> Fault:
    place = IN_ROW.search(sentence)
    where = ""
    if place and "survey" in found:
        # It counts the rows that it was given, from 2 on.
        number = int(place.group(1)) - 2
        rows = found["survey"].rows
        where = rows[number].where if 0 <= number < len(rows) else ""
    told = _("The reference reader of XLSForm says: %(sentence)s") % {"sentence": IN_ROW.sub("", sentence)}
    return Fault(where, told)
