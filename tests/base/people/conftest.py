"""A cast: who keeps the register, who administers, who works, and a stranger."""

import itertools
import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core import mail
from django.utils import timezone

from comity.base.people import actions
from comity.base.people.adapters import VISIT
from comity.base.people.enums import Kind, Opening
from comity.base.people.models import Membership, Organisation, User, Visit


PASSWORD = "seven lanterns on a quay"  # noqa: S105 -- of persons who are made here
ROOT = "https://comity.example"


@pytest.fixture(autouse=True)
def _quick_passwords(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def in_earnest(settings):
    """An installation as it is run: no role without a second factor."""
    settings.SECOND_FACTOR = True


@pytest.fixture
def letters(settings):
    """A mail server that keeps what it is given."""
    settings.EMAIL_HOST = "mail.example"
    settings.DEFAULT_FROM_EMAIL = "comity@comity.example"
    return mail.outbox


@pytest.fixture
def office(place):
    return Organisation.objects.create(name="Central Authority", kind=Kind.CENTRAL, place=place)


@pytest.fixture
def member(office):
    numbers = itertools.count(1)

    def make(role, organisation=None, name=""):
        name = name or f"{role}{next(numbers)}"
        person = User.objects.create(username=name, email=f"{name}@example.test", last_name=name.title())
        person.set_password(PASSWORD)
        person.save()
        Membership.objects.create(user=person, organisation=organisation or office, role=role)
        return person

    return make


@pytest.fixture
def as_person(client):
    """Begin a session as signing in does, strong and shown just now; the client."""

    def begin(person, *, using=None, is_strong=True):
        it = using or client
        it.force_login(person)
        visit = Visit.objects.create(person=person, opening=Opening.PASSKEY, family="Firefox", is_strong=is_strong)
        session = it.session
        session[VISIT] = str(visit.pk)
        session["account_authentication_methods"] = [{"method": "mfa" if is_strong else "password", "at": time.time()}]
        session["account_authentication_methods_user"] = str(person.pk)
        session.save()
        it.visit = visit
        return it

    return begin


def code_of(secret, *, steps=0):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


@pytest.fixture
def with_app():
    """Give somebody an authenticator app whose last number was used long ago; its secret."""

    def give(person):
        secret = actions.new_app_secret()
        app = actions.add_app(person, secret, code_of(secret), by=person)
        app.data["counter"] = 0
        app.save()
        return secret

    return give


@pytest.fixture
def long_ago():
    def move(link, days):
        link.sent_at = timezone.now() - timezone.timedelta(days=days)
        link.save()

    return move
