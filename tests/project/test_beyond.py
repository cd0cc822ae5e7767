"""Below a law and a treaty stands the way to the legal basis finder, which their own modules do not know."""

import pytest
from django.test import RequestFactory
from django.urls import resolve
from django.utils import translation

from comity.project.beyond import links


def below(path):
    request = RequestFactory().get(path)
    with translation.override("en"):
        request.resolver_match = resolve(path)
        return [(str(one.label), one.address) for one in links(request)]


@pytest.mark.parametrize("path", ["/en/laws/fr/code/", "/en/laws/fr/code/art_432-11/"])
def test_a_law_and_a_provision_lead_to_the_finder_with_their_offences(path):
    asked = path.replace("/", "%2F")
    assert below(path) == [("Which treaty binds both States?", f"/en/assistance/?law={asked}")]


def test_a_treaty_leads_there_only_if_the_finder_knows_it():
    told = [("Which treaty binds both States?", "/en/assistance/")]
    assert below("/en/treaties/XVIII-14/") == told
    assert below("/en/treaties/XVIII-14/articles/46/") == told
    assert below("/en/treaties/I-1/") == []


@pytest.mark.parametrize(
    "path", ["/en/", "/en/laws/", "/en/treaties/", "/en/laws/fr/code/compare/", "/en/assistance/"]
)
def test_other_pages_lead_nowhere_beyond(path):
    assert below(path) == []
