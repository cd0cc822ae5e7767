"""The facts that ship, loaded, and what follows from them where it can be checked by reason."""

import datetime as dt
from dataclasses import replace

import pytest

from comity.base.audit.models import Event
from comity.base.places import queries as places
from comity.engines.records.models import Record
from comity.kernel.dates import Period
from comity.kernel.errors import NotPermitted, Unreadable
from comity.knowledge.treaties import registry
from comity.knowledge.treaties.actions import load_facts
from comity.knowledge.treaties.enums import Basis, Standing
from comity.knowledge.treaties.models import Article, ArticleSummary, LoadedFacts, ReportedTotal, Treaty, TreatyAction
from comity.knowledge.treaties.queries import instruments, participation


def rows(name):
    return sum(1 for _ in registry.rows(name))


def test_every_row_of_every_file_is_there(facts):
    assert Treaty.objects.count() == rows("treaties.csv")
    assert TreatyAction.objects.count() == rows("participation.csv")
    assert Article.objects.count() == rows("articles.csv")
    assert ReportedTotal.objects.count() == rows("totals.csv")
    assert ArticleSummary.objects.count() == len(registry.summaries())
    assert Record.objects.filter(kind="treaty", state="published").count() == rows("treaties.csv")


def test_every_name_and_source_belongs_to_something(facts):
    symbols = set(Treaty.objects.values_list("symbol", flat=True))
    assert set(registry.names()) <= symbols
    assert {row["symbol"] for _where, row in registry.rows("text_sources.csv") if row["symbol"]} <= symbols
    known = set(places.places())
    assert {code for place, other, _on, _kind in registry.successions() for code in (place, other) if code} <= known


def test_loading_again_asks_one_question_and_writes_nothing(facts, service, django_assert_num_queries):
    events = Event.objects.count()
    with django_assert_num_queries(1):
        assert not any(load_facts(by=service).values())
    assert Event.objects.count() == events


def test_reading_the_same_files_anew_changes_nothing(facts, service):
    LoadedFacts.objects.all().delete()
    before = list(TreatyAction.objects.order_by("pk").values_list())
    assert not any(load_facts(by=service).values())
    assert list(TreatyAction.objects.order_by("pk").values_list()) == before


def test_a_corrected_file_changes_its_row_and_takes_out_what_it_no_longer_says(facts, service, monkeypatch):
    everything = list(registry.actions())
    mali = next(one for one in everything if (one.symbol, one.place, one.kind) == ("XVIII-12", "ML", "ratification"))
    changed = [replace(mali, on=Period.parse("2002-04-13")) if one is mali else one for one in everything]
    monkeypatch.setattr(registry, "actions", lambda: iter(changed[:-1]))
    monkeypatch.setattr(registry, "fingerprint", lambda: "another")
    done = load_facts(by=service)
    assert (done["actions"], done["removed"]) == (1, 1)
    assert TreatyAction.objects.get(identifier=mali.identifier).on_text == "2002-04-13"
    assert not TreatyAction.objects.filter(identifier=changed[-1].identifier).exists()


def test_only_editors_load(facts, person_with):
    with pytest.raises(NotPermitted):
        load_facts(by=person_with("contributor"))


