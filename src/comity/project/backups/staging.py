"""Bring a backup back into an empty installation: its keys, its rows, its files; then up to this version.

This runs in a process of its own, whose COMITY_HOME is a folder beside and whose database holds nothing. What stands
there afterwards is a whole installation, looked at by the same program as any other before it takes a place.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.core.management import call_command
from django.db import connection, models, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from comity.base.audit.actions import note
from comity.base.audit.queries.whole import findings
from comity.base.people.actions import end_every_visit, ensure_service
from comity.engines.search import actions as search
from comity.kernel.errors import Refused
from comity.project.backups import BEGINNING, MANIFEST, SEAL, beside, tables
from comity.project.backups.archive import Content, parts
from comity.project.backups.making import Progress, is_any
from comity.project.backups.verifying import Looked, stream_of, table_in
from comity.project.beginning import make_tables


def load(path: Path, identity: Path | None, looked: Looked, *, progress: Progress) -> Iterator[str]:
    """Load a backup that was found whole into this installation, which is empty; says what it did, and what is amiss.

    Raises:
        Refused: the database is not empty, or refuses rows; the backup was changed since it was looked at.
    """
    if is_any():
        raise Refused("The place into which the backup would be loaded is not empty.")
    told = looked.told
    names: tables.Names = [(str(app), str(name)) for app, name in told["migrations"]]
    several = _tables(names)
    with stream_of(path, identity) as stream:
        _load(stream, told, several, progress)
    yield f"{looked.rows:,} rows of {len(told['tables'])} tables and {told['files']['count']:,} files are loaded."
    newer = _bring_up_to_date(names)
    if newer:
        yield f"{newer} migrations brought the database from version {told['program']} to this one."
    _note(looked)
    progress("search index")
    written = search.bring_up_to_date()
    yield f"The search index is {'up to date' if looked.has_index else 'built anew'}: {written:,} entries written."


def _tables(names: tables.Names) -> dict[str, type[models.Model]]:
    """Make the tables as they were in the version from which the backup comes."""
    executor = MigrationExecutor(connection)
    tables.check_known(executor.loader, names, "The backup")
    if not make_tables(frozenset(names)):
        executor.migrate(tables.last_of(executor.loader, names))
    several = tables.models_at(MigrationLoader(connection), names)
    with transaction.atomic():
        tables.empty(several)
    return {model._meta.db_table: model for model in several}


def _load(stream: BinaryIO, told: dict[str, Any], several: dict[str, type[models.Model]], progress: Progress) -> None:
    if strange := set(told["tables"]) ^ set(several):
        raise Refused(f"The backup does not fit its own version: the table {min(strange)} is on one side only.")
    faults = len(told["faults"])
    # References between rows are looked at when all are there.
    with transaction.atomic():
        for name, content in parts(stream):
            faults -= _take(name, content, told, several, progress)
        for table, one in told["tables"].items():
            if one["highest"]:
                tables.give_on_from(several[table], int(one["highest"]))
        _check_counts(told, several)
    if faults < 0:
        raise Refused("Files in it were changed since it was looked at.")


def _take(
    name: str, content: Content, told: dict[str, Any], several: dict[str, type[models.Model]], progress: Progress
) -> int:
    """Bring one part to its place; how many damaged files it was."""
    if name in {BEGINNING, MANIFEST, SEAL}:
        content.sha256()
    elif name.startswith("tables/"):
        table = table_in(name)
        progress(table)
        tables.put(several[table], told["tables"][table]["columns"], tables.rows_in(content.whole()))
    elif name.startswith(f"{beside.FILES}/"):
        return not beside.keep(content.pieces(), beside.digest_in(name))
    else:
        beside.lay(content.pieces(), beside.place_of(name, settings.HOME))
    return 0


def _check_counts(told: dict[str, Any], several: dict[str, type[models.Model]]) -> None:
    for table, one in told["tables"].items():
        count = tables.every_row(several[table]).count()
        if count != one["rows"]:
            raise Refused(f"Of the table {table}, {count} rows arrived of {one['rows']}.")


def _bring_up_to_date(names: tables.Names) -> int:
    call_command("migrate", verbosity=0, interactive=False)
    return len(set(MigrationLoader(connection).applied_migrations) - set(names))


def _note(looked: Looked) -> None:
    """Say in the log that it goes on from here; and let nobody go on in a session that may have been ended since."""
    told, by = looked.told, ensure_service()
    with transaction.atomic():
        end_every_visit(by=by)
        note("backup.restore", None, by=by, sha256=looked.sha256, made_at=told["made_at"], program=told["program"])


def log_faults() -> Sequence[str]:
    """What is wrong with the audit log as it was loaded."""
    return findings().faults


def same_secret(told: dict[str, Any]) -> bool:
    """Whether the secret key, from the environment or from the folder, is the one with which the backup was made."""
    several = [str(settings.SECRET_KEY)]
    with suppress(FileNotFoundError):
        several.append((settings.HOME / "secret_key").read_text(encoding="ascii"))
    known = str(told["secret_key"])
    return any(beside.fingerprint(one) == known for one in several)
