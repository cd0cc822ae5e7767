"""Putting what was restored in the place of what is there, in steps that can be gone on with after a crash."""

import json
import os
import shutil
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import OperationalError, connection, transaction

from comity.kernel.errors import Refused
from comity.project.backups import KEYS


# Beside each other in COMITY_HOME, so that moving is one step of the file system and never a copy.
STAGE: Final = ".restoring"
READY: Final = "ready"
BEFORE: Final = "before-restoring-"
SCHEMA: Final = "comity_restoring"
DATABASE: Final = ("comity.sqlite3", "comity.sqlite3-wal", "comity.sqlite3-shm")
# What changes places, the database last.
ENTRIES: Final = (*KEYS, "files", "index", "vectors", *reversed(DATABASE))
# What of these stays when the backup has none: the key that was made here, where the other came from the environment.
STAYS: Final = frozenset({"secret_key"})


def stage() -> Path:
    """The folder in which an installation is restored before it takes its place."""
    home: Path = settings.HOME
    return home / STAGE


def is_postgresql() -> bool:
    """Whether the database is PostgreSQL."""
    return connection.vendor == "postgresql"


def environment() -> dict[str, str]:
    """What a process is told, beside its own environment, whose installation is the one on the stage."""
    told = {"COMITY_HOME": str(stage())}
    if is_postgresql():
        told["PGOPTIONS"] = f"-c search_path={SCHEMA}"
    return told


def has_data() -> list[str]:
    """What an installation holds that restoring would take the place of, in words; nothing when it is new."""
    found = [f"the folder {name}" for name in ("files", "index", "vectors") if _holds(settings.HOME / name)]
    passing = {"django_migrations", "django_content_type", "auth_permission", "django_session"}
    tables = connection.introspection.django_table_names(only_existing=True)
    with connection.cursor() as cursor:
        for table in sorted(set(tables) - passing):
            cursor.execute(f"SELECT 1 FROM {connection.ops.quote_name(table)} LIMIT 1")  # noqa: S608 -- quoted by Django
            if cursor.fetchone():
                found.append("rows in the database")
                break
    return found


def _holds(folder: Path) -> bool:
    return folder.is_dir() and any(path.is_file() for path in folder.rglob("*") if path.name != ".lock")


def make_room() -> None:
    """An empty stage, whatever a restore that was broken off left on it.

    Raises:
        Refused: the last restore was broken off while things changed places; or the account may not make a schema.
    """
    if is_half_done():
        raise Refused("The last restore was broken off when it was nearly done. Run `comity restore --finish`.")
    clear()
    stage().mkdir(mode=0o700, parents=True)
    if is_postgresql():
        with connection.cursor() as cursor:
            try:
                cursor.execute(f"CREATE SCHEMA {SCHEMA}")
            except Exception as error:
                raise Refused(
                    f"The database’s account may not make a schema, in which the backup is tried first: {error}. "
                    "GRANT CREATE ON DATABASE … TO … gives it the right."
                ) from error


def clear() -> None:
    """Leave nothing on the stage."""
    shutil.rmtree(stage(), ignore_errors=True)
    if is_postgresql():
        with connection.cursor() as cursor:
            cursor.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")


def is_half_done() -> bool:
    """Whether a restore was broken off while things changed places."""
    return (stage() / READY).is_file()


def take_places() -> str:
    """Let what is on the stage take its place; what was there is moved aside, and its name returned.

    From here on everything needed is on the disk: what a crash interrupts, ``finish`` goes on with.
    """
    home, here = settings.HOME, stage()
    # What stands beside a database of SQLite goes when nobody has it open any more.
    connection.close()
    plan = {
        "aside": f"{BEFORE}{datetime.now(UTC):%Y%m%dT%H%M%SZ}",
        "out": [
            name for name in _entries() if (home / name).exists() and ((here / name).exists() or name not in STAYS)
        ],
        "in": [name for name in _entries() if (here / name).exists()],
    }
    _whole(here)
    fresh = here / f"{READY}.new"
    with fresh.open("w", encoding="utf-8") as file:
        json.dump(plan, file)
        file.flush()
        os.fsync(file.fileno())
    fresh.rename(here / READY)
    _on_disk(here)
    return finish()


