"""The figures of requests between authorities."""

import csv
import json
import sys

import click

from comity.kernel.errors import Unreadable
from comity.kernel.languages import INTERFACE
from comity.operations.casework.queries import figures


@click.group("casework")
def command() -> None:
    """Tell the figures of requests between authorities."""


@command.command("figures")
@click.option("--year", type=click.IntRange(1990, 2200), default=None, help="Sent in this year; ever without it.")
@click.option("--place", default="", help="Code of a State: its own files alone; all without it.")
@click.option(
    "--language", type=click.Choice(list(INTERFACE)), default="en", show_default=True, help="Of the sentences."
)
@click.option(
    "--format", "form", type=click.Choice(["sentences", "json", "csv"]), default="sentences", show_default=True
)
def figures_command(year: int | None, place: str, language: str, form: str) -> None:
    """The sentences of the yearly report: how many requests, what became of them, how long they took.

    Each request counts once, though both sides keep a file of it. Fewer than three are not told.
    """
    if place and not figures.counted(place, None).exists():
        raise Unreadable(f"No authority of “{place[:12]}” keeps a file that is counted.")
    if form == "sentences":
        for line in figures.told(year, place or None, language):
            click.echo(line)
        return
    values: dict[str, float | None] = {**figures.yearly(year, place or None)}
    values |= {f"days_{name}": figures.median_days(year, name, place or None) for name in figures.SPANS}
    if form == "json":
        click.echo(json.dumps({"year": year, "place": place or None, **values}, indent=1))
    else:
        writer = csv.writer(sys.stdout)
        writer.writerow(["figure", "value"])
        writer.writerows(values.items())
