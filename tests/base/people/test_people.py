"""Accounts: how they are made, how one signs in and out, and what a guesser meets."""

import pytest
from click.testing import CliRunner
from django.test import Client

from comity.base.audit.models import Event
from comity.base.audit.queries import token_of
from comity.base.people import actions, rules
from comity.base.people.models import Attempts, Membership, Organisation, User
from comity.kernel.errors import NotNow, Refused


PASSWORD = "seven lanterns on a quay"  # noqa: S105 -- of a person who is made here
SIGN_IN = "/en/account/sign-in/"
GUESS = "guess"
WRONG = "do not belong together"


@pytest.fixture(autouse=True)
def _afresh(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def ada(service, place):
    return actions.add_person("ada", PASSWORD, role="editor", organisation="Ministry", place=place, by=service)


def sign_in(client, name="ada", password=PASSWORD, **more):
    return client.post(SIGN_IN, {"username": name, "password": password, **more})


def test_who_is_added_can_sign_in_is_named_and_signs_out(client, ada):
    answer = sign_in(client, next="/en/treaties/")
    assert (answer.status_code, answer["Location"]) == (302, "/en/treaties/")
    page = client.get("/en/about/").content.decode()
    assert "Sign out" in page
    assert ">ada<" in page
    assert 'href="/en/account/sign-in/"' not in page
    assert Event.objects.get(verb="people.sign_in").actor_id == str(ada.pk)

    assert client.get("/en/account/sign-out/").status_code == 405
    client.post("/en/account/sign-out/")
    assert 'href="/en/account/sign-in/"' in client.get("/en/about/").content.decode()


@pytest.mark.parametrize(("name", "password"), [("ada", "not it"), ("nobody", PASSWORD), ("comity", PASSWORD)])
def test_one_sentence_for_every_wrong_pair(client, ada, name, password):
    answer = sign_in(client, name, password)
    assert answer.status_code == 422
    assert WRONG in answer.content.decode()
    assert "_auth_user_id" not in client.session


def test_the_sentence_is_in_the_language_of_the_page(client, ada):
    answer = client.post("/ar/account/sign-in/", {"username": "", "password": ""})
    assert answer.status_code == 422
    assert 'lang="ar"' in answer.content.decode()
    assert "This field is required" not in answer.content.decode()


def test_nobody_is_sent_to_another_host(client, ada):
    assert sign_in(client, next="https://elsewhere.example/")["Location"] == "/en/"


def test_each_failure_after_the_third_doubles_the_wait():
    assert [rules.wait_after(n) for n in (0, 3, 4, 5, 6, 13, 5000)] == [0, 0, 2, 4, 8, 900, 900]


def test_a_guesser_waits_even_with_the_right_password_and_others_do_not(client, ada):
    for _ in range(4):
        assert WRONG in sign_in(client, password=GUESS).content.decode()
    answer = sign_in(client)
    assert answer.status_code == 422
    assert "Too many attempts" in answer.content.decode()
    assert "_auth_user_id" not in client.session
    # The same name written otherwise is the same name; another address or name is not.
    assert rules.seconds_to_wait(" ADA ", "127.0.0.1") > 0
    assert rules.seconds_to_wait("ada", "192.0.2.1") == rules.seconds_to_wait("eve", "127.0.0.1") == 0


def test_after_the_wait_the_right_password_fits_and_all_is_forgotten(client, ada, monkeypatch):
    for _ in range(4):
        sign_in(client, password=GUESS)
    later = rules.time.time() + 3
    monkeypatch.setattr(rules.time, "time", lambda: later)
    assert sign_in(client).status_code == 302
    assert not Attempts.objects.filter(pk=rules.attempts_key("ada", "127.0.0.1")).exists()


def test_the_form_is_needed(ada):
    strict = Client(enforce_csrf_checks=True)
    answer = sign_in(strict)
    assert answer.status_code == 403
    assert "open the page again" in answer.content.decode()
    page = strict.get(SIGN_IN)
    token = page.context["csrf_token"]
    assert sign_in(strict, csrfmiddlewaretoken=str(token)).status_code == 302
    assert strict.post("/en/account/sign-out/").status_code == 403


@pytest.mark.parametrize("path", ["/en/", "/en/about/", "/fr/treaties/", "/ar/laws/", "/en/places/"])
def test_reading_sets_no_cookie(client, db, path):
    answer = client.get(path)
    assert answer.status_code == 200
    assert not answer.cookies


def test_the_cookies_of_who_signs_in_are_out_of_reach_of_scripts(client, ada):
    cookies = sign_in(client).cookies
    assert {"sessionid"} <= set(cookies)
    assert all(one["httponly"] and one["samesite"] == "Lax" for one in cookies.values())


def test_a_new_password_ends_the_sessions_of_the_old_one(client, ada):
    sign_in(client)
    ada.set_password("another quay, eight lamps")
    ada.save()
    page = client.get("/en/about/")
    assert page.status_code == 200
    assert "Sign out" not in page.content.decode()


def test_a_closed_account_is_signed_out_at_once(client, ada, service):
    sign_in(client)
    actions.close_account(ada, by=service)
    assert "Sign out" not in client.get("/en/about/").content.decode()
    assert WRONG in sign_in(client).content.decode()
    with pytest.raises(NotNow):
        actions.close_account(ada, by=service)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"name": "ADA"}, "taken"),
        ({"name": ""}, "blank"),
        ({"name": "two words"}, "valid username"),
        ({"password": "short"}, "12 characters"),
        ({"password": "password12345"}, "common"),
        ({"name": "bartholomew-b", "password": "bartholomew-b"}, "similar"),
        ({"role": "service"}, "no role"),
        ({"organisation": " "}, "organisation"),
    ],
)
def test_what_cannot_be_added_is_refused_in_a_sentence_and_nothing_is_left(ada, service, place, changed, sentence):
    given = {"name": "eve", "password": PASSWORD, "role": "editor", "organisation": "Other", **changed}
    with pytest.raises(Refused, match=sentence):
        actions.add_person(given.pop("name"), given.pop("password"), place=place, by=service, **given)
    assert User.objects.filter(is_service=False).count() == 1
    assert not Organisation.objects.filter(name="Other").exists()


