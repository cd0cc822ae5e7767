"""The accounts of those who keep the records."""

from pathlib import Path

import click
from django.conf import settings
from django.db import transaction

from comity.base.people import actions, queries
from comity.base.people.enums import Kind
from comity.base.people.models import Organisation, User
from comity.base.places.models import Place
from comity.kernel.errors import Refused
from comity.kernel.languages import INTERFACE


@click.group("people")
def command() -> None:
    """Add, list and close the accounts of those who keep the records."""


@command.command("add")
@click.argument("name")
@click.option("--role", required=True, type=click.Choice(actions.PERSONAL_ROLES), help="What the person may do.")
@click.option("--organisation", required=True, help="For which the person acts, such as “Ministry of Justice”.")
@click.option("--place", "code", default="", help="Code of the organisation’s State, such as IT; empty for none.")
@click.option(
    "--kind",
    type=click.Choice(Kind.values),
    default=None,
    help="What the organisation is, if it is entered now; without a State, the Secretariat.",
)
@click.option("--email", default="", help="Where letters go, and with which the person may sign in as well.")
@click.option(
    "--password-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="File whose first line is the password; without it, it is asked for twice.",
)
def add_command(  # noqa: PLR0913, PLR0917 -- click hands each option over
    name: str, role: str, organisation: str, code: str, kind: str | None, email: str, password_file: Path | None
) -> None:
    """Add a person who may sign in as NAME."""
    place = _place(code) if code else None
    is_what = Kind(kind) if kind else Kind.COMPETENT if place else Kind.SECRETARIAT
    if password_file is None:
        password = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    else:
        password = (password_file.read_text(encoding="utf-8").splitlines() or [""])[0]
    with transaction.atomic():
        by = actions.ensure_service()
        person = actions.add_person(
            name, password, role=role, organisation=organisation, place=place, kind=is_what, email=email, by=by
        )
    click.echo(f"{person.username} may sign in as {role} of {organisation}.")


@command.command("invite")
@click.argument("email")
@click.option("--role", required=True, type=click.Choice(actions.PERSONAL_ROLES), help="What the person may do.")
@click.option("--organisation", required=True, help="For which the person acts; entered when it is not there.")
@click.option("--kind", type=click.Choice(Kind.values), default=Kind.COMPETENT.value, help="What the organisation is.")
@click.option("--place", "code", default="", help="Code of the organisation’s State, such as IT; empty for none.")
@click.option("--language", type=click.Choice(list(INTERFACE)), default="en", help="In which the letter is written.")
def invite_command(  # noqa: PLR0913, PLR0917 -- click hands each option over
    email: str, role: str, organisation: str, kind: str, code: str, language: str
) -> None:
    """Invite EMAIL; the way in which the first member of the Secretariat comes in."""
    place = _place(code) if code else None
    root = settings.PUBLIC_ADDRESS
    if not root:
        raise Refused("Set COMITY_ADDRESS to the address of this installation, so that the link leads to it.")
    with transaction.atomic():
        by = actions.ensure_service()
        works_for = Organisation.objects.filter(name__iexact=organisation.strip(), place=place).first()
        if works_for is None:
            works_for = actions.put_organisation(organisation, kind=Kind(kind), place=place, by=by)
        _made, link = actions.invite(email, organisation=works_for, role=role, language=language, root=root, by=by)
    click.echo(f"{email} is invited as {role} of {works_for}.")
    if link:
        click.echo(f"There is no mail server. Hand this link over, by a way that only its receiver reads: {link}")


@command.command("reset")
@click.argument("name")
def reset_command(name: str) -> None:
    """Remove passkeys, app, codes and password of NAME, who lost them; a new password can then be asked for."""
    person = _person(name)
    with transaction.atomic():
        actions.restore(person, by=actions.ensure_service())
    click.echo(f"{person.username} signs in anew with “Password forgotten”, and sets up a second factor.")


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
    person = _person(name)
    with transaction.atomic():
        actions.close_account(person, by=actions.ensure_service())
    click.echo(f"{person.username} can no longer sign in.")


@command.command("forget")
@click.argument("name")
@click.confirmation_option(prompt="What is kept of this person is deleted, and nobody can take that back. Go on?")
def forget_command(name: str) -> None:
    """Delete the personal data of NAME, whose account is closed; what they did stays, and the log's proofs hold."""
    person = _person(name)
    with transaction.atomic():
        actions.forget_person(person, by=actions.ensure_service())
    click.echo("Deleted. Backups made until now still hold it: delete them when their time has come.")


@command.command("sign-out")
@click.argument("name", required=False, default="")
@click.option("--everybody", is_flag=True, help="End the sessions of all people, as when a key may have been seen.")
def sign_out_command(name: str, *, everybody: bool) -> None:
    """End every session of NAME, or with --everybody of all."""
    if bool(name) == everybody:
        raise Refused("Name one person, or write --everybody.")
    person = _person(name) if name else None
    with transaction.atomic():
        by = actions.ensure_service()
        count = actions.end_visits(person, by=by) if person else actions.end_every_visit(by=by)
    click.echo(f"{count} sessions were ended.")


def _place(code: str) -> Place:
    place = Place.objects.filter(pk=code.strip().upper()).first()
    if place is None:
        raise Refused(f"No place has the code “{code[:20]}”. Write one such as IT, or run `comity setup` first.")
    return place


def _person(name: str) -> User:
    person = User.objects.filter(username=name, is_service=False).first()
    if person is None:
        raise Refused(f"Nobody has the name “{name[:150]}”. `comity people list` shows all names.")
    return person
