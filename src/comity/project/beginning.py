"""The tables of a new database, made at once as the last migrations leave them, not through every version before.

To apply all migrations one by one takes half a minute, nearly all of it for states between that no new database is
ever in. What comes of both ways is the same (tests/project/test_upgrading.py compares every column, constraint, index
and trigger), and a database with anything in it always goes the long way.
"""

from collections.abc import Iterator
from typing import Final

from django.core.management import call_command
from django.db import connection, router
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import operations
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.migration import Migration
from django.db.migrations.operations.base import Operation
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ProjectState


# What they do to tables is seen in the state in which they leave the models.
SEEN_IN_STATE: Final = (
    operations.CreateModel, operations.DeleteModel, operations.RenameModel, operations.AlterModelTable,
    operations.AlterUniqueTogether, operations.AlterIndexTogether, operations.AlterOrderWithRespectTo,
    operations.AlterModelOptions, operations.AlterModelManagers, operations.AlterModelTableComment,
    operations.AddField, operations.RemoveField, operations.AlterField, operations.RenameField,
    operations.AddIndex, operations.RemoveIndex, operations.RenameIndex,
    operations.AddConstraint, operations.AlterConstraint, operations.RemoveConstraint,
)  # fmt: skip
# What no model tells, such as triggers. Those that only change rows are marked as elidable: a new database has none.
RUN: Final = (operations.RunPython, operations.RunSQL)


def migrate() -> None:
    """Bring the database to this version, whether it is new or of an earlier one."""
    make_tables()
    call_command("migrate", verbosity=0, interactive=False)


def make_tables(of: frozenset[tuple[str, str]] | None = None) -> bool:
    """Make all tables of a database that has none; whether that was done.

    Args:
        of: the migrations in whose version the tables are wanted; nothing is done unless these are all of ours.
    """
    loader = MigrationLoader(connection)
    every = _every(loader)
    names = [name for one in every for name in (*one.replaces, (one.app_label, one.name))]
    if (of is not None and of != set(names)) or connection.introspection.table_names():
        return False
    besides = list(_not_seen_in_state(every))
    if not all(isinstance(one, RUN) for _app, one in besides):
        return False
    state: ProjectState = loader.project_state()
    # One transaction: half of the tables would be taken for a database of an earlier version.
    with connection.schema_editor(atomic=True) as editor:
        _create(editor, state)
        for app, operation in besides:
            operation.database_forwards(app, editor, state, state)
        recorder = MigrationRecorder(connection)
        editor.create_model(recorder.Migration)
        for app, name in names:
            recorder.record_applied(app, name)
    return True


def _every(loader: MigrationLoader) -> list[Migration]:
    """All migrations of this program, each after those that it needs."""
    names = [name for leaf in loader.graph.leaf_nodes() for name in loader.graph.forwards_plan(leaf)]
    return [loader.graph.nodes[name] for name in dict.fromkeys(names)]


def _not_seen_in_state(every: list[Migration]) -> Iterator[tuple[str, Operation]]:
    for migration in every:
        for operation in migration.operations:
            if not isinstance(operation, SEEN_IN_STATE) and not operation.elidable:
                yield migration.app_label, operation


def _create(editor: BaseDatabaseSchemaEditor, state: ProjectState) -> None:
    for model in state.apps.get_models():
        if model._meta.can_migrate(connection) and router.allow_migrate_model(connection.alias, model):
            editor.create_model(model)