def test_a_summary_of_an_article_that_does_not_exist_is_refused_whole(facts, service, monkeypatch, tmp_path):
    content = "instrument: XVIII-12\nlanguage: en\narticles:\n  '99':\n    summary: nothing\n"
    folder = tmp_path / "summaries"
    folder.mkdir()
    (folder / "XVIII-12.en.yaml").write_text(content, encoding="utf-8")
    for file in registry.FOLDER.glob("*.csv"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    monkeypatch.setattr(registry, "FOLDER", tmp_path)
    before = ArticleSummary.objects.count()
    with pytest.raises(Unreadable, match=r"XVIII-12.en.yaml, article 99: XVIII-12 has no article 99"):
        load_facts(by=service)
    assert ArticleSummary.objects.count() == before


def test_italy_is_counted_from_its_deposit_and_bound_from_the_thirtieth_day(treaty):
    palermo = treaty("XVIII-12")
    assert participation.is_party(palermo, "IT", dt.date(2006, 8, 31)).standing == Standing.NO
    assert participation.is_party(palermo, "IT", dt.date(2006, 9, 1)).standing == Standing.YES
    deposited = {party.place: party for party in participation.parties_on(palermo, dt.date(2006, 8, 2))}["IT"]
    assert (deposited.since, deposited.in_force_on) == (dt.date(2006, 8, 2), dt.date(2006, 9, 1))
    assert deposited.action.kind == "ratification"
    in_force = participation.parties_on(palermo, dt.date(2006, 8, 2), basis=Basis.IN_FORCE)
    assert "IT" not in {party.place for party in in_force}


def test_forty_deposits_brought_the_convention_into_force_ninety_days_later(treaty):
    """Article 38: the ninetieth day after the fortieth instrument; an organization's does not count."""
    palermo = treaty("XVIII-12")
    day = palermo.in_force_on - dt.timedelta(days=90)
    states = [p for p in participation.parties_on(palermo, day) if p.place != "EU"]
    before = [p for p in participation.parties_on(palermo, day - dt.timedelta(days=1)) if p.place != "EU"]
    assert len(before) < 40 <= len(states)


def test_the_soviet_union_goes_on_as_russia_and_is_counted_once(treaty):
    drugs = treaty("VI-15")
    for place, day in (("SUHH", dt.date(1985, 1, 1)), ("RU", dt.date(2000, 1, 1))):
        found = {party.place for party in participation.parties_on(drugs, day)}
        assert len(found & {"RU", "SUHH"}) == 1, (place, day)
    assert participation.is_party(drugs, "RU", dt.date(2000, 1, 1)).standing == Standing.YES


@pytest.mark.parametrize(("place", "other"), [("CZ", "SK"), ("SI", "HR")])
def test_new_states_are_parties_to_the_genocide_convention_by_succession(treaty, place, other):
    genocide = treaty("IV-1")
    found = {party.place: party for party in participation.parties_on(genocide, dt.date(2000, 1, 1))}
    assert found[place].action.kind == found[other].action.kind == "succession"
    assert not {"CSHH", "YUCS"} & set(found)


def test_bolivia_left_the_single_convention_and_burundi_the_rome_statute(treaty):
    assert participation.is_party(treaty("XVIII-10"), "BI", dt.date(2017, 10, 26)).standing == Standing.YES
    assert participation.is_party(treaty("XVIII-10"), "BI", dt.date(2017, 10, 27)).standing == Standing.NO
    # Bolivia gave notice on 29 June 2011, before 1 July, and acceded anew in January 2013.
    drugs = treaty("VI-18")
    assert participation.is_party(drugs, "BO", dt.date(2012, 6, 1)).standing == Standing.NO
    assert participation.is_party(drugs, "BO", dt.date(2013, 6, 1)).standing == Standing.YES


def test_the_dump_of_2015_has_179_parties_to_the_convention(treaty):
    """The report of 2015 counts as many: 185 participants, six of which had only signed."""
    count = participation.count_on(treaty("XVIII-12"), dt.date(2015, 3, 14))
    lines = participation.participation_table(treaty("XVIII-12"), dt.date(2015, 3, 14))
    assert count.known == 179
    assert count.held is None
    assert count.complete_on == dt.date(2015, 3, 14)
    assert sum(1 for line in lines if line.standing == Standing.YES) == count.known


def test_reported_totals_are_held_against_what_is_known_with_the_period_of_the_missing(treaty):
    held = {one.total.on_text: one for one in participation.held_totals(treaty("XVIII-12"))}
    first = held["2018-02-09"]
    assert (first.total.parties, first.known, first.missing) == (189, 181, 8)
    assert first.missing_from == dt.date(2015, 3, 14)
    assert participation.count_on(treaty("XVIII-12"), dt.date(2018, 2, 9)).reported == 189
    assert participation.count_on(treaty("XVIII-12"), dt.date(2018, 2, 10)).reported is None


def test_a_date_known_only_as_a_period_leaves_the_days_inside_it_uncertain(treaty):
    palermo = treaty("XVIII-12")
    standings = [
        participation.is_party(palermo, "JP", day, basis=Basis.DEPOSIT).standing
        for day in (dt.date(2017, 1, 31), dt.date(2017, 6, 1), dt.date(2018, 2, 9))
    ]
    assert standings == [Standing.NO, Standing.UNCERTAIN, Standing.YES]


def test_what_binds_italy_and_mali_in_2020(facts, django_assert_num_queries):
    with django_assert_num_queries(2):
        found = {one.treaty.symbol: one for one in participation.binding_between("IT", "ML", dt.date(2020, 1, 1))}
    assert {"XVIII-12", "XVIII-12-a", "XVIII-12-b", "XVIII-12-c", "XVIII-14", "VI-19"} <= set(found)
    assert found["XVIII-12"].standing == Standing.YES
    assert not {"COE-185"} & set(found)
    early = {one.treaty.symbol for one in participation.binding_between("IT", "ML", dt.date(2006, 8, 31))}
    assert "XVIII-12" not in early


def test_the_european_union_is_bound_beside_its_members(facts):
    found = {one.treaty.symbol for one in participation.binding_between("EU", "ML", dt.date(2020, 1, 1))}
    assert "XVIII-12" in found
    assert "VI-15" not in found


def test_between_two_states_neither_order_nor_a_former_code_matters(facts):
    day = dt.date(2010, 1, 1)

    def symbols(first, second):
        return [one.treaty.symbol for one in participation.binding_between(first, second, day)]

    assert symbols("IT", "RU") == symbols("RU", "IT") != []


def test_the_count_never_falls_without_a_withdrawal(treaty):
    counts = [count.certain for _year, count in participation.timeline(treaty("XVIII-12"), until=2024)]
    assert counts == sorted(counts)
    assert counts[0] == 0


def test_the_table_costs_one_query_however_many_places_it_has(treaty, django_assert_num_queries):
    palermo = treaty("XVIII-12")
    with django_assert_num_queries(1):
        lines = participation.participation_table(palermo, dt.date(2020, 1, 1))
    assert len(lines) > 180
    assert {line.place for line in lines if line.is_signatory_only} >= {"IR"}


def test_everything_that_one_state_did_is_two_queries(facts, django_assert_num_queries):
    with django_assert_num_queries(2):
        found = participation.treaties_of("IT", dt.date(2020, 1, 1))
    assert len(found) > 100


def test_a_treaty_is_found_by_its_symbol_in_any_case_and_a_draft_by_nobody(facts, treaty):
    assert instruments.by_symbol("xviii-12-A").symbol == "XVIII-12-a"
    Record.objects.filter(pk=treaty("XVIII-12").pk).update(state="draft")
    assert instruments.by_symbol("XVIII-12") is None
    found = {one.treaty.symbol for one in participation.binding_between("IT", "ML", dt.date(2020, 1, 1))}
    assert "XVIII-12" not in found