def test_the_command_adds_lists_and_closes(db, place, tmp_path):
    from comity.project.commands.people import command

    file = tmp_path / "password"
    file.write_text(f"{PASSWORD}\n")
    run = CliRunner().invoke
    wanted = ["add", "ada", "--role", "contributor", "--organisation", "Office", "--place", "it"]
    done = run(command, [*wanted, "--password-file", str(file)])
    assert done.exit_code == 0, done.output
    ada = User.objects.get(username="ada")
    assert ada.check_password(PASSWORD)
    assert Membership.objects.get(user=ada).role == "contributor"
    assert Event.objects.filter(verb="people.add_person", subject_id=token_of(ada)).exists()
    assert "ada\topen\tnever\tcontributor of Office" in run(command, ["list"]).output

    asked = run(command, ["add", "eve", *wanted[2:]], input=f"{PASSWORD}\nsomething else\n{PASSWORD}\n{PASSWORD}\n")
    assert asked.exit_code == 0, asked.output
    assert isinstance(run(command, ["add", "mallory", *wanted[2:-1], "XX"]).exception, Refused)

    assert run(command, ["close", "ada"]).exit_code == 0
    assert "ada\tclosed" in run(command, ["list"]).output
    assert isinstance(run(command, ["close", "nobody"]).exception, Refused)


def test_the_command_ends_sessions_of_one_or_of_all(db, service, ada):
    from comity.base.people.models import Visit
    from comity.project.commands.people import command

    eve = User.objects.create(username="eve")
    run = CliRunner().invoke
    for person in (ada, ada, eve):
        Visit.objects.create(person=person, opening="passkey", family="Firefox")
    assert "2 sessions" in run(command, ["sign-out", ada.username]).output
    assert list(Visit.objects.filter(ended_at=None).values_list("person", flat=True)) == [eve.pk]
    for wrong in ([], ["nobody"], [ada.username, "--everybody"]):
        assert isinstance(run(command, ["sign-out", *wrong]).exception, Refused)
    assert "1 sessions" in run(command, ["sign-out", "--everybody"]).output
    assert Event.objects.filter(verb="people.end_every_visit").count() == 1
