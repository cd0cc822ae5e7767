"""The audit log: signed, handed on, written out, verified."""

import json
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import click

from comity.base.audit import actions, queries
from comity.base.audit.actions import witnessing
from comity.base.audit.crypto import program
from comity.base.audit.crypto.single import single_file
from comity.base.audit.models import Anchor, Checkpoint, Event, WatchedLog
from comity.base.audit.queries.tree import proof_between
from comity.base.audit.queries.whole import findings, lines
from comity.base.people.actions import ensure_service
from comity.base.people.models import User
from comity.engines.records.models import Revision
from comity.kernel.errors import Refused


# Rows in one statement: SQLite takes no more than some thousands of values.
AT_ONCE = 500
FILE = click.Path(dir_okay=False, path_type=Path)
READABLE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group("audit")
def command() -> None:
    """Sign, hand on, write out and verify the audit log."""


@command.command("state")
def state_command() -> None:
    """Say how long the log is, what waits, and who has the newest checkpoint."""
    newest = Checkpoint.objects.order_by("-size").first()
    click.echo(f"{queries.tree_size()} leaves; {queries.waiting().count()} events wait.")
    if newest is None:
        click.echo("There is no checkpoint yet.")
        return
    click.echo(f"The newest checkpoint is of {newest.size} leaves, made {newest.made_at:%Y-%m-%d %H:%M} UTC.")
    for one in Anchor.objects.filter(size=newest.size).order_by("way", "target"):
        said = f"handed over {one.done_at:%Y-%m-%d %H:%M} UTC" if one.done_at else f"not yet: {one.answer}"
        click.echo(f"- {one.way} {one.target}: {said}")


@command.command("key")
@click.option("--witness", is_flag=True, help="The key with which this installation signs what it saw of other logs.")
def key_command(*, witness: bool) -> None:
    """Show the public key by which this log's checkpoints are known."""
    click.echo(str(witnessing.witness_key() if witness else queries.public_key()))


@command.command("checkpoint")
def checkpoint_command() -> None:
    """Put every event into the tree, sign it, and hand the checkpoint to everybody whom the settings name."""
    try:
        made = actions.checkpoint()
    except actions.Damaged as damaged:
        raise Refused(str(damaged)) from damaged
    newest = made or Checkpoint.objects.order_by("-size").first()
    if newest is None:
        raise Refused("Nothing has happened yet, so there is nothing to sign.")
    done, failed = actions.anchor()
    click.echo(newest.note, nl=False)
    click.echo(f"{'New' if made else 'Nothing new since'}; handed to {done}, failed with {failed}.", err=True)
    if failed:
        raise SystemExit(1)


@command.command("export")
@click.argument("file", type=FILE)
@click.option("--record", "records", multiple=True, type=click.UUID, help="Show only events about this record.")
def export_command(file: Path, records: tuple[Any, ...]) -> None:
    """Write the log to FILE: JSON Lines of leaves and checkpoints, which anybody can verify.

    With --record, of all other events only the hashes are written: enough to prove, too little to read.
    """
    count = 0
    with file.open("w", encoding="utf-8", errors="surrogatepass") as out:
        for line in lines(shown=frozenset(records) if records else None):
            out.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n")
            count += "leaf" in line
    actions.seen("audit.export", None, by=ensure_service(), leaves=count, records=[str(one) for one in records])
    click.echo(f"{count} leaves written to {file}. The log's key is {queries.public_key()}")


@command.command("verify")
@click.argument("bundle", type=READABLE, required=False)
@click.option("--key", help="The log's public key, or a file that holds it.")
@click.option("--checkpoint", "checkpoints", type=READABLE, multiple=True, help="One that was kept elsewhere.")
@click.option("--against", type=READABLE, help="An older bundle of the same log.")
@click.option("--records", is_flag=True, help="Also hold every revision of a record against what the log says of it.")
def verify_command(
    bundle: Path | None, key: str | None, checkpoints: tuple[Path, ...], against: Path | None, *, records: bool
) -> None:
    """Find every event that was changed, removed, inserted or reordered: in BUNDLE, or in this installation's own log.

    Ends with 0 when all is well, with 1 when anything was found, with 2 when a file cannot be read.
    """
    if bundle is not None:
        given = [
            "verify",
            str(bundle),
            *(["--key", key] if key else []),
            *(["--against", str(against)] if against else []),
        ]
        raise SystemExit(program.main([*given, *(f"--checkpoint={path}" for path in checkpoints)]))
    if key or against:
        raise Refused("--key and --against belong to a bundle. Name one, or leave them out.")
    found = findings(checkpoints)
    if records:
        found.faults += changed_revisions()
    for sentence in found.remarks:
        click.echo(f"Note: {sentence}")
    for sentence in found.faults:
        click.echo(f"FAULT: {sentence}")
    told = f"{found.leaves} leaves, {found.proved} of them proved by {found.checkpoints} checkpoints"
    click.echo(f"{'NOT whole' if found.faults else 'Whole'}: {told}; {found.waiting} events wait.")
    if found.faults:
        raise SystemExit(1)


