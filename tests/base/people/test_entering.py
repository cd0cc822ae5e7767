"""Coming in: what a guesser meets and the owner does not, the second factor, devices, sessions."""

import datetime as dt

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comity.base.audit.models import Event
from comity.base.people import actions, queries, rules
from comity.base.people.crypto import token_hash
from comity.base.people.models import Attempts, Device, Visit

from .conftest import PASSWORD, code_of


SIGN_IN = "/en/account/sign-in/"
SECOND = "/en/account/sign-in/second/"
STAFF = "/en/treaties/XVIII-12/actions/new/"
GUESSER, OWNER = "198.51.100.7", "203.0.113.9"


def sign_in(client, name, password=PASSWORD, address=OWNER, **more):
    return client.post(SIGN_IN, {"username": name, "password": password, **more}, REMOTE_ADDR=address)


@pytest.fixture
def ada(member):
    return member("editor", name="ada")


# ---------------------------------------------------------------- guessing


def test_either_name_or_address_signs_in_and_both_are_counted_as_one(client, ada, db):
    for typed in ("ada", "ADA@example.test", "ada", "ada@EXAMPLE.test"):
        sign_in(client, typed, "guess", GUESSER)
    assert "Too many" in sign_in(client, "ada", address=GUESSER).content.decode()
    assert sign_in(Client(), "ada@example.test").status_code == 302


def test_a_guesser_in_one_network_is_slowed_at_every_address_of_it(client, ada):
    for last in range(1, 6):
        sign_in(client, "ada", "guess", f"198.51.100.{last}")
    assert rules.seconds_to_wait("ada", "198.51.100.200") > 0
    assert rules.seconds_to_wait("ada", OWNER) == 0


def test_one_password_on_many_names_is_slowed_too(client, ada):
    for number in range(32):
        sign_in(client, f"name{number}", "guess", GUESSER)
    assert rules.seconds_to_wait("ada", GUESSER) > 0
    assert rules.seconds_to_wait("ada", OWNER) == 0


def test_guessers_everywhere_do_not_shut_the_owner_out_of_a_known_browser(ada):
    known = Client()
    assert sign_in(known, "ada").status_code == 302
    known.post("/en/account/sign-out/")
    for number in range(30):
        sign_in(Client(), "ada", "guess", f"192.0.{number}.1")
    # A stranger's browser waits, whatever its network; the owner's own does not, even behind a guesser's proxy.
    assert "Too many" in sign_in(Client(), "ada").content.decode()
    assert sign_in(known, "ada", address="192.0.1.1").status_code == 302


def test_a_known_browser_is_no_licence_to_guess(ada):
    known = Client()
    sign_in(known, "ada")
    known.post("/en/account/sign-out/")
    for _ in range(5):
        sign_in(known, "ada", "guess")
    assert "Too many" in sign_in(known, "ada").content.decode()


def test_another_accounts_cookie_is_not_known_for_this_one(ada, member):
    eve = member("observer", name="eve")
    browser = Client()
    sign_in(browser, "eve")
    browser.post("/en/account/sign-out/")
    assert queries.known_device(eve, browser.cookies["device"].value)
    assert queries.known_device(ada, browser.cookies["device"].value) == ""


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.77", "203.0.113.0/24"),
        ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.77", "203.0.113.0/24"),
        ("unix:", "unix:"),
    ],
)
def test_networks(address, network):
    assert rules.network_of(address) == network


def test_whether_there_is_an_account_is_told_nowhere(client, ada, letters, django_capture_on_commit_callbacks):
    # The foot of each page tells how much is held, as kept for a state of the log: one of another test's logs too.
    cache.clear()
    wrong = [sign_in(client, name, "guess").content for name in ("ada", "nobody", "nobody@example.test")]
    assert (
        len(
            {
                page.replace(b"nobody@example.test", b"").replace(b"nobody", b"").replace(b"ada", b"")
                for page in map(_plain, wrong)
            }
        )
        == 1
    )
    with django_capture_on_commit_callbacks(execute=True):
        asked = [
            _plain(client.post("/en/account/password/forgotten/", {"username": name}).content)
            for name in ("ada", "nobody")
        ]
    assert asked[0] == asked[1]
    assert [letter.to for letter in letters] == [["ada@example.test"]]


