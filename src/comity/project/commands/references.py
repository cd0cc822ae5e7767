"""Read a file of references into the bibliography."""

from pathlib import Path

import click

from comity.base.people.actions import ensure_service
from comity.engines.search import actions as search
from comity.knowledge.bibliography.actions import import_works
from comity.knowledge.bibliography.imports import drafts, form_of


@click.command("references")
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--update", is_flag=True, help="Replace works that are here already by what the file says of them.")
@click.option("--dry-run", is_flag=True, help="Say what would come of it, and change nothing.")
def references_command(path: Path, *, update: bool, dry_run: bool) -> None:
    """Read a file of references: BibTeX (.bib), RIS (.ris) or CSL-JSON (.json)."""
    found = drafts(path.read_bytes(), form_of(path.name))
    report = import_works(found, by=ensure_service(), update=update, dry_run=dry_run)
    for one in report.duplicates:
        click.echo(f"{path.name}, {one.where}: “{one.title}” is here already: {one.address}")
    for fault in report.faults:
        click.echo(f"{path.name}, {fault}", err=True)
    click.echo(str(report))
    if not dry_run and (report.created or report.changed):
        search.bring_up_to_date()
    if report.faults:
        raise SystemExit(1)
