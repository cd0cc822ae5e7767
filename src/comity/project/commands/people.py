"""The accounts of those who keep the records."""

from pathlib import Path

import click
from django.db import transaction

from comity.base.people import actions, queries
from comity.base.people.models import User
from comity.base.places.models import Place
from comity.kernel.errors import Refused


@click.group("people")
def command() -> None:
    """Add, list and close the accounts of those who keep the records."""


@command.command("add")
@click.argument("name")
@click.option("--role", required=True, type=click.Choice(actions.PERSONAL_ROLES), help="What the person may do.")
@click.option("--organisation", required=True, help="For which the person acts, such as “Ministry of Justice”.")
@click.option("--place", "code", required=True, help="Code of the organisation’s State, such as IT.")
@click.option(
    "--password-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="File whose first line is the password; without it, it is asked for twice.",
)
def add_command(name: str, role: str, organisation: str, code: str, password_file: Path | None) -> None:
    """Add a person who may sign in as NAME."""
    place = Place.objects.filter(pk=code.strip().upper()).first()
    if place is None:
        raise Refused(f"No place has the code “{code[:20]}”. Write one such as IT, or run `comity setup` first.")
    if password_file is None:
        password = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    else:
        password = (password_file.read_text(encoding="utf-8").splitlines() or [""])[0]
    with transaction.atomic():
        by = actions.ensure_service()
        person = actions.add_person(name, password, role=role, organisation=organisation, place=place, by=by)
    click.echo(f"{person.username} may sign in as {role} of {organisation}.")


@command.command("list")
def list_command() -> None:
    """List everybody who has an account: name, whether it is open, last sign-in, role and organisation."""
    for person in queries.people():
        last = person.last_login.strftime("%Y-%m-%d") if person.last_login else "never"
        held = "; ".join(f"{one.role} of {one.organisation.name}" for one in person.memberships.all()) or "no role"
        click.echo(f"{person.username}\t{'open' if person.is_active else 'closed'}\t{last}\t{held}")


@command.command("close")
@click.argument("name")
def close_command(name: str) -> None:
    """Let NAME sign in no more; what they did stays under their name."""
    person = User.objects.filter(username=name).first()
    if person is None:
        raise Refused(f"Nobody has the name “{name[:150]}”. `comity people list` shows all names.")
    with transaction.atomic():
        actions.close_account(person, by=actions.ensure_service())
    click.echo(f"{person.username} can no longer sign in.")
