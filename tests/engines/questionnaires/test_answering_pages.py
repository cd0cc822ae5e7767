"""The pages on which a State answers: who sees them, what they keep, and what they never lose."""

import pytest

from comity.engines.questionnaires import actions, queries
from comity.engines.questionnaires.actions.answering import Text
from comity.engines.questionnaires.enums import AnswerState
from comity.engines.questionnaires.models import Answer, Assignment, Writing

from .cast import sent


pytestmark = pytest.mark.django_db
ADDRESSES = ["", "progress/", "gaps/", "sections/1/", "sections/1/give/", "questions/1.1/"]


@pytest.mark.parametrize("path", ADDRESSES)
def test_strangers_and_other_states_find_nothing(path, client, people, at):
    assert client.get(at(path)).status_code == 302
    for stranger in (people.foreigner, people.officer):
        client.force_login(stranger)
        assert client.get(at(path)).status_code == 404
    client.force_login(people.coordinator)
    assert client.get(at(path)).status_code == 200


def test_strangers_write_nothing(client, people, at):
    client.force_login(people.foreigner)
    typed = {"question": "1.1", "q:1.1": "yes", "seen:1.1": "0", "do": "save"}
    for path in ("save/", "sections/1/", "questions/1.1/", "sections/1/give/"):
        assert client.post(at(path), typed).status_code == 404
    given = actions.assign(people.response, "1", by=people.coordinator, person=people.officer)
    assert client.post(at(f"take-back/{given.pk}/")).status_code == 404
    assert not Answer.objects.exists()
    assert Assignment.objects.exists()


def test_who_reads_without_answering_sees_neither_remarks_nor_earlier_texts(client, people, at):
    first = actions.answer(people.response, "1.4", Text({"en": "Rejected words"}), by=people.coordinator)
    actions.answer(people.response, "1.1", Text("yes"), by=people.coordinator)
    actions.answer(people.response, "1.3", Text(["marking"]), by=people.coordinator)
    actions.answer(
        people.response, "1.4", Text({"en": "Public words"}, comment="Inner note"), by=people.coordinator, seen=1
    )
    actions.answer(people.response, "1.4", Text({"en": "Contested words"}), by=people.coordinator, seen=0)
    actions.remark(people.response, "1.4", "Between ourselves", by=people.coordinator)
    assert first.answer.number == 1
    hidden = ("Rejected words", "Contested words", "Between ourselves", "Inner note")
    client.force_login(people.reader)
    for path in ("", "sections/1/", "questions/1.4/"):
        page = client.get(at(path))
        assert page.status_code == 200
        assert not [one for one in hidden if one in page.content.decode()]
    assert "Public words" in client.get(at("questions/1.4/")).content.decode()
    for path in ("progress/", "gaps/"):
        assert client.get(at(path)).status_code == 404
    assert client.get(at("sections/1/give/")).status_code == 403
    assert client.post(at("sections/1/"), {"do": "save"}).status_code == 403
    client.force_login(people.coordinator)
    inside = client.get(at("questions/1.4/")).content.decode()
    assert [one for one in hidden if one not in inside] == []


def test_a_section_is_answered_by_one_button(signed_in, people, at):
    page = signed_in.get(at("sections/1/"))
    typed = sent(page, **{"q:1.1": "yes", "q:1.2": "a", "q:1.3": ["making", "marking"], "do": "save"})
    assert signed_in.post(at("sections/1/"), typed).status_code == 302
    kept = {one.question: (one.value, one.state, one.by) for one in Answer.objects.all()}
    assert kept == {
        "1.1": ("yes", "draft", people.coordinator),
        "1.2": ("a", "draft", people.coordinator),
        "1.3": (["making", "marking"], "draft", people.coordinator),
    }
    page = signed_in.get(at("sections/1/"))
    assert 'value="yes" checked' in page.content.decode()
    # The same again writes nothing: what was only looked at is not written again.
    signed_in.post(at("sections/1/"), sent(page, **{"q:1.1": "yes", "q:1.2": "a", "q:1.3": ["making", "marking"]}))
    assert not Writing.objects.exists()