def changed_revisions() -> Iterator[str]:
    """Revisions of records that are not what became public, or are gone."""
    said = Event.objects.filter(details__has_key="content", is_read=False).order_by("pk")
    for several in batched(said.values_list("pk", "record_id", "details").iterator(chunk_size=AT_ONCE), AT_ONCE):
        rows = Revision.objects.filter(record__in=[record for _number, record, _details in several])
        kept = {
            (record, number): content for record, number, content in rows.values_list("record", "number", "content")
        }
        for event, record, details in several:
            content = kept.get((record, details.get("revision")))
            if content is None:
                yield f"Event {event}: revision {details.get('revision')} of record {record} is gone."
            elif actions.digest(content) != details["content"]:
                yield f"Event {event}: revision {details.get('revision')} of record {record} was changed afterwards."


def batched(rows: Iterator[Any], size: int) -> Iterator[list[Any]]:
    """Rows, so many at a time."""
    while several := list(islice(rows, size)):
        yield several


@command.command("prove")
@click.argument("event", type=int, required=False)
@click.option("--between", type=(int, int), help="Two sizes of the log, of which the second grew out of the first.")
def prove_command(event: int | None, between: tuple[int, int] | None) -> None:
    """Write the proof that EVENT is in the log, or that the log only grew, as JSON."""
    if (event is None) == (between is None):
        raise Refused("Give the number of an event, or --between and two sizes.")
    proof = None
    if between is not None:
        proof = proof_between(*between)
    elif event is not None and (one := Event.objects.filter(pk=event).first()):
        proof = queries.proof_of(one)
        if proof is None:
            raise Refused(f"Event {event} waits for its leaf. `comity audit checkpoint` gives it one.")
    if proof is None:
        raise Refused(f"There is no event {event}.")
    click.echo(json.dumps(proof, ensure_ascii=False, indent=1))


@command.command("program")
@click.argument("file", type=FILE)
def program_command(file: Path) -> None:
    """Write the program that verifies a log without Comity to FILE: one file, which needs Python and nothing else."""
    file.write_text(single_file(), encoding="utf-8")
    click.echo(f"Written. Try it: {Path(sys.executable).name} {file} --help")


@command.command("watch")
@click.argument("key", required=False)
@click.option("--end", help="Name of a log of which to be the witness no more.")
def watch_command(key: str | None, end: str | None) -> None:
    """Be a witness of the log with this public KEY; without it, list the logs that are watched."""
    by = ensure_service()
    if end:
        actions.unwatch(end, by=by)
        click.echo(f"{end} is no longer watched.")
    elif key:
        one = actions.watch(key, by=by)
        click.echo(f"{one.origin} is watched. Its settings name this witness: {witnessing.witness_key()}")
    else:
        for one in WatchedLog.objects.order_by("origin"):
            seen_at = f"{one.seen_at:%Y-%m-%d %H:%M}" if one.seen_at else "never"
            click.echo(f"{one.origin}\t{one.size}\t{seen_at}\t{one.key}")


@command.command("erase")
@click.argument("name")
@click.confirmation_option(prompt="Nobody will ever be able to tell who this was in the log. Go on?")
def erase_command(name: str) -> None:
    """Let nobody tell any more who NAME was in the log; every proof still holds.

    The account itself is another matter: as long as it has a name, other tables lead to it.
    """
    person = User.objects.filter(username=name).first()
    if person is None:
        raise Refused(f"Nobody has the name “{name[:150]}”. `comity people list` shows all names.")
    event = actions.erase_identity(person, by=ensure_service())
    click.echo(f"Erased; event {event.pk} says so. In the log the person is {event.subject_id} from now on.")
