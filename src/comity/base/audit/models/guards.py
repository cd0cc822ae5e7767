"""What the database itself refuses, whoever asks: to change the log, or to take anything out of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


# Nothing in these is ever other than when it was written.
FIXED: Final = ("audit_event", "audit_leaf", "audit_checkpoint")
# A row of these may grow; it may not go, nor become another.
GROWING: Final = "audit_tile"
REFUSAL: Final = "the audit log is never changed"


def _sqlite() -> Iterator[tuple[str, str]]:
    for table in FIXED:
        for verb in ("UPDATE", "DELETE"):
            name = f"{table}_no_{verb.lower()}"
            yield (
                f"CREATE TRIGGER {name} BEFORE {verb} ON {table} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
                f"DROP TRIGGER IF EXISTS {name}",
            )
    yield (
        f"CREATE TRIGGER {GROWING}_no_delete BEFORE DELETE ON {GROWING} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
        f"DROP TRIGGER IF EXISTS {GROWING}_no_delete",
    )
    yield (
        (
            f'CREATE TRIGGER {GROWING}_no_update BEFORE UPDATE ON {GROWING} WHEN NEW."row" <> OLD."row" '
            "OR NEW.number <> OLD.number OR substr(NEW.hashes, 1, length(OLD.hashes)) <> OLD.hashes "
            f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        ),
        f"DROP TRIGGER IF EXISTS {GROWING}_no_update",
    )


def _postgresql() -> Iterator[tuple[str, str]]:
    yield (
        (
            "CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$"
        ),
        "",
    )
    for table in (*FIXED, GROWING):
        verbs = "DELETE" if table == GROWING else "UPDATE OR DELETE"
        yield (
            f"CREATE TRIGGER {table}_fixed BEFORE {verbs} ON {table} FOR EACH ROW EXECUTE FUNCTION audit_refuse()",
            f"DROP TRIGGER IF EXISTS {table}_fixed ON {table}",
        )
        yield (
            f"CREATE TRIGGER {table}_whole BEFORE TRUNCATE ON {table} EXECUTE FUNCTION audit_refuse()",
            f"DROP TRIGGER IF EXISTS {table}_whole ON {table}",
        )
    yield (
        (
            f'CREATE TRIGGER {GROWING}_grows BEFORE UPDATE ON {GROWING} FOR EACH ROW WHEN (NEW."row" <> OLD."row" '
            "OR NEW.number <> OLD.number OR substring(NEW.hashes from 1 for length(OLD.hashes)) <> OLD.hashes) "
            "EXECUTE FUNCTION audit_refuse()"
        ),
        f"DROP TRIGGER IF EXISTS {GROWING}_grows ON {GROWING}",
    )


def _statements(connection: BaseDatabaseWrapper) -> list[tuple[str, str]]:
    return list(_postgresql() if connection.vendor == "postgresql" else _sqlite())


def put(schema: BaseDatabaseSchemaEditor) -> None:
    """Let the database refuse changes from now on."""
    for put_up, _taken_down in _statements(schema.connection):
        schema.execute(put_up, params=None)


def take_down(schema: BaseDatabaseSchemaEditor) -> None:
    """Let the database take changes again; only a migration that must, and the tests, do this."""
    for _put_up, taken_down in _statements(schema.connection):
        if taken_down:
            schema.execute(taken_down, params=None)


@contextmanager
def lifted(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Do something that the database refuses otherwise."""
    statements = _statements(connection)
    with connection.cursor() as cursor:
        for _put_up, taken_down in statements:
            if taken_down:
                cursor.execute(taken_down)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            for put_up, _taken_down in statements:
                cursor.execute(put_up)
