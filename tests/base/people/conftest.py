"""A cast: who keeps the register, who administers, who works, and a stranger."""

import datetime as dt
import itertools
import time
from collections.abc import Sequence
from types import SimpleNamespace

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.utils import timezone

from comity.base.notices.crypto import unseal
from comity.base.notices.models import Message
from comity.base.people import actions
from comity.base.people.adapters import VISIT
from comity.base.people.enums import Kind, Opening
from comity.base.people.models import Membership, Organisation, User, Visit
from comity.base.places.models import Place


PASSWORD = "seven lanterns on a quay"  # noqa: S105 -- of persons who are made here
ROOT = "https://comity.example"
NAMED = {"title": "Ms", "given_name": "Ama", "family_name": "Mensa", "post": "State Attorney"}


@pytest.fixture(autouse=True)
def _quick_passwords(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def in_earnest(settings):
    """An installation as it is run: no role without a second factor."""
    settings.SECOND_FACTOR = True


class Letters(Sequence):
    """What waits to be sent, as whom it is for would read it."""

    def __getitem__(self, at):
        found = Message.objects.order_by("created_at", "key").select_related("destination")
        return [opened(one) for one in found][at]

    def __len__(self):
        return Message.objects.count()

    def __eq__(self, other):
        return list(self) == list(other)

    __hash__ = None


def opened(message):
    body = unseal(message.text) if message.is_sealed and message.text else message.text
    return SimpleNamespace(to=[message.destination.address], subject=message.subject, body=body, kept=message)


@pytest.fixture
def letters(db, settings):
    """An installation that knows a mail server; what it would be given."""
    settings.EMAIL_HOST = "mail.example"
    settings.DEFAULT_FROM_EMAIL = "comity@comity.example"
    return Letters()


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


@pytest.fixture
def boss(member):
    return member("administrator", name="boss")


@pytest.fixture
def elsewhere(member):
    """Another State's authority and its administrator."""
    mali = Place.objects.get_or_create(code="ML", defaults={"kind": "state"})[0]
    theirs = Organisation.objects.create(name="Autorité centrale", kind=Kind.CENTRAL, place=mali)
    return theirs, member("administrator", theirs, name="chef")


@pytest.fixture
def registry_person(member):
    return member(
        "secretariat", Organisation.objects.create(name="Secretariat", kind=Kind.SECRETARIAT), name="registrar"
    )


@pytest.fixture
def nominated(registry_person, office, place, letters, django_capture_on_commit_callbacks):
    recorded = actions.record_note("NV 12/26", dated=dt.date(2026, 10, 1), place=place, by=registry_person)
    with django_capture_on_commit_callbacks(execute=True):
        made, _link = actions.nominate(
            recorded,
            named=NAMED,
            email="ama@example.test",
            organisation=office,
            role="focal_point",
            language="en",
            root=ROOT,
            by=registry_person,
        )
    return made


@pytest.fixture
def ama(nominated, with_app):
    ama = actions.take_up(nominated.invitation, given_name="Ama", family_name="M", language="en", by=None)
    actions.change_password(ama, "four cranes under snow", by=ama)
    with_app(ama)
    actions.complete(ama, by=ama)
    nominated.refresh_from_db()
    return ama
