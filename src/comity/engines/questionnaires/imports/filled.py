"""A form that comes back as a workbook."""

import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from django.utils.translation import gettext as _
from lxml import etree
from openpyxl.utils import get_column_letter

from comity.engines.questionnaires.enums import Kind
from comity.engines.questionnaires.grammar import marks, paper
from comity.engines.questionnaires.grammar import rows as sheets
from comity.engines.questionnaires.grammar.marks import Mark
from comity.engines.questionnaires.imports.returned import Gathering
from comity.engines.questionnaires.shapes import Definition, Question
from comity.engines.questionnaires.shapes.paper import Form, Returned
from comity.kernel import workbooks
from comity.kernel.errors import Unreadable
from comity.kernel.languages import INTERFACE


WIDTH: Final = 500
MOST_ROWS: Final = 20_000
Rows = list[list[str]]


def opened(path: Path) -> tuple[dict[str, Rows], Form | None]:
    """The sheets of a workbook, and which form it is; None when it does not say.

    Raises:
        Unreadable: it is no workbook, or is broken.
    """
    workbooks.checked(path)
    found = {name: list(_rows(name, rows)) for name, rows in workbooks.sheets(path, width=WIDTH)}
    for name, words in _remarks(path):
        found.setdefault(name, []).append(["", words])
    form = None
    for rows in found.values():
        for row in rows[:5]:
            form = form or next(filter(None, (marks.form_in(text) for text in row)), None)
    return found, form


def _rows(name: str, rows: Any) -> Iterator[list[str]]:
    empty = 0
    for number, cells in enumerate(rows, 1):
        texts = [workbooks.text_of(cell) for cell in cells]
        if not any(texts):
            # They keep their place between others; below the last of these a sheet may have a million.
            empty += 1
            continue
        if number > MOST_ROWS:
            raise Unreadable(_("A sheet has at most %(most)s rows.") % {"most": MOST_ROWS}, where=name)
        yield from ([] for _row in range(empty))
        yield texts
        empty = 0


def _remarks(path: Path) -> Iterator[tuple[str, str]]:
    """Remarks at cells, and pictures: what the rows of a sheet do not tell."""
    with zipfile.ZipFile(path) as archive:
        for part in archive.namelist():
            if part.startswith("xl/media/"):
                yield _("Pictures"), _("A picture cannot be read. Attach it in the portal as a file.")
            elif part.startswith("xl/comments") and part.endswith(".xml"):
                parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
                root = etree.fromstring(archive.read(part), parser)
                for one in root.iter("{*}comment"):
                    words = "".join(str(text) for text in one.itertext()).strip()
                    yield _("Remarks"), f"{one.get('ref', '')}: {words}"


def returned(found: dict[str, Rows], form: Form, definition: Definition) -> Returned:
    """The answers in a workbook, and everything in it that is none of the form's own words."""
    languages = {code for one in definition.questions.values() for code in one.text}
    gathering = Gathering(definition, form, languages)
    own = {
        cell.strip()
        for sheet in sheets.sheets(definition, paper.empty(form))
        for line in sheet.lines
        for place, cell in enumerate(line.cells)
        if place not in line.open
    }
    own |= set(INTERFACE.values())
    tables = {Mark(one.code).name: one for one in definition.questions.values() if one.kind is Kind.TABLE}
    for name, rows in found.items():
        first = next((row for row in rows if any(row)), [""])
        table = tables.get(marks.number_of(first[0])[0])
        if table is not None:
            _table(name, rows, table, gathering, own)
        else:
            _answers(name, rows, gathering, own)
    return gathering.result()


def _cell(row: Sequence[str], place: int) -> str:
    return row[place] if place < len(row) else ""


def _where(name: str, number: int, place: int) -> str:
    return _("sheet “%(sheet)s”, cell %(cell)s") % {"sheet": name, "cell": f"{get_column_letter(place + 1)}{number}"}


def _answers(name: str, rows: Rows, gathering: Gathering, own: set[str]) -> None:
    """The sheet of questions; of a sheet that the form does not have, every cell is told."""
    keys = next((row for row in rows if sheets.ANSWER in row and sheets.MARK in row), [])
    marked = keys.index(sheets.MARK) if keys else -1
    answers = keys.index(sheets.ANSWER) if keys else -1
    near = ""
    for number, row in enumerate(rows, 1):
        mark = _cell(row, marked) if keys else ""
        is_answer = bool(mark) and marks.form_in(mark) is None and row is not keys
        if is_answer:
            near = gathering.take(mark, _cell(row, answers), None, _where(name, number, answers)) or near
        for place, text in enumerate(row):
            is_told = mark == paper.INFORMED and marked < place < marked + len(sheets.COLUMNS)
            if place == marked or is_told or (is_answer and place == answers):
                continue
            if row is keys and text in sheets.COLUMNS:
                continue
            if text.strip() and text.strip() not in own and marks.form_in(text) is None:
                gathering.tell(_where(name, number, place), near, text, outside())


def _table(name: str, rows: Rows, table: Question, gathering: Gathering, own: set[str]) -> None:
    """The sheet of a table."""
    columns = {column.code for column in table.columns}
    known = {row.code for row in table.rows}
    number_seen = marks.number_of(next(row[0] for row in rows if any(row)))[1]
    gathering.begin(table.code, number_seen)
    keys = next((row for row in rows if len(columns & set(row)) == len(columns)), [])
    places = {place: key for place, key in enumerate(keys) if key in columns}
    heads_passed = False
    for number, row in enumerate(rows, 1):
        code = _cell(row, 0)
        is_line = bool(keys) and heads_passed and (code in known if known else True)
        for place, text in enumerate(row):
            where = _where(name, number, place)
            if place == 0 or (row is keys and (place in places or text == "row")):
                continue
            if is_line and place in places:
                mark = Mark(table.code, code if known else marks.ANY_ROW, places[place])
                gathering.take(marks.written(mark, number_seen), text, None, where, number)
            elif text.strip() and text.strip() not in own:
                gathering.tell(where, table.code, text, outside())
        # Below the row of keys, which is hidden, come the heads, and then the lines.
        heads_passed = heads_passed or (bool(keys) and number > rows.index(keys) + 1)


def outside() -> str:
    """The sentence for words outside of the cells of the form."""
    return _("It stands outside of the coloured cells. Copy it to where it belongs, or keep it as a comment.")
