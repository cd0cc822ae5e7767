"""Several at once: by ticking, by file; a link only; what is old; who is told; who takes over."""

import datetime as dt
import re
import uuid

import pytest
from django.utils import timezone

from comity.base.audit.models import Event
from comity.base.notices.models import Notice
from comity.base.people.registry import handovers
from comity.engines.records.models import Record
from comity.operations.contributions.models import Proposal

from ...engines.records.conftest import italy, table
from .conftest import STRATEGY
from .test_changes import public
from .test_flow import state, text


__all__ = ["italy", "public", "table"]
pytestmark = pytest.mark.django_db

TOGETHER = "/en/contributions/together/"


def listed(several):
    """Proposals as the page sends them when they are ticked: each with the version in which it was listed."""
    return [one if isinstance(one, str) else f"{one.pk}:{one.version}" for one in several]


def test_several_are_handed_in_verified_and_published_together_each_for_itself(propose, signed_in):
    good = propose(do="save")
    wrong = propose(do="save", **{"f-title:en": "Soon", "f-begins": "soon"})
    foreign = propose("abroad", do="save", **{"f-title:en": "Theirs", "f-place": "FR"})
    several = [good, wrong, foreign, "nonsense"]
    page = text(signed_in("author").post(TOGETHER, {"step": "hand_in", "pk": listed(several)}))
    assert "Done: 1 of 2." in page
    assert "Theirs" not in page
    assert [state(one) for one in (good, wrong, foreign)] == ["handed_in", "draft", "draft"]
    another = propose(**{"f-title:en": "Another"})
    assert "Done: 2 of 2." in text(
        signed_in("focal").post(TOGETHER, {"step": "verify", "pk": listed([good, another])})
    )
    assert "Done: 0 of 2." in text(
        signed_in("focal").post(TOGETHER, {"step": "publish", "pk": listed([good, another])})
    )
    assert "Done: 2 of 2." in text(
        signed_in("editor").post(TOGETHER, {"step": "publish", "pk": listed([good, another])})
    )
    assert Record.objects.filter(state="published").count() == 2
    assert signed_in("editor").post(TOGETHER, {"step": "settle", "pk": listed([good])}).status_code == 422


def test_several_are_returned_with_one_reason_or_all_that_the_page_shows(propose, signed_in):
    first, second, third = (propose("focal", "hand_in_verified", **{"f-title:en": f"Plan {n}"}) for n in range(3))
    client = signed_in("editor")
    page = text(client.get("/en/contributions/"))
    assert "All 3 on this page" in page
    assert page.count('name="reason"') == 1
    sent = {"step": "return", "shown": listed([first, second, third]), "pk": listed([first])}
    assert client.post(TOGETHER, sent | {"reason": " "}).status_code == 422
    assert {state(one) for one in (first, second, third)} == {"in_review"}
    assert "Done: 1 of 1." in text(client.post(TOGETHER, sent | {"reason": "No source."}))
    assert [state(one) for one in (first, second, third)] == ["returned", "in_review", "in_review"]
    assert "Done: 2 of 3." in text(client.post(TOGETHER, sent | {"reason": "None of them.", "all": "yes"}))
    assert {state(one) for one in (first, second, third)} == {"returned"}
    assert "None of them." in text(signed_in("focal").get(f"/en/contributions/{second.pk}/"))


def test_all_or_none_leaves_everything_as_it_was_when_one_is_refused(propose, signed_in, go):
    good = propose("focal", "hand_in_verified")
    wrong = propose("focal", "hand_in_verified", **{"f-title:en": "Gone"})
    go(wrong, "withdraw", "focal")
    sent = {"step": "publish", "pk": listed([good, wrong]), "whole": "yes"}
    page = text(signed_in("editor").post(TOGETHER, sent))
    assert "Done: 0 of 2." in page
    assert "you asked for all or none" in page
    assert (state(good), Record.objects.count(), Event.objects.filter(verb="contribution.publish").count()) == (
        "in_review",
        0,
        0,
    )
    page = text(signed_in("editor").post(TOGETHER, sent | {"pk": listed([good])}))
    assert "Done: 1 of 1." in page
    assert Record.objects.get().state == "published"


