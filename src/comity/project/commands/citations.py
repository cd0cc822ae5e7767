"""Look for citations in the texts."""

import click

from comity.engines.citations import queries
from comity.project.commands.setting_up import read_citations


@click.group("citations")
def command() -> None:
    """Find what cites what in the texts of laws, treaties, cases and all other records."""


@command.command("read")
def read_command() -> None:
    """Read every text anew; what is found again is left as it is."""
    read_citations(anew=True)


@command.command("update")
def update_command() -> None:
    """Read what changed since, or everything when there are new names."""
    read_citations()


@command.command("state")
def state_command() -> None:
    """How many citations are known, and what has not been read yet; exit code 1 when something has not."""
    state = queries.state()
    click.echo(f"{state.citations} citations in {state.records} records; {state.behind} events not taken in yet.")
    if state.has_new_names:
        click.echo("There are new names, or another way to look for them: run `comity citations update`.")
    if state.behind or state.has_new_names:
        raise SystemExit(1)
