"""What staff write on the front page of a portal, who may, and what stays of it."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from comity.base.audit.models import Event
from comity.kernel.errors import NotPermitted, Overtaken
from comity.kernel.languages import INTERFACE
from comity.knowledge.gateways import actions, queries, registry
from comity.knowledge.gateways.enums import Portal
from comity.knowledge.gateways.forms import paragraphs_of
from comity.knowledge.gateways.models import Front
from comity.knowledge.gateways.shapes import Introduction


pytestmark = pytest.mark.django_db
PAGE = "/en/hot-topics/compose/portals/firearms/"
OURS = Introduction("Weapons, and parts of them.", ("The first.", "The second."))


@pytest.fixture
def send(client):
    """Press a button of the page with what it holds, save what is given otherwise."""

    def press(button="save", topics=None, **typed):
        page = client.get(PAGE)
        form = page.context["form"]
        sent = {name: form[name].value() for name in form.fields}
        shown = [str(topic.pk) for topic, _text in page.context["topics"]] if topics is None else topics
        return client.post(PAGE, {**sent, "topic": shown, "do": button, **typed})

    return press


def test_only_editors_come_to_it(client, person_with):
    assert "/account/sign-in/" in client.get(PAGE)["Location"]
    for role in ("contributor", "authority"):
        person = person_with(role)
        client.force_login(person)
        assert client.get(PAGE).status_code == 403
        assert client.post(PAGE, {"do": "save"}).status_code == 403
        with pytest.raises(NotPermitted):
            actions.write_front("firearms", {"en": OURS}, (), by=person)
    assert not Front.objects.exists()
    client.force_login(person_with("editor"))
    assert client.get(PAGE).status_code == 200
    assert client.get(PAGE.replace("firearms", "unknown")).status_code == 404


def test_what_is_written_is_read_in_its_language_and_the_project_s_words_in_others(client, editor, send):
    assert send(lead_en=OURS.lead, text_en="The first.\r\n\r\nThe  second.").status_code == 302
    client.logout()
    page = client.get("/en/portals/firearms/").text
    assert "Weapons, and parts of them." in page
    assert "<p>The second.</p>" in page
    assert "Weapons, and parts of them." in client.get("/en/portals/").text
    french = registry.themes()["firearms"].introductions["fr"]
    assert french.lead in client.get("/fr/portals/firearms/", headers={"accept-language": "fr"}).text.replace(
        "&#x27;", "'"
    )
    front = Front.objects.get()
    assert front.words == {"en": OURS.plain()}
    assert (front.number, front.by, front.order) == (1, editor, [])
    event = Event.objects.get(verb="portal.write")
    assert event.actor_id == str(editor.pk)
    assert event.details == {"portal": "firearms", "number": 1, "languages": ["en"]}


@pytest.mark.parametrize("code", Portal.values)
def test_keeping_the_form_as_it_is_keeps_nothing(client, editor, code):
    """Also in French, whose spaces before a colon are of another kind."""
    page = PAGE.replace("firearms", code)
    form = client.get(page).context["form"]
    sent = {name: form[name].value() for name in form.fields}
    assert client.post(page, {**sent, "do": "save"}).status_code == 302
    assert not Front.objects.exists()


def test_loading_the_facts_again_leaves_what_staff_wrote(editor, send, service):
    send(lead_en=OURS.lead, text_en="The first.")
    registry.themes.cache_clear()
    actions.load_facts(by=service)
    theme = registry.themes()["firearms"]
    assert queries.introduction(theme, queries.front_of("firearms"), "en").lead == OURS.lead


def test_to_empty_both_fields_returns_to_the_project_s_own_words(client, editor, send):
    send(lead_en=OURS.lead, text_en="The first.")
    assert "written here" in client.get(PAGE).text
    assert send(lead_en="", text_en=" ").status_code == 302
    assert queries.front_of("firearms").words == {}
    assert registry.themes()["firearms"].introductions["en"].lead in client.get("/en/portals/firearms/").text
    answer = send(lead_ru="Оружие", text_ru="")
    assert answer.status_code == 422
    assert "write both, or neither" in answer.text
    assert "Оружие" in answer.text


def test_every_state_stays_and_can_be_taken_up_again(client, editor, send):
    for number in range(1, 4):
        send(lead_en=f"Lead {number}", text_en="Text.")
    assert [one.number for one in queries.history_of("firearms")] == [3, 2, 1]
    assert Front.objects.filter(replaced_at=None).get().number == 3
    page = client.get(f"{PAGE}?from=1")
    assert page.context["form"]["lead_en"].value() == "Lead 1"
    assert page.context["form"]["seen"].value() == 3
    assert queries.front_of("firearms").words["en"]["lead"] == "Lead 3"
    assert client.get(f"{PAGE}?from=9").status_code == 404
    assert client.get(f"{PAGE}?from=x").status_code == 404
    send(lead_en="Lead 1", text_en="Text.")
    assert queries.front_of("firearms").number == 4
    with pytest.raises(IntegrityError), transaction.atomic():
        Front.objects.create(portal="firearms", number=5, by=editor)


def test_the_second_of_two_editors_is_shown_both(client, editor, send, person_with):
    other = person_with("editor")
    actions.write_front("firearms", {"en": OURS}, (), by=other)
    answer = send(lead_en="Mine", text_en="Mine.", seen=0)
    assert answer.status_code == 409
    assert "Somebody else has changed this" in answer.text
    assert "Weapons, and parts of them." in answer.text
    assert 'value="Mine"' in answer.text
    assert queries.front_of("firearms").by == other
    # Pressed again, it is kept in place of the other's, which stays in the history.
    again = {name: answer.context["form"][name].value() for name in answer.context["form"].fields}
    assert client.post(PAGE, {**again, "do": "save"}).status_code == 302
    assert [one.words["en"]["lead"] for one in queries.history_of("firearms")] == ["Mine", OURS.lead]
    with pytest.raises(Overtaken):
        actions.write_front("firearms", {"en": OURS}, (), by=editor, expected=1)


def test_hot_topics_stand_as_they_were_put(client, editor, send, hot_topic):
    first, second, third = (hot_topic(name=name) for name in ("a", "b", "c"))
    hidden = hot_topic(name="draft", is_public=False)

    def shown():
        return [topic.pk for topic, _text in client.get("/en/portals/firearms/").context["hot_topics"]]

    assert shown() == [third.pk, second.pk, first.pk]
    page = send("down:0")
    assert [topic.pk for topic, _text in page.context["topics"]] == [second.pk, third.pk, first.pk]
    assert not Front.objects.exists()
    wanted = [str(second.pk), str(third.pk), str(first.pk)]
    assert send(topics=wanted).status_code == 302
    assert queries.front_of("firearms").order == wanted
    client.logout()
    assert shown() == [second.pk, third.pk, first.pk]
    # What is published later stands first until somebody puts it in order.
    late = hot_topic(name="late")
    assert shown() == [late.pk, second.pk, third.pk, first.pk]
    client.force_login(editor)
    assert hidden.pk not in shown()
    # Put back as they would stand by themselves, nothing is said of their order.
    send(topics=[str(one.pk) for one in (late, third, second, first)])
    assert queries.front_of("firearms").order == []


def test_what_is_sent_of_other_records_is_no_topic(client, editor, send, hot_topic):
    one, elsewhere = hot_topic(name="a"), hot_topic(name="b", portal="drugs")
    send(topics=[str(elsewhere.pk), str(one.pk), "nonsense"], lead_en="Lead", text_en="Text.")
    assert queries.front_of("firearms").order == []


def test_the_list_of_portals_asks_once_for_all_that_staff_wrote(client, editor):
    def asked():
        with CaptureQueriesContext(connection) as several:
            assert client.get("/en/portals/").status_code == 200
        return len(several)

    actions.write_front("firearms", {"en": OURS}, (), by=editor)
    asked()
    few = asked()
    for code in ("drugs", "wildlife"):
        actions.write_front(code, dict.fromkeys(INTERFACE, OURS), (), by=editor)
    asked()
    assert asked() == few


def test_an_empty_line_begins_a_paragraph():
    assert paragraphs_of("One\r\nline.\n \nTwo.\n\n\n") == ("One line.", "Two.")
    assert paragraphs_of("Oui\u00a0: non.") == ("Oui\u00a0: non.",)
    assert paragraphs_of("") == ()
