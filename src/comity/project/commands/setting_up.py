"""Make an installation, or bring it up to date; each step says what it did and how long it took."""

import hashlib
import stat
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Final

import click
from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from comity.base.people.actions import ensure_service
from comity.base.people.models import User
from comity.engines.citations import actions as citations
from comity.engines.citations.shapes import Report
from comity.engines.search import actions as search
from comity.kernel.documents import fonts
from comity.kernel.errors import NotNow
from comity.knowledge.indicators.actions import compute
from comity.project import packs, statements
from comity.project.backups import upgrading
from comity.project.backups.making import make
from comity.project.beginning import migrate
from comity.project.commands.messages import compile_all
from comity.project.commands.serving import WORKERS, serve
from comity.project.figures import QUERIES
from comity.ui.assets import installed, write_bundle


CONSOLE: Final = Console(stderr=True, highlight=False)


@contextmanager
def step(doing: str) -> Iterator[Callable[[str], None]]:
    """Say what is being done, then what came of it and how long it took."""
    said: list[str] = []
    began = time.monotonic()
    with CONSOLE.status(f"{doing} …") if CONSOLE.is_terminal else _quiet():
        yield said.append
    CONSOLE.print(f"[green]✓[/] {doing}{': ' + said[-1] if said else ''} [dim]{time.monotonic() - began:.1f} s[/]")


@contextmanager
def _quiet() -> Iterator[None]:
    yield


@contextmanager
def bar(doing: str) -> Iterator[Callable[[str, int, int], None]]:
    """A progress bar; yields a function that takes what is being read, how many are done, and of how many."""
    with Progress(
        TextColumn("[bold]{task.description}"), BarColumn(), MofNCompleteColumn(), TaskProgressColumn(),
        TimeElapsedColumn(), TextColumn("[dim]{task.fields[what]}"), console=CONSOLE, transient=True,
    ) as shown:  # fmt: skip
        task = shown.add_task(doing, total=None, what="")

        def progress(what: str, done: int, total: int) -> None:
            shown.update(task, completed=done, total=total or None, what=what[:48])

        yield progress


def close_to_others(home: Path) -> None:
    """Make the folder of an installation, or shut one that every account of this machine could look into.

    The database in it holds drafts, contacts of authorities and sealed secrets, and is itself made readable to all.
    What the host granted to its group stays.
    """
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    mode = stat.S_IMODE(home.stat().st_mode)
    if mode & stat.S_IRWXO:
        home.chmod(mode & ~stat.S_IRWXO)


def set_up(*, with_packs: bool, with_backup: bool = True) -> None:
    """Bring everything up to date; what is already there is left alone.

    Raises:
        Refused: a backup is due before the tables change, and could not be made.
    """
    close_to_others(settings.HOME)
    back_up_before(with_backup=with_backup)
    with step("Database"):
        migrate()
    with step("Translations"):
        compile_all()
    service = ensure_service()
    load_facts(service)
    with step("Files for the browser") as say:
        collect_files()
        if not installed():
            say("without fonts, map and flags, which npm brings (make does it)")
    with step("Typefaces for PDF") as say:
        try:
            fonts.prepared()
        except NotNow:
            say("not there, since npm brings them; forms are written as Word and Excel only")
    if with_packs:
        import_all(service)
    # Before anything is counted: what was loaded a moment ago the planner takes for nothing.
    with step("Statistics for the database's planner"), connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    name_authorities(service)
    with step("The portal's own figures") as say:
        say(f"{sum(compute(QUERIES, by=service).values())} figures written")
    read_citations()
    update_index()


def back_up_before(*, with_backup: bool) -> None:
    """Make a backup before the tables of a filled database change, where it is known to whom it is sealed."""
    pending = upgrading.pending()
    if not pending:
        return
    due = f"{len(pending)} migrations are due on a database that has data"
    if not with_backup:
        CONSOLE.print(f"[yellow]–[/] {due}; no backup was made, as you said.")
    elif not settings.BACKUP_RECIPIENTS:
        CONSOLE.print(
            f"[yellow]–[/] {due}, and no backup is made before: COMITY_BACKUP_RECIPIENTS names nobody who could "
            "open it."
        )
    else:
        with step("Backup before the tables change") as say:
            made = make(settings.BACKUP_FOLDER, to=settings.BACKUP_RECIPIENTS)
            say(f"{due}; {made.folder}/{made.name}")


