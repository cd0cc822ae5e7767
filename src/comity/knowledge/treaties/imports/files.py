"""Single files read in: the Treaty Collection's XML, and tables of actions."""

import datetime as dt
from pathlib import Path
from typing import Final

from comity.base.people.models import User
from comity.kernel.errors import Unreadable
from comity.knowledge.treaties import rules
from comity.knowledge.treaties.actions import put_actions
from comity.knowledge.treaties.imports import collection, tables
from comity.knowledge.treaties.shapes import Change, FileOutcome, ImportReport


LARGEST: Final = 50 * 2**20  # bytes
NAMED: Final = 20  # sentences about one file; the rest is counted


def import_file(
    path: Path, *, by: User, dry_run: bool = False, symbol: str = "", retrieved_on: dt.date | None = None
) -> ImportReport:
    """Read one file of actions into the portal, all of it or nothing: ``.xml`` or ``.csv``.

    The same again changes nothing; a corrected file updates by identifier.

    Args:
        path: the file.
        by: who imports it.
        dry_run: say row by row what would change, and change nothing.
        symbol: the treaty, when an XML file does not say which it is about.
        retrieved_on: when an XML file was fetched.

    Raises:
        Unreadable: it is none of these, or cannot be read; the sentence names file, line and remedy.
        NotPermitted: the person may not do this.
    """
    rules.check_may_edit_actions(by)
    if not path.is_file():
        raise Unreadable("There is no file here.", where=path.name)
    if path.stat().st_size > LARGEST:
        raise Unreadable(f"The file is larger than {LARGEST // 2**20} MB. Divide it.", where=path.name)
    content = path.read_bytes()
    if path.suffix.lower() == ".xml":
        outcome = _import_xml(path.name, content, by=by, dry_run=dry_run, symbol=symbol, retrieved_on=retrieved_on)
    elif path.suffix.lower() == ".csv":
        rows, sources = tables.read(path.name, content)
        changes = put_actions(rows, sources, by=by, dry_run=dry_run)
        outcome = FileOutcome(path.name, changes=tuple(changes))
    else:
        raise Unreadable("A file of actions ends in .xml or .csv.", where=path.name)
    return ImportReport(path.name, dry_run, (outcome,))


def _import_xml(  # noqa: PLR0913 -- the file, who, how, and what it does not say itself
    name: str, content: bytes, *, by: User, dry_run: bool, symbol: str, retrieved_on: dt.date | None
) -> FileOutcome:
    read = collection.read_file(name, content, symbol=symbol, retrieved_on=retrieved_on)
    changes: list[Change] = put_actions(read.rows, [read.source], by=by, dry_run=dry_run)
    sentences = list(read.sentences[:NAMED])
    if len(read.sentences) > NAMED:
        sentences.append(f"And {len(read.sentences) - NAMED} more of the kind.")
    if read.parties is not None:
        sentences.append(f"The file counts {read.parties} parties.")
    return FileOutcome(name, changes=tuple(changes), left_out=read.left_out, sentences=tuple(sentences))