def test_a_table_is_kept_row_by_row(signed_in, people, at):
    actions.answer(people.response, "1.1", Text("yes"), by=people.coordinator)
    page = signed_in.get(at("sections/2/"))
    typed = {"q:2.4:pistols:seized": "3", "q:2.4:total:all": "3", "q:2.5:0:day": "2026-01-02", "q:2.6:amount": "5"}
    signed_in.post(at("sections/2/"), sent(page, **typed, do="save"))
    answers = queries.values_of(people.response)
    assert answers["2.4"][0] == {"row": "pistols", "seized": "3", "found": "", "all": "", "law": ""}
    assert answers["2.5"] == [{"day": "2026-01-02", "where": "", "n": ""}]
    assert answers["2.6"] == {"amount": "5", "currency": ""}
    page = signed_in.get(at("sections/2/")).content.decode()
    assert "Write the currency by its three letters" in page


def test_what_one_left_as_it_was_never_stands_against_what_another_wrote(signed_in, people, at):
    actions.assign(people.response, "1", by=people.coordinator, person=people.officer)
    before = signed_in.get(at("sections/1/"))
    actions.answer(people.response, "1.1", Text("no"), by=people.officer)
    signed_in.post(at("sections/1/"), sent(before, **{"q:1.2": "a", "do": "save"}))
    answers = queries.answers_of(people.response)
    assert (answers["1.1"].value, answers["1.1"].is_contested) == ("no", False)
    assert answers["1.2"].value == "a"


def test_what_grew_while_a_page_stood_open_is_not_contested_by_its_beginning(signed_in, people, at):
    actions.answer(people.response, "1.4", Text({"en": "Art"}, sitting="x"), by=people.coordinator)
    before = signed_in.get(at("sections/1/"))
    for seen, text in ((1, "Article"), (2, "Article 12")):
        actions.answer(people.response, "1.4", Text({"en": text}, sitting="x"), by=people.coordinator, seen=seen)
    signed_in.post(at("sections/1/"), sent(before, **{"q:1.4": "Art", "do": "save"}))
    answer = queries.answers_of(people.response)["1.4"]
    assert (answer.value, answer.is_contested) == ({"en": "Article 12"}, False)


def test_a_text_in_one_language_leaves_the_others(signed_in, people, at):
    actions.answer(people.response, "1.1", Text("yes"), by=people.coordinator)
    actions.answer(people.response, "1.3", Text(["marking"]), by=people.coordinator)
    actions.answer(people.response, "1.4", Text({"fr": "Article 12"}), by=people.coordinator)
    page = signed_in.get(at("sections/1/"))
    assert "<b>Français</b> Article 12" in page.content.decode()
    assert 'dir="auto" aria-labelledby="t-1.4"></textarea>' in page.content.decode()
    signed_in.post(at("sections/1/"), sent(page, **{"q:1.1": "yes", "q:1.3": "marking", "q:1.4": "Section 12"}))
    assert queries.values_of(people.response)["1.4"] == {"fr": "Article 12", "en": "Section 12"}
    page = signed_in.get(at("sections/1/?in=fr"))
    assert ">Article 12</textarea>" in page.content.decode()


def save(client, at, code, value, seen=0, **more):
    typed = {"question": code, f"q:{code}": value, f"seen:{code}": seen, "language": "en", **more}
    return client.post(at("save/"), typed)


def test_the_script_saves_one_answer(signed_in, people, at):
    answer = save(signed_in, at, "1.1", "yes", sitting="a")
    assert answer.status_code == 200
    assert answer.json() == {"outcome": "kept", "number": 1, "state": "Draft", "beside": ""}
    # Sent again because the line broke: the same answer.
    assert save(signed_in, at, "1.1", "yes", sitting="a").json()["outcome"] == "unchanged"
    assert save(signed_in, at, "9.9", "yes").status_code == 404
    assert save(signed_in, at, "2.3", "4").status_code == 404
    assert signed_in.get(at("save/")).status_code == 405


def test_the_script_is_told_of_another_text(signed_in, people, at):
    actions.assign(people.response, "1", by=people.coordinator, person=people.officer)
    actions.answer(people.response, "1.4", Text({"en": "Theirs"}), by=people.officer)
    told = save(signed_in, at, "1.4", "Mine").json()
    assert (told["outcome"], told["number"]) == ("beside", 1)
    assert "Theirs" in told["beside"]
    assert "Mine" in told["beside"]
    assert 'value="choose|1.4|2|1|2"' in told["beside"]


