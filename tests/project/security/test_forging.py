"""What another site could have a reader's browser send: nothing is done without the token of our own forms."""

import pytest
from bench.strangers import cast
from bench.strangers.addresses import patterns
from django.conf import settings
from django.http import HttpResponseForbidden


# Takes no token, and why that does no harm.
DECLARED = {
    "administration:put-away": "keeps which notice was read, so that reading sets no cookie",
    "assistants": "reads, as a visitor, whoever asks",
    "audit-machines:add-checkpoint": "only what a known log has signed is heard",
    "sealed:card": "only what another installation has signed is heard",
    "sealed:file": "the same",
    "sealed:file-piece": "the same",
    "sealed:parcel": "the same",
    "search:confirm": "the link itself is the permission; a mail program sends one click (RFC 8058)",
    "search:end": "the same",
    "ui:theme": "keeps a colour, so that reading sets no cookie",
}
API = "api-1:"


def test_only_what_is_declared_takes_no_token():
    exempt = {name for name, _routes, view in patterns() if getattr(view, "csrf_exempt", False)}
    assert {name for name in exempt if not name.startswith(API)} == set(DECLARED)


def test_the_interface_for_programs_only_reads(world):
    from comity.project.api import api

    methods = {
        method for _prefix, router in api._routers for operations in router.path_operations.values()
        for one in operations.operations for method in one.methods
    }  # fmt: skip
    assert methods <= {"GET", "HEAD"}


def refused(request, reason=""):
    return HttpResponseForbidden(reason)


@pytest.mark.parametrize("role", ["visitor", "editor", "secretariat"])
def test_every_other_address_refuses_a_form_without_it(world, in_earnest, addresses, role, settings):
    # Thousands of refusals, without a page around each; what people are shown is looked at below.
    settings.CSRF_FAILURE_VIEW = f"{__name__}.refused"
    browser = cast.signed_in(role)[0]
    browser.handler.enforce_csrf_checks = True
    done = []
    for one in addresses:
        if one.name in DECLARED or one.name.startswith(API) or one.path.startswith("/api/"):
            continue
        for method in ("post", "put", "patch", "delete"):
            answer = getattr(browser, method)(one.path)
            if answer.status_code != 403:
                done.append((one.name, method, answer.status_code))
            cast.put_away(answer)
    assert done == []


def test_a_token_of_another_browser_is_none(world, in_earnest):
    ours, theirs = cast.signed_in("editor")[0], cast.browser()
    theirs.get("/en/account/sign-in/")
    token = theirs.cookies[settings.CSRF_COOKIE_NAME].value
    ours.handler.enforce_csrf_checks = True
    answer = ours.post("/en/account/sign-out/", {"csrfmiddlewaretoken": token})
    assert answer.status_code == 403
    assert "_auth_user_id" in ours.session


def test_a_page_of_another_site_is_refused_though_it_has_the_token(world, in_earnest):
    browser = cast.signed_in("editor")[0]
    browser.get("/en/account/security/password/")
    token = browser.cookies[settings.CSRF_COOKIE_NAME].value
    browser.handler.enforce_csrf_checks = True
    for origin in ("https://evil.example", "null", "http://localhost.evil.example"):
        answer = browser.post("/en/account/sign-out/", {"csrfmiddlewaretoken": token}, headers={"Origin": origin})
        assert answer.status_code == 403, origin
    assert browser.post("/en/account/sign-out/", {"csrfmiddlewaretoken": token}).status_code == 302
