"""What the form of a record does beyond what every kind has in common: rows, links, dates, words for a record."""

import re

import pytest
from lxml import html

from comity.base.audit.models import Event
from comity.engines.records import actions
from comity.engines.records.enums import Relation, State
from comity.engines.records.forms.typed import understood
from comity.engines.records.models import Record
from comity.engines.records.shapes import Card, CardSource, CardText
from comity.kernel.errors import NotNow, NotPermitted, Overtaken
from comity.knowledge.cases.models import Case
from comity.knowledge.strategies.models import Strategy
from tests.contracts.test_editing import edit, fields_of, new


pytestmark = pytest.mark.django_db
SOURCE = {"n-sources": "1", "r-sources-0-title": "A gazette"}


def faults_in(answer):
    """What the summary above a form says is wrong."""
    return html.fromstring(answer.content.decode()).xpath("//*[@class='error-summary']//li//text()")


@pytest.fixture
def editor(person_with, client):
    person = person_with("editor")
    client.force_login(person)
    return person


@pytest.fixture
def strategy(editor):
    """Make a public strategy of a title."""

    def make(title="A strategy"):
        card = Card("", None, (CardText("en", title),), (CardSource("A source"),))
        record = actions.draft(Strategy(), card, by=editor)
        actions.publish(record, by=editor)
        return Record.objects.get(pk=record.pk)

    return make


CASE = SOURCE | {
    "f-identifier": "it-trial-1",
    "f-title:en": "A case",
    "f-place": "Italy",
    "f-decided": "in 2019",
    "n-parties": "2",
    "r-parties-0-role": "victim",
    "r-parties-0-nature": "group",
    "r-parties-0-count": "3",
    "r-parties-0-count_children": "1",
    "r-parties-1-role": "defendant",
    "r-parties-1-nature": "person",
    "r-parties-1-name": "A. B.",
    "r-parties-1-count": "1",
    "r-parties-1-nationalities": "Mali; FR",
    "n-charges": "1",
    "r-charges-0-offence": "Trafficking in persons",
    "r-charges-0-defendant": "2",
    "r-charges-0-imprisonment_months": "60",
}


@pytest.fixture
def places(db):
    from comity.base.places import index
    from comity.base.places.models import Place, PlaceName

    for code, name in (("IT", "Italy"), ("ML", "Mali"), ("FR", "France")):
        place, _made = Place.objects.get_or_create(code=code, defaults={"kind": "state"})
        PlaceName.objects.get_or_create(place=place, language="en", short=name)
    index.forget()
    yield
    index.forget()


