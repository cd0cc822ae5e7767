# ruff: noqa: PLC0415 -- our code is imported after the settings of the installation that is measured
"""People of every role, each with a session that began at the page to sign in, with password and second factor."""

import time


PASSWORD = "nine herons over the weir"  # noqa: S105 -- of persons who are made here
VISITOR = "visitor"


def roles():
    """Everybody by whom an address is tried: a visitor, and each role that a person can hold."""
    from comity.base.people.actions.accounts import PERSONAL_ROLES

    return (VISITOR, *PERSONAL_ROLES)


def browser(**options):
    """A browser that goes through every middleware and gets the page of a fault instead of the fault."""
    from django.test import Client

    return Client(raise_request_exception=False, **{"SERVER_NAME": "localhost"} | options)


def signed_in(role, *, name="", place="IT"):
    """A person with a role, signed in with a password and the number of an app; a visitor's browser for none.

    Returns:
        The browser, and the person; None for a visitor.
    """
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

    from comity.base.people import actions
    from comity.base.places.models import Place

    it = browser()
    if role == VISITOR:
        return it, None
    name = name or f"stranger-{role}"
    person = actions.find(name)
    if person is not None:
        raise RuntimeError(f"There is already a person {name}: these are made in an installation of their own.")
    person = actions.add_person(
        name,
        PASSWORD,
        role=role,
        organisation=f"Office of {role}",
        place=Place.objects.get(code=place),
        by=actions.ensure_service(),
    )
    secret = actions.new_app_secret()
    step = int(time.time()) // 30
    app = actions.add_app(person, secret, format_hotp_value(hotp_value(secret, step)), by=person)
    # A number is good once; the one that showed the app was another time's.
    app.data["counter"] = 0
    app.save()
    it.post("/en/account/sign-in/", {"username": name, "password": PASSWORD})
    answer = it.post(
        "/en/account/sign-in/second/", {"code": format_hotp_value(hotp_value(secret, int(time.time()) // 30))}
    )
    if answer.status_code != 302 or "_auth_user_id" not in it.session:
        raise RuntimeError(f"Signing in as {role} ended with {answer.status_code}.")
    return it, person


def everybody():
    """Who tries: the browser of each role."""
    return {role: signed_in(role)[0] for role in roles()}


def put_away(answer):
    """Close an answer as the client itself does: the connection to the database stays, and with it what was undone."""
    from django.core.signals import request_finished
    from django.db import close_old_connections

    request_finished.disconnect(close_old_connections)
    try:
        answer.close()
    finally:
        request_finished.connect(close_old_connections)
