"""What ships with the project, what is extracted from statements, and who confirms it."""

import datetime as dt
from dataclasses import replace

import pytest
from django.utils import timezone, translation

from comity.base.audit.models import Event
from comity.kernel.errors import NotPermitted
from comity.knowledge.authorities import actions, queries, registry
from comity.knowledge.authorities.enums import Freshness, Function, Origin
from comity.knowledge.authorities.exports.sentences import confirmation
from comity.knowledge.authorities.imports.statements import extracted, import_statements
from comity.knowledge.authorities.models import Authority, Designation
from comity.knowledge.authorities.shapes import Statement, freshness


def test_the_facts_load_once_and_each_has_its_source(directory, service):
    assert actions.load_facts(by=service) == 22
    assert Designation.objects.filter(origin=Origin.LAW).count() == 2
    assert Designation.objects.filter(origin=Origin.TREATY).count() == 37
    assert not Designation.objects.filter(source="").exists()
    events = Event.objects.count()
    assert actions.load_facts(by=service) == 0
    assert Event.objects.count() == events


def test_facts_of_a_later_version_keep_what_an_authority_has_said_of_itself(directory, service, put, monkeypatch):
    actions.load_facts(by=service)
    before = actions.known(["CH-justice"])["CH-justice"]
    put(replace(before, particulars={"languages": ["de", "fr", "it"]}, names=before.names | {"it": "Ufficio"}))
    monkeypatch.setattr(registry, "fingerprint", lambda: "another")
    assert actions.load_facts(by=service) == 0
    after = actions.known(["CH-justice"])["CH-justice"]
    assert after.particulars == {"languages": ["de", "fr", "it"]}
    assert after.names["it"] == "Ufficio"


def test_both_sides_of_a_treaty_name_each_other(directory):
    pairs = {(e.place, d.counterpart, d.treaty) for e in registry.entries() for d in e.designations if d.treaty}
    assert {treaty for place, other, treaty in pairs if place not in treaty.split("-") or other not in treaty} == set()
    one_sided = {treaty for place, other, treaty in pairs if (other, place, treaty) not in pairs}
    assert one_sided == set()


def test_a_law_that_names_who_licenses_controlled_substances_answers_in_general_and_says_so(
    directory, service, client
):
    actions.load_facts(by=service)
    asked = {"function": Function.IMPORT_EXPORT_OF_CONTROLLED_SUBSTANCES.value}
    told = client.get("/api/v1/authorities/find", asked | {"state": "SA", "treaty": "VI-15"}).json()
    assert [one["reason"] for one in told["answers"]] == ["general"]
    page = client.get("/en/authorities/find/", asked | {"state": "UY"}).text
    assert "Ministry of Public Health" in page
    assert "Named in a law of its State" in client.get(told["answers"][0]["authority"]["address"], follow=True).text


@pytest.mark.parametrize("given", [{"function": "extradition"}, {"state": "CH"}, {"function": "none such"}])
def test_a_link_that_says_half_the_question_leads_to_the_form_with_that_half(directory, client, given):
    response = client.get("/en/authorities/find/", given)
    assert response.status_code == 200
    assert not response.context["form"].errors
    for name, value in given.items():
        assert response.context["form"][name].value() == value


def said(text, treaty="XVIII-12", **given):
    told = {
        "identifier": "a",
        "treaty": treaty,
        "place": "IT",
        "text": text,
        "language": "en",
        "begins_on": dt.date(2004, 1, 1),
        "source": "Notifications, 2004",
    }
    return Statement(**(told | given))


OFFICE = "Ministry of Trials, Law Street 1, Rome"
NAMED = f"The central authority under article 18 (13) is the following: {OFFICE}"


@pytest.mark.parametrize(
    "text",
    [
        NAMED,
        f"The competent authority designated in accordance with paragraph 13 of article 18 is: {OFFICE}",
        f"Pursuant to article 18, paragraph 13, of the Convention, it designates as its central authority: {OFFICE}.",
    ],
)
def test_a_statement_that_names_an_authority_is_understood(text):
    (entry,) = extracted(said(text))
    (designation,) = entry.designations
    assert entry.names == {"en": "Ministry of Trials"}
    assert entry.particulars["address_lines"].startswith("Ministry of Trials, Law Street 1, Rome")
    assert (designation.function, designation.article) == ("mutual-legal-assistance", "18(13)")
    assert designation.origin == Origin.EXTRACTED


@pytest.mark.parametrize(
    "text",
    [
        "The decision of the competent authority under article 18 (13) shall be attached.",
        "The central authority under article 18 (13) is the following: to be notified later",
        "The central authority under article 18 (14) is the following: Ministry of Trials",
        f"{NAMED}. {NAMED}",
        "The Government reserves the right to designate an authority under article 18 (13).",
        "",
    ],
)
def test_nothing_is_guessed(text):
    assert list(extracted(said(text))) == []


def test_another_treaty_or_language_is_left_alone():
    assert list(extracted(said(NAMED, treaty="IV-1"))) == []
    assert list(extracted(said(NAMED, language="fr"))) == []


