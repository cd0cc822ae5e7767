"""Figures read from CSV: each cell is checked, and each fault says its row, its column and how to mend it."""

import csv
import io
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Final

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.utils.translation import gettext as _

from comity.base.people.models import User
from comity.base.places import queries as places
from comity.base.terms import queries as terms
from comity.engines.records.enums import Outcome
from comity.kernel.dates import Period
from comity.kernel.errors import Refused, Unreadable
from comity.kernel.languages import INTERFACE
from comity.knowledge.indicators import registry, rules
from comity.knowledge.indicators.actions import put_figures
from comity.knowledge.indicators.enums import PLACE, Dimension, Precision, Status
from comity.knowledge.indicators.models import Indicator
from comity.knowledge.indicators.queries.naming import LISTS
from comity.knowledge.indicators.shapes import Fault, Figure, Report, SeriesKey


LARGEST: Final = 20 * 2**20  # bytes
REQUIRED: Final = ("indicator", "period", "value", "source")
LONGEST: Final = {"source": 1000, "paragraph": 100, "url": 2000}
# As many figures before and after the point as the table keeps.
DIGITS: Final = 18
PLACES: Final = 6
KNOWN: Final = frozenset({
    *REQUIRED, "precision", "status", PLACE, *Dimension.values, "paragraph", "url",
    *(f"footnote_{code}" for code in INTERFACE),
})  # fmt: skip


class Wrong(Exception):
    """A cell is wrong: its column, and a sentence."""

    def __init__(self, column: str, sentence: str) -> None:
        super().__init__(sentence)
        self.column = column
        self.sentence = sentence


def import_figures(content: bytes, *, by: User, origin: str, dry_run: bool = False) -> Report:
    """Read figures from CSV and keep those that are sound; a wrong row never blocks the right ones.

    Args:
        content: UTF-8, with a head that names the columns; those of ``exports.COLUMNS`` are known.
        by: an editor.
        origin: the name of the file.
        dry_run: say what would be done, and do nothing.

    Raises:
        Unreadable: it is no such file at all.
        NotPermitted: the person may not record figures.
    """
    rules.check_may_record(by)
    report = Report()
    figures = []
    indicators = {one.code: one for one in Indicator.objects.all()}
    for number, row in _rows(content):
        try:
            figures.append(figure_of(row, indicators, f"{origin}, {number}"))
        except Wrong as wrong:
            report.faults.append(Fault(number, wrong.column, wrong.sentence))
    with transaction.atomic():
        for outcome in put_figures(figures, by=by, origin=origin[:60]):
            report.created += outcome == Outcome.CREATED
            report.revised += outcome == Outcome.CHANGED
            report.unchanged += outcome == Outcome.UNCHANGED
        if dry_run:
            transaction.set_rollback(True)
    return report


def _rows(content: bytes) -> Iterator[tuple[int, dict[str, str]]]:
    if len(content) > LARGEST:
        raise Unreadable(_("The file is larger than 20 MB. Divide it."))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable(_("The file is not in UTF-8. Save it as “CSV UTF-8”.")) from error
    if "\0" in text:
        raise Unreadable(_("The file is not text. Save the table as “CSV UTF-8”."))
    head = text.split("\n", 1)[0]
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=";" if head.count(";") > head.count(",") else ",")
    columns = [name.strip() for name in reader.fieldnames or ()]
    reader.fieldnames = columns
    missing = [name for name in REQUIRED if name not in columns]
    if missing:
        raise Unreadable(_("The first row lacks the columns: %(columns)s.") % {"columns": ", ".join(missing)})
    unknown = [name for name in columns if name not in KNOWN]
    if unknown:
        raise Unreadable(
            _("No column is called: %(columns)s. Known are: %(known)s.")
            % {"columns": ", ".join(name[:40] for name in unknown), "known": ", ".join(sorted(KNOWN))}
        )
    if len(set(columns)) < len(columns):
        raise Unreadable(_("A column stands twice in the first row."))
    try:
        for row in reader:
            if any(_cell(value) for value in row.values()):
                yield reader.line_num, {name: _cell(row.get(name)) for name in columns}
    except csv.Error as error:
        sentence = _("This row cannot be read as CSV.")
        raise Unreadable(sentence, where=_("row %(number)s") % {"number": reader.line_num}) from error


