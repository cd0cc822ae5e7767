"""What staff do on screen with the acts of States, who may, and what they are told when something is wrong."""

import pytest
from django.test import Client

from comity.base.audit.models import Event
from comity.knowledge.treaties.models import Provenance, TreatyAction


NEW = "/en/treaties/XVIII-12/actions/new/"
LIST = "/en/treaties/XVIII-12/actions/"
TABLE = "/en/treaties/XVIII-12/participation/"
GIVEN = {
    "place": "IR",
    "kind": "accession",
    "on": "2020-01-10",
    "source_title": "Depositary notification 7",
    "source_url": "https://depositary.example/7",
    "source_publisher": "United Nations",
    "source_on": "2026-01-02",
}


@pytest.fixture
def editor(facts, person_with, client):
    person = person_with("editor")
    client.force_login(person)
    return person


@pytest.fixture
def recorded(editor, client):
    client.post(NEW, GIVEN)
    return TreatyAction.objects.get(provenance__title="Depositary notification 7")


def said(answer):
    return answer.content.decode()


def page_of(action):
    return f"{LIST}{action.pk}/"


def corrected(action, **changes):
    given = {k: v for k, v in GIVEN.items() if k != "place"} | {"source_title": "Correction 8"} | changes
    return {f"act-{name}": value for name, value in given.items()}


@pytest.mark.parametrize("path", [NEW, LIST, f"{LIST}1/"])
def test_a_visitor_is_sent_to_sign_in(facts, client, path):
    answer = client.get(path)
    assert (answer.status_code, answer["Location"]) == (302, f"/en/account/sign-in/?next={path}")
    assert client.post(path, GIVEN).status_code == 302
    assert not Provenance.objects.filter(title=GIVEN["source_title"]).exists()


@pytest.mark.parametrize("role", ["contributor", None])
def test_who_may_not_is_told_so_and_nothing_is_kept(facts, client, person_with, role):
    person = person_with(role or "contributor")
    if role is None:
        person.memberships.all().delete()
    client.force_login(person)
    italy = TreatyAction.objects.get(identifier="facts:XVIII-12:IT:ratification")
    before = TreatyAction.objects.count()
    for path in (NEW, LIST, page_of(italy)):
        assert client.get(path).status_code == 403
    assert client.post(NEW, GIVEN).status_code == 403
    assert client.post(page_of(italy), corrected(italy)).status_code == 403
    assert client.post(page_of(italy), {"retract": "yes", "retraction-reason": "x"}).status_code == 403
    italy.refresh_from_db()
    assert (TreatyAction.objects.count(), italy.is_retracted) == (before, False)
    assert not Provenance.objects.filter(title=GIVEN["source_title"]).exists()
    assert NEW not in said(client.get(TABLE))