def test_numbers_that_run_into_other_figures_are_left_out():
    lines = (
        "Head of UnitTrials DivisionRomeTelephone No. (office hours):+39 06 12345624 hour Telephone No.:"
        "+39 06 777 8899 Fax: +39 06 777 8800E-mail: trials@example.org"
        "Languages of requests accepted: English and French"
    )
    (entry,) = extracted(said(f"The central authority under article 18 (13) is as follows:{lines}"))
    assert entry.names == {"en": "Head of Unit, Trials Division, Rome"}
    assert "telephones" not in entry.particulars
    assert entry.particulars["telephones_24h"] == ["+39 06 777 8899"]
    assert entry.particulars["faxes"] == ["+39 06 777 8800"]
    assert entry.particulars["emails"] == ["trials@example.org"]
    assert entry.particulars["languages"] == ["en", "fr"]


def test_what_is_extracted_says_so_and_gives_way_to_what_the_authority_says(directory, service, cast, client):
    report = import_statements([said(NAMED)], by=service)
    assert [str(one.outcome) for one in report.done] == ["created"]
    authority = Authority.objects.select_related("record").get()
    sentence = "Extracted by a machine from a statement of the State, and never confirmed. Check it before use."
    for address in ("/en/authorities/states/IT/", f"/en{authority.address}"):
        assert sentence in client.get(address).content.decode()
    assert client.get(f"/api/v1/authorities/{authority.pk}").json()["confirmation"] == sentence
    actions.confirm(authority, by=cast["contributor"])
    assert import_statements([said(NAMED.replace("Law Street 1", "Law Street 2"))], by=service).done == []


@pytest.mark.parametrize(
    ("confirmed", "today", "state"),
    [
        (None, dt.date(2024, 1, 1), Freshness.NEVER),
        (dt.date(2023, 1, 1), dt.date(2024, 1, 1), Freshness.CONFIRMED),
        (dt.date(2023, 1, 1), dt.date(2024, 1, 2), Freshness.STALE),
        (dt.date(2024, 2, 29), dt.date(2025, 2, 28), Freshness.CONFIRMED),
        (dt.date(2024, 2, 29), dt.date(2025, 3, 1), Freshness.STALE),
    ],
)
def test_a_confirmation_holds_for_twelve_months(confirmed, today, state):
    assert freshness(confirmed, today) == state


def test_a_date_keeps_its_order_inside_arabic(put, entry):
    authority = put(entry(confirmed_on=dt.date(2020, 1, 31)))
    shown = queries.disclosed(authority, queries.reading_of(None))
    with translation.override("ar"):
        assert "\u20662020-01-31\u2069" in confirmation(shown)
    assert "on 2020-01-31." in confirmation(shown)


def test_what_was_not_confirmed_for_twelve_months_says_so_everywhere(put, entry, client):
    long_ago = timezone.now().date() - dt.timedelta(days=400)
    authority = put(entry(confirmed_on=long_ago, confirmed_by="Ministry of Trials"))
    badge, sentence = "Not confirmed for twelve months", "by Ministry of Trials. Check it before use."
    assert badge in client.get("/en/authorities/").content.decode()
    for address in (
        "/en/authorities/states/IT/",
        f"/en{authority.address}",
        "/en/authorities/find/?state=IT&function=mutual-legal-assistance",
        f"/api/v1/authorities/{authority.pk}",
        "/api/v1/authorities/find?state=IT&function=mutual-legal-assistance",
        "/en/authorities/authorities.csv",
        "/en/authorities/authorities.json",
        "/en/authorities/authorities.vcf",
        "/api/v1/export/authority.csv",
    ):
        response = client.get(address)
        body = response.getvalue() if response.streaming else response.content
        words = body.decode().replace("\r\n ", "").replace("\n ", "")
        assert badge in words, address
        assert sentence in words, address


@pytest.mark.parametrize("who", ["contributor", "authority", "editor"])
def test_who_works_for_the_state_confirms_with_a_date_a_name_and_a_trace(put, entry, cast, client, who):
    authority = put(entry())
    client.force_login(cast[who])
    assert "Confirm as still true" in client.get(f"/en{authority.address}").content.decode()
    assert client.post(f"/en{authority.address}confirm/").status_code == 302
    authority.refresh_from_db()
    assert authority.confirmed_on == timezone.now().date()
    assert authority.confirmed_by == f"Office of {who}"
    event = Event.objects.get(verb="authority.confirm")
    assert (event.record_id, event.actor_id) == (authority.pk, str(cast[who].pk))
    assert queries.history_of(authority)[0].parts == ("confirmed",)


@pytest.mark.parametrize("who", ["stranger", "foreign authority"])
def test_nobody_confirms_for_another_state(put, entry, cast, client, who):
    authority = put(entry())
    client.force_login(cast[who])
    assert "Confirm as still true" not in client.get(f"/en{authority.address}").content.decode()
    assert client.post(f"/en{authority.address}confirm/").status_code == 403
    with pytest.raises(NotPermitted):
        actions.confirm(authority, by=cast[who])
    authority.refresh_from_db()
    assert authority.confirmed_on is None


def test_reading_confirms_nothing(put, entry, cast, client):
    authority = put(entry())
    client.force_login(cast["editor"])
    assert client.get(f"/en{authority.address}confirm/").status_code == 405
    client.logout()
    assert client.post(f"/en{authority.address}confirm/").status_code == 302
    authority.refresh_from_db()
    assert authority.confirmed_on is None
