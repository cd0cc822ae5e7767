"""The rows of every table, out of either database and into either, as JSON Lines."""

import base64
import datetime as dt
import gzip
import json
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from typing import Any, Final

from django.apps.registry import Apps
from django.db import DatabaseError, connection, models, transaction
from django.db.migrations.loader import MigrationLoader
from django.utils.duration import duration_string

from comity.kernel.errors import Refused
from comity.project.backups import LEFT_OUT


# A part is closed once it holds so many bytes, so that neither writing nor reading one needs much memory.
PART: Final = 2**20
ROWS: Final = 2000
# Quick rather than small: the texts shrink to a quarter at once, to a fifth at three times the work.
LEVEL: Final = 2
Names = list[tuple[str, str]]


def applied(loader: MigrationLoader) -> Names:
    """The migrations that the database has, in order of their names.

    Raises:
        Refused: it has one that this program does not know.
    """
    found = sorted(loader.applied_migrations)
    check_known(loader, found, "This database")
    return found


def check_known(loader: MigrationLoader, names: Names, what: str) -> None:
    """Raise Refused when one of these migrations is none of this program's."""
    if unknown := [name for name in names if name not in loader.graph.nodes]:
        app, name = unknown[0]
        raise Refused(
            f"{what} comes from a newer or another version: it has the migration {app} {name}, and "
            f"{len(unknown) - 1} more, that this program does not know. Install that version of Comity."
        )


def last_of(loader: MigrationLoader, names: Names) -> Names:
    """The last migration of each app among these."""
    known = set(names)
    return [
        name
        for name in names
        if not any(child.key in known and child.key[0] == name[0] for child in loader.graph.node_map[name].children)
    ]


def models_at(loader: MigrationLoader, names: Names) -> list[type[models.Model]]:
    """The tables as they are after these migrations and none further, in order of their names."""
    state: Apps = loader.project_state(last_of(loader, names)).apps
    found = state.get_models(include_auto_created=True)
    several = [one for one in found if one._meta.managed and not one._meta.proxy]
    return sorted(several, key=lambda one: one._meta.db_table)


@contextmanager
def snapshot() -> Iterator[None]:
    """See the database as it is at one moment, however long it takes, without making any writer wait."""
    if connection.in_atomic_block:
        # Whoever began it sees to that.
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    else:
        # By hand: Django would begin as a writer does, and all others would wait.
        with connection.cursor() as cursor:
            # What is mapped counts as memory, and it will be read once, from end to end.
            cursor.execute("PRAGMA mmap_size=0")
            cursor.execute("BEGIN")
            cursor.execute("SELECT COUNT(*) FROM django_migrations")
            cursor.fetchone()
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")


def every_row(model: type[models.Model]) -> "models.QuerySet[models.Model]":
    """All rows of a table, whatever a manager of its own would leave out."""
    return model._base_manager.all()  # noqa: SLF001 -- that manager, as Django's documentation names it


def columns(model: type[models.Model]) -> list[str]:
    """The names of a table's fields, as rows have them."""
    return [field.attname for field in model._meta.concrete_fields]


class Counted:
    """How many rows of a table were written."""

    rows = 0


def parts_of(model: type[models.Model], counted: Counted) -> Iterator[bytes]:
    """The rows of a table as parts: gzip of lines, each a list of values in the order of ``columns``."""
    if model._meta.db_table in LEFT_OUT:
        return
    fields = model._meta.concrete_fields
    encoders = [_encoder(field) for field in fields]
    held, size = [], 0
    rows = every_row(model).order_by("pk").values_list(*columns(model))
    for row in rows.iterator(chunk_size=ROWS):
        values = [encode(value) for encode, value in zip(encoders, row, strict=True)]
        line = json.dumps(values, separators=(",", ":"), allow_nan=False)
        held.append(line)
        size += len(line)
        counted.rows += 1
        if size >= PART:
            yield _packed(held)
            held, size = [], 0
    if held:
        yield _packed(held)


def _packed(lines: Sequence[str]) -> bytes:
    return gzip.compress(("\n".join(lines) + "\n").encode("ascii"), LEVEL, mtime=0)


