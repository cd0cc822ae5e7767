"""An installation behind a proxy that speaks HTTPS: its cookies, its redirection, its promise to stay so."""

import json
import os
import subprocess
import sys

import pytest

from ... import prepared


# Settings are read once in a process, so that this needs one of its own.
PROGRAM = """
import json
import django
django.setup()
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from comity.base.people.models import User
settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
call_command("migrate", verbosity=0)
person = User.objects.create(username="ada")
person.set_password("nine herons over the weir")
person.save()
browser = Client(SERVER_NAME="localhost", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR="81.2.69.160")
plain = browser.get("/en/account/sign-in/")
secure = {"HTTP_X_FORWARDED_PROTO": "https"}
page = browser.get("/en/account/sign-in/", **secure)
before = browser.session.session_key
told = {"username": "ada", "password": "nine herons over the weir"}
answer = browser.post("/en/account/sign-in/", told, **secure)
theme = browser.post("/en/theme/", {"theme": "dark"}, **secure)
browser.get("/", HTTP_ACCEPT_LANGUAGE="fr", **secure)
away = browser.post("/en/administration/notices/put-away/", {"mark": "1.1"}, **secure)
made = {**page.cookies, **answer.cookies, **theme.cookies, **away.cookies}
from comity.base.people.adapters import DEVICE_COOKIE
from comity.engines.records.views.collecting import COOKIE as COLLECTION
from django.contrib.messages.storage import default_storage
from django.test import RequestFactory
told = default_storage(RequestFactory().get("/"))
names = ("secure", "httponly", "samesite", "path", "domain")
print(json.dumps({
    "plain": [plain.status_code, plain["Location"]],
    "hsts": page["Strict-Transport-Security"],
    "status": answer.status_code,
    "sessions": [before, browser.session.session_key],
    "names": [DEVICE_COOKIE, COLLECTION, told.cookie_name, settings.LANGUAGE_COOKIE_NAME],
    "cookies": {name: {one: made[name][one] for one in names} for name in made},
}))
"""


@pytest.fixture(scope="module")
def behind_https(tmp_path_factory):
    home = tmp_path_factory.mktemp("https")
    (home / "static").mkdir()
    prepared.begin(home)
    told = os.environ | {
        "COMITY_HOME": str(home),
        "COMITY_HTTPS": "yes",
        "COMITY_SECOND_FACTOR": "no",
        "DATABASE_URL": "",
    }
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", PROGRAM],
        env=told | {"DJANGO_SETTINGS_MODULE": "comity.project.settings"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout.splitlines()[-1])


def test_what_comes_without_is_led_there(behind_https):
    assert behind_https["plain"] == [301, "https://localhost/en/account/sign-in/"]


def test_browsers_are_told_to_stay_for_a_year(behind_https):
    assert behind_https["hsts"] == "max-age=31536000; includeSubDomains; preload"


def test_every_cookie_is_kept_from_scripts_other_sites_and_plain_lines(behind_https):
    cookies = behind_https["cookies"]
    assert {"__Host-session", "__Host-csrf", "__Host-theme", "__Host-device"} <= set(cookies)
    for name, one in cookies.items():
        assert one["secure"] is True, name
        assert one["httponly"] is True, name
        assert one["samesite"] == "Lax", name
        assert (one["path"], one["domain"]) == ("/", ""), name


def test_every_cookie_bears_a_name_that_no_neighbour_can_plant(behind_https):
    """ASVS 3.3.1 and 3.3.3: browsers take the prefix only from this host, over HTTPS, for all its paths."""
    names = [*behind_https["cookies"], *behind_https["names"]]
    assert [name for name in names if not name.startswith("__Host-")] == []
    assert len(set(names)) >= 7


def test_signing_in_begins_another_session(behind_https):
    before, after = behind_https["sessions"]
    assert behind_https["status"] == 302
    assert after
    assert before != after
