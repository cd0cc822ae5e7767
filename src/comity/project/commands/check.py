"""Whether an installation is whole."""

from collections.abc import Iterator

import click
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from comity.base.audit.queries import latest_position
from comity.base.files import actions as stored_files
from comity.base.files import queries as file_queries
from comity.base.files.store import Unavailable
from comity.engines.records.enums import State
from comity.engines.records.models import Record
from comity.engines.records.registry import detail_models
from comity.project.backups import places


def faults(*, is_served: bool = True) -> Iterator[str]:
    """Sentences about what is wrong, none when all is well.

    Args:
        is_served: whether what only the server needs, and `comity setup` makes, must be there as well.
    """
    if places.is_half_done():
        yield "A restore was broken off when it was nearly done. Run `comity restore --finish`."
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        yield "The database is older than the program. Run `comity setup`."
        return
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA quick_check")
            said = [row[0] for row in cursor.fetchall()]
        if said != ["ok"]:
            yield f"The database file is damaged: {'; '.join(said[:3])}. Restore it from a backup."
    yield from broken_records()
    answers, reason = file_queries.scanner()
    if file_queries.has_scanner() and not answers:
        yield f"The scanner of files does not answer ({reason}). Until it does, files stay in quarantine."
    try:
        yield from stored_files.faults(deep=False)
    except Unavailable as silent:
        yield f"The store of files cannot be read: {silent}."
    if is_served and not (settings.STATIC_ROOT / "staticfiles.json").exists():
        yield "The files for the browser are missing. Run `comity setup`."


def broken_records() -> Iterator[str]:
    """Records that lack their detail, or a title."""
    for kind, model in detail_models().items():
        lost = Record.objects.filter(kind=kind).exclude(pk__in=model._default_manager.values("pk")).count()
        if lost:
            yield f"{lost} records of kind {kind} have no detail."
        wordless = Record.objects.filter(kind=kind, state=State.PUBLISHED, texts__isnull=True).count()
        if wordless:
            yield f"{wordless} published records of kind {kind} have no title in any language."


@click.command("check")
def command() -> None:
    """Verify that an installation is whole; exit code 1 and a sentence for each fault when it is not."""
    call_command("check", verbosity=0)
    found = list(faults())
    for sentence in found:
        click.echo(f"- {sentence}", err=True)
    if found:
        raise SystemExit(1)
    kinds = {kind: Record.objects.filter(kind=kind, state=State.PUBLISHED).count() for kind in detail_models()}
    said = ", ".join(f"{count} of kind {kind}" for kind, count in sorted(kinds.items()))
    click.echo(f"Whole: {said}; the audit trail stands at {latest_position()}.")
