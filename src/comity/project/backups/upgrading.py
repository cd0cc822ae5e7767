"""What is about to change in a database that has data."""

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from comity.project.backups import tables
from comity.project.backups.making import is_any
from comity.project.backups.places import has_data


def pending() -> tables.Names:
    """The migrations of this program that a database with data lacks; none for a new one.

    Raises:
        Refused: it has migrations that this program does not know, so it comes from a newer version.
    """
    if not is_any():
        return []
    executor = MigrationExecutor(connection)
    tables.applied(executor.loader)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [(migration.app_label, migration.name) for migration, _backwards in plan] if plan and has_data() else []
