"""What networks of practitioners did in a year."""

import csv
import json
import sys

import click

from comity.kernel.errors import Unreadable
from comity.kernel.languages import INTERFACE
from comity.operations.networks import exports, queries


@click.group("networks")
def command() -> None:
    """Tell what networks of practitioners did."""


@command.command("figures")
@click.option("--year", type=click.IntRange(1990, 2200), required=True, help="Of cases that were opened in this year.")
@click.option("--network", "code", default="", help="Code of one network; every one without it.")
@click.option("--language", type=click.Choice(list(INTERFACE)), default=None, help="One of the six; all without it.")
@click.option(
    "--format", "form", type=click.Choice(["sentences", "json", "csv"]), default="sentences", show_default=True
)
def figures_command(year: int, code: str, language: str | None, form: str) -> None:
    """The sentences of the yearly report, each with the question to the database that gave its number.

    Fewer than three cases are not told. Whoever publishes them beside tables of single outcomes looks whether the two
    together tell of one case; the pages of figures do.
    """
    networks = [one for one in queries.networks() if not code or one.pk == code]
    if not networks:
        raise Unreadable(f"There is no network “{code[:20]}”.")
    languages = [language] if language else list(INTERFACE)
    told = [
        {"network": one.pk, "year": year, "language": each, "figure": said.key, "value": said.value,
         "sentence": said.words, "question": said.question}
        for one in networks
        for each in languages
        for said in exports.sentences(one, year, each)
    ]  # fmt: skip
    if form == "json":
        click.echo(json.dumps(told, ensure_ascii=False, indent=1))
    elif form == "csv":
        writer = csv.DictWriter(sys.stdout, list(told[0]))
        writer.writeheader()
        writer.writerows(told)
    else:
        asked: dict[str, str] = {}
        for each in told:
            click.echo(each["sentence"])
            asked[f"{each['network']}, {each['figure']}"] = str(each["question"])
        for name, question in asked.items():
            click.echo(f"\n{name}:\n{question}")