def _cell(value: object) -> str:
    """What stands in a cell, without the mark that keeps a spreadsheet from taking it for a formula."""
    text = value.strip() if isinstance(value, str) else ""
    return text[1:] if text[:1] == "'" and text[1:2] in {"=", "+", "-", "@"} else text


def figure_of(row: Mapping[str, str], indicators: Mapping[str, Indicator], where: str) -> Figure:
    """One figure from the texts of its cells, by the names of ``KNOWN``.

    Raises:
        Wrong: a cell cannot be read, and why.
    """
    for name in REQUIRED:
        if not row[name]:
            raise Wrong(name, _("This cell is empty. It must have a value."))
    for name, most in LONGEST.items():
        if len(row.get(name, "")) > most:
            raise Wrong(name, _("This is longer than %(number)s characters.") % {"number": most})
    indicator = indicators.get(row["indicator"])
    if indicator is None:
        raise Wrong("indicator", _("No indicator has the code “%(code)s”.") % {"code": row["indicator"][:60]})
    try:
        rules.check_typed_in(indicator)
    except Refused as refused:
        raise Wrong("indicator", str(refused)) from refused
    return Figure(
        indicator=indicator.code,
        series=SeriesKey(_place(row.get(PLACE, "")), _dimensions(row)),
        period=_period(row["period"]),
        value=_value(row["value"]),
        precision=_choice(row, "precision", Precision.values, Precision.EXACT),
        status=_choice(row, "status", Status.values, Status.FINAL),
        footnotes={code: row[f"footnote_{code}"] for code in INTERFACE if row.get(f"footnote_{code}")},
        source_title=row["source"],
        source_url=_address(row.get("url", "")),
        paragraph=row.get("paragraph", ""),
        where=where,
    )


def _place(text: str) -> str | None:
    if not text:
        return None
    place = places.resolve(text)
    if place is None:
        sentence = _("“%(text)s” is no place that is known here. Write its code, such as IT, or its name.")
        raise Wrong(PLACE, sentence % {"text": text[:40]})
    return place.code


def _dimensions(row: Mapping[str, str]) -> dict[str, str]:
    found = {}
    for name in Dimension.values:
        value = row.get(name, "")
        if not value:
            continue
        known: Mapping[str, object] | None = None
        if name == Dimension.CRIME_TYPE:
            known = terms.labels("crime-types", "en")
        elif name in LISTS:
            known = registry.words()[LISTS[Dimension(name)]]
        if known is not None and value not in known:
            sentence = _("“%(text)s” is none of: %(known)s.")
            raise Wrong(name, sentence % {"text": value[:40], "known": ", ".join(known)})
        if ";" in value or "=" in value or len(value) > 60:  # noqa: PLR2004 -- several fit into the key of a series
            raise Wrong(name, _("“%(text)s” is no code.") % {"text": value[:40]})
        found[name] = value
    return found


def _period(text: str) -> Period:
    try:
        return Period.parse(text)
    except Unreadable as error:
        raise Wrong(
            "period",
            _(
                "This is not a date. Write it as 2003-09-24, or as 2003-09, 2003 or 2017-02/2018-02 "
                "when only the period is known."
            ),
        ) from error


def _value(text: str) -> Decimal:
    try:
        value = Decimal(text)
    except InvalidOperation as error:
        sentence = _("“%(text)s” is not a number. Write it with a point and without separators, such as 2700 or 16.5.")
        raise Wrong("value", sentence % {"text": text[:40]}) from error
    exponent = value.as_tuple().exponent
    if (
        not value.is_finite()
        or abs(value) >= Decimal(10) ** DIGITS
        or (isinstance(exponent, int) and exponent < -PLACES)
    ):
        raise Wrong("value", _("This number has more than 18 figures before the point or more than 6 after it."))
    return value


def _choice(row: Mapping[str, str], name: str, known: list[str], otherwise: str) -> str:
    value = row.get(name, "") or otherwise
    if value not in known:
        sentence = _("“%(text)s” is none of: %(known)s.")
        raise Wrong(name, sentence % {"text": value[:40], "known": ", ".join(known)})
    return value


def _address(text: str) -> str:
    if text:
        try:
            URLValidator(schemes=["http", "https"])(text)
        except ValidationError as error:
            raise Wrong("url", _("Write an address that begins with https://.")) from error
    return text
