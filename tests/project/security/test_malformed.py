"""A small sample of `python -m bench malformed`: what cannot be right is refused in a sentence, at every door."""

import random

import pytest
from bench import malformed
from bench.strangers import cast
from bench.strangers.spoilt import MULTIPART, damaged, form_of


@pytest.fixture(scope="module")
def seeded():
    random.seed(4)


def test_a_sample_of_everything_is_refused_in_a_sentence(world, lived, in_earnest, seeded):
    browsers = {role: cast.signed_in(role)[0] for role in ("visitor", "editor", "secretariat")}
    counted, unclear = malformed.tried(malformed.everything(browsers, share=0.04), browsers)
    assert unclear[:5] == []
    assert counted.total() > 500
    assert {family for family, _status in counted} == {"damaged bodies", "files", "interface", "wrong fields"}


@pytest.mark.parametrize(
    "make", __import__("bench.strangers.spoilt", fromlist=["BODIES"]).BODIES, ids=lambda one: one.__name__
)
def test_no_damaged_body_reaches_a_page(db, seeded, make):
    body, kind = make()
    answer = cast.browser().generic("POST", "/en/account/password/forgotten/", body, content_type=kind)
    if make.__name__ == "bad_base64":
        # What a visitor sends as a file is read past, so that nothing was sent.
        assert b"field-error" not in answer.content
        return
    assert answer.status_code in {400, 413, 415}
    assert malformed.sentence_of(answer)


def test_a_whole_form_reaches_it(db):
    sent = form_of([("username", "nobody")])
    for body, kind in ((sent, MULTIPART), (b"username=nobody", "application/x-www-form-urlencoded")):
        answer = cast.browser().generic("POST", "/en/account/password/forgotten/", body, content_type=kind)
        assert answer.status_code == 200
    assert list(damaged("/", 3, "visitor"))


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PROPFIND", "DEBUG"])
def test_other_methods_are_refused(db, method):
    assert cast.browser().generic(method, "/en/about/").status_code in {403, 405}
