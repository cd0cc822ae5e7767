"""An authority written on screen: by editors, and by the people of its own State; what it keeps stays kept."""

import pytest

from comity.base.audit.models import Event
from comity.knowledge.authorities.models import Authority
from tests.contracts.test_editing import edit, fields_of, new

from .conftest import HIDDEN


def faults_in(answer):
    from lxml import html

    return html.fromstring(answer.content.decode()).xpath("//*[@class='error-summary']//li//text()")


@pytest.fixture
def authority(put, entry):
    return put(entry())


def again(authority):
    return Authority.objects.select_related("record").get(pk=authority.pk)


def opened(client, authority):
    page = client.get(edit(authority.record))
    assert page.status_code == 200
    return fields_of(page)


@pytest.mark.parametrize("who", ["authority", "editor"])
def test_its_own_people_and_editors_change_it_and_choose_who_reads_what(authority, cast, client, who):
    client.force_login(cast[who])
    form = opened(client, authority)
    assert form["f-disclosure:contact"] == "authorities"
    assert form["f-emails"] == "hidden@example.org"
    assert form["r-persons-0-name"] == "Hidden Person"
    form |= {
        "f-disclosure:contact": "everyone",
        "f-disclosure:urgent": "authorities",
        "f-telephones": "+39 06 555 0202",
        "do": "save",
    }
    answer = client.post(edit(authority.record), form)
    assert answer.status_code == 302, faults_in(answer)
    kept = again(authority)
    assert kept.restricted == ["persons", "requirements", "urgent"]
    assert kept.particulars["telephones"] == ["+39 06 555 0202"]
    assert kept.record.revisions.count() == 2

    client.logout()
    words = client.get(f"/en{authority.address}").content.decode()
    assert "hidden@example.org" in words
    assert "Call first" not in words
    assert "Hidden Person" not in words


@pytest.mark.parametrize("who", ["contributor", "stranger", "foreign authority"])
def test_nobody_else_does(authority, cast, client, who):
    client.force_login(cast[who])
    page = client.get(edit(authority.record))
    assert page.status_code == 403
    assert [one for one in HIDDEN if one in page.content.decode()] == []
    assert client.post(edit(authority.record), {"do": "save"}).status_code == 403
    assert f"/en/records/{authority.pk}/edit/" not in client.get(f"/en{authority.address}").content.decode()
    assert again(authority).record.revisions.count() == 1


def test_the_people_of_an_authority_neither_begin_nor_withdraw_records(authority, cast, client):
    client.force_login(cast["authority"])
    assert client.get(new("authority")).status_code == 403
    assert client.get(new("law")).status_code == 403
    for step in ("withdraw", "publish", "submit"):
        assert client.post(f"/en/records/{authority.pk}/{step}/", {"reason": "x"}).status_code in {403, 409}
    assert again(authority).record.state == "published"


def test_notices_contact_points_and_designations_are_rows(authority, cast, client):
    client.force_login(cast["authority"])
    form = opened(client, authority)
    assert (form["r-notices-0-begins_on"], form["r-notices-0-text"].strip()) == ("2020-03-20", "By e-mail only")
    form |= {
        "n-notices": "2",
        "r-notices-1-begins_on": "1 June 2026",
        "r-notices-1-ends_on": "30 June 2026",
        "r-notices-1-text": "Closed for moving",
        "n-persons": "2",
        "r-persons-1-name": "Second Person",
        "r-persons-1-telephone": "+39 06 555 0303",
        "n-designations": "2",
        "r-designations-1-function": "extradition",
        "r-designations-1-begins_on": "2024-01-01",
        "r-designations-1-source": "A second note",
        "do": "save",
    }
    answer = client.post(edit(authority.record), form)
    assert answer.status_code == 302, faults_in(answer)
    kept = again(authority)
    assert kept.particulars["notices"][1] == {
        "begins_on": "2026-06-01",
        "ends_on": "2026-06-30",
        "text": "Closed for moving",
    }
    assert [one["name"] for one in kept.particulars["persons"]] == ["Hidden Person", "Second Person"]
    assert [one.function for one in kept.designations.order_by("pk")] == ["mutual-legal-assistance", "extradition"]
    told = kept.record.revisions.first().content["detail"]["designations"]
    assert [one["function"] for one in told] == ["mutual-legal-assistance", "extradition"]
    verbs = set(Event.objects.filter(record_id=authority.pk).values_list("verb", flat=True))
    assert {"authority.designate", "record.revise"} <= verbs
    page = client.get(f"/en{authority.address}").content.decode()
    assert "Service notices" in page


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"f-telephones": "call us"}, "no telephone number"),
        ({"f-emails": "not an address"}, "no address of e-mail"),
        ({"f-website": "ftp://example.org"}, "https://"),
        ({"r-notices-0-ends_on": "2019-01-01"}, "A notice cannot end before it begins."),
        ({"r-persons-0-name": ""}, "This must not be empty."),
        ({"r-designations-0-function": "tea"}, "is not one of the values"),
        ({"r-designations-0-treaty": ""}, "An article and another State belong to a treaty"),
        ({"f-disclosure:contact": "nobody"}, "is not one of the values"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(authority, cast, client, change, sentence):
    client.force_login(cast["authority"])
    answer = client.post(edit(authority.record), opened(client, authority) | change | {"do": "save"})
    assert answer.status_code == 422
    assert [one for one in faults_in(answer) if sentence in one], faults_in(answer)
    assert again(authority).record.revisions.count() == 1


def test_a_preview_keeps_no_designation(authority, cast, client):
    client.force_login(cast["authority"])
    form = opened(client, authority) | {"r-designations-0-function": "extradition", "do": "preview"}
    words = client.post(edit(authority.record), form).content.decode()
    assert "nothing is kept yet" in words
    assert "Extradition" in words
    assert again(authority).designations.get().function == "mutual-legal-assistance"


def test_an_editor_makes_a_new_one_that_the_look_up_finds(directory, cast, client):
    client.force_login(cast["editor"])
    form = fields_of(client.get(new("authority"))) | {
        "f-title:en": "Office for trials",
        "f-identifier": "ML-trials",
        "f-place": "Mali",
        "n-designations": "1",
        "r-designations-0-function": "extradition",
        "r-designations-0-origin": "reported",
        "n-sources": "1",
        "r-sources-0-title": "A note verbale",
        "do": "publish",
    }
    answer = client.post(new("authority"), form)
    assert answer.status_code == 302, faults_in(answer)
    client.logout()
    found = client.get("/en/authorities/find/?state=ML&function=extradition").content.decode()
    assert "Office for trials" in found
    assert client.post(f"/en/records/{Authority.objects.get().pk}/confirm/").status_code == 302
    assert Authority.objects.get().confirmed_on is None


def test_confirming_is_one_button_whose_date_stands_on_the_page_and_in_the_look_up(authority, cast, client):
    client.force_login(cast["authority"])
    assert client.post(f"/en/authorities/{authority.pk}/confirm/").status_code == 302
    day = again(authority).confirmed_on.isoformat()
    client.logout()
    for address in (authority.address, "/authorities/find/?state=IT&function=mutual-legal-assistance"):
        assert day in client.get(f"/en{address}").content.decode(), address
