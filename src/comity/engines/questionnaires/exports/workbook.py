"""A definition as the workbook of an XLSForm."""

import io
from typing import Final

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from comity.engines.questionnaires.grammar import xlsform
from comity.engines.questionnaires.shapes import Definition


ALWAYS: Final = {
    "survey": ["type", "name"],
    "choices": ["list_name", "name"],
    "settings": ["form_title", "form_id", "version", "default_language"],
}
WIDE, NARROW = 48, 16


def to_workbook(definition: Definition) -> bytes:
    """The XLSX file: three sheets, heads that stay in sight, and every cell a text."""
    book = Workbook()
    for empty in book.worksheets:
        book.remove(empty)
    for name, lines in xlsform.sheets(definition).items():
        sheet = book.create_sheet(name)
        heads = _heads([*ALWAYS[name], *(head for line in lines for head in line)])
        for number, line in enumerate([dict(zip(heads, heads, strict=True)), *lines], 1):
            for column, head in enumerate(heads, 1):
                if text := line.get(head, ""):
                    cell = sheet.cell(number, column)
                    # What begins with an equals sign is no formula.
                    cell.value, cell.data_type = text, "s"
                    cell.font = Font(bold=number == 1)
                    cell.alignment = Alignment(wrap_text="::" in head, vertical="top")
        for column, head in enumerate(heads, 1):
            sheet.column_dimensions[get_column_letter(column)].width = WIDE if "::" in head else NARROW
        sheet.freeze_panes = "C2"
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _heads(several: list[str]) -> list[str]:
    """Heads of columns, each once; those of one text stand together, where the first of them was met."""
    together: dict[str, dict[str, None]] = {}
    for head in several:
        together.setdefault(head.partition("::")[0], {})[head] = None
    return [head for heads in together.values() for head in heads]
