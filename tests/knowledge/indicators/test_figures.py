"""One figure added or corrected on screen; the one before it stays, with the reason."""

import pytest

from comity.base.audit.models import Event
from comity.knowledge.indicators import actions, queries
from comity.knowledge.indicators.actions import load_facts
from comity.knowledge.indicators.models import Indicator, LoadedFacts, Observation


CODE = "sherloc-portal-users"


@pytest.fixture
def some(facts):
    """An indicator with one series, and its latest figure."""
    for indicator in Indicator.objects.filter(statement="").order_by("code"):
        lines = queries.lines_of(indicator)
        if len(lines) == 1 and len(lines[0].observations) > 1 and not lines[0].series.place_id:
            return indicator, lines[0].observations[-1]
    raise AssertionError("the facts have no such indicator")


@pytest.fixture
def editor(person_with, client):
    person = person_with("editor")
    client.force_login(person)
    return person


def address(indicator, one=None):
    return f"/en/indicators/{indicator.code}/figures/{one.pk if one else 'new'}/"


def correction(one, **changed):
    return {
        "value": "4711",
        "precision": one.precision,
        "status": "final",
        "source": "A corrected report",
        "url": "https://example.org/corrected",
        "paragraph": "12",
        "reason": "A misprint",
        "seen": str(one.revision),
    } | changed


def test_a_correction_is_a_revision_with_its_reason_and_the_old_figure_stays(some, editor, client):
    indicator, one = some
    page = client.get(f"/en/indicators/{indicator.code}/").content.decode()
    assert address(indicator, one) in page
    assert client.get(address(indicator, one)).status_code == 200
    sent = correction(one, footnote_en="Corrected by the journal")
    assert client.post(address(indicator, one), sent).status_code == 302

    old = Observation.objects.get(pk=one.pk)
    new = Observation.objects.get(series=one.series, period_text=one.period_text, replaced_at__isnull=True)
    assert old.value == one.value
    assert old.replaced_at is not None
    assert (int(new.value), new.revision, new.reason, new.source_title) == (
        4711,
        one.revision + 1,
        "A misprint",
        "A corrected report",
    )
    assert new.footnotes["en"] == "Corrected by the journal"
    event = Event.objects.filter(verb="indicator.correct", record_id=indicator.pk).get()
    assert (event.actor_id, event.details["reason"]) == (str(editor.pk), "A misprint")
    client.logout()
    public = client.get(f"/en/indicators/{indicator.code}/").content.decode()
    assert "A misprint" in public
    assert "4,711" in public
    assert "Correct this figure" not in public


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"reason": ""}, "This field is required."),
        ({"value": "many"}, "is not a number"),
        ({"value": "1e400"}, "18 figures"),
        ({"source": ""}, "This field is required."),
        ({"url": "javascript:alert(1)"}, "https://"),
        ({"precision": "wild"}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_read_is_refused_and_stays_in_the_form(some, editor, client, changed, sentence):
    indicator, one = some
    answer = client.post(address(indicator, one), correction(one, **changed))
    assert answer.status_code == 422
    words = answer.content.decode()
    assert sentence in words
    assert "A corrected report" in words or "source" in changed
    assert Observation.objects.get(pk=one.pk).replaced_at is None


def test_the_second_of_two_is_told_and_may_send_again(some, editor, client):
    indicator, one = some
    assert client.post(address(indicator, one), correction(one)).status_code == 302
    answer = client.post(address(indicator, one), correction(one, value="4712"))
    assert answer.status_code == 409
    words = answer.content.decode()
    assert "Somebody else has changed this figure" in words
    assert "4,711" in words
    assert 'value="4712"' in words
    assert client.post(address(indicator, one), correction(one, value="4712", seen="2")).status_code == 302
    assert Observation.objects.filter(series=one.series, period_text=one.period_text).count() == 3


def test_the_same_figure_again_is_no_correction(some, editor, client):
    indicator, one = some
    sent = correction(one, value=format(one.value.normalize(), "f"), source=one.source_title, url=one.source_url)
    sent |= {"paragraph": one.paragraph, "status": one.status}
    sent |= {f"footnote_{code}": text for code, text in one.footnotes.items()}
    answer = client.post(address(indicator, one), sent)
    assert answer.status_code == 422
    assert "Nothing differs" in answer.content.decode()


def test_a_figure_is_added_for_a_period_as_people_write_it(some, editor, client):
    indicator, _one = some
    sent = {
        "period": "March 2031",
        "value": "16.5",
        "precision": "about",
        "status": "provisional",
        "source": "A report",
    }
    assert client.post(address(indicator), sent).status_code == 302
    new = Observation.objects.get(series__indicator=indicator, period_text="2031-03")
    assert (str(new.value), str(new.latest_on), new.revision) == ("16.500000", "2031-03-31", 1)
    again = client.post(address(indicator), sent | {"value": "17"})
    assert again.status_code == 422
    assert "There is a figure for this period already" in again.content.decode()


def test_a_figure_is_retracted_with_a_reason(some, editor, client):
    indicator, one = some
    assert client.post(address(indicator, one), {"retract": "yes", "retraction-reason": ""}).status_code == 422
    assert client.post(address(indicator, one), {"retract": "yes", "retraction-reason": "Wrong"}).status_code == 302
    assert not Observation.objects.filter(
        series=one.series, period_text=one.period_text, replaced_at__isnull=True
    ).exists()


def test_who_may_not_record_is_refused(some, client, person_with):
    indicator, one = some
    for person in (person_with("contributor"), person_with("authority")):
        client.force_login(person)
        for where in (address(indicator), address(indicator, one)):
            assert client.get(where).status_code == 403
            assert client.post(where, correction(one)).status_code == 403
        assert "Correct this figure" not in client.get(f"/en/indicators/{indicator.code}/").content.decode()
    client.logout()
    assert client.get(address(indicator)).status_code == 302


def test_what_a_query_computes_is_not_typed(facts, editor, client, by):
    indicator = Indicator.objects.order_by("code").first()
    Indicator.objects.filter(pk=indicator.pk).update(statement="SELECT 1", reference="here")
    answer = client.get(address(indicator))
    assert answer.status_code == 422
    assert "computed by a query" in answer.content.decode()


def test_facts_that_are_loaded_again_do_not_undo_a_correction(some, editor, client, by):
    indicator, one = some
    client.post(address(indicator, one), correction(one))
    LoadedFacts.objects.all().delete()
    load_facts(by=by)
    now = Observation.objects.get(series=one.series, period_text=one.period_text, replaced_at__isnull=True)
    assert int(now.value) == 4711
    assert now.origin == actions.BY_HAND