def test_what_was_changed_since_it_was_listed_is_not_decided_unseen(propose, signed_in):
    proposal = propose("focal", "hand_in_verified")
    listed_before = listed([proposal])
    typed = STRATEGY | {"f-title:en": "Other words", "version": "1", "do": "save"}
    assert signed_in("editor").post(f"/en/contributions/{proposal.pk}/write/", typed).status_code == 302
    for keys in (listed_before, [str(proposal.pk)], [f"{proposal.pk}:x"]):
        page = text(signed_in("editor").post(TOGETHER, {"step": "publish", "pk": keys}))
        assert "It was changed after you opened it." in page
        assert state(proposal) == "in_review"
    proposal.refresh_from_db()
    assert "Done: 1 of 1." in text(signed_in("editor").post(TOGETHER, {"step": "publish", "pk": listed([proposal])}))


def test_what_came_in_one_file_is_read_on_one_page_and_nobody_elses_is_on_it(propose, signed_in):
    mine = [propose(**{"f-title:en": f"Row {n}"}) for n in range(3)]
    theirs = propose("abroad", **{"f-title:en": "Theirs", "f-place": "FR"})
    batch = uuid.uuid4()
    Proposal.objects.filter(pk__in=[mine[0].pk, mine[1].pk, theirs.pk]).update(batch=batch)
    client = signed_in("author")
    page = text(client.get(f"/en/contributions/{mine[0].pk}/"))
    assert "1 other came in the same file" in page
    assert f"/en/contributions/?batch={batch}" in page
    page = text(client.get(f"/en/contributions/?batch={batch}"))
    assert "Contributions that came in one file" in page
    assert ("Row 0" in page, "Row 1" in page, "Row 2" in page, "Theirs" in page) == (True, True, False, False)
    for none in (uuid.uuid4(), "nonsense"):
        page = text(client.get(f"/en/contributions/?batch={none}"))
        assert "Row 0" not in page
        assert "one file" not in page
    assert "same file" not in text(signed_in("author").get(f"/en/contributions/{mine[2].pk}/"))


def test_a_part_of_the_page_has_pages_of_its_own(propose, signed_in, monkeypatch):
    from comity.operations.contributions.views import listing

    monkeypatch.setattr(listing, "FIRST", 2)
    monkeypatch.setattr(listing, "MOST", 3)
    for number in range(4):
        propose(**{"f-title:en": f"Plan {number}"})
    client = signed_in("author")
    page = text(client.get("/en/contributions/"))
    assert [f"Plan {n}" in page for n in range(4)] == [True, True, False, False]
    assert "?part=others" in page
    page = text(client.get("/en/contributions/?part=others"))
    assert [f"Plan {n}" in page for n in range(4)] == [True, True, True, False]
    assert "?part=others&amp;page=2" in page
    page = text(client.get("/en/contributions/?part=others&page=2"))
    assert [f"Plan {n}" in page for n in range(4)] == [False, False, False, True]
    assert "Plan 3" in text(client.get("/en/contributions/?part=others&page=99"))


def row(number, **changed):
    given = {"id": f"strategy-{number}", "place": "IT", "title:en": f"Strategy {number}", "source:title": "Gazette"}
    return given | {"begins": "2031"} | changed


HEADER = ["id", "place", "title:en", "source:title", "begins"]


def test_a_file_makes_one_proposal_of_each_sound_row_and_no_record(table, cast, signed_in, service):
    path = table(row(1), row(2, begins="soon"), row(3), header=HEADER, name="strategies.csv")
    client = signed_in("author")
    with path.open("rb") as file:
        page = text(client.post("/en/contributions/file/", {"kind": "strategy", "file": file}))
    assert "What would be proposed" in page
    assert not Proposal.objects.exists()
    token = re.search(r'name="waiting" value="([^"]+)"', page)[1]
    page = text(client.post("/en/contributions/file/", {"waiting": token, "hand_in": "on"}))
    assert "Done: 2 of 2." in page, page[page.index("<h1") :]
    made = list(Proposal.objects.order_by("title"))
    assert [(one.title, one.way, state(one)) for one in made] == [
        ("Strategy 1", "file", "handed_in"),
        ("Strategy 3", "file", "handed_in"),
    ]
    assert made[0].batch == made[1].batch is not None
    assert not Record.objects.exists()
    assert signed_in("observer").get("/en/contributions/file/").status_code == 403


