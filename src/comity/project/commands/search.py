"""Search from the command line."""

import itertools
import json

import click
from rich.console import Console
from rich.text import Text

from comity.engines.search import queries
from comity.engines.search.enums import Facet, Sort
from comity.kernel.languages import INTERFACE


@click.command("search")
@click.argument("query")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")
@click.option("--language", default="", help="Only texts in this language (ISO 639-1).")
@click.option("--kind", default="", help="Only this kind: treaty, article, law, provision …")
@click.option("--place", default="", help="Only this place (ISO 3166-1 alpha-2).")
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 1_000_000), help="How many at most.")
@click.option(
    "--in", "reading", default="en", type=click.Choice(list(INTERFACE)), help="The language that you write in."
)
@click.option("--words-only", is_flag=True, help="Do not look in other languages than the one that you write in.")
def command(  # noqa: PLR0913, PLR0917 -- one parameter an option
    query: str,
    as_json: bool,  # noqa: FBT001 -- click hands options over by name
    language: str,
    kind: str,
    place: str,
    limit: int,
    reading: str,
    words_only: bool,  # noqa: FBT001 -- as above
) -> None:
    """Search everything that is public; exit code 1 when nothing is found."""
    asked = {Facet.LANGUAGE: language.lower(), Facet.KIND: kind, Facet.PLACE: place.upper()}
    filters = {facet: (value,) for facet, value in asked.items() if value}
    hits = queries.every_hit(
        query, person=None, language=reading, filters=filters, sort=Sort.RELEVANCE, across=not words_only
    )
    console, number = Console(highlight=False), 0
    for hit in itertools.islice(hits, limit):
        number += 1
        if as_json:
            row = {
                "address": hit.address, "title": hit.title, "kind": hit.kind, "place": hit.place or None,
                "language": hit.language, "score": round(hit.score, 4), "why": [str(reason) for reason in hit.why],
            }  # fmt: skip
            click.echo(json.dumps(row, ensure_ascii=False))
            continue
        console.print(Text(hit.title, style="bold"), Text(f"{hit.kind} · {hit.language} · {hit.place}", style="dim"))
        snippet = Text("  ")
        for fragment in hit.snippet:
            snippet.append(" ".join(fragment.text.split()) + " ", style="reverse" if fragment.is_match else "")
        console.print(snippet)
        console.print(Text(f"  {hit.address}", style="cyan"))
    if not number:
        if not as_json:
            click.echo("Nothing was found.", err=True)
        raise SystemExit(1)
