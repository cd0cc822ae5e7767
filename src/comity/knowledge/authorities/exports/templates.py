"""Empty files to fill in, with what each column holds explained in the reader's language."""

import csv
import io

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from comity.knowledge.authorities.enums import Channel, Function, Group, Origin
from comity.knowledge.authorities.grammar import COLUMNS
from comity.knowledge.authorities.shapes import FIELD, Form


def explanations() -> dict[str, str]:
    """What each column holds."""
    list_of = _("Several with “;” between them.")
    forms = {
        Form.TELEPHONES: list_of,
        Form.EMAILS: list_of,
        Form.LANGUAGES: _("Codes such as en; fr."),
        Form.CHANNELS: _("Codes of the second sheet, with “;” between them."),
        Form.YES_NO: _("yes or no"),
        Form.PERSONS: _("One a line: name | title | telephone | e-mail"),
        Form.LINKS: _("One a line: title | address"),
        Form.NOTICES: _("One a line: 2020-03-20/2020-12-31 | words"),
    }
    fields = {name: " · ".join(filter(None, (str(one.label), forms.get(one.form, "")))) for name, one in FIELD.items()}
    told = {
        "identifier": _("Your own, such as IT-justice; it never changes"),
        "place": _("Code or name of the State or territory"),
        "name": _("Name in its own language"),
        "language": _("Code of the language of the name and of all words"),
        "restricted": _("Groups of fields kept for other authorities; codes of the second sheet"),
        "confirmed_on": _("Day on which the authority confirmed all this"),
        "confirmed_by": _("Who confirmed it"),
        "function": _("Code of the second sheet; one row for each designation"),
        "treaty": _("Number of the treaty, such as XVIII-12; empty for a general authority"),
        "treaty_title": _("Title of a treaty that has no number here"),
        "treaty_language": _("Language of that title"),
        "treaty_url": _("Address of that treaty"),
        "article": _("Article of the treaty, such as 18(13)"),
        "territory": _("Only when it holds for one territory alone"),
        "counterpart": _("Code of the other State of a treaty between two States"),
        "begins_on": _("First day of the designation, such as 2024-03-31"),
        "ends_on": _("Last day of the designation"),
        "origin": _("reported, treaty, law or extracted; empty is reported"),
        "source": _("Where this is known from"),
        "source_url": _("Address of the source"),
    }
    return {column: told.get(column) or fields.get(column) or _("Name in %(code)s") % {"code": column[5:]}
            for column in COLUMNS}  # fmt: skip


def codes() -> list[tuple[str, str, str]]:
    """Every code that a column takes: column, code, meaning."""
    several = (("function", Function), ("channels", Channel), ("restricted", Group), ("origin", Origin))
    return [(column, value, str(label)) for column, choices in several for value, label in choices.choices]


def as_csv() -> bytes:
    """The template as CSV, its columns explained in a row that importers pass over."""
    told = explanations()
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerow([f"# {told[COLUMNS[0]]}", *(told[column] for column in COLUMNS[1:])])
    return b"\xef\xbb\xbf" + file.getvalue().encode()


def as_xlsx() -> bytes:
    """The template as XLSX: a sheet to fill in, and one with the codes and what they mean."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None, "a new book has a sheet"
    told = explanations()
    sheet.title = _("authorities")[:31]
    sheet.append(list(COLUMNS))
    sheet.append([f"# {told[COLUMNS[0]]}", *(told[column] for column in COLUMNS[1:])])
    for number, _column in enumerate(COLUMNS, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = 24
        sheet.cell(1, number).font = Font(bold=True)
        sheet.cell(2, number).alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "B3"
    second = book.create_sheet(_("codes")[:31])
    second.append([_("column"), _("code"), _("meaning")])
    for line in codes():
        second.append(list(line))
    for letter, width in (("A", 14), ("B", 40), ("C", 70)):
        second.column_dimensions[letter].width = width
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