def test_a_row_about_anothers_record_makes_no_proposal_and_tells_nothing(table, cast, signed_in, public):
    from comity.engines.records import actions as records
    from comity.engines.records.shapes import Card, CardText
    from comity.knowledge.strategies.models import Strategy

    theirs = public("FR", "Stratégie")
    hidden = records.draft(Strategy(begins="1999"), Card("", "IT", (CardText("en", "Secret"),)), by=cast["editor"])
    path = table(
        row(1, id=str(theirs.pk), place="FR"), row(2, id=str(hidden.pk)), row(3), header=HEADER, name="strategies.csv"
    )
    client = signed_in("author")
    with path.open("rb") as file:
        page = text(client.post("/en/contributions/file/", {"kind": "strategy", "file": file}))
    assert "1999" not in page
    assert "Secret" not in page
    token = re.search(r'name="waiting" value="([^"]+)"', page)[1]
    page = text(client.post("/en/contributions/file/", {"waiting": token}))
    assert "Done: 1 of 2." in page
    assert [one.title for one in Proposal.objects.all()] == ["Strategy 3"]


def test_a_link_becomes_a_record_once_somebody_has_written_it(signed_in, go):
    client = signed_in("author")
    sent = {
        "kind": "strategy",
        "title": "New strategy",
        "evidence_url": "https://gazette.example/1",
        "evidence": "Out.",
    }
    assert client.post("/en/contributions/link/", {"kind": "strategy", "title": "Nothing"}).status_code == 422
    answer = client.post("/en/contributions/link/", sent)
    proposal = Proposal.objects.get()
    assert (answer.status_code, proposal.way, state(proposal)) == (302, "link", "handed_in")
    go(proposal, "verify", "focal")
    page = text(signed_in("editor").get(f"/en/contributions/{proposal.pk}/"))
    assert "Write the record" in page
    assert "/publish/" not in page
    assert go(proposal, "publish", "editor").status_code == 409
    page = text(client.get(f"/en/contributions/{proposal.pk}/write/"))
    assert "https://gazette.example/1" in page
    typed = STRATEGY | {"f-title:en": "New strategy", "version": "1", "do": "save"}
    assert client.post(f"/en/contributions/{proposal.pk}/write/", typed).status_code == 302
    assert go(proposal, "publish", "editor").status_code == 302
    assert Record.objects.get().texts.get().title == "New strategy"


def test_what_has_grown_old_is_counted_and_leads_to_where_it_is_confirmed(public, signed_in):
    old, _fresh, theirs = public(title="Old"), public(title="Fresh"), public("FR", "Theirs")
    long_ago = timezone.now() - dt.timedelta(days=400)
    Record.objects.filter(pk__in=[old.pk, theirs.pk]).update(published_at=long_ago)
    client = signed_in("focal")
    way = '<a href="/en/records/upkeep/?kind=strategy">1</a>'
    assert way in text(client.get("/en/contributions/"))
    page = text(client.get("/en/records/upkeep/?kind=strategy"))
    assert "Old" in page
    assert "Fresh" not in page
    assert "Theirs" not in page
    assert "Everything is confirmed" in text(client.get("/en/records/upkeep/?kind=law"))
    assert client.post("/en/records/upkeep/", {"record": [old.pk]}).status_code == 302
    assert way not in text(client.get("/en/contributions/"))


def test_who_has_to_act_is_told_that_something_waits_and_no_more(propose, go, cast):
    proposal = propose(**{"f-topics:crime-types": ["corruption"]})
    waits = Notice.objects.get()
    assert (waits.person, waits.kind, waits.asks, waits.done_at) == (cast["focal"], "contributions.waits", True, None)
    # A key and an address: nothing that anybody wrote.
    assert (waits.about, waits.parameters) == (f"proposal:{proposal.pk}", {})
    assert waits.address.endswith(f"/contributions/{proposal.pk}/")
    go(proposal, "send_back", "focal", reason="Secret reason.")
    waits.refresh_from_db()
    assert waits.done_at is not None
    back = Notice.objects.get(done_at=None)
    assert (back.person, back.kind) == (cast["author"], "contributions.waits")
    go(proposal, "withdraw", "author")
    assert not Notice.objects.filter(asks=True, done_at=None).exists()


