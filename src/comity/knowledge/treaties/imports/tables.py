"""Tables of actions: CSV in UTF-8 with a first row of names, one action a row.

Columns, of which the first four must be there:

========== ======================================================================================================
symbol      the treaty, as XVIII-12
place       who acted: a code such as IT, or a name in any of the six languages
action      what it did, in the words of ``enums.ActionKind``: ratification, accession, withdrawal, declaration ...
on          when: 2018-03-05, or 2018-03, 2018, 2017-02/2018-02 where only the period is known
territory   the territory that alone is concerned; a code or a name
against     the State whose statement an objection answers; a code or a name
text        the words of a statement
language    the language of the words, an ISO 639-1 code; ``en`` when it is empty
note        anything that a reader should know
identifier  the same in every later table that speaks of this action; made from the other cells when it is empty
source      a short permanent name of the source; made from its title when it is empty
source_title, source_publisher, source_url, source_licence, source_retrieved_on
            the source of this row; the rows of one source need to say it only once
========== ======================================================================================================
"""

import csv
import datetime as dt
import hashlib
import io
from collections.abc import Iterator
from typing import Final

from comity.base.places import queries as places
from comity.kernel.dates import Period
from comity.kernel.errors import Unreadable
from comity.knowledge.treaties.enums import ActionKind
from comity.knowledge.treaties.imports.texts import decoded
from comity.knowledge.treaties.shapes import ActionRow, Source


NEEDED: Final = ("symbol", "place", "action", "on")
SOURCE_COLUMNS: Final = (
    "source", "source_title", "source_publisher", "source_url", "source_licence", "source_retrieved_on",
)  # fmt: skip
COLUMNS: Final = (*NEEDED, "territory", "against", "text", "language", "note", "identifier", *SOURCE_COLUMNS)
LONGEST: Final = {"note": 1000, "identifier": 200, "source_title": 1000, "language": 10}
KEY: Final = 60


def read(name: str, content: bytes) -> tuple[list[ActionRow], list[Source]]:
    """The actions in a table, and the sources that it describes.

    Raises:
        Unreadable: no table in UTF-8 with these columns, or a cell that cannot be read; file, row and column
            are named.
    """
    sources: dict[str, Source] = {}
    seen: dict[str, int] = {}
    found = []
    for where, row in rows_of(name, content):
        source = _source(row, where, name)
        if source.key not in sources or source.title:
            sources[source.key] = source
        found.append(_action(row, where, source.key, seen))
    return found, [source for source in sources.values() if source.title]


def rows_of(name: str, content: bytes) -> Iterator[tuple[str, dict[str, str]]]:
    """Every row by the names of its columns, with its place in the file."""
    text = decoded(content, name).removeprefix("\ufeff")
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        names = [one.strip().lower() for one in next(reader, [])]
        _check_columns(names, name)
        for cells in reader:
            where = f"{name}, line {reader.line_num}"
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(names):
                raise Unreadable(
                    f"The row has {len(cells)} cells, but there are {len(names)} columns. "
                    "Put a cell that holds a comma in quotation marks.",
                    where=where,
                )
            row = dict.fromkeys(COLUMNS, "") | {one: cell.strip() for one, cell in zip(names, cells, strict=True)}
            for column, most in LONGEST.items():
                if len(row[column]) > most:
                    raise Unreadable(f"The cell has more than {most} characters.", where=f"{where}, column {column}")
            yield where, row
    except csv.Error as error:
        raise Unreadable(f"The row is no CSV: {error}.", where=f"{name}, line {reader.line_num}") from error


def _check_columns(names: list[str], file: str) -> None:
    missing = [one for one in NEEDED if one not in names]
    if missing:
        raise Unreadable(f"The first row does not name the column “{missing[0]}”.", where=f"{file}, line 1")
    for one in names:
        if one not in COLUMNS:
            raise Unreadable(
                f"“{one[:60]}” is no column that is known. Known are: {', '.join(COLUMNS)}.", where=f"{file}, line 1"
            )
        if names.count(one) > 1:
            raise Unreadable(f"The column “{one}” stands there twice.", where=f"{file}, line 1")


def _action(row: dict[str, str], where: str, source: str, seen: dict[str, int]) -> ActionRow:
    try:
        on = Period.parse(row["on"])
    except Unreadable as error:
        raise Unreadable(error.sentence, where=f"{where}, column on") from error
    codes = {name: _code(row[name], f"{where}, column {name}") for name in ("place", "territory", "against")}
    if row["action"] not in ActionKind.values:
        raise Unreadable(
            f"“{row['action'][:60]}” is not a kind of action. Write one of: {', '.join(ActionKind.values)}.",
            where=f"{where}, column action",
        )
    if not codes["place"]:
        raise Unreadable("The cell is empty. Write who acted.", where=f"{where}, column place")
    stem = ":".join(filter(None, ["table", row["symbol"], codes["place"], row["action"], codes["territory"]]))
    seen[stem] = ordinal = seen.get(stem, 0) + 1
    return ActionRow(
        symbol=row["symbol"],
        place=codes["place"],
        kind=row["action"],
        on=on,
        source=source,
        identifier=row["identifier"] or (f"{stem}:{ordinal}" if ordinal > 1 else stem),
        territory=codes["territory"],
        against=codes["against"],
        text=row["text"],
        language=(row["language"] or "en") if row["text"] else "",
        note=row["note"],
        where=where,
    )


def _code(text: str, where: str) -> str:
    if not text:
        return ""
    place = places.resolve(text)
    if place is None:
        raise Unreadable(f"“{text[:80]}” names no State or organisation. Use a code such as IT or EU.", where=where)
    return place.code


def _source(row: dict[str, str], where: str, file: str) -> Source:
    title = row["source_title"]
    key = row["source"] or (f"table:{hashlib.sha256(title.encode()).hexdigest()[:16]}" if title else "")
    if not key:
        raise Unreadable(
            "Nothing says where this comes from. Fill source_title, or source with one that is known.",
            where=f"{where}, column source_title",
        )
    if len(key) > KEY:
        raise Unreadable(f"The cell has more than {KEY} characters.", where=f"{where}, column source")
    retrieved = row["source_retrieved_on"]
    try:
        dt.date.fromisoformat(retrieved or "2000-01-01")
    except ValueError as error:
        raise Unreadable(
            f"“{retrieved[:30]}” is not a day. Write it as 2024-03-05.", where=f"{where}, column source_retrieved_on"
        ) from error
    url = row["source_url"]
    if url and not url.startswith(("http://", "https://")):
        raise Unreadable("The address does not begin with https://.", where=f"{where}, column source_url")
    return Source(
        key,
        title,
        publisher=row["source_publisher"],
        url=url,
        licence=row["source_licence"],
        retrieved_on=retrieved,
        note=f"read from {file}"[:1000] if title else "",
    )