def test_the_script_is_told_why_something_is_refused(client, people, at):
    actions.assign(people.response, "1", by=people.coordinator, person=people.officer)
    client.force_login(people.officer)
    told = save(client, at, "2.1", "3")
    assert (told.status_code, told.json()) == (403, {"refused": "This section was not given to you. You can read it."})
    actions.close_response(people.response, by=people.coordinator)
    assert save(client, at, "1.1", "yes").status_code == 409


@pytest.mark.parametrize(
    ("button", "value", "kept"),
    [
        ("leave|1.4|2", "Mine", {"Theirs": "settled"}),
        ("choose|1.4|2|1|2", "Theirs", {"Mine": "earlier", "Theirs": "settled"}),
        ("join|1.4|1|2", "Mine and theirs", {"Mine": "earlier", "Theirs": "settled"}),
    ],
)
def test_two_texts_are_settled_on_the_page(button, value, kept, signed_in, people, at, contested):
    page = signed_in.get(at("sections/1/"))
    assert f'value="{button}"' in page.content.decode()
    typed = {"q:1.1": "yes", "q:1.3": "marking", "q:1.4": "Mine and theirs", "do": button}
    signed_in.post(at("sections/1/"), sent(page, **typed))
    answer = queries.answers_of(people.response)["1.4"]
    assert (answer.value, answer.is_contested) == ({"en": value}, False)
    assert {one.value["en"]: one.standing for one in Writing.objects.filter(answer=answer)} == kept


def test_states_are_set_for_one_answer_and_for_a_section(client, people, at):
    actions.assign(people.response, "1", by=people.coordinator, person=people.officer)
    client.force_login(people.officer)
    page = client.get(at("sections/1/"))
    client.post(at("sections/1/"), sent(page, **{"q:1.1": "no", "do": "mark|1.1|ready"}))
    assert Answer.objects.get().state == AnswerState.READY
    page = client.get(at("sections/1/"))
    assert "Clear its answers" not in page.content.decode()
    answer = client.post(at("sections/1/"), sent(page, **{"q:1.1": "no", "do": "section|cleared"}), follow=True)
    assert "You may not clear answers" in answer.content.decode()
    client.force_login(people.coordinator)
    page = client.get(at("sections/1/"))
    client.post(at("sections/1/"), sent(page, **{"q:1.1": "no", "do": "section|cleared"}))
    assert Answer.objects.get().state == AnswerState.CLEARED
    # To who may not clear, the field is closed: what it does not send is not taken for an answer taken back.
    client.force_login(people.officer)
    page = client.get(at("sections/1/")).content.decode()
    assert '<fieldset class="answer-field" disabled>' in page
    client.post(at("sections/1/"), {"language": "en", "do": "save"})
    assert Answer.objects.get().value == "no"


def test_a_button_of_nobody_does_nothing(signed_in, people, at):
    for wrong in ("nonsense", "mark|1.1", "mark|1.1|final", "choose|1.1|x|y|z", "leave|9.9|1", "take|9.9|a|b", ""):
        answer = signed_in.post(at("sections/1/"), {"do": wrong}, follow=True)
        assert answer.status_code == 200
        assert (
            "The page did not say" in answer.content.decode()
            or "There is no" in answer.content.decode()
            or ("not there any more" in answer.content.decode())
        )
    assert not Answer.objects.exists()


def test_sections_are_given_and_taken_back(signed_in, people, at):
    page = signed_in.get(at("sections/1/give/")).content.decode()
    assert "Ministry of the Interior" in page
    assert "Ministry of another State" not in page
    assert "Foreigner Invented" not in page
    assert signed_in.post(at("sections/1/give/"), {}).status_code == 422
    assert signed_in.post(at("sections/1/give/"), {"organisation": people.foreign.pk}).status_code == 422
    signed_in.post(at("sections/1/give/"), {"organisation": people.police.pk})
    given = Assignment.objects.get()
    assert "Ministry of the Interior" in signed_in.get(at()).content.decode()
    signed_in.post(at(f"take-back/{given.pk}/"))
    assert not Assignment.objects.exists()
    assert signed_in.post(at(f"take-back/{given.pk}/")).status_code == 404