def test_unfinished_proposals_pass_on_with_their_author(propose, go, cast, office, service):
    mine, done = propose(), propose(**{"f-title:en": "Done"})
    go(done, "withdraw", "author")
    handover = handovers()["contributions.proposals"]
    assert handover.count(cast["author"], office) == 1
    assert handover.pass_on(cast["author"], cast["colleague"], office, service) == 1
    mine.refresh_from_db()
    done.refresh_from_db()
    assert (mine.author, done.author) == (cast["colleague"], cast["author"])


def test_a_file_beside_a_proposal_is_read_by_who_sees_it_once_it_is_released(propose, signed_in, cast, service):
    from django.core.files.uploadedfile import SimpleUploadedFile

    from comity.base.files.actions import process_due
    from comity.base.files.models import File

    proposal = propose(**{"f-topics:crime-types": ["corruption"]})
    path = f"/en/contributions/{proposal.pk}/"
    given = SimpleUploadedFile("gazette.txt", b"Official Gazette No. 1\n", content_type="text/plain")
    assert signed_in("abroad").post(f"{path}exhibit/", {"file": given}).status_code == 404
    given.seek(0)
    assert signed_in("author").post(f"{path}exhibit/", {"file": given}).status_code == 302
    assert signed_in("author").post(f"{path}exhibit/", {}).status_code == 422
    assert "gazette.txt" in text(signed_in("focal").get(path))
    file = File.objects.get()
    process_due(by=service)
    file.refresh_from_db()
    assert file.state == "released"
    address = f"/en/files/{file.pk}/"
    read = {name for name in cast if signed_in(name).get(address).status_code == 200}
    assert read == {"author", "colleague", "focal", "editor"}


def test_a_file_with_many_rows_is_one_notice_for_each_who_has_to_act(table, cast, signed_in):
    path = table(*(row(n) for n in range(4)), header=HEADER, name="strategies.csv")
    client = signed_in("author")
    with path.open("rb") as file:
        page = text(client.post("/en/contributions/file/", {"kind": "strategy", "file": file}))
    assert "500 rows" in text(client.get("/en/contributions/file/"))
    token = re.search(r'name="waiting" value="([^"]+)"', page)[1]
    page = text(client.post("/en/contributions/file/", {"waiting": token, "hand_in": "on"}))
    made = list(Proposal.objects.order_by("title"))
    batch = made[0].batch
    assert f"/en/contributions/?batch={batch}" in page

    def open_notices(kind="contributions.file_waits"):
        rows = Notice.objects.filter(kind=kind, done_at=None).order_by("person__pk")
        return [(one.person, one.address, one.parameters) for one in rows]

    where = f"/contributions/files/{batch}/"
    # The focal point for other subjects verifies too what is about none.
    assert set(map(str, (one[0] for one in open_notices()))) == {str(cast["focal"]), str(cast["narrow"])}
    assert {one[1:] == (where, {}) for one in open_notices()} == {True}
    assert signed_in("focal").get(f"/en{where}")["Location"] == f"/en/contributions/?batch={batch}"
    some, rest = made[:3], made[3:]
    assert "Done: 3 of 3." in text(signed_in("focal").post(TOGETHER, {"step": "verify", "pk": listed(some)}))
    assert len(open_notices()) == 3, "one row still waits for the State, three for the Secretariat"
    signed_in("focal").post(TOGETHER, {"step": "verify", "pk": listed(rest)})
    assert [one[0] for one in open_notices()] == [cast["editor"]]
    assert "Done: 4 of 4." in text(signed_in("editor").post(TOGETHER, {"step": "publish", "pk": listed(made)}))
    assert open_notices() == []
    assert [one[0] for one in open_notices("contributions.file_ended")] == [cast["author"]]


def test_the_page_leads_to_what_is_public_of_the_state(public, signed_in):
    public()
    assert "/en/search/?place=IT&amp;kind=strategy" in text(signed_in("author").get("/en/contributions/"))
    assert "/en/search/?place=IT" in text(signed_in("author").get("/en/contributions/begin/"))
