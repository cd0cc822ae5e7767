"""From a form to a public record, through the State and the Secretariat, and every way beside."""

import pytest

from comity.base.audit.models import Event
from comity.engines.procedures.models import Move, Task
from comity.engines.records.models import Record
from comity.operations.contributions.models import Proposal

from .conftest import STRATEGY


pytestmark = pytest.mark.django_db


def state(proposal):
    return Proposal.objects.select_related("procedure").get(pk=proposal.pk).procedure.state


def text(answer):
    return " ".join(answer.content.decode().split())


def test_from_a_form_to_a_public_record(propose, go, signed_in, cast, client):
    proposal = propose(do="hand_in")
    assert (state(proposal), Record.objects.count()) == ("handed_in", 0)
    assert go(proposal, "verify", "focal").status_code == 302
    assert state(proposal) == "in_review"
    assert go(proposal, "return", "editor").status_code == 409, "without a reason"
    assert go(proposal, "return", "editor", reason="Which year does it begin?").status_code == 302
    page = text(signed_in("author").get(f"/en/contributions/{proposal.pk}/write/"))
    assert "Which year does it begin?" in page
    sent = STRATEGY | {"f-begins": "2032", "version": "1", "do": "hand_in"}
    assert client.post(f"/en/contributions/{proposal.pk}/write/", sent).status_code == 302
    assert go(proposal, "verify", "focal").status_code == 302
    answer = go(proposal, "publish", "editor")
    assert answer.status_code == 302, text(answer)
    record = Record.objects.get()
    assert (record.state, record.strategy.begins, record.created_by) == ("published", "2032", cast["editor"])
    told = Event.objects.get(verb="contribution.publish")
    assert (told.record_id, told.details["proposal"]) == (record.pk, str(proposal.pk))
    assert told.behalf.startswith("people.User:"), "who proposed is named"
    steps = list(Move.objects.filter(procedure=proposal.pk).values_list("step", flat=True))
    assert steps == ["", "hand_in", "verify", "return", "hand_in", "verify", "publish"]
    noted = [one.details["step"] for one in Event.objects.filter(verb="procedure.take").order_by("pk")]
    assert noted == steps[1:], "each step is in the log"
    assert "Which year" not in str(list(Event.objects.values_list("details", flat=True))), "as a hash only"
    assert not Task.objects.filter(done_at=None).exists()
    client.logout()
    assert client.get(f"/en/strategies/{record.pk}/").status_code == 200


def test_who_verifies_hands_in_and_verifies_in_one_step(propose, cast):
    proposal = propose("focal", do="hand_in_verified")
    assert state(proposal) == "in_review"
    assert Move.objects.filter(procedure=proposal.pk).last().step == "hand_in_verified"


@pytest.mark.parametrize(
    ("who", "step", "status"),
    [
        ("author", "hand_in_verified", 403),
        ("author", "verify", 403),
        ("author", "publish", 403),
        ("focal", "publish", 403),
        ("focal", "withdraw", 403),
        ("editor", "verify", 403),
        ("editor", "publish", 409),
        ("editor", "decline", 409),
        ("author", "hand_in", 409),
        ("author", "nothing", 404),
        ("focal_abroad", "verify", 404),
        ("neighbour", "withdraw", 404),
        ("authority", "verify", 404),
    ],
)
def test_only_a_party_takes_a_step_and_only_in_its_turn(propose, go, who, step, status):
    proposal = propose()
    assert go(proposal, step, who, reason="Because.").status_code == status
    assert state(proposal) == "handed_in"


def test_withdrawn_and_declined_is_the_end(propose, go, signed_in):
    withdrawn, declined = propose(), propose("focal", do="hand_in_verified", **{"f-title:en": "Another"})
    assert go(withdrawn, "withdraw", "colleague").status_code == 302
    assert go(declined, "decline", "editor", reason="Not a strategy.").status_code == 302
    assert (state(withdrawn), state(declined)) == ("withdrawn", "declined")
    for proposal in (withdrawn, declined):
        for step in ("hand_in", "publish", "withdraw", "return"):
            assert go(proposal, step, "editor", reason="x").status_code in {403, 409}
        assert signed_in("author").get(f"/en/contributions/{proposal.pk}/write/").status_code in {403, 404, 409}


def test_a_draft_may_be_incomplete_but_is_not_handed_in_so(propose, go, signed_in):
    proposal = propose(do="save", **{"f-begins": "soon"})
    answer = go(proposal, "hand_in", "author")
    assert answer.status_code == 409
    assert "Begins" in text(answer)
    assert state(proposal) == "draft"
    wrong = signed_in("author").post("/en/contributions/new/strategy/", STRATEGY | {"f-title:en": "", "do": "save"})
    assert wrong.status_code == 422


def test_a_state_proposes_only_its_own(signed_in):
    answer = signed_in("author").post("/en/contributions/new/strategy/", STRATEGY | {"f-place": "FR", "do": "hand_in"})
    assert answer.status_code == 422
    assert 'id="id_f-place_error"' in text(answer)
    assert not Proposal.objects.exists()
    assert signed_in("observer").get("/en/contributions/new/strategy/").status_code == 403


def test_whoever_has_to_act_works_on_it_and_nobody_beside(propose, signed_in):
    proposal = propose()
    assert signed_in("author").get(f"/en/contributions/{proposal.pk}/write/").status_code == 403
    assert signed_in("editor").get(f"/en/contributions/{proposal.pk}/write/").status_code == 403
    client = signed_in("focal")
    assert client.get(f"/en/contributions/{proposal.pk}/write/").status_code == 200
    sent = STRATEGY | {"f-begins": "2033", "version": "1", "do": "save"}
    assert client.post(f"/en/contributions/{proposal.pk}/write/", sent).status_code == 302
    assert Proposal.objects.get().content["texts"]["begins"] == "2033"
    assert client.post(f"/en/contributions/{proposal.pk}/write/", sent).status_code == 409, "an old version"


def test_what_was_read_is_what_is_published(propose, go, signed_in):
    proposal = propose("focal", do="hand_in_verified")
    signed_in("editor").post(
        f"/en/contributions/{proposal.pk}/write/", STRATEGY | {"f-begins": "2040", "version": "1", "do": "save"}
    )
    answer = go(proposal, "publish", "editor", version="1")
    assert answer.status_code == 409
    assert "changed after you opened it" in text(answer)
    assert (state(proposal), Record.objects.count()) == ("in_review", 0)
