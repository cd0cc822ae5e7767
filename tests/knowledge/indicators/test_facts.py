"""What ships: every figure of the reports, each with report and paragraph, each indicator in six languages."""

import csv
from decimal import Decimal

import pytest

from comity.base.audit.models import Event
from comity.engines.records.models import Text
from comity.kernel.errors import Unreadable
from comity.kernel.languages import INTERFACE
from comity.knowledge.indicators import registry
from comity.knowledge.indicators.actions import load_facts
from comity.knowledge.indicators.models import Indicator, LoadedFacts, Observation
from comity.knowledge.indicators.queries import lines_of


pytestmark = pytest.mark.django_db


def figure(code, period, **dimensions):
    return Observation.objects.get(
        series__indicator__code=code, series__dimensions=dimensions, period_text=period, replaced_at=None
    )


def test_everything_is_loaded_once(facts, by):
    assert facts == {"indicators": 46, "observations": 100, "retracted": 0}
    events = Event.objects.count()
    assert load_facts(by=by) == {"indicators": 0, "observations": 0, "retracted": 0}
    assert Event.objects.count() == events
    LoadedFacts.objects.all().delete()
    assert load_facts(by=by) == {"indicators": 0, "observations": 0, "retracted": 0}


def test_a_figure_says_how_exact_it_is_and_where_it_stands(facts):
    one = figure("sherloc-cases", "2018-02")
    assert (one.value, one.precision, one.paragraph) == (Decimal(2700), "more_than", "8")
    assert one.source_title.endswith("(2018)")
    trained = figure("practitioners-trained", "2023", crime_type="trafficking-in-persons", sex="F")
    assert (trained.value, trained.paragraph) == (Decimal(1332), "23")


def test_a_footnote_is_said_in_six_languages(facts):
    notes = figure("cna-authorities", "2020-02").footnotes
    assert set(notes) == set(INTERFACE)
    assert notes["en"] == (
        "States: 183. The European Union is counted too. New under the Convention against Corruption: 908."
    )
    assert notes["zh"].startswith("国家数：183。")


def test_every_title_and_method_is_in_six_languages(facts):
    for language in INTERFACE:
        texts = Text.objects.filter(record__kind="indicator", language=language)
        assert texts.exclude(title="").exclude(summary="").count() == 46


def test_what_the_facts_tell_no_more_is_retracted_and_stays(facts, by, monkeypatch, indicator):
    shipped = list(registry.figures())
    monkeypatch.setattr(registry, "figures", lambda: iter(shipped[1:]))
    monkeypatch.setattr(registry, "fingerprint", lambda: "another")
    assert load_facts(by=by)["retracted"] == 1
    gone = Observation.objects.get(replaced_at__isnull=False)
    assert gone.series.indicator.code == shipped[0].indicator
    assert lines_of(gone.series.indicator) == []


def test_what_others_recorded_is_left_alone(facts, by, monkeypatch):
    Observation.objects.filter(series__indicator__code="globe-authorities").update(origin="ministry.csv")
    shipped = [one for one in registry.figures() if one.indicator != "globe-authorities"]
    monkeypatch.setattr(registry, "figures", lambda: iter(shipped))
    monkeypatch.setattr(registry, "fingerprint", lambda: "another")
    assert load_facts(by=by)["retracted"] == 0
    assert figure("globe-authorities", "2024-01-23").value == 192


@pytest.mark.packs
def test_every_figure_of_the_pack_is_here(packs_folder, facts):
    """Held against the table that our file was made from: number, paragraph and period of each row."""
    folder = packs_folder / "reports_of_the_secretary_general"
    reports = {row["title"]: name for name, row in registry.reports().items()}
    ours = [
        (reports[title], paragraph, period, value.normalize())
        for title, paragraph, period, value in Observation.objects.filter(origin="facts").values_list(
            "source_title", "paragraph", "period_text", "value"
        )
    ]
    theirs = []
    for name, date, number in (("indicators.csv", "period", "value"), ("totals.csv", "on", "parties")):
        with (folder / name).open(encoding="utf-8") as file:
            theirs += [
                (row["report"], row["paragraph"], row[date], Decimal(row[number]).normalize())
                for row in csv.DictReader(file)
            ]
    # The women among those trained stand in a note of the table, and are a series of their own here.
    theirs.append(("2024", "23", "2023", Decimal(1332).normalize()))
    assert sorted(ours) == sorted(theirs)


@pytest.mark.parametrize(
    ("note", "sentence"),
    [
        ("countries=40", "Countries: 40."),
        ("countries=>50; women=40%", "Countries: more than 50. Women: 40%."),
        ("states=~70", "States: almost 70."),
        ("three-networks", "By the three networks together."),
        ("", None),
    ],
)
def test_footnotes_are_written_from_their_short_form(note, sentence):
    assert registry.footnotes(note).get("en") == sentence


def test_a_word_that_no_footnote_has_is_refused():
    with pytest.raises(Unreadable, match=r"observations\.csv, row 3, column footnote: “contries” is no word"):
        registry.footnotes("contries=40", "observations.csv, row 3")


def test_a_unit_that_is_not_known_is_refused(monkeypatch):
    given = {"x": {"theme": "review", "unit": "apples", "titles": {}, "methods": {}}}
    known = registry._yaml
    monkeypatch.setattr(registry, "_yaml", lambda name: given if name.startswith("indicators") else known(name))
    with pytest.raises(Unreadable, match=r"x, unit: “apples” is none of cases,"):
        list(registry.indicators())


def test_no_query_is_claimed_for_what_others_count(facts):
    assert not Indicator.objects.exclude(theme="portal").exclude(statement="").exists()