def _encoder(field: "models.Field[Any, Any]") -> Callable[[Any], Any]:
    if not isinstance(field, models.JSONField):
        return _plain
    # In a list of one, so that nothing at all is told from JSON's null.
    return _maybe_json if field.null else _json


def _json(value: Any) -> Any:
    return [value]


def _maybe_json(value: Any) -> Any:
    return None if value is None else [value]


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, (dt.datetime, dt.date, dt.time)):
        return value.isoformat()
    if isinstance(value, dt.timedelta):
        return duration_string(value)
    if isinstance(value, (Decimal, uuid.UUID)):
        return str(value)
    if isinstance(value, (bytes, bytearray, memoryview)):
        return base64.b64encode(value).decode("ascii")
    raise Refused(f"A value of type {type(value).__name__} cannot be written to a backup.")


def rows_in(content: bytes) -> Iterator[list[Any]]:
    """The rows of one part."""
    for line in gzip.decompress(content).splitlines():
        yield json.loads(line)


def count_in(content: bytes) -> int:
    """How many rows a part has."""
    return gzip.decompress(content).count(b"\n")


# ---------------------------------------------------------------- numbers that were given out


def highest(model: type[models.Model]) -> int | None:
    """The highest number that the database has ever given to a row, also to one that is gone; None where none are."""
    pk = model._meta.pk
    if not isinstance(pk, models.AutoField):
        return None
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [model._meta.db_table])
        else:
            cursor.execute(f"SELECT last_value FROM {_sequence(cursor, model)} WHERE is_called")  # noqa: S608 -- the database's own name
        row = cursor.fetchone()
    return int(row[0]) if row and row[0] else None


def give_on_from(model: type[models.Model], number: int) -> None:
    """Give no row a number that any had before, also where the row is gone: others may still name it."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            table: str = model._meta.db_table
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, number])
        else:
            cursor.execute("SELECT setval(%s, %s)", [_sequence(cursor, model), number])


def _sequence(cursor: Any, model: type[models.Model]) -> str:
    assert model._meta.pk is not None
    quoted, column = connection.ops.quote_name(model._meta.db_table), str(model._meta.pk.column)
    cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [quoted, column])
    return str(cursor.fetchone()[0])


# ---------------------------------------------------------------- rows into a database


def empty(several: Iterable[type[models.Model]]) -> None:
    """Remove what migrations wrote by themselves: a backup has its own."""
    with connection.cursor() as cursor:
        for model in several:
            table = connection.ops.quote_name(model._meta.db_table)
            cursor.execute(f"SELECT 1 FROM {table} LIMIT 1")  # noqa: S608 -- quoted by Django
            if cursor.fetchone():
                cursor.execute(f"DELETE FROM {table}")  # noqa: S608 -- quoted by Django


def put(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Write rows to a table; how many.

    Raises:
        Refused: the table has other columns than the rows, or the database refuses one.
    """
    known = {field.attname: field for field in model._meta.concrete_fields}
    if set(known) != set(names):
        raise Refused(f"The table {model._meta.db_table} has other columns than the backup tells of.")
    fields = [known[name] for name in names]
    several = [[_value(field, value) for field, value in zip(fields, row, strict=True)] for row in rows]
    quote = connection.ops.quote_name
    table, listed = quote(model._meta.db_table), ", ".join(quote(str(field.column)) for field in fields)
    try:
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                with cursor.copy(f"COPY {table} ({listed}) FROM STDIN") as copy:
                    for row in several:
                        copy.write_row(row)
            else:
                marks = ", ".join(["%s"] * len(fields))
                cursor.executemany(f"INSERT INTO {table} ({listed}) VALUES ({marks})", several)  # noqa: S608 -- quoted by Django
    except (DatabaseError, ValueError) as error:
        raise Refused(f"The database refuses rows of the table {model._meta.db_table}: {error}") from error
    return len(several)


def _value(field: "models.Field[Any, Any]", value: Any) -> Any:
    if not isinstance(field, models.JSONField):
        return field.get_db_prep_save(field.to_python(value), connection)
    if value is None:
        return None
    if value[0] is None:
        # JSON's own null, which Django would take for no value.
        return connection.ops.adapt_json_value(None, None)
    return field.get_db_prep_save(value[0], connection)
