"""Figures are never overwritten: corrections, retractions, what the portal counts of itself."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from comity.base.audit.models import Event
from comity.engines.records.enums import Outcome
from comity.kernel.dates import Period
from comity.kernel.errors import NotPermitted, Refused, Unreadable
from comity.knowledge.indicators.actions import compute, count_pages, put_figures, retract_observation
from comity.knowledge.indicators.models import Observation, PageCount, Series
from comity.knowledge.indicators.queries import lines_of, lines_of_place, revised
from comity.knowledge.indicators.shapes import Count, Figure, Query, SeriesKey


pytestmark = pytest.mark.django_db


def given(value, *, code="sherloc-strategies", period="2024-01", place=None, **how):
    return Figure(code, SeriesKey(place, how.pop("dimensions", {})), Period.parse(period), Decimal(value),
                  source_title="A report", **how)  # fmt: skip


def values(indicator):
    return [one.value for line in lines_of(indicator) for one in line.observations]


def test_a_corrected_figure_keeps_the_old_one_with_its_day(by, indicator):
    assert put_figures([given(270)], by=by, origin="a") == [Outcome.CHANGED]
    own = indicator("sherloc-strategies")
    assert values(own) == [270]
    [(gone, now)] = revised(own)
    assert (gone.value, gone.revision, now.value, now.revision) == (264, 1, 270, 2)
    assert gone.replaced_at is not None


def test_the_same_again_changes_nothing(by):
    put_figures([given(270)], by=by, origin="a")
    before = (Observation.objects.count(), Event.objects.count())
    assert put_figures([given("270.000")], by=by, origin="b") == [Outcome.UNCHANGED]
    assert (Observation.objects.count(), Event.objects.count()) == before


def test_another_source_or_note_is_a_revision_too(by, indicator):
    put_figures([given(270)], by=by, origin="a")
    assert put_figures([given(270, footnotes={"en": "Counted anew."})], by=by, origin="a") == [Outcome.CHANGED]
    assert len(revised(indicator("sherloc-strategies"))) == 2


def test_of_two_lines_about_the_same_the_later_stands(by, indicator):
    put_figures([given(1, period="2025"), given(2, period="2025")], by=by, origin="a")
    assert values(indicator("sherloc-strategies")) == [264, 2]


def test_what_is_retracted_counts_no_more_and_is_still_shown(by, indicator):
    one = Observation.objects.get(series__indicator__code="sherloc-strategies")
    retract_observation(one, by=by, reason="recorded in error")
    assert values(indicator("sherloc-strategies")) == []
    assert [now for _gone, now in revised(indicator("sherloc-strategies"))] == [None]
    assert put_figures([given(264)], by=by, origin="a") == [Outcome.CREATED]
    assert Observation.objects.get(replaced_at=None, series__indicator__code="sherloc-strategies").revision == 2


def test_the_database_lets_one_figure_count(by):
    one = Observation.objects.get(series__indicator__code="sherloc-strategies")
    one.pk, one.revision = None, 7
    with pytest.raises(IntegrityError), transaction.atomic():
        one.save()


def test_who_may_not_record_is_refused(by, person_with):
    with pytest.raises(NotPermitted):
        put_figures([given(1)], by=person_with("contributor"), origin="a")
    one = Observation.objects.get(series__indicator__code="sherloc-strategies")
    with pytest.raises(NotPermitted):
        retract_observation(one, by=person_with("contributor"), reason="no")


def test_an_indicator_or_a_dimension_that_is_not_known_is_refused(by):
    with pytest.raises(Unreadable, match="No indicator has the code “nothing”"):
        put_figures([given(1, code="nothing")], by=by, origin="a")
    with pytest.raises(Refused, match="There is no dimension “colour”"):
        put_figures([given(1, dimensions={"colour": "red"})], by=by, origin="a")


def test_each_record_is_noted_so_that_search_reads_it_again(by, indicator):
    put_figures([given(270)], by=by, origin="a")
    last = Event.objects.order_by("-pk").first()
    assert (last.verb, last.record_id) == ("indicator.put_figures", indicator("sherloc-strategies").pk)


def query(*counts, statement="SELECT 1"):
    return Query("portal-laws", lambda: list(counts), lambda: statement, "a.py: laws()")


def day(number):
    return dt.date(2026, 1, number)


def of(place, value):
    return Count(SeriesKey(place), value)


def test_what_the_portal_counts_is_written_when_it_changes(by, indicator):
    assert compute([query(of("IT", 3), of("ML", 1))], by=by, on=day(1)) == {"portal-laws": 2}
    assert compute([query(of("IT", 3), of("ML", 1))], by=by, on=day(2)) == {"portal-laws": 0}
    assert compute([query(of("IT", 4), of("ML", 1))], by=by, on=day(3)) == {"portal-laws": 1}
    own = indicator("portal-laws")
    assert {line.series.place_id: [(o.period_text, o.value) for o in line.observations] for line in lines_of(own)} == {
        "IT": [("2026-01-01", 3), ("2026-01-03", 4)],
        "ML": [("2026-01-01", 1)],
    }
    assert set(Series.objects.filter(indicator=own).values_list("checked_on", flat=True)) == {day(3)}


def test_what_the_query_speaks_of_no_more_has_come_to_nothing(by, indicator):
    compute([query(of("IT", 3))], by=by, on=day(1))
    assert compute([query(of("ML", 1))], by=by, on=day(2)) == {"portal-laws": 2}
    assert compute([query(of("ML", 1))], by=by, on=day(3)) == {"portal-laws": 0}
    assert {line.series.place_id: line.latest.value for line in lines_of(indicator("portal-laws"))} == {
        "IT": 0,
        "ML": 1,
    }


def test_the_query_stands_beside_the_figure_and_another_query_is_a_revision(by, indicator):
    compute([query(of("IT", 3))], by=by, on=day(1))
    own = indicator("portal-laws")
    assert (own.statement, own.reference, own.is_computed) == ("SELECT 1", "a.py: laws()", True)
    compute([query(of("IT", 3))], by=by, on=day(2))
    assert own.record.revisions.count() == 2
    compute([query(of("IT", 3), statement="SELECT 2")], by=by, on=day(3))
    assert own.record.revisions.count() == 3
    assert own.record.texts.count() == 6


def test_loading_the_facts_anew_keeps_the_query(by, indicator, monkeypatch):
    from comity.knowledge.indicators import actions, registry

    compute([query(of("IT", 3))], by=by, on=day(1))
    monkeypatch.setattr(registry, "fingerprint", lambda: "another")
    assert actions.load_facts(by=by) == {"indicators": 0, "observations": 0, "retracted": 0}
    assert indicator("portal-laws").statement == "SELECT 1"


def test_pages_are_added_up_by_day_and_language(by):
    count_pages({(day(1), "fr"): 2, (day(1), "ar"): 1}, by=by)
    count_pages({(day(1), "fr"): 5}, by=by)
    assert dict(PageCount.objects.values_list("language", "pages")) == {"fr": 7, "ar": 1}
    assert {field.name for field in PageCount._meta.fields} == {"id", "on", "language", "pages"}


def test_the_figures_of_one_state(by, django_assert_num_queries):
    compute([query(of("IT", 3), of("ML", 1))], by=by, on=day(1))
    put_figures([given(12, place="IT")], by=by, origin="a")
    lines = lines_of_place("IT", person=None, language="fr")
    assert [(line.title, line.written, line.unit, line.period, line.address) for line in lines] == [
        ("Lois de ce portail par État", "3", "lois", "2026-01-01", "/indicators/portal-laws/?place=IT"),
        (
            "Stratégies dans la base de données SHERLOC",
            "12",
            "stratégies",
            "2024-01",
            "/indicators/sherloc-strategies/?place=IT",
        ),
    ]
    with django_assert_num_queries(4):
        lines_of_place("IT", person=None, language="fr")
    assert lines_of_place("FJ", person=None, language="fr") == []


def test_a_withdrawn_indicator_says_nothing_of_a_state(by, indicator):
    from comity.engines.records.actions import withdraw

    compute([query(of("IT", 3))], by=by, on=day(1))
    withdraw(indicator("portal-laws").record, by=by, reason="wrong")
    assert lines_of_place("IT", person=None, language="en") == []
