"""One provision written by itself: what held when, who may write it, and what is told of it."""

import datetime as dt

import pytest

from comity.base.audit.models import Event
from comity.engines.citations import registry as citations
from comity.engines.citations.actions import catch_up, read_everything
from comity.engines.citations.grammar import Register
from comity.engines.citations.models import Citation
from comity.engines.citations.shapes import Named
from comity.engines.records import actions as records
from comity.engines.records.models import Record
from comity.kernel.errors import Overtaken
from comity.knowledge.legislation import actions, queries
from comity.knowledge.legislation.actions.provisions import name_for, wrong_with
from comity.knowledge.legislation.models import Annotation, Part, Passage
from comity.knowledge.legislation.search import documents
from comity.knowledge.legislation.shapes import PackReport, ProvisionDraft, ProvisionWords

from ...contracts.test_editing import fields_of


pytestmark = pytest.mark.django_db
FIRST, SECOND = "2001-03-01", "2010-01-01"


@pytest.fixture
def law(by, act):
    """An act with two texts: the punishment in article 2 bis was changed in 2010."""
    parsed = act(on=FIRST)
    parsed.versions += act(on=SECOND, years="seven").versions
    actions.import_law(parsed, by=by)
    return queries.law_by("it", "act-7")


@pytest.fixture
def write(law, by):
    """Change a provision as its form would: the record has a revision more."""

    def keep(eid, body=None, **changed):
        seen, wanted = queries.draft_of(law, eid), queries.draft_of(law, eid)
        if body is not None:
            wanted.words = {"en": ProvisionWords(wanted.words["en"].label, wanted.words["en"].heading, body)}
        for name, value in changed.items():
            setattr(wanted, name, value)
        assert wrong_with(law, wanted, seen) == {}
        return records.keep_part(law.record, eid, wanted, seen=seen, by=by)

    return keep


def reads(law, eid):
    """What a provision says in each version, by its day."""
    rows = Part.objects.filter(version__law=law, eid=eid).order_by("version__on")
    return [(str(one.version.on), "—" if one.is_repealed else one.body) for one in rows.select_related("version")]


def test_a_correction_is_made_wherever_the_wording_stands(law, write):
    write("art_1", "This Act protects all bees.")
    assert reads(law, "art_1") == [(FIRST, "This Act protects all bees."), (SECOND, "This Act protects all bees.")]
    write("art_2-bis", "Whoever trades in arms is punished by seven years.")
    assert [day for day, body in reads(law, "art_2-bis") if "five years" in body] == [FIRST], "what held before stays"
    assert not Passage.objects.filter(body="This Act protects bees.").exists(), "words that nothing says are gone"


def test_a_later_day_makes_a_version_and_what_held_before_stays(law, write, day):
    before = law.versions.count()
    write("art_1", "This Act protects bees and wasps.", from_on=day("2005-06-01"))
    assert reads(law, "art_1") == [
        (FIRST, "This Act protects bees."),
        ("2005-06-01", "This Act protects bees and wasps."),
        (SECOND, "This Act protects bees and wasps."),
    ]
    assert law.versions.count() == before + 1
    made = law.versions.get(on=day("2005-06-01"))
    assert (made.articles, made.unaccounted, made.is_held) == (4, 0, True)
    assert reads(law, "art_2-bis")[1][1] == reads(law, "art_2-bis")[0][1], "the rest is that of the version before"
    assert queries.provision(queries.version_on(law, day("2004-01-01")), "art_1").body == "This Act protects bees."
    # A wording that was changed again later is not touched.
    write("art_2-bis", "Fifteen years.", from_on=day("2012-01-01"))
    assert [body for _day, body in reads(law, "art_2-bis")][-1] == "Fifteen years."
    assert "seven years" in reads(law, "art_2-bis")[-2][1]


def test_what_is_repealed_holds_no_more_from_its_day_and_can_be_restored(law, write, day):
    write("art_1", repealed_on=day("2015-01-01"))
    assert reads(law, "art_1")[-1] == ("2015-01-01", "—")
    draft = queries.draft_of(law, "art_1")
    assert (draft.repealed_on, draft.words["en"].body) == (day("2015-01-01"), "This Act protects bees.")
    found = {one.id for one in documents([str(law.pk)])}
    assert "provision:it/act-7:art_2:en" in found
    assert "provision:it/act-7:art_1:en" not in found, "what no longer holds is found no more"
    write("art_1", repealed_on=day("2020-01-01"))
    assert [body for _day, body in reads(law, "art_1")] == ["This Act protects bees."] * 3 + ["—"]
    write("art_1", repealed_on=None)
    assert {body for _day, body in reads(law, "art_1")} == {"This Act protects bees."}


