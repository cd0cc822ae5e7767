"""The portal's own figures, and figures from files."""

from pathlib import Path

import click

from comity.base.people.actions import ensure_service
from comity.knowledge.indicators import imports
from comity.knowledge.indicators.actions import compute
from comity.project.figures import QUERIES


@click.group("indicators")
def command() -> None:
    """Compute what the portal counts of itself, or read figures from a file."""


@command.command("compute")
def compute_command() -> None:
    """Run the portal's own queries and keep what they give as figures of today; meant for once a day."""
    for code, written in compute(QUERIES, by=ensure_service()).items():
        click.echo(f"{code}: {written} figures written.")


@command.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
def import_command(file: Path, dry_run: bool) -> None:  # noqa: FBT001 -- click hands options over by name
    """Read figures from a CSV FILE; exit code 1 when a row is wrong."""
    report = imports.import_figures(file.read_bytes(), by=ensure_service(), origin=file.name, dry_run=dry_run)
    for fault in report.faults:
        click.echo(f"{file.name}, row {fault.row}, column {fault.column}: {fault.sentence}", err=True)
    done = "would be " if dry_run else ""
    click.echo(
        f"{report.created} figures {done}new, {report.revised} {done}corrected, {report.unchanged} left as they were, "
        f"{len(report.faults)} rows with a fault."
    )
    if report.faults:
        raise SystemExit(1)
