"""Make a backup, verify one, make the pair of keys to which they are sealed."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from django.conf import settings

from comity.kernel.errors import Refused
from comity.project.backups.making import Progress, make
from comity.project.backups.sealing import new_pair
from comity.project.backups.state import last_backup
from comity.project.backups.verifying import Looked, verify
from comity.project.commands.setting_up import CONSOLE


MEGABYTE = 1e6
FILE = click.Path(dir_okay=False, path_type=Path)


@click.group("backup", invoke_without_command=True)
@click.option("--to", "folder", type=click.Path(file_okay=False, path_type=Path), help="The folder to lay it in.")
@click.option("--recipient", "recipients", multiple=True, help="A public key of age (age1…); may be given again.")
@click.option("--unencrypted", is_flag=True, help="Leave it open to everybody who gets hold of it, with all keys.")
@click.option(
    "--index/--no-index", "with_index", default=True, help="Whether the search index and vectors go with it."
)
@click.option("--keep", type=click.IntRange(1), help="Of the backups in the folder, keep so many of the newest.")
@click.pass_context
def command(  # noqa: PLR0913, PLR0917 -- click hands each option over
    context: click.Context,
    folder: Path | None,
    recipients: tuple[str, ...],
    unencrypted: bool,  # noqa: FBT001 -- as above
    with_index: bool,  # noqa: FBT001 -- as above
    keep: int | None,
) -> None:
    """Make a backup of database, files, keys and index: one file, sealed to keys that this machine does not hold.

    It may be made while the portal serves. The recipients are those of COMITY_BACKUP_RECIPIENTS unless others are
    named; the folder is that of COMITY_BACKUP_FOLDER.
    """
    if context.invoked_subcommand is not None:
        return
    to = sealed_to(recipients, unencrypted=unencrypted)
    with shown() as progress:
        made = make(folder or settings.BACKUP_FOLDER, to=to, with_index=with_index, keep=keep or 0, progress=progress)
    path = Path(made.folder) / made.name
    click.echo(
        f"{path}: {made.rows:,} rows, {made.files:,} files, {made.size / MEGABYTE:,.1f} MB in {made.seconds:.1f} s, "
        + (f"sealed to {made.recipients}." if made.is_sealed else "NOT sealed: it holds every key and every secret.")
    )
    click.echo(f"SHA-256 {made.sha256}")
    for sentence in made.faults:
        click.echo(f"- {sentence}", err=True)
    if made.faults:
        raise SystemExit(1)


def sealed_to(recipients: tuple[str, ...], *, unencrypted: bool) -> list[str]:
    """The recipients that are named, or else those of the settings; none only when that is said.

    Raises:
        Refused: there are none, and nobody said that it may be open; or both.
    """
    to = list(recipients) if recipients else [] if unencrypted else list(settings.BACKUP_RECIPIENTS)
    if unencrypted and recipients:
        raise Refused("--unencrypted and --recipient exclude each other. Leave one out.")
    if not to and not unencrypted:
        raise Refused(
            "A backup holds every key of this installation, so it is sealed. Make a pair of keys on another machine "
            "(`comity backup key FILE`, or age-keygen), and name the public one in COMITY_BACKUP_RECIPIENTS or with "
            "--recipient; or say --unencrypted."
        )
    return to


@contextmanager
def shown() -> Iterator[Progress]:
    """Say on a terminal what is being written."""
    if not CONSOLE.is_terminal:
        yield lambda _doing: None
        return
    with CONSOLE.status("Backup …") as status:
        yield lambda doing: status.update(f"Backup: {doing} …")


@command.command("verify")
@click.argument("file", type=FILE)
@click.option("--identity", type=FILE, help="The file with the secret key.")
def verify_command(file: Path, identity: Path | None) -> None:
    """Read FILE from beginning to end and hold every part of it against its manifest; nothing is written."""
    found = verify(file, identity)
    for line in described(found):
        click.echo(line)
    click.echo("Whole.")


def described(found: Looked) -> Iterator[str]:
    """What is in a backup, in some lines."""
    told = found.told
    audit, files = told["audit"], told["files"]
    yield f"Made {told['made_at'][:19].replace('T', ' ')} UTC by Comity {told['program']} on {told['database']}."
    yield (
        f"{found.rows:,} rows of {len(told['tables'])} tables, {files['count']:,} files ({files['size']:,} bytes), "
        f"{'with' if found.has_index else 'without'} the search index; the audit log has "
        f"{audit['size'] if audit else 0:,} leaves."
    )
    yield f"SHA-256 {found.sha256}"
    yield from (f"When it was made: {sentence}" for sentence in told["faults"])


@command.command("key")
@click.argument("file", type=FILE)
def key_command(file: Path) -> None:
    """Make a pair of keys: the secret one goes into FILE, the public one is shown.

    Do it on another machine than the one that is backed up, and keep FILE where that machine cannot reach it.
    """
    public = new_pair(file)
    click.echo(f"The secret key is in {file}. Whoever has it opens every backup; without it nobody does.")
    click.echo(f"The public key, for COMITY_BACKUP_RECIPIENTS: {public}")


@command.command("state")
def state_command() -> None:
    """Say when the last backup was made; exit code 1 when there is none, or when a later one failed."""
    last = last_backup()
    if last is not None and last.made_at is not None:
        click.echo(f"Last: {last.made_at:%Y-%m-%d %H:%M} UTC, {last.folder}/{last.name}, {last.size:,} bytes.")
        for sentence in last.faults:
            click.echo(f"- {sentence}")
    else:
        click.echo("There is no backup yet.")
    if last is not None and last.failed_at is not None:
        click.echo(f"Failed: {last.failed_at:%Y-%m-%d %H:%M} UTC. {last.failure}")
    if last is None or last.made_at is None or last.failed_at is not None:
        raise SystemExit(1)
