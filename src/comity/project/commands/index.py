"""Build the search index, or bring it up to date."""

import click

from comity.engines.search import actions, queries
from comity.project.commands.setting_up import bar


@click.group("index")
def command() -> None:
    """Build the search index anew, or bring it up to date."""


@command.command("build")
def build_command() -> None:
    """Build it anew beside the old one, which serves meanwhile; stopped, it goes on where it was."""
    with bar("Search index") as progress:
        written = actions.rebuild(progress=progress)
    click.echo(f"{written} documents.")


@command.command("update")
def update_command() -> None:
    """Take in what changed since."""
    with bar("Search index") as progress:
        written = actions.bring_up_to_date(progress=progress)
    click.echo(f"{written} documents written.")


@command.command("vectors")
def vectors_command() -> None:
    """Make the sentence vectors by which texts are found in any language; stopped, it goes on where it was."""
    with bar("Sentence vectors") as progress:
        encoded = actions.encode(progress=progress)
    click.echo(f"{encoded} texts encoded.")


@command.command("state")
def state_command() -> None:
    """How large it is, and how far behind; exit code 1 when it is missing or behind."""
    state = queries.state()
    click.echo(f"{state.size} documents; {state.behind} events not taken in yet.")
    click.echo(f"{state.texts} texts have a sentence vector; {state.encoded:.0%} of the records are encoded whole.")
    if not state.size or state.behind:
        raise SystemExit(1)
