"""The laws that an authority names, from the authority to the law and back again."""

import pytest

from comity.engines.citations.actions import read_everything
from comity.engines.citations.models import Citation
from comity.knowledge.authorities import actions
from comity.knowledge.authorities.models import Authority
from comity.knowledge.authorities.shapes import Entry, NewDesignation

from .test_citations import law


NAMED = "Bees Protection Act 2001"
ELSEWHERE = "https://laws.example.org/bees"


@pytest.fixture
def bees(by):
    return law(by, "BEES-1", NAMED)


@pytest.fixture
def office(by, bees):
    """Keeps an authority that names laws, and gives it back with its citations read."""

    def keep(**given):
        told = {
            "particulars": {
                "laws": [
                    {"title": NAMED, "url": ELSEWHERE},
                    {"title": "Wasps Act 1999", "url": "https://x.example.org"},
                ],
                "legal_basis": "A treaty.\nElse article 1 of the Bees Protection Act 2001 <holds>.",
            },
            "designations": (
                NewDesignation("mutual-legal-assistance", source=f"{NAMED}, art. 2", source_url=ELSEWHERE),
            ),
        }
        actions.put_entry(Entry("IT-office", "IT", {"en": "Office of bees"}, **(told | given)), by=by)
        read_everything()
        return Authority.objects.get(identifier="IT-office")

    return keep


def test_laws_that_are_here_are_links_and_the_others_stay_as_they_are(office, client):
    page = client.get(f"/en{office().address}").content.decode()
    here = f'<a class="cites" href="/en/laws/it/bees-1/">{NAMED}</a>'
    host = f'<a class="quiet" href="{ELSEWHERE}" rel="external" dir="ltr">laws.example.org</a>'
    assert f"<bdi>{here}</bdi> {host}" in page
    assert '<a href="https://x.example.org" rel="external"><bdi>Wasps Act 1999</bdi></a>' in page
    assert 'href="/en/laws/it/bees-1/art_1/">article 1 of the Bees Protection Act 2001</a> &lt;holds&gt;' in page
    assert page.count(host) == 2


def test_the_law_tells_who_names_it(office, bees, client):
    authority = office()
    told = client.get(f"/api/v1/cited-by/{bees.pk}").json()
    assert {one["address"].partition("#")[0] for one in told["results"]} == {authority.address}
    assert "Office of bees" in client.get(f"/en/cited/{bees.pk}/").content.decode()
    cites = client.get(f"/api/v1{authority.address}".rstrip("/")).json()["cites"]
    assert {(one["part"], one["address"]) for one in cites} >= {
        ("laws-1", "/laws/it/bees-1/"),
        ("legal_basis", "/laws/it/bees-1/art_1/"),
    }


def test_what_is_kept_for_other_authorities_is_told_by_no_law(office):
    office(restricted=("laws", "requirements"), designations=())
    assert not Citation.objects.filter(source__kind="authority").exists()
