"""A questionnaire as a workbook to be filled in."""

import io
import re
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.cell import Cell as Written
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from comity.engines.questionnaires.enums import Cell
from comity.engines.questionnaires.grammar.paper import Filling, said
from comity.engines.questionnaires.grammar.rows import LONGEST_CELL, Line, sheets
from comity.engines.questionnaires.shapes import Definition
from comity.kernel.languages import direction


# A number of more digits would come back as another.
DIGITS: Final = 15
FILL: Final = PatternFill("solid", fgColor="FFF7E0")
SIDE: Final = Side("thin", color="8A94A3")
FRAME: Final = Border(left=SIDE, right=SIDE, top=SIDE, bottom=SIDE)
CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def to_form(definition: Definition, filling: Filling) -> bytes:
    """The XLSX file."""
    book = Workbook()
    for unused in book.worksheets:
        book.remove(unused)
    offered = _Offered(book)
    language = filling.form.language
    for one in sheets(definition, filling):
        page = book.create_sheet(one.name)
        page.sheet_view.rightToLeft = direction(language) == "rtl"
        for number, line in enumerate(one.lines, 1):
            _write(page, number, line, offered)
        for column, width in enumerate(one.widths, 1):
            page.column_dimensions[get_column_letter(column)].width = width
        page.column_dimensions["A"].hidden = True
        page.page_setup.orientation = "landscape"
        page.page_setup.fitToHeight = 0
        page.sheet_properties.pageSetUpPr.fitToPage = True
    offered.close()
    book.properties.title = said(definition.title, language)[0]
    book.properties.language = language
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def _write(page: Worksheet, number: int, line: Line, offered: "_Offered") -> None:
    for column, text in enumerate([line.mark, *line.cells], 1):
        place = column - 2
        is_open = place in line.open
        if not text and not is_open:
            continue
        cell = page.cell(number, column)
        assert isinstance(cell, Written), "nothing is merged here"
        _put(cell, text, line.kinds.get(place))
        cell.font = Font(bold=line.is_strong)
        cell.alignment = Alignment(wrap_text=not line.is_strong or place > 0, vertical="top")
        if is_open:
            cell.fill, cell.border = FILL, FRAME
            offered.offer(page, cell, line.options.get(place, ()))
    page.row_dimensions[number].hidden = line.is_hidden


def _put(cell: Written, text: str, kind: Cell | None) -> None:
    """Write a value: a number as one where it comes back the same, anything else as text, never as a formula."""
    if kind is Cell.NUMBER and (number := _number(text)) is not None:
        cell.value = number
        return
    if kind is not Cell.NUMBER:
        cell.number_format = "@"
    if text:
        cell.value, cell.data_type = CONTROL.sub("", text)[:LONGEST_CELL], "s"


def _number(text: str) -> int | float | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    if not number.is_finite() or len(number.as_tuple().digits) > DIGITS or "e" in text.casefold():
        return None
    return int(number) if number == number.to_integral_value() else float(number)


class _Offered:
    """A hidden sheet with what is offered in cells, each list once."""

    def __init__(self, book: Workbook) -> None:
        self._page = book.create_sheet("_lists")
        self._rules: dict[tuple[Any, tuple[str, ...]], DataValidation] = {}
        self._ranges: dict[tuple[str, ...], str] = {}

    def offer(self, page: Worksheet, cell: Written, options: tuple[str, ...]) -> None:
        if not options:
            return
        if options not in self._ranges:
            letter = get_column_letter(len(self._ranges) + 1)
            for number, option in enumerate(options, 1):
                held = self._page.cell(number, len(self._ranges) + 1)
                held.value, held.data_type = option[:LONGEST_CELL], "s"
            self._ranges[options] = f"'_lists'!${letter}$1:${letter}${len(options)}"
        key = (page, options)
        if key not in self._rules:
            # Another text is let through: whoever reads it back shows it.
            self._rules[key] = DataValidation("list", formula1=self._ranges[options], allow_blank=True)
            page.add_data_validation(self._rules[key])
        self._rules[key].add(cell)

    def close(self) -> None:
        """Put the lists behind the other sheets, where nobody looks."""
        book = self._page.parent
        book.move_sheet(self._page, len(book.worksheets))
        self._page.sheet_state = "hidden"
        book.active = 0
