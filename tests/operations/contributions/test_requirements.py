"""What a State asks of requests goes the way of every contribution, and stands on its sheet when it is published."""

import pytest

from comity.engines.records.models import Record
from comity.knowledge.requirements.queries import asked_by
from comity.operations.contributions.models import Proposal


pytestmark = pytest.mark.django_db

TYPED = {
    "f-title:en": "Requests to us",
    "f-place": "IT",
    "f-about": "extradition",
    "f-language": "it",
    "f-copies": "3",
    "f-topics:language": ["it", "fr"],
    "f-certification": "apostille",
    "f-advice": "Chiamare prima di scrivere.",
    "n-sources": "1",
    "r-sources-0-title": "Note of the ministry",
    "do": "hand_in",
}


def test_a_state_tells_it_verifies_it_and_readers_find_it(signed_in, go, client):
    answer = signed_in("author").post("/en/contributions/new/requirement/", TYPED)
    assert answer.status_code == 302, answer.content.decode()
    proposal = Proposal.objects.get(pk=answer["Location"].strip("/").split("/")[-1])
    sheet = "/en/guidance/states/IT/"
    assert go(proposal, "verify", "focal_abroad").status_code in {403, 404}
    assert go(proposal, "verify", "focal").status_code == 302
    client.logout()
    assert "Chiamare prima" not in client.get(sheet).content.decode()
    assert go(proposal, "publish", "editor").status_code == 302
    client.logout()
    told = client.get(sheet).content.decode()
    assert "Chiamare prima di scrivere." in told
    assert "Apostille" in told
    assert Record.objects.get().requirement.copies == 3
    assert asked_by(["IT"], None)[0].languages == ("fr", "it")