def test_an_act_is_recorded_counted_shown_with_its_source_and_noted(editor, client):
    assert NEW in said(client.get(TABLE))
    before = client.get(TABLE).context["count"].known
    answer = client.post(NEW, GIVEN, follow=True)
    assert answer.redirect_chain[-1][0] == TABLE
    assert answer.context["count"].known == before + 1
    assert "Recorded: Iran" in said(answer)
    assert 'href="https://depositary.example/7"' in said(answer)
    event = Event.objects.filter(verb="treaty.participation").first()
    assert event.actor_id == str(editor.pk)
    assert "Recorded: Iran" not in said(client.get(TABLE))


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("place", "", "required"),
        ("place", "QQ", "valid choice"),
        ("kind", "invented", "valid choice"),
        ("on", "10.1.2020", "This is not a date"),
        ("on", "2020-02/2019-01", "This is not a date"),
        ("on", "2999-01-01", "has not come yet"),
        ("text", "We declare.", "in which language"),
        ("against", "IT", "Only an objection"),
        ("territory", "IT", "valid choice"),
        ("source_title", "", "required"),
        ("source_url", "ftp://depositary.example/7", "begins with https://"),
        ("source_url", "javascript:alert(1)", "valid URL"),
        ("source_on", "yesterday", "valid date"),
        ("source_on", "2999-01-01", "has not come yet"),
        ("remark", "x" * 1001, "1000"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_kept(editor, client, field, value, sentence):
    before = TreatyAction.objects.count()
    answer = client.post(NEW, GIVEN | {field: value})
    assert answer.status_code == 422
    place = {"text": "language"}.get(field, field)
    assert any(sentence in error for error in answer.context["form"].errors[place])
    assert f'id="id_{place}_error"' in said(answer)
    assert TreatyAction.objects.count() == before
    assert not Provenance.objects.filter(title=GIVEN["source_title"]).exists()


def test_the_same_act_twice_is_refused_in_a_sentence(recorded, client):
    answer = client.post(NEW, GIVEN)
    assert answer.status_code == 422
    assert "recorded already" in said(answer)


def test_a_period_and_an_objection_are_kept_as_they_were_given(editor, client):
    answer = client.post(
        NEW, GIVEN | {"kind": "objection", "against": "IT", "on": "2017-02/2018-02", "text": "Non.", "language": "fr"}
    )
    assert answer.status_code == 302
    action = TreatyAction.objects.get(provenance__title=GIVEN["source_title"])
    assert (action.on_text, action.against_id, action.text, action.language) == ("2017-02/2018-02", "IT", "Non.", "fr")
    assert str(action.earliest_on) == "2017-02-01"


def test_an_act_is_corrected_from_its_new_source(recorded, client):
    answer = client.post(page_of(recorded), corrected(recorded, on="2020-01-11", remark="misread"), follow=True)
    assert "Corrected: Iran" in said(answer)
    recorded.refresh_from_db()
    assert (recorded.on_text, recorded.note, recorded.provenance.title) == ("2020-01-11", "misread", "Correction 8")
    assert "2020-01-11" in said(client.get(LIST))


def test_the_territory_of_an_act_can_be_taken_off_again(editor, client):
    client.post(NEW, GIVEN | {"place": "GB", "kind": "territorial-extension", "territory": "GI"})
    action = TreatyAction.objects.get(provenance__title=GIVEN["source_title"])
    assert action.territory_id == "GI"
    client.post(page_of(action), corrected(action, kind="territorial-extension", territory=""))
    action.refresh_from_db()
    assert action.territory_id is None
    assert Event.objects.get(verb="treaty.correct_action").details["before"] == {"territory_id": "GI"}


def test_a_correction_that_changes_nothing_or_has_no_source_is_refused(recorded, client):
    same = client.post(page_of(recorded), corrected(recorded, source_title=GIVEN["source_title"]))
    assert (same.status_code, "Nothing would change" in said(same)) == (422, True)
    bare = client.post(page_of(recorded), corrected(recorded, on="2020-01-12", source_title=""))
    assert "source_title" in bare.context["form"].errors
    recorded.refresh_from_db()
    assert recorded.on_text == "2020-01-10"


def test_a_retracted_act_no_longer_counts_and_can_be_recorded_anew(recorded, client):
    counted = client.get(TABLE).context["count"].known
    assert client.post(page_of(recorded), {"retract": "yes", "retraction-reason": " "}).status_code == 422
    answer = client.post(page_of(recorded), {"retract": "yes", "retraction-reason": "another State"}, follow=True)
    assert "Retracted: Iran" in said(answer)
    assert answer.context["count"].known == counted - 1
    assert Event.objects.get(verb="treaty.retract_action").details["reason"] == "another State"
    assert "no longer counts" in said(client.get(page_of(recorded)))
    assert client.post(page_of(recorded), corrected(recorded, on="2020-01-12")).status_code == 422

    assert client.post(NEW, GIVEN).status_code == 302
    assert client.get(TABLE).context["count"].known == counted


def test_what_is_not_there_is_not_found(editor, client, treaty):
    other = TreatyAction.objects.exclude(treaty=treaty("XVIII-12")).first()
    assert client.get(page_of(other)).status_code == 404
    assert client.get("/en/treaties/XX-99/actions/new/").status_code == 404


def test_only_our_own_form_is_taken(editor):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(editor)
    before = TreatyAction.objects.count()
    assert strict.post(NEW, GIVEN).status_code == 403
    assert TreatyAction.objects.count() == before
    token = strict.get(NEW).context["csrf_token"]
    assert strict.post(NEW, GIVEN | {"csrfmiddlewaretoken": str(token)}).status_code == 302


def test_the_pages_of_staff_are_kept_by_nobody_on_the_way(editor, client):
    assert "no-store" in client.get(NEW)["Cache-Control"]
    assert "no-store" in client.get(LIST)["Cache-Control"]


def test_an_act_given_to_the_wrong_state_becomes_that_of_another_with_a_reason(recorded, client):
    given = corrected(recorded) | {"act-place": "SO"}
    bare = client.post(page_of(recorded), given)
    assert (bare.status_code, "reason" in bare.context["form"].errors) == (422, True)
    answer = client.post(page_of(recorded), given | {"act-reason": "misread"}, follow=True)
    assert "Corrected: Somalia" in said(answer)
    recorded.refresh_from_db()
    assert recorded.place_id == "SO"
    details = Event.objects.get(verb="treaty.correct_action").details
    assert (details["before"], details["reason"]) == ({"place_id": "IR"}, "misread")


def test_an_act_that_the_other_state_has_already_is_not_given_to_it_twice(recorded, client):
    client.post(NEW, GIVEN | {"place": "SO"})
    given = corrected(recorded) | {"act-place": "SO", "act-reason": "misread"}
    answer = client.post(page_of(recorded), given)
    assert (answer.status_code, "recorded already" in said(answer)) == (422, True)
    recorded.refresh_from_db()
    assert recorded.place_id == "IR"


def seen(client, action, form="form"):
    return client.get(page_of(action)).context[form]["seen"].value()


def test_the_second_of_two_editors_sees_both_and_then_decides(recorded, client):
    first = second = {"act-seen": seen(client, recorded)}
    first = corrected(recorded, remark="by the first") | first
    second = corrected(recorded, remark="by the second", source_title="Correction 9") | second
    assert client.post(page_of(recorded), first).status_code == 302
    answer = client.post(page_of(recorded), second)
    assert answer.status_code == 409
    assert answer.context["beside"] == [("Remark", "by the first", "by the second")]
    assert "Somebody else has changed this" in said(answer)
    assert 'value="by the second"' in said(answer)
    assert 'value="Correction 9"' in said(answer)
    recorded.refresh_from_db()
    assert recorded.note == "by the first"
    assert not Provenance.objects.filter(title="Correction 9").exists()

    second["act-seen"] = answer.context["form"]["seen"].value()
    assert client.post(page_of(recorded), second).status_code == 302
    recorded.refresh_from_db()
    assert recorded.note == "by the second"


def test_what_somebody_else_has_mended_is_not_retracted_unseen(recorded, client):
    stale = seen(client, recorded, "retraction")
    client.post(page_of(recorded), corrected(recorded, remark="mended"))
    given = {"retract": "yes", "retraction-reason": "wrong", "retraction-seen": stale}
    answer = client.post(page_of(recorded), given)
    assert (answer.status_code, 'value="wrong"' in said(answer)) == (409, True)
    recorded.refresh_from_db()
    assert not recorded.is_retracted
    given["retraction-seen"] = answer.context["retraction"]["seen"].value()
    assert client.post(page_of(recorded), given).status_code == 302


def test_what_was_typed_about_an_act_retracted_meanwhile_is_not_lost(recorded, client):
    given = corrected(recorded, remark="typed at length") | {"act-seen": seen(client, recorded)}
    client.post(page_of(recorded), {"retract": "yes", "retraction-reason": "wrong"})
    page = said(client.post(page_of(recorded), given))
    assert "no longer counts" in page
    assert "typed at length" in page
    assert f'href="{NEW}"' in page
