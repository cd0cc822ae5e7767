"""Nobody is led to another site, sent a header that they did not ask for, or shown a name that the host has not."""

import re

import pytest
from bench.strangers import cast
from django.http import HttpResponse
from django.utils.http import content_disposition_header


ELSEWHERE = [
    "//evil.example", "///evil.example", "https://evil.example", "https:evil.example", "http:///evil.example",
    "\\\\evil.example", "/\\evil.example", "\\/evil.example", "https:\\\\evil.example", "javascript:alert(1)",
    "data:text/html,x", "//evil.example/%2e%2e", "\t//evil.example", "/\t/evil.example", "\x00//evil.example",
    "\x1f//evil.example", "//localhost@evil.example", "https://localhost@evil.example/", "http://localhost.evil.example",
    "https://localhost:80@evil.example", "//evil.example\r\nSet-Cookie: a=b", "/en/\r\nSet-Cookie: a=b", "ftp://localhost/",
    "////evil.example", "http://[::1].evil.example", "//ⓔvil.example", "/en/../..//evil.example",
]  # fmt: skip
# What takes where to go on to, and who asks it.
DOORS = [
    ("/en/account/sign-in/", "editor", {}),
    ("/en/theme/", "visitor", {"theme": "dark"}),
    ("/en/account/confirm/", "editor", {"code": "1"}),
]


def led(answer):
    return answer.headers.get("Location", "/")


def stays(location):
    """Whether a browser that follows this stays here: a path, and no second slash, of either kind, after the first."""
    return location.startswith("/") and location[1:2] not in {"/", "\\"} and not {*location} & set("\r\n\t\0\\")


@pytest.mark.parametrize("target", ELSEWHERE)
def test_no_page_leads_elsewhere(db, place, in_earnest, target):
    browsers = {"visitor": cast.browser(), "editor": cast.browser()}
    cast.roles()
    for path, role, fields in DOORS:
        asked = browsers[role]
        for answer in (asked.get(path, {"next": target}), asked.post(path, fields | {"next": target})):
            assert answer.status_code < 500
            assert stays(led(answer)), (path, led(answer))
            assert set(answer.cookies) <= {"theme", "csrftoken"}


@pytest.mark.parametrize("target", ELSEWHERE)
def test_who_signs_in_stays_here(db, place, settings, target):
    from comity.base.people.models import User

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    person = User.objects.create(username="ada")
    person.set_password(cast.PASSWORD)
    person.save()
    browser = cast.browser()
    answer = browser.post("/en/account/sign-in/", {"username": "ada", "password": cast.PASSWORD, "next": target})
    assert answer.status_code in {302, 400}
    assert stays(led(answer)), led(answer)
    # Signed in already, the page leads on at once.
    assert stays(led(browser.get("/en/account/sign-in/", {"next": target})))


@pytest.mark.parametrize(
    "path", ["/\\evil.example", "/en//evil.example", "/%09/evil.example", "/%5cevil.example/", "/%2fevil.example/"]
)
def test_a_path_that_looks_like_a_host_leads_nowhere(db, path):
    answer = cast.browser().get(path)
    assert answer.status_code in {301, 302, 404}
    assert stays(led(answer)), led(answer)


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "localhost:80@evil.example", "", "a b", "[::1"]
)
@pytest.mark.parametrize("name", ["HTTP_HOST", "HTTP_X_FORWARDED_HOST"])
def test_a_host_that_is_not_ours_is_not_believed(db, host, name):
    if name == "HTTP_HOST" and not host:
        return
    answer = cast.browser().get("/api/v1/openapi.json", **{name: host})
    assert answer.status_code == (400 if name == "HTTP_HOST" else 200)
    assert b"evil.example" not in answer.content


@pytest.mark.parametrize(
    "name", ['a\r\nSet-Cookie: a="b".pdf', 'a".pdf; filename=b.exe', "a\0.pdf", "المذكرة\n.pdf", "a\u2028b.pdf"]
)
def test_no_file_name_ends_its_header(name):
    answer = HttpResponse()
    told = content_disposition_header(as_attachment=True, filename=name)
    try:
        answer["Content-Disposition"] = told
    except ValueError:
        return  # Django refuses it: nothing is sent.
    assert not {*answer["Content-Disposition"]} & {"\r", "\n", "\0"}
    quoted = r'attachment; filename="(?:[^"\\]|\\.)*"'
    assert re.fullmatch(rf"{quoted}|attachment; filename\*=utf-8''[\w%.!#$&+^`|~-]+", answer["Content-Disposition"])


@pytest.mark.parametrize(
    "address",
    ["a@b.example\r\nBcc: all@c.example", "a@b.example\nSubject: x", "a@b.example, c@d.example", "a@b.example\0"],
)
def test_no_mailbox_ends_its_header(db, mailbox, address):
    """The form to follow a search is the one by which a stranger says where a letter goes."""
    answer = cast.browser().post(
        "/en/search/follow/?q=bees", {"channel": "email", "mailbox": address, "frequency": "daily"}
    )
    assert answer.status_code in {400, 409, 422}
    assert mailbox.mails == []


@pytest.mark.parametrize("subject", ["Bees\r\nBcc: all@c.example", "Bees\nX: y", "Bees\x00"])
def test_no_subject_ends_its_header(subject):
    from email.message import EmailMessage

    from comity.base.notices.actions.mailing import POLICY

    made = EmailMessage(policy=POLICY)
    try:
        made["Subject"] = subject
    except ValueError:
        return
    head = made.as_bytes().partition(b"\n\n")[0].replace(b"\r", b"")
    assert not [line for line in head.split(b"\n") if line.lower().startswith((b"bcc:", b"x:"))]
