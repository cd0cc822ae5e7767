"""Remind people and write to them, as a timer of the system wants it."""

import click

from comity.base.notices.actions import forget_old, herald, remind, send_due, tidy
from comity.base.people.actions import ensure_service
from comity.engines.records.actions import remind as remind_of_old


@click.command("notices")
@click.option("--quiet", is_flag=True, help="Say nothing when there was nothing to do.")
def command(quiet: bool) -> None:  # noqa: FBT001 -- click hands it over by name
    """Remind of deadlines and of records that grow old, write the letters that are due, and send them.

    `comity serve` does the same by itself, so this is for installations that are served otherwise. Call it every few
    minutes; any number of processes may do it at once.
    """
    by = ensure_service()
    reminded = remind(by=by) + remind_of_old(by=by)
    letters = herald(by=by)
    sent = send_due(by=by)
    forgotten = forget_old(by=by) + tidy(by=by)
    if quiet and not (reminded or letters or sent.all or forgotten):
        return
    click.echo(f"{reminded} reminders laid into inboxes; {letters} letters about notices queued.")
    click.echo(f"{sent.sent} messages sent, {sent.put_off} put off, {sent.given_up} given up.")
    if forgotten:
        click.echo(f"{forgotten} old notices and messages are deleted.")
