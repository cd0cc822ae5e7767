"""List, check and fetch data packs; import a pack, a folder or a file."""

import gc
import hashlib
import shutil
import tempfile
import urllib.request
from pathlib import Path
from typing import Any, Final
from urllib.error import HTTPError
from urllib.parse import urlparse

import click
from django.conf import settings
from rich.table import Table

from comity.base.people.actions import ensure_service
from comity.engines.records.enums import Outcome
from comity.engines.records.imports import RowReport, lines_of, run
from comity.engines.search import actions as search
from comity.kernel.errors import Refused, Unreadable
from comity.project import packs, statements
from comity.project.commands.setting_up import CONSOLE, bar


LARGEST: Final = 4 * 2**30  # bytes
PIECE: Final = 2**20


@click.group("packs")
def packs_command() -> None:
    """List, check and fetch data packs."""


@packs_command.command("list")
def list_command() -> None:
    """Every pack that is found, with its licence and where it comes from."""
    table = Table("Pack", "Kind", "Languages", "Licence", "Source", box=None)
    several = list(packs.found())
    for pack in several:
        m = pack.manifest
        table.add_row(pack.name, m.kind, " ".join(m.languages), m.licence, m.source)
    if several:
        CONSOLE.print(table)
    else:
        CONSOLE.print(f"No pack in {', '.join(map(str, packs.folders()))}. Set COMITY_PACKS, or fetch one.")


@packs_command.command("check")
@click.argument("path", type=click.Path(exists=True, path_type=Path))
def check_command(path: Path) -> None:
    """Hold a pack's files against its manifest and try to read all of it, changing nothing."""
    report = _import(path, dry_run=True)
    click.echo(str(report))


@packs_command.command("fetch")
@click.argument("address")
@click.option("--sha256", default="", help="What the archive must be; without it, the sum is printed and kept.")
def fetch_command(address: str, sha256: str) -> None:
    """Fetch an archive from its publisher over HTTPS, check that it is a pack, and keep it for the next setup."""
    parts = urlparse(address)
    if parts.scheme != "https" or not parts.hostname:
        raise Refused("Only addresses that begin with https:// are fetched.")
    name = Path(parts.path).name
    if not name.endswith(packs.ARCHIVES):
        raise Refused(f"The address must end in the name of an archive: {', '.join(packs.ARCHIVES)}.")
    folder = settings.HOME / "packs"
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder) as aside:
        beside = Path(aside) / name
        found = _fetched(address, beside)
        if sha256 and found != sha256.lower():
            raise Refused(f"The archive is not the one expected: its SHA-256 is {found}. Nothing was kept.")
        if packs.identified(beside) is None:
            raise Unreadable("The archive has no manifest and is not known by its name. Nothing was kept.", where=name)
        shutil.move(beside, folder / name)
    click.echo(f"{name} is kept. SHA-256: {found}. `comity import {name}` reads it in.")


class _OnlyHttps(urllib.request.HTTPRedirectHandler):
    """Follows a publisher who moved, but not to where anyone on the way could put in something else."""

    def redirect_request(self, *asked: Any) -> Any:  # the second is the answer, the last the new address
        """What to ask next.

        Raises:
            Refused: the next address is not https.
        """
        if urlparse(asked[-1]).scheme != "https":
            asked[1].close()
            raise Refused("The publisher leads on to an address that is not https. Nothing was kept.")
        return super().redirect_request(*asked)


def _fetched(address: str, target: Path) -> str:
    digest, size = hashlib.sha256(), 0
    try:
        with (
            urllib.request.build_opener(_OnlyHttps).open(address, timeout=60) as answer,
            target.open("wb") as file,
            bar(target.name) as told,
        ):
            total = int(answer.headers.get("Content-Length") or 0)
            while piece := answer.read(PIECE):
                size += len(piece)
                if size > LARGEST:
                    raise Refused("The archive is larger than 4 GB. Nothing was kept.")
                digest.update(piece)
                file.write(piece)
                told("", size // PIECE, total // PIECE)
    except OSError as error:
        if isinstance(error, HTTPError):
            error.close()
        raise Refused(f"The address cannot be read: {error}. Nothing was kept.") from error
    return digest.hexdigest()


@click.command("import")
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--kind", default="", help="Of the records in a table (CSV or XLSX); a template of it says the columns.")
@click.option("--dry-run", is_flag=True, help="Show what would change, row by row, and change nothing.")
@click.option("--all-or-nothing", is_flag=True, help="With --kind: keep nothing when any row is wrong.")
def import_command(path: Path, kind: str, dry_run: bool, all_or_nothing: bool) -> None:  # noqa: FBT001 -- click hands options over by name
    """Read a pack or a file into the portal: a path, or the name of a pack that is found.

    With --kind the file is a table of records of that kind. Exit code 1 when a row was refused, 2 when the whole was.
    """
    if kind:
        import_table(path, kind, dry_run=dry_run, all_or_nothing=all_or_nothing)
        return
    if all_or_nothing:
        raise Refused("--all-or-nothing is for tables of records: name their --kind.")
    if not path.exists():
        named = {pack.name: pack.path for pack in packs.found()}
        kept = settings.HOME / "packs" / path
        if str(path) in named:
            path = named[str(path)]
        elif kept.exists():
            path = kept
        else:
            known = ", ".join(sorted(named)) or "none"
            raise Unreadable(
                f"There is neither a file nor a pack of this name. Packs found: {known}.", where=str(path)
            )
    single = path.is_file() and not path.name.endswith(packs.ARCHIVES)
    report = (
        packs.import_file(path, by=ensure_service(), dry_run=dry_run) if single else _import(path, dry_run=dry_run)
    )
    click.echo(str(report))
    for line in report.lines():
        click.echo(f"  {line}")
    if not dry_run:
        # A pack of statements may name authorities.
        statements.name_authorities(by=ensure_service())
        with bar("Search index") as progress:
            search.bring_up_to_date(progress=progress)


def import_table(path: Path, kind: str, *, dry_run: bool, all_or_nothing: bool) -> None:
    """Read a table of records of one kind; what is wrong with a row is told, and the right ones are kept."""
    if not path.is_file():
        raise Unreadable("There is no such file.", where=str(path))

    def told(row: RowReport) -> None:
        if row.outcome == Outcome.REFUSED or (dry_run and row.outcome != Outcome.UNCHANGED):
            for line in lines_of(row):
                click.echo(f"  {line}")

    # What is loaded stays: a third of the time would go into looking it through for what could be thrown away.
    gc.freeze()
    with bar(path.name) as progress:
        report = run(
            path, kind, by=ensure_service(), dry_run=dry_run, all_or_nothing=all_or_nothing, told=told,
            progress=progress,
        )  # fmt: skip
    click.echo(str(report))
    if not dry_run and not report.undone:
        with bar("Search index") as progress:
            search.bring_up_to_date(progress=progress)
    if report.refused:
        raise SystemExit(1)


def _import(path: Path, *, dry_run: bool) -> packs.Report:
    pack = packs.identified(path)
    if pack is None:
        raise Unreadable(
            "This is not a pack: it has no manifest comity-pack.yaml and its name is not known. Add a manifest.",
            where=path.name,
        )
    with bar(pack.name) as progress:
        return pack.reader.import_pack(pack.path, by=ensure_service(), dry_run=dry_run, progress=progress)