def collect_files() -> None:
    """Write the stylesheet, and gather and compress the files for the browser where any has changed since."""
    write_bundle()
    collected, manifest = settings.HOME / "static.sha256", settings.STATIC_ROOT / "staticfiles.json"
    files = sorted(
        (name, found.st_size, found.st_mtime_ns)
        for finder in get_finders()
        for name, storage in finder.list([])
        if (found := Path(storage.path(name)).stat())
    )
    now = hashlib.sha256(f"{settings.STORAGES['staticfiles']}{files}".encode()).hexdigest()
    if manifest.is_file() and collected.is_file() and collected.read_text(encoding="ascii") == now:
        return
    call_command("collectstatic", verbosity=0, interactive=False)
    collected.write_text(now, encoding="ascii")


def load_facts(by: User) -> None:
    """Load the facts that ship with the project: those of every module whose configuration names its ``facts``."""
    for config in apps.get_app_configs():
        if label := getattr(config, "facts", ""):
            with step(label):
                import_module(f"{config.name}.actions").load_facts(by=by)


def import_all(by: User) -> None:
    """Import every pack that is found, and say what is not there."""
    several = list(packs.found())
    for pack in several:
        began = time.monotonic()
        with bar(pack.name) as progress:
            report = pack.reader.import_pack(pack.path, by=by, progress=progress)
        CONSOLE.print(f"[green]✓[/] {pack.name}: {report} [dim]{time.monotonic() - began:.1f} s[/]")
    for line in told_of_missing(several):
        CONSOLE.print(line)


def told_of_missing(several: Sequence[packs.Found]) -> Iterator[str]:
    """What to say of packs that are not there: where was looked, and which our registries know beside those found."""
    absent = list(packs.missing(several))
    if not any(settings.NODE_MODULES not in pack.path.parents for pack in several):
        # What npm brings is one declaration, and no pack that an operator has put here.
        looked = ", ".join(str(folder) for folder in packs.folders())
        yield f"[yellow]–[/] No data pack found in {looked}: the portal has facts, and next to no texts."
    if absent:
        yield f"[yellow]–[/] Known, and not found here: {len(absent)} packs. COMITY_PACKS says where to look for them."
        yield from (f"    {pack.name} [dim]{pack.title} · {pack.publisher} · {pack.source}[/]" for pack in absent)


def name_authorities(by: User) -> None:
    """Keep the authorities that States named in the statements that are loaded."""
    with step("Authorities that States named in statements") as say:
        say(str(statements.name_authorities(by=by)))


def read_citations(*, anew: bool = False) -> Report:
    """Look for citations in the texts that changed, or in all of them when names are new; say what came of it."""
    began = time.monotonic()
    with bar("Citations") as progress:
        read = citations.read_everything if anew else citations.bring_up_to_date
        report = read(progress=progress)
    CONSOLE.print(
        f"[green]✓[/] Citations: {report.records:,} records read, {report.linked:,} citations of what is here, "
        f"{len(report.changed):,} records changed [dim]{time.monotonic() - began:.1f} s[/]"
    )
    return report


def update_index() -> None:
    """Build the search index where there is none, else take in what changed."""
    began = time.monotonic()
    with bar("Search index") as progress:
        written = search.bring_up_to_date(progress=progress)
    CONSOLE.print(f"[green]✓[/] Search index: {written:,} documents written [dim]{time.monotonic() - began:.1f} s[/]")


@click.command("setup")
@click.option("--packs/--no-packs", "with_packs", default=False, help="Also import every data pack that is found.")
@click.option(
    "--backup/--no-backup", "with_backup", default=True, help="Whether to make a backup before tables change."
)
def setup_command(*, with_packs: bool, with_backup: bool) -> None:
    """Make or bring up to date the database, the facts, the files for the browser and the index.

    Before the tables of a database that has data change, a backup is made in COMITY_BACKUP_FOLDER, sealed to
    COMITY_BACKUP_RECIPIENTS; without recipients there is none, and that is said.
    """
    set_up(with_packs=with_packs, with_backup=with_backup)


@click.command("demo")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port to listen on.")
def demo_command(host: str, port: int) -> None:
    """Set up, load every fact and pack that is found, build the index and serve the portal."""
    began = time.monotonic()
    set_up(with_packs=True)
    CONSOLE.print(
        f"Ready after {time.monotonic() - began:.0f} s. "
        f"Comity is at [bold]http://localhost:{port}/[/]; Ctrl+C stops it."
    )
    sys.stderr.flush()
    serve(host, port, workers=WORKERS)