def test_a_new_one_stands_behind_another_in_every_version_from_its_day_on(law, by, day):
    wanted = ProvisionDraft(number="2 ter", after="2 bis", from_on=day("2008-01-01"))
    wanted.words = {"en": ProvisionWords("Article 2 ter", "Honey", "Honey is not taxed.")}
    assert name_for(law, wanted) == "art_2-ter"
    change = actions.keep_part(law, "+", wanted, seen=None, by=by)
    assert (change.name, change.before) == ("art_2-ter", {})
    for version in law.versions.filter(on__gte=day("2008-01-01")):
        parts = list(Part.objects.filter(version=version).order_by("position"))
        names = [one.eid for one in parts]
        assert names[names.index("art_2-bis") + 1] == "art_2-ter"
        assert [one.position for one in parts] == list(range(len(parts)))
        part = parts[names.index("art_2-ter")]
        around = [parts[int(place)].heading for place in part.within.split()]
        assert around == [parts[int(place)].heading for place in parts[names.index("art_3")].within.split()] != []
        assert version.articles == 5
    assert not Part.objects.filter(version__on=day(FIRST), eid="art_2-ter").exists()
    again = ProvisionDraft(number="2 TER", words=wanted.words)
    assert "already" in wrong_with(law, again, None)["number"]
    assert "no provision" in wrong_with(law, ProvisionDraft(number="9", after="77", words=wanted.words), None)["after"]


