"""Look after the files that people sent: once, as a timer of the system wants it."""

import click

from comity.base.files import actions
from comity.base.files.store import Unavailable
from comity.base.people.actions import ensure_service


@click.group("files")
def command() -> None:
    """Scan and release files, clear away what nobody names, see whether all bytes are there.

    `comity serve` scans, releases and tidies by itself, so this is for installations that are served otherwise.
    """


@command.command("process")
def process() -> None:
    """Scan what waits and release what is clean."""
    done = actions.process_due(by=ensure_service())
    click.echo(f"{done.scanned} scanned, {done.released} released, {done.refused} refused, {done.put_off} put off.")


@command.command("tidy")
def tidy() -> None:
    """Remove files whose time is over, and bytes that no file has named for a day."""
    try:
        done = actions.tidy(by=ensure_service())
    except Unavailable as silent:
        raise click.ClickException(f"The store of files cannot be read: {silent}.") from silent
    click.echo(f"{done.files} files removed, {done.pieces} pieces of bytes that no file named.")


@command.command("check")
def check() -> None:
    """Read every byte and hash it anew; exit code 1 and a sentence for each file that is missing or changed."""
    try:
        found = list(actions.faults(deep=True))
    except Unavailable as silent:
        raise click.ClickException(f"The store of files cannot be read: {silent}.") from silent
    for sentence in found:
        click.echo(f"- {sentence}", err=True)
    if found:
        raise SystemExit(1)
    click.echo("Every file is whole.")
