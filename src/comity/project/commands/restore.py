"""Bring an installation back from a backup."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import click
from django.conf import settings
from django.db import connection

from comity.base.audit.queries import tree_size
from comity.kernel.errors import Refused
from comity.project.backups import beside, places, serving, staging
from comity.project.backups.verifying import Looked, verify
from comity.project.commands.backup import FILE, described, shown
from comity.project.commands.check import faults


# Rows take up more in a database than in a backup, where they are packed: measured, two and a half times.
ROOM = 4
SPARE = 200_000_000


@click.command("restore")
@click.argument("file", type=FILE, required=False)
@click.option("--identity", type=FILE, help="The file with the secret key.")
@click.option("--replace", is_flag=True, help="Take the place of an installation that has data; it is moved aside.")
@click.option("--finish", is_flag=True, help="Go on with a restore that was broken off when it was nearly done.")
@click.option("--staged", is_flag=True, hidden=True, help="The process that loads it into a place apart.")
def command(
    file: Path | None,
    identity: Path | None,
    *,
    replace: bool,
    finish: bool,
    staged: bool,
) -> None:
    """Bring database, files, keys and index back from FILE, whichever database it was made of.

    Everything is read and verified first, then loaded and checked in a place apart, then changes places at once with
    what is there. Stop the portal before, and run `comity setup` afterwards.
    """
    if finish:
        with beside.alone("backup"), serving.nobody():
            click.echo(f"Finished. What was there before is kept in {settings.HOME / places.finish()}.")
        return
    if file is None:
        raise Refused("Say which backup to restore: `comity restore FILE --identity KEYFILE`.")
    if staged:
        load(file, identity)
        return
    with beside.alone("backup"), serving.nobody():
        restore(file, identity, replace=replace)


def restore(file: Path, identity: Path | None, *, replace: bool) -> None:
    """Verify, load apart, check, change places; whatever fails before the last leaves everything as it was."""
    there = places.has_data()
    if there and not replace:
        raise Refused(
            f"This installation has data already ({', '.join(there)} in {settings.HOME}). Restore into another "
            "COMITY_HOME and an empty database, or say --replace, and it is moved aside."
        )
    with shown() as progress:
        progress("reading all of it")
        looked = verify(file, identity)
    for line in described(looked):
        click.echo(line)
    check_room(looked)
    places.make_room()
    try:
        command_line = [
            sys.executable,
            "-m",
            "comity.project.commandline",
            "restore",
            str(file.absolute()),
            "--staged",
        ]
        command_line += ["--identity", str(identity.absolute())] if identity else []
        done = subprocess.run(command_line, env={**os.environ, **places.environment()}, check=False)  # noqa: S603, TID251 -- ourselves, elsewhere
        if done.returncode:
            raise Refused("It was not restored, for the reason above. Everything is as it was.")
        aside = places.take_places()
    except BaseException:
        if not places.is_half_done():
            places.clear()
        raise
    kept = [settings.HOME / aside] if there else []
    if not there:
        # Only what a start of the program makes by itself.
        shutil.rmtree(settings.HOME / aside, ignore_errors=True)
    for path in kept:
        click.echo(f"What was there before is kept in {path}" + _also_in_the_database(aside) + ".")
    click.echo("Restored. Run `comity setup`, then `comity serve`.")


def _also_in_the_database(aside: str) -> str:
    if not places.is_postgresql():
        return ""
    return f", and in the schema {places.schema_aside(aside)} of the database"


def check_room(looked: Looked) -> None:
    """Raise Refused when the disk would become full."""
    tables = sum(one["size"] for one in looked.told["parts"] if one["name"].startswith("tables/"))
    needed = looked.size + tables * ROOM + SPARE
    free = shutil.disk_usage(settings.HOME).free
    if free < needed:
        raise Refused(
            f"There is too little room in {settings.HOME}: {free / 1e9:,.1f} GB are free, about "
            f"{needed / 1e9:,.1f} GB are needed. Nothing was changed."
        )


def load(file: Path, identity: Path | None) -> None:
    """Load a backup into this installation, which is a place apart; a sentence and exit code 2 when it is not."""
    if settings.HOME.name != places.STAGE:
        raise Refused("This is for `comity restore` itself.")
    looked = verify(file, identity)
    for sentence in staging.load(file, identity, looked, progress=lambda _doing: None):
        click.echo(sentence)
    found = [*faults(is_served=False), *staging.log_faults()]
    known = len(looked.told["faults"])
    for sentence in found:
        click.echo(f"- {sentence}", err=True)
    if len(found) > known:
        raise Refused("What was restored is not whole; see above.")
    click.echo(f"`comity check` and `comity audit verify` find it whole; the log has {tree_size():,} leaves.")
    if not staging.same_secret(looked.told):
        click.echo(
            "Note: COMITY_SECRET_KEY is not the one with which the backup was made, and the backup does not hold it: "
            "codes of apps for signing in cannot be read without it. Set it to what it was.",
            err=True,
        )
    if connection.vendor == "sqlite":
        # Into the one file that changes places.
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