def _plain(page):
    import re

    return re.sub(rb'name="csrfmiddlewaretoken" value="\w+"', b"", page)


# ---------------------------------------------------------------- second factor


def test_a_page_asks_once_what_its_reader_may_and_each_page_anew(client, ada):
    client.force_login(ada)
    with CaptureQueriesContext(connection) as asked:
        assert "/records/new/" in client.get("/en/records/new/").text
    assert sum('FROM "people_membership"' in one["sql"] for one in asked) == 1
    end(ada)
    assert client.get("/en/records/new/").status_code == 403


def test_whoever_changes_something_is_asked_anew_each_time(ada):
    assert ada.role_names == {"editor"}
    end(ada)
    assert (ada.role_names, ada.grants) == (frozenset(), [])


def end(person):
    person.memberships.update(begins_on=dt.date(2020, 1, 1), ends_on=dt.date(2020, 1, 2))


@pytest.mark.usefixtures("in_earnest")
def test_a_role_does_nothing_before_the_second_factor(client, ada):
    assert sign_in(client, "ada", next="/en/about/").status_code == 302
    assert client.get("/en/about/")["Location"] == "/en/account/setup/?next=%2Fen%2Fabout%2F"
    assert client.get(STAFF)["Location"].startswith("/en/account/setup/")
    assert client.post("/en/records/import/").status_code == 403
    ada.is_held_back = True
    assert ada.role_names == frozenset()
    assert ada.grants == []
    assert queries.places_of(ada, "record.draft") == frozenset()
    assert client.get("/en/account/setup/").status_code == 200
    # The data that everybody reads stays open to programs.
    assert client.get("/healthz").status_code == 200


@pytest.mark.usefixtures("in_earnest")
def test_password_then_code_then_the_role(client, ada, with_app):
    secret = with_app(ada)
    assert sign_in(client, "ada", next="/en/about/")["Location"] == SECOND
    assert "_auth_user_id" not in client.session
    assert "Sign out" not in client.get("/en/about/").content.decode()
    assert client.post(SECOND, {"code": "000000"}).status_code == 422
    code = code_of(secret)
    assert client.post(SECOND, {"code": code})["Location"] == "/en/about/"
    assert "Sign out" in client.get("/en/about/").content.decode()
    assert Event.objects.get(verb="people.sign_in").details == {"opening": "code", "is_strong": True}
    # The same number again, in another browser, is worth nothing.
    other = Client()
    sign_in(other, "ada")
    assert other.post(SECOND, {"code": code}).status_code == 422


def test_a_guesser_of_codes_waits(client, ada, with_app):
    with_app(ada)
    sign_in(client, "ada")
    for number in range(4):
        client.post(SECOND, {"code": f"{number:06}"})
    assert "Too many" in client.post(SECOND, {"code": "999999"}).content.decode()


def test_recovery_codes_work_once_each_and_are_kept_sealed(ada, with_app):
    with_app(ada)
    codes = actions.make_codes(ada, by=ada)
    assert len(set(codes)) == 10
    assert {len(code) for code in codes} == {10}
    kept = next(one for one in queries.factors(ada) if one.type == queries.CODES)
    assert kept.data["seed"].startswith("gAAAA"), "the seed is sealed, not written"
    assert actions.use_code(ada, f"{codes[3][:5]} {codes[3][5:]}", by=ada) == kept
    assert actions.use_code(ada, codes[3], by=ada) is None
    again = actions.make_codes(ada, by=ada)
    assert actions.use_code(ada, codes[4], by=ada) is None
    assert actions.use_code(ada, again[0], by=ada) is not None


