"""The figures of the peer reviews."""

import csv
import json
import sys

import click

from comity.kernel.errors import Unreadable
from comity.kernel.languages import INTERFACE
from comity.operations.reviews.models import Cycle
from comity.operations.reviews.queries import figures


@click.group("reviews")
def command() -> None:
    """Tell the figures of the peer reviews."""


@command.command("figures")
@click.option("--cycle", "name", default="", help="The name of a cycle; all cycles without it.")
@click.option(
    "--language", type=click.Choice(list(INTERFACE)), default="en", show_default=True, help="Of the sentences."
)
@click.option(
    "--format", "form", type=click.Choice(["sentences", "json", "csv"]), default="sentences", show_default=True
)
def figures_command(name: str, language: str, form: str) -> None:
    """Count how far the reviews are and who takes part; no person and no State is told."""
    cycle = None
    if name:
        found = list(Cycle.objects.filter(name=name))
        if len(found) != 1:
            raise Unreadable(f"There is not one cycle of the name “{name}”, but {len(found)}.")
        cycle = found[0]
    if form == "json":
        click.echo(json.dumps(figures.figures(cycle), indent=1))
    elif form == "csv":
        writer = csv.writer(sys.stdout)
        writer.writerow(["figure", "value"])
        writer.writerows(figures.figures(cycle).items())
    else:
        for line in figures.told(cycle, language):
            click.echo(line)