def test_rows_that_point_at_each_other_are_kept_together(places, editor, client):
    sent = CASE | {"f-decided": "May 2019"}
    answer = client.post(new("case"), sent | {"do": "publish"})
    assert answer.status_code == 302, faults_in(answer)
    case = Case.objects.get(identifier="it-trial-1")
    assert (case.decided, str(case.decided_earliest_on), str(case.decided_latest_on)) == (
        "2019-05",
        "2019-05-01",
        "2019-05-31",
    )
    assert case.record.place_id == "IT"
    charge = case.charges.get()
    assert (charge.defendant.name, charge.imprisonment_months) == ("A. B.", 60)
    assert charge.defendant.nationalities == ["ML", "FR"]
    # What it is counted by follows from what was typed.
    assert {"2019", "IT"} <= set(case.marks.values_list("value", flat=True))

    form = fields_of(client.get(edit(case.record)))
    assert form["r-charges-0-defendant"] == "2"
    # The first of two parties goes; the charge still points at the same defendant.
    gone = fields_of(client.post(edit(case.record), form | {"do": "remove:parties:0"}))
    assert (gone["n-parties"], gone["r-charges-0-defendant"]) == ("1", "1")
    assert client.post(edit(case.record), gone | {"do": "save"}).status_code == 302
    assert Case.objects.get(pk=case.pk).charges.get().defendant.name == "A. B."


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"r-parties-0-name": "Somebody"}, "Victims, migrants, witnesses and complainants are not named."),
        ({"r-charges-0-defendant": "9"}, "There is no row 9."),
        ({"r-charges-0-is_life": "yes"}, "Imprisonment is for life or for a time, not both."),
        ({"r-parties-1-nationalities": "Malli"}, "Did you mean “ML (ML)”?"),
        ({"f-place": "Itlay"}, "Did you mean “IT (IT)”?"),
        ({"f-decided": "yesterday"}, "“yesterday” is not a date."),
        ({"f-verification": "sworn"}, "“sworn” is not one of the values that may stand here"),
        ({"f-identifier": "With Spaces"}, "Write small letters, figures, hyphens and points"),
        ({"f-title:fr": "Une affaire"}, "Say how this text came to be"),
        ({"r-sources-0-url": "javascript:alert(1)"}, "is no address"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(places, editor, client, change, sentence):
    sent = CASE | {"f-decided": "2019"} | change
    answer = client.post(new("case"), sent | {"do": "publish"})
    assert answer.status_code == 422
    assert [one for one in faults_in(answer) if sentence in one], faults_in(answer)
    assert Case.objects.count() == 0
    again = fields_of(answer)
    assert again["r-parties-1-name"] == "A. B."


def test_characters_that_no_database_keeps_are_refused_before_any_form(places, editor, client):
    sent = CASE | {"f-decided": "2019", "r-parties-0-note": "a\0b", "do": "publish"}
    assert client.post(new("case"), sent).status_code == 400
    assert Case.objects.count() == 0


def test_a_name_that_is_taken_is_refused(places, editor, client):
    sent = CASE | {"f-decided": "2019", "do": "publish"}
    assert client.post(new("case"), sent).status_code == 302
    answer = client.post(new("case"), sent)
    assert answer.status_code == 422
    assert Case.objects.count() == 1


def test_a_link_tells_nothing_of_a_record_that_its_writer_may_not_read(strategy, person_with, service, client):
    """The key of a record follows from its name, so it can be guessed; the answer is that of a name nobody has."""
    writer = person_with("contributor")
    card = Card("secret-plan", "IT", (CardText("en", "What nobody knows of"),), (CardSource("A source"),))
    hidden = actions.draft(Strategy(), card, by=service)
    own = actions.draft(Strategy(), Card("", "IT", (CardText("en", "Mine"),), (CardSource("A source"),)), by=writer)
    client.force_login(writer)
    told = set()
    for named in (str(hidden.pk), f"/en/strategies/{hidden.pk}/", "00000000-0000-4000-8000-000000000000"):
        form = fields_of(client.get(edit(own))) | {"n-links": "1", "r-links-0-relation": "cites"}
        answer = client.post(edit(own), form | {"r-links-0-object": named, "do": "save"})
        words = answer.content.decode()
        assert answer.status_code == 422
        assert "What nobody knows of" not in words
        told.update(re.findall("There is no record “[^”]*” here, or you may not read it", words.replace(named, "…")))
    assert len(told) == 1
    assert not own.links_out.exists()
    # What an editor has linked stays, and its title is still nobody's business.
    actions.set_links(own, [("cites", hidden.pk, "")], by=service)
    words = client.get(edit(own)).content.decode()
    assert "What nobody knows of" not in words
    assert client.post(edit(own), fields_of(client.get(edit(own))) | {"do": "save"}).status_code == 302
    assert own.links_out.get().object_id == hidden.pk


def test_another_record_is_named_by_its_words_its_key_or_its_address(strategy, editor, client):
    one, first, second = strategy("Here"), strategy("Plan of the north"), strategy("Plan of the south")
    form = fields_of(client.get(edit(one))) | {"n-links": "1", "r-links-0-relation": "cites"}
    answer = client.post(edit(one), form | {"r-links-0-object": "plan of the", "do": "save"})
    assert answer.status_code == 422
    words = answer.content.decode()
    assert "Several records are called so" in words
    assert f'value="{first.pk}"' in words
    assert "Plan of the south (strategy)" in words
    for meant in (str(first.pk), f"https://portal.example/fr/strategies/{first.pk}/", "plan north"):
        Record.objects.get(pk=one.pk).links_out.all().delete()
        form = fields_of(client.get(edit(one))) | {"n-links": "1", "r-links-0-relation": "cites"}
        assert client.post(edit(one), form | {"r-links-0-object": meant, "do": "save"}).status_code == 302, meant
        link = one.links_out.get()
        assert (link.relation, link.object) == (Relation.CITES, first)
    answer = client.post(edit(one), fields_of(client.get(edit(one))) | {"r-links-0-object": str(one.pk), "do": "save"})
    assert answer.status_code == 422
    assert "cannot be linked to itself" in answer.content.decode()
    assert client.post(edit(one), fields_of(client.get(edit(one))) | {"n-links": "0", "do": "save"}).status_code == 302
    assert not one.links_out.exists()
    assert Event.objects.filter(record_id=one.pk, verb="record.unlink").exists()
    assert second.pk


def test_only_records_that_the_person_may_read_are_offered(strategy, editor, client, person_with):
    public = strategy("Plan of the north")
    card = Card("", None, (CardText("en", "Plan of the secret south"),), (CardSource("A source"),))
    actions.draft(Strategy(), card, by=editor)
    assert client.get("/en/records/look-up/?q=plan of").content.decode().count("<option") == 2
    client.force_login(person_with("contributor"))
    words = client.get("/en/records/look-up/?q=plan of").content.decode()
    assert str(public.pk) in words
    assert "secret" not in words
    client.logout()
    assert client.get("/en/records/look-up/?q=plan").status_code == 302


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("24 sept 2003", "Understood as 24 September 2003."),
        ("2003", "Understood as some time from 1 January 2003 to 31 December 2003."),
        ("yesterday", ""),
        ("", ""),
    ],
)
def test_it_is_told_how_a_date_was_understood(editor, client, text, sentence):
    assert understood(text) == sentence
    assert client.get("/en/records/dates/", {"q": text}).content.decode() == sentence