def test_the_secret_of_an_app_is_sealed_and_lost_with_the_key(ada, with_app, settings):
    from comity.base.people.crypto import Unsealed, unseal

    secret = with_app(ada)
    kept = next(one for one in queries.factors(ada) if one.type == queries.APP)
    assert secret not in str(kept.data)
    assert unseal(kept.data["secret"]) == secret
    old, settings.SECRET_KEY = settings.SECRET_KEY, "another"
    with pytest.raises(Unsealed):
        unseal(kept.data["secret"])
    settings.SECRET_KEY_FALLBACKS = [old]
    assert unseal(kept.data["secret"]) == secret


@pytest.mark.parametrize(
    "credential",
    [
        "",
        "{",
        "[]",
        "{}",
        '{"response": 1}',
        '{"response": {}}',
        '{"id":"a","rawId":"a","type":"public-key","response":{"userHandle":"x","clientDataJSON":"e30","authenticatorData":"","signature":""}}',
        "x" * 30000,
    ],
)
def test_what_is_no_passkey_opens_nothing(client, ada, credential):
    client.post("/en/account/sign-in/passkey/options/")
    answer = client.post("/en/account/sign-in/passkey/", {"credential": credential})
    assert answer.status_code == 422
    assert "passkey" in answer.content.decode()
    assert "_auth_user_id" not in client.session


def test_the_stages_cannot_be_skipped(client, ada, with_app):
    assert client.get(SECOND)["Location"] == SIGN_IN
    assert client.post(SECOND, {"code": "123456"})["Location"] == SIGN_IN
    assert client.post("/en/account/sign-in/second/options/")["Location"] == SIGN_IN


# ---------------------------------------------------------------- devices and sessions


def test_a_new_browser_is_told_by_letter_and_a_known_one_is_not(ada, letters, django_capture_on_commit_callbacks):
    first, second = (
        Client(),
        Client(headers={"User-Agent": "Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/140.0"}),
    )
    with django_capture_on_commit_callbacks(execute=True):
        sign_in(first, "ada")
    assert letters == []
    with django_capture_on_commit_callbacks(execute=True):
        sign_in(second, "ada", address=GUESSER)
    assert [letter.to for letter in letters] == [["ada@example.test"]]
    assert "Firefox, Windows" in letters[0].body
    assert GUESSER not in letters[0].body
    for browser in (first, second):
        browser.post("/en/account/sign-out/")
        with django_capture_on_commit_callbacks(execute=True):
            sign_in(browser, "ada")
    assert len(letters) == 1
    assert Device.objects.filter(person=ada).count() == 2


