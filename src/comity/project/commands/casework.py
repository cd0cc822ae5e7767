"""The figures of requests between authorities."""

import csv
import json
import sys

import click

from comity.kernel.errors import Unreadable
from comity.operations.casework.queries import figures


@click.group("casework")
def command() -> None:
    """Tell the figures of requests between authorities."""


@command.command("figures")
@click.option("--year", type=click.IntRange(1990, 2200), default=None, help="Sent in this year; ever without it.")
@click.option("--place", default="", help="Code of a State: its own files alone; all without it.")
@click.option(
    "--format", "form", type=click.Choice(["sentences", "json", "csv"]), default="sentences", show_default=True
)
def figures_command(year: int | None, place: str, form: str) -> None:
    """The sentences of the yearly report: how many requests, what became of them, how long they took.

    Each request counts once, though both sides keep a file of it. Fewer than three are not told.
    """
    if place and not figures.counted(place, None).exists():
        raise Unreadable(f"No authority of “{place[:12]}” keeps a file that is counted.")
    values: dict[str, float | None] = {**figures.yearly(year, place or None)}
    spans = {f"days_{name}": figures.median_days(year, name, place or None) for name in figures.SPANS}
    if form == "json":
        click.echo(json.dumps({"year": year, "place": place or None, **values, **spans}, indent=1))
    elif form == "csv":
        writer = csv.writer(sys.stdout)
        writer.writerow(["figure", "value"])
        writer.writerows({**values, **spans}.items())
    else:
        for one in figures.SENTENCES:
            value = values[one.key]
            click.echo(str(one.words) % {"value": "fewer than three" if value is None else value} + ".")
        for name, days in (("acknowledgement", spans["days_acknowledged"]), ("execution", spans["days_executed"])):
            if days is not None:
                click.echo(f"Half of them took no more than {days:g} days from sending to {name}.")
