"""Records as a workbook that can be changed and imported again, and the empty one to begin with."""

import csv
import io
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from comity.base.places.models import Place
from comity.engines.records import queries
from comity.engines.records.exports.rows import files_line, files_of
from comity.engines.records.models import Detail, Record
from comity.engines.records.queries.arrows import links_standing, most_links
from comity.engines.records.registry import Column, Sketch, arrows, columns_of
from comity.engines.records.registry.cells import harmless
from comity.engines.records.registry.rows import RowColumn
from comity.kernel.languages import direction


ROWS: Final = 1_000_000
CHUNK: Final = 500
BLOCK: Final = 64 * 1024
# What a cell of a workbook holds; a longer text is left out, and an empty cell changes nothing when it comes back.
LONGEST: Final = 32_767
CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
# Of each satellite so many rows have columns; what a record has beyond them stays as it is when the sheet comes back.
LARGEST_GROUP: Final = 20
LAST_ROW: Final = 1_048_576
MACHINE: Final = PatternFill("solid", fgColor="E7E2D6")
BOLD: Final = Font(bold=True)
WIDTHS: Final = {"identifier": 24, "title": 48, "summary": 60}


def workbook(model: type[Detail], language: str) -> Iterator[bytes]:
    """Every public record of a kind as a workbook, with headers in a language; on disk first, as its format needs."""
    records = queries.visible_to(None).filter(kind=model.kind)
    languages, sources = queries.extent_of(records)
    with translation.override(language):
        named = columns_of(
            model, rows=most_rows(model, records), languages=languages or ["en"], sources=max(1, sources)
        )
        columns = list(named.values())
        columns.append(files_column())
        book = Workbook(write_only=True)
        sheet: Any = None
        for count, sketch in enumerate(sketches(model)):
            if count % ROWS == 0:
                sheet = begun(book, columns, model, language, count // ROWS)
            sheet.append([cell(sheet, column.written(sketch)) for column in columns])
        if sheet is None:
            begun(book, columns, model, language, 0)
        explain(book, columns, language)
    with tempfile.TemporaryFile() as file:
        book.save(file)
        file.seek(0)
        while block := file.read(BLOCK):
            yield block


def most_rows(model: type[Detail], records: QuerySet[Record]) -> dict[str, int]:
    """For how many rows of each satellite, and links, a sheet has columns: as many as a record has, up to a limit."""
    several = {name: n for name, n in queries.most_rows(model, records).items() if n}
    if links := most_links(records):
        several[arrows.GROUP] = links
    return {name: min(number, LARGEST_GROUP) for name, number in several.items()}


def files_column() -> Column:
    """The column that tells which files are on a record; what reads a table takes nothing from it."""

    def take(_sketch: Sketch, _text: str) -> None:
        """Nothing."""

    return Column(
        "files",
        gettext_lazy("Files"),
        gettext_lazy("Address, type and SHA-256 of each, to be read only: files are attached on the record’s page."),
        lambda sketch: sketch.files,
        take,
    )


def sketches(model: type[Detail]) -> Iterator[Sketch]:
    """Every public record of a kind, each with the number of its last revision, some hundred at a time."""
    several: list[Detail] = []
    details = queries.public_details(model).prefetch_related(
        queries.attachments_for("record__attachments"), *model.satellites
    )
    for detail in details.iterator(chunk_size=CHUNK):
        several.append(detail)
        if len(several) == CHUNK:
            yield from numbered(several)
            several = []
    yield from numbered(several)


def numbered(details: list[Detail]) -> Iterator[Sketch]:
    """Records with the number of the last revision of each and their links to public records; two queries."""
    keys = [detail.pk for detail in details]
    numbers, links = queries.revision_numbers(keys), links_standing(keys)
    for detail in details:
        sketch = Sketch.of(detail)
        sketch.revision = numbers.get(detail.pk)
        sketch.drawn = arrows.drawn(links[detail.pk].shown if detail.pk in links else ())
        sketch.files = files_line(files_of(detail.record))
        yield sketch


def begun(book: Workbook, columns: list[Column], model: type[Detail], language: str, number: int) -> Any:
    """A sheet with its two rows of headings: for readers, and for machines."""
    sheet = book.create_sheet(f"{model.kind}{number + 1 if number else ''}")
    prepare(sheet, columns, language)
    first = [cell(sheet, capitalised(str(column.label))) for column in columns]
    second = [cell(sheet, column.name) for column in columns]
    for one in first:
        one.font = BOLD
    for one in second:
        one.fill = MACHINE
    sheet.append(first)
    sheet.append(second)
    return sheet


def prepare(sheet: Any, columns: list[Column], language: str) -> None:
    """Directions, widths and the headings that stay in sight."""
    sheet.sheet_view.rightToLeft = direction(language) == "rtl"
    sheet.freeze_panes = "B3"
    for position, column in enumerate(columns, 1):
        width = WIDTHS.get(column.name.partition(":")[0], 18)
        sheet.column_dimensions[get_column_letter(position)].width = width


def cell(sheet: Any, text: str) -> Any:
    """A cell that is text whatever it looks like, and never a formula."""
    made = WriteOnlyCell(sheet)
    made.value = "" if len(text) > LONGEST else CONTROL.sub("", harmless(text))
    made.data_type = "s" if made.value else "n"
    made.value = made.value or None
    return made


def capitalised(text: str) -> str:
    """A label with a capital where its script has any."""
    return text[:1].upper() + text[1:]


def further_rows(columns: Iterable[Column]) -> Iterator[str]:
    """How a table gives a record more rows, said by a column that it has; nothing where a kind has none."""
    for column in columns:
        if isinstance(column, RowColumn) and column.group and column.inner:
            yield _("Further rows: add columns such as %(name)s. A row whose cells are all emptied goes away.") % {
                "name": f"{column.group.name}{column.number + 1}:{column.inner.name}"
            }
            return


def explain(book: Workbook, columns: Sequence[Column], language: str) -> None:
    """A sheet that says of each column what it is for and what may stand in it."""
    sheet = book.create_sheet(_("Columns"))
    sheet.sheet_view.rightToLeft = direction(language) == "rtl"
    sheet.freeze_panes = "A2"
    for letter, width in zip("ABCDEF", (22, 30, 14, 70, 60, 40), strict=True):
        sheet.column_dimensions[letter].width = width
    heads = (_("Column"), _("Name"), _("Required"), _("What may stand in it"), _("Values"), _("Example"))
    row = [cell(sheet, head) for head in heads]
    for one in row:
        one.font = BOLD
    sheet.append(row)
    for column in columns:
        values = "\n".join(f"{value}: {label}" for value, label in column.choices)
        told = (
            column.name,
            capitalised(str(column.label)),
            _("yes") if column.is_required else "",
            str(column.help),
            values,
            column.example,
        )
        row = [cell(sheet, text) for text in told]
        for one in row:
            one.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.append(row)
    for sentence in (
        _("An empty cell leaves what is there. Write [empty] to empty it."),
        _("Keep the row of machine names. Columns may stand in any order, and those you do not need may go."),
        _("Further languages and sources: add columns such as title:pt or source2:title."),
        *further_rows(columns),
    ):
        sheet.append([None, None, None, cell(sheet, sentence)])


# ---------------------------------------------------------------- empty ones to fill in


def template(model: type[Detail], language: str) -> bytes:
    """An empty workbook for a kind: headings, an explanation of each column, and lists to choose values from."""
    with translation.override(language):
        columns = list(columns_of(model).values())
        book = Workbook()
        assert book.active is not None
        book.remove(book.active)
        sheet = begun(book, columns, model, language, 0)
        explain(book, columns, language)
        offer_choices(book, sheet, columns)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def offer_choices(book: Workbook, sheet: Any, columns: list[Column]) -> None:
    """Lists in the cells of those columns whose values are known, kept on a sheet of their own that is not shown."""
    lists = book.create_sheet("lists")
    lists.sheet_state = "hidden"
    used = 0
    for position, column in enumerate(columns, 1):
        values = [value for value, _label in column.choices]
        if column.name == "place":
            values = list(Place.objects.order_by("code").values_list("code", flat=True))
        if not values:
            continue
        used += 1
        for row, value in enumerate(values, 1):
            lists.cell(row, used, value)
        source = f"lists!${get_column_letter(used)}$1:${get_column_letter(used)}${len(values)}"
        rule = DataValidation(type="list", formula1=source, allow_blank=True, showErrorMessage=True)
        rule.errorTitle = capitalised(str(column.label))[:32]
        rule.error = str(column.help)[:255]
        letter = get_column_letter(position)
        rule.add(f"{letter}3:{letter}{LAST_ROW}")
        sheet.add_data_validation(rule)


def template_csv(model: type[Detail], language: str) -> bytes:
    """An empty table for a kind as CSV: headings for readers, headings for machines."""
    with translation.override(language):
        columns = list(columns_of(model).values())
        file = io.StringIO()
        writer = csv.writer(file)
        writer.writerow(harmless(capitalised(str(column.label))) for column in columns)
        writer.writerow(column.name for column in columns)
    return b"\xef\xbb\xbf" + file.getvalue().encode()