def test_the_device_cookie_names_nobody_and_is_kept_as_a_hash(client, ada):
    cookie = sign_in(client, "ada").cookies["device"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    device = Device.objects.get(person=ada)
    assert device.token_hash == token_hash(cookie.value)
    assert cookie.value not in device.token_hash


def test_an_ended_session_is_a_visitors_at_its_next_request(ada, client):
    other = Client()
    sign_in(client, "ada")
    sign_in(other, "ada")
    visit = Visit.objects.get(pk=other.session["visit"])
    assert client.post(f"/en/account/security/sessions/{visit.pk}/end/").status_code == 302
    assert "Sign out" not in other.get("/en/about/").content.decode()
    assert "Sign out" in client.get("/en/about/").content.decode()
    assert client.post(f"/en/account/security/sessions/{visit.pk}/end/").status_code == 409


def test_all_others_end_and_this_one_goes_on(ada, client):
    others = [Client(), Client()]
    for browser in [client, *others]:
        sign_in(browser, "ada")
    client.post("/en/account/security/sessions/end/")
    assert ["Sign out" in browser.get("/en/about/").content.decode() for browser in [client, *others]] == [
        True,
        False,
        False,
    ]


def test_a_session_lasts_for_a_working_day_however_busy_it_is(ada, client, settings):
    sign_in(client, "ada")
    Visit.objects.update(began_at=timezone.now() - dt.timedelta(seconds=settings.SESSION_COOKIE_AGE - 60))
    assert "Sign out" in client.get("/en/about/").content.decode()
    Visit.objects.update(began_at=timezone.now() - dt.timedelta(seconds=settings.SESSION_COOKIE_AGE + 1))
    assert "Sign out" not in client.get("/en/about/").content.decode()


def test_what_no_longer_says_anything_is_deleted(ada, client):
    sign_in(client, "nobody", "guess", GUESSER)
    Attempts.objects.update(last_at=timezone.now() - dt.timedelta(seconds=rules.REMEMBERED + 1))
    old = Visit.objects.create(person=ada, opening="passkey", family="Safari")
    Visit.objects.update(began_at=timezone.now() - dt.timedelta(days=40))
    sign_in(client, "ada")
    assert not Attempts.objects.exists()
    assert not Visit.objects.filter(pk=old.pk).exists()


def test_failing_passkeys_hinder_nobody(client, ada):
    for _ in range(40):
        client.post("/en/account/sign-in/passkey/", {"credential": "{}"}, REMOTE_ADDR=GUESSER)
    assert not Attempts.objects.exists()
    assert sign_in(client, "ada", address=GUESSER).status_code == 302


def test_signing_out_ends_the_visit(ada, client):
    sign_in(client, "ada")
    client.post("/en/account/sign-out/")
    assert Visit.objects.get().ended_at is not None


@pytest.mark.usefixtures("in_earnest")
def test_a_session_that_began_otherwise_is_none(client, ada):
    client.force_login(ada)
    assert "Sign out" not in client.get("/en/about/").content.decode()


def test_what_a_browser_says_of_itself_is_kept_no_finer_than_its_family():
    agent = (
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.1.2 Safari/537.36 Edg/142"
    )
    assert rules.family_of(agent) == "Edge, Linux"
    assert (
        rules.family_of("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18 Safari/604.1")
        == "Safari, iPhone"
    )
    assert rules.family_of("curl/8") == ""


def test_who_does_nothing_for_an_hour_is_signed_out(ada, client, settings):
    settings.IDLE_MINUTES = 60
    sign_in(client, "ada")
    visit = Visit.objects.get()
    long_ago = timezone.now() - dt.timedelta(minutes=59)
    Visit.objects.update(seen_at=long_ago)
    assert "Sign out" in client.get("/en/about/").content.decode()
    visit.refresh_from_db()
    assert visit.seen_at > long_ago, "what is done counts"
    assert list(queries.open_visits(ada, visit.began_at - dt.timedelta(days=1))) == [visit]
    Visit.objects.update(seen_at=timezone.now() - dt.timedelta(minutes=61))
    assert list(queries.open_visits(ada, visit.began_at - dt.timedelta(days=1))) == []
    assert "Sign out" not in client.get("/en/about/").content.decode()
    visit.refresh_from_db()
    assert visit.ended_at is not None
    assert client.get("/en/account/")["Location"].startswith(SIGN_IN)
    ended = Event.objects.filter(verb="people.end_visit").get()
    assert ended.actor == "", "nobody ended it"


def test_not_every_request_writes_that_something_is_done(ada, client):
    sign_in(client, "ada")
    before = Visit.objects.get().seen_at
    client.get("/en/about/")
    assert Visit.objects.get().seen_at == before


def test_an_installation_may_let_sessions_stay_open_for_a_working_day(ada, client, settings):
    settings.IDLE_MINUTES = 0
    sign_in(client, "ada")
    Visit.objects.update(seen_at=timezone.now() - dt.timedelta(hours=11))
    assert "Sign out" in client.get("/en/about/").content.decode()
