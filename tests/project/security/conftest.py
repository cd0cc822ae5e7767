"""Every address of the portal, once asked by people of several roles who have signed in, for all tests to look at."""

from dataclasses import dataclass

import pytest
from bench.strangers import addresses as walk
from bench.strangers import cast
from django.db import transaction
from django.test import override_settings

from .lived import live


IN_EARNEST = {
    "SECOND_FACTOR": True,
    "LETTERS_IN_BACKGROUND": False,
    "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
}
PLAIN = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}


@dataclass(frozen=True)
class Answer:
    role: str
    name: str
    path: str
    status: int
    headers: dict
    body: bytes
    is_guessed: bool


@pytest.fixture
def in_earnest(settings):
    """An installation as it is run: sessions begin with password and number, and no role without both."""
    for name, value in IN_EARNEST.items():
        setattr(settings, name, value)


@pytest.fixture
def everybody(world, in_earnest):
    """A browser of each role, signed in."""
    return cast.everybody()


@pytest.fixture
def lived(world, settings, tmp_path):
    """Something at the addresses of what people begin."""
    settings.HOME = tmp_path
    live()


@pytest.fixture
def addresses(lived):
    return walk.addresses()


@pytest.fixture(scope="package")
def walked(loaded, django_db_blocker, tmp_path_factory):
    """What every address answers to a visitor, a contributor, a member of an authority, an editor, the Secretariat.

    The contributor works in the ministry of the State whose review goes on, the member where a sealed message is from.
    """
    from django.conf import settings

    made = []
    home = tmp_path_factory.mktemp("walked")
    storages = settings.STORAGES | {"staticfiles": PLAIN}
    earnest = override_settings(STORAGES=storages, HOME=home, **IN_EARNEST)
    with django_db_blocker.unblock(), earnest, transaction.atomic():
        ministry, authority = live()
        known = walk.addresses()
        for role in ("visitor", "contributor", "authority", "editor", "secretariat"):
            browser, person = cast.signed_in(role)
            if role in {"contributor", "authority"}:
                person.memberships.update(organisation=ministry if role == "contributor" else authority)
            for one in known:
                guesses = [one.guessed] if role == "contributor" and one.guessed != one.path else []
                for path in (one.path, *guesses):
                    answer = browser.get(path)
                    body = next(iter(answer.streaming_content), b"") if answer.streaming else answer.content
                    made.append(
                        Answer(role, one.name, path, answer.status_code, dict(answer.headers), body, path in guesses)
                    )
                    cast.put_away(answer)
        transaction.set_rollback(True)
    return made