@pytest.mark.parametrize(
    ("changed", "column"),
    [
        ({"from_on": dt.date(2005, 1, 1)}, "from_on"),
        ({"from_on": dt.date(1990, 1, 1), "words": {"en": ProvisionWords("1", "", "Else.")}}, "from_on"),
        ({"from_on": None, "words": {"en": ProvisionWords("1", "", "Else.")}}, "from_on"),
        ({"words": {"en": ProvisionWords("1")}}, "body:en"),
        ({"repealed_on": dt.date(2000, 1, 1)}, "repealed_on"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(law, changed, column):
    seen, wanted = queries.draft_of(law, "art_1"), queries.draft_of(law, "art_1")
    for name, value in changed.items():
        setattr(wanted, name, value)
    assert list(wrong_with(law, wanted, seen)) == [column]


def test_the_same_source_again_undoes_nothing_and_a_changed_one_is_told(law, write, act, by):
    seen = queries.draft_of(law, "art_1")
    write("art_1", "This Act protects all bees.")
    parsed = act(on=FIRST)
    parsed.versions += act(on=SECOND, years="seven").versions
    actions.import_law(parsed, by=by)
    assert {body for _day, body in reads(law, "art_1")} == {"This Act protects all bees."}
    with pytest.raises(Overtaken):
        actions.keep_part(law, "art_1", seen, seen=seen, by=by)


def test_an_import_says_which_provisions_written_by_hand_it_replaces(law, write, act, by):
    write("art_1", "This Act protects all bees.")
    parsed = act(on=FIRST)
    parsed.versions += act(on=SECOND, years="eight").versions
    would = actions.import_law(parsed, by=by, dry_run=True)
    assert {body for _day, body in reads(law, "art_1")} == {"This Act protects all bees."}
    done = actions.import_law(parsed, by=by)
    assert done.rows == would.rows
    # The first text is as its source had it before, so what was corrected in it stays; the second is replaced.
    assert [(row.version, row.eid, row.change.value, row.is_by_hand) for row in done.rows] == [
        (f"{SECOND} en", "art_1", "changed", True),
        (f"{SECOND} en", "art_2-bis", "changed", False),
    ]
    assert reads(law, "art_1") == [(FIRST, "This Act protects all bees."), (SECOND, "This Act protects bees.")]
    assert "written here by hand: 1 provisions" in done.remark
    report = PackReport("test", laws=[done])
    assert any(line.endswith("changed, in place of what was written here by hand") for line in report.lines())
    assert Event.objects.filter(verb="law.import").latest("pk").details["replaced"] == ["art_1"]
    # Once it reads as its source again, nothing of it is by hand.
    parsed = act(on=FIRST)
    parsed.versions += act(on=SECOND, years="nine").versions
    assert [row.is_by_hand for row in actions.import_law(parsed, by=by).rows] == [False]


@pytest.fixture
def editor(law, person_with, client):
    person = person_with("editor")
    client.force_login(person)
    return person


def test_an_editor_writes_one_on_a_page_of_its_own(law, editor, client, django_assert_max_num_queries):
    page = client.get("/en/laws/it/act-7/art_1/").content.decode()
    path = f"/en/records/{law.pk}/edit/parts/art_1/"
    assert path in page
    with django_assert_max_num_queries(60):
        form = client.get(path)
    fields = fields_of(form)
    assert (fields["f-body:en"].strip(), fields["f-from_on"]) == ("This Act protects bees.", FIRST)
    assert "f-number" not in fields
    sent = fields | {
        "f-body:en": "This Act protects all bees.",
        "f-note": "A slip of the pen.",
        "f-crime_types": ["corruption"],
    }
    preview = client.post(path, sent | {"do": "preview"})
    assert preview.status_code == 200
    assert "This Act protects all bees." in preview.content.decode()
    assert reads(law, "art_1")[0][1] == "This Act protects bees.", "of a preview nothing is kept"
    assert client.post(path, sent | {"f-body:en": "", "do": "save"}).status_code == 422
    answer = client.post(path, sent | {"do": "save"})
    assert (answer.status_code, answer["Location"]) == (302, "/en/laws/it/act-7/art_1/")
    assert "This Act protects all bees." in client.get(answer["Location"]).content.decode()
    said = Annotation.objects.get(eid="art_1")
    assert (said.note, said.by, said.is_verified) == ("A slip of the pen.", editor, True)
    event = Event.objects.get(verb="record.revise_part")
    assert (event.record_id, event.details["part"]) == (law.pk, "art_1")
    history = client.get(f"/en/records/{law.pk}/history/").content.decode()
    assert "<del><bdi>This Act protects bees.</bdi></del>" in history
    # The form that was opened before knows that it was overtaken; what was typed stands there.
    late = client.post(path, sent | {"f-body:en": "This Act protects no bees.", "do": "save"})
    assert late.status_code == 409
    assert "This Act protects no bees." in late.content.decode()


def test_the_form_of_a_new_one_and_of_none(law, editor, client):
    path = f"/en/records/{law.pk}/edit/parts/+/"
    form = client.get(path + "?after=art_2")
    fields = fields_of(form)
    assert (fields["f-after"], fields["f-from_on"]) == ("2", SECOND)
    assert client.post(path, fields | {"do": "save"}).status_code == 422
    sent = fields | {"f-number": "2 A", "f-label:en": "Article 2 A", "f-body:en": "Hives are counted.", "do": "save"}
    answer = client.post(path, sent)
    assert answer["Location"] == "/en/laws/it/act-7/art_2-a/", answer.content.decode()
    assert "Hives are counted." in client.get(answer["Location"]).content.decode()
    assert client.get(f"/en/records/{law.pk}/edit/parts/art_99/").status_code == 404
    assert client.post(f"/en/records/{law.pk}/edit/parts/art_99/", {"do": "save"}).status_code == 404


def test_who_may_not_is_refused(law, person_with, client, by):
    path = f"/en/records/{law.pk}/edit/parts/art_1/"
    assert client.get(path).status_code == 302, "to the sign-in"
    assert "edit/parts" not in client.get("/en/laws/it/act-7/art_1/").content.decode()
    client.force_login(person_with("observer"))
    assert client.get(path).status_code == client.post(path, {"do": "save"}).status_code == 403
    assert "edit/parts" not in client.get("/en/laws/it/act-7/art_1/").content.decode()
    assert Record.objects.get(pk=law.pk).revisions.count() == 1


def test_citations_are_read_again_in_that_provision_alone(law, write, by, monkeypatch):
    named = [Named(record=str(law.pk), kind="law", place="IT", names=("Act on Bees",))]
    units = {"1": "art_1", "2": "art_2", "3": "art_3"}
    monkeypatch.setattr(citations, "register", lambda: Register(named, places={}, units=lambda record: units))
    write("art_3", "This Act enters into force as article 2 of the Act on Bees says.")
    read_everything()
    assert set(Citation.objects.values_list("unit", "locator")) == {("art_3", "art_2")}
    write("art_2", "The register is kept under article 1 of the Act on Bees.")
    report = catch_up()
    assert (report.records, report.texts) == (1, 1), "one record, and of it one provision"
    assert set(Citation.objects.values_list("unit", "locator")) == {("art_3", "art_2"), ("art_2", "art_1")}
    # A new one may be cited already: then what cites the law is read whole, and here that is the law itself.
    wanted = ProvisionDraft(
        number="4", words={"en": ProvisionWords("Article 4", "", "See article 3 of the Act on Bees.")}
    )
    records.keep_part(law.record, "+", wanted, seen=None, by=by)
    assert catch_up().texts == 6, "five provisions, and the text before them"
    assert ("art_4", "art_3") in set(Citation.objects.values_list("unit", "locator"))