def test_where_nobody_takes_proposals_a_contributor_hands_in_and_an_editor_publishes(client, person_with, monkeypatch):
    from comity.engines.records.registry import proposing

    monkeypatch.setattr(proposing, "_WAYS", [])
    author = person_with("contributor")
    client.force_login(author)
    page = client.get(new("strategy")).content.decode()
    assert "Save and hand in for review" in page
    assert "Save and publish" not in page
    sent = SOURCE | {"f-title:en": "A proposal"}
    # Asking for more than one's role allows is refused, and nothing is kept.
    assert client.post(new("strategy"), sent | {"do": "publish"}).status_code == 403
    assert Record.objects.count() == 0
    assert client.post(new("strategy"), sent | {"do": "submit"}).status_code == 302
    record = Record.objects.get()
    assert (record.state, record.created_by) == (State.IN_REVIEW, author)
    assert client.post(f"/en/records/{record.pk}/publish/").status_code == 403

    client.force_login(person_with("editor"))
    assert "In review" in client.get(f"/en{record.strategy.address}").content.decode()
    assert client.post(f"/en/records/{record.pk}/publish/").status_code == 302
    record.refresh_from_db()
    assert record.state == State.PUBLISHED
    client.force_login(author)
    assert client.get(edit(record)).status_code == 403


def test_the_draft_of_another_is_refused_by_the_action_too(person_with):
    card = Card("", None, (CardText("en", "Mine"),), (CardSource("A source"),))
    record = actions.draft(Strategy(), card, by=person_with("contributor"))
    with pytest.raises(NotPermitted, match="Only its author"):
        actions.revise(Strategy(record=record), card, by=person_with("contributor"))


def test_a_change_between_looking_and_keeping_is_not_overwritten(strategy, editor):
    from comity.engines.records.forms.editing import Editor
    from comity.engines.records.queries import for_editing

    record = strategy()
    form = Editor.opened(Strategy, for_editing(Strategy, record.pk), by=editor)
    form.typed.texts["title:en"] = "Mine"
    form.read()
    card = Card("", None, (CardText("en", "Theirs"),), (CardSource("A source"),))
    actions.revise(for_editing(Strategy, record.pk), card, by=editor)
    with pytest.raises(Overtaken):
        actions.keep_typed(form.after_sound, by=editor, then="save", as_of=form.as_of)
    assert record.texts.get().title == "Theirs"


def test_confirming_is_for_editors_and_contributors_of_the_state_itself(person_with, editor):
    from comity.base.people.models import Organisation
    from comity.base.places.models import Place

    elsewhere = Place.objects.create(code="ML", kind="state")
    card = Card("", "IT", (CardText("en", "Of Italy"),), (CardSource("A source"),))
    record = actions.draft(Strategy(), card, by=editor)
    with pytest.raises(NotNow):
        actions.confirm(record, by=editor)
    actions.publish(record, by=editor)
    stranger = person_with("contributor", Organisation.objects.create(name="Of Mali", place=elsewhere))
    for person in (stranger, person_with("authority")):
        with pytest.raises(NotPermitted):
            actions.confirm(record, by=person)
    actions.confirm(record, by=person_with("contributor"))
    record.refresh_from_db()
    assert record.confirmed_on is not None
    assert Event.objects.filter(record_id=record.pk, verb="record.confirm").count() == 1
    assert record.revisions.count() == 1


def test_a_form_costs_the_same_however_many_rows_it_has(strategy, editor, client, django_assert_max_num_queries):
    record = strategy()
    others = [strategy(f"Other {number}") for number in range(3)]

    def cost():
        # What is held is counted again after a change.
        client.get(edit(record))
        asked = []
        # Now and then one is asked besides: whether the places and terms that are kept are still the right ones.
        for _ in range(3):
            with django_assert_max_num_queries(60) as counted:
                assert client.get(edit(record)).status_code == 200
            asked.append(len(counted))
        return min(asked)

    actions.set_links(record, [("cites", others[0].pk, "")], by=editor)
    one = cost()
    actions.set_links(record, [("cites", other.pk, "") for other in others], by=editor)
    assert cost() == one


def test_texts_in_a_further_language_have_fields_when_they_are_asked_for(editor, client):
    sent = SOURCE | {"f-title:en": "A strategy", "language-more": "it", "do": "language"}
    form = fields_of(client.post(new("strategy"), sent))
    assert "f-title:it" in form
    form |= {"f-title:it": "Una strategia", "f-wording:it": "official", "f-wording:en": "original", "do": "publish"}
    assert client.post(new("strategy"), form).status_code == 302
    assert set(Record.objects.get().texts.values_list("language", flat=True)) == {"en", "it"}
