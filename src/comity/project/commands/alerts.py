"""Tell those who follow a search what is new: once, as a timer of the system wants it."""

import click

from comity.base.notices.actions import send_due
from comity.base.notices.actions import tidy as tidy_messages
from comity.base.people.actions import ensure_service
from comity.engines.records.actions import tidy_collections
from comity.engines.search.actions import look, tell, tidy


@click.command("alerts")
@click.option("--quiet", is_flag=True, help="Say nothing when there was nothing to do.")
def command(quiet: bool) -> None:  # noqa: FBT001 -- click hands it over by name
    """Look for new records, write to those who follow what they answer, and send what is due.

    `comity serve` does the same by itself, so this is for installations that are served otherwise, or to see what
    happens. Any number of processes may do it at once.
    """
    by = ensure_service()
    found = look(by=by)
    queued = tell(by=by)
    sent = send_due(by=by)
    forgotten = tidy(by=by) + tidy_messages(by=by) + tidy_collections(by=by)
    if quiet and not (found.records or queued or sent.all or forgotten):
        return
    click.echo(f"{found.records} new records looked at, {found.matches} answers to searches that are followed.")
    click.echo(f"{queued} messages queued; {sent.sent} sent, {sent.put_off} put off, {sent.given_up} given up.")
    if forgotten:
        click.echo(f"{forgotten} old messages, wishes not confirmed and collections not shared are deleted.")