def _whole(folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_file():
            handle = os.open(path, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)


def finish() -> str:
    """Go on with changing places from wherever it was broken off; the name under which the old things are kept.

    Raises:
        Refused: nothing was.
    """
    if not is_half_done():
        raise Refused("No restore was broken off, so there is nothing to finish.")
    home, here = settings.HOME, stage()
    plan = json.loads((here / READY).read_text(encoding="utf-8"))
    name: str = plan["aside"]
    aside = home / name
    aside.mkdir(mode=0o700, exist_ok=True)
    if is_postgresql():
        try:
            _change_schemas(schema_aside(name))
        except OperationalError as error:
            raise Refused(
                f"The database is still used by somebody ({str(error).splitlines()[0]}). Stop the portal on every "
                "machine, then run `comity restore --finish`."
            ) from error
    connection.close()
    # Which steps were done already is seen from what is where: nothing is moved over anything.
    for entry in _entries():
        if entry in plan["out"] and not (aside / entry).exists() and (home / entry).exists():
            (home / entry).rename(aside / entry)
        if entry in plan["in"] and (here / entry).exists():
            (here / entry).rename(home / entry)
    _on_disk(home)
    shutil.rmtree(here)
    return name


def schema_aside(name: str) -> str:
    """The schema in which tables are kept whose place was taken."""
    return f"comity_{name}".replace("-", "_").lower()


def _entries() -> list[str]:
    return [entry for entry in ENTRIES if not (is_postgresql() and entry in DATABASE)]


def _change_schemas(aside: str) -> None:
    """Move the tables that were there into a schema aside, and those that were restored into their place, at once."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_namespace WHERE nspname = %s", [SCHEMA])
        if cursor.fetchone() is None:
            # Done before it was broken off.
            return
        cursor.execute("SELECT current_schema()")
        place = cursor.fetchone()[0]
        # Whoever reads from a table holds it; rather say so than wait without a word.
        cursor.execute("SET LOCAL lock_timeout = '10s'")
        quote = connection.ops.quote_name
        ours = {*connection.introspection.django_table_names(only_existing=True), "django_migrations"}
        for kind, listed in (("TABLE", _tables_in), ("FUNCTION", _functions_in)):
            new, old = listed(cursor, SCHEMA), listed(cursor, place)
            moved = [one for one in old if one in new or one in ours]
            if moved:
                cursor.execute(f"CREATE SCHEMA IF NOT EXISTS {quote(aside)}")
            for one in moved:
                cursor.execute(f"ALTER {kind} {quote(place)}.{_quoted(one)} SET SCHEMA {quote(aside)}")
            for one in new:
                cursor.execute(f"ALTER {kind} {SCHEMA}.{_quoted(one)} SET SCHEMA {quote(place)}")
        cursor.execute(f"DROP SCHEMA {SCHEMA}")


def _tables_in(cursor: object, schema: str) -> list[str]:
    cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s ORDER BY 1", [schema])  # type: ignore[attr-defined] # -- Django's
    return [row[0] for row in cursor.fetchall()]  # type: ignore[attr-defined] # -- as above


def _functions_in(cursor: object, schema: str) -> list[str]:
    """The functions of a schema that belong to no extension; ours take no arguments."""
    cursor.execute(  # type: ignore[attr-defined] # -- as above
        "SELECT p.proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname = %s "
        "AND p.pronargs = 0 AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')",
        [schema],
    )
    return [row[0] for row in cursor.fetchall()]  # type: ignore[attr-defined] # -- as above


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def _on_disk(folder: Path) -> None:
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
