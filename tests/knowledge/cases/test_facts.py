"""The cases that ship with the project."""

from collections import Counter

from comity.base.audit.models import Event
from comity.engines.records.models import Record, Source, Text
from comity.knowledge.cases import queries, registry
from comity.knowledge.cases.actions import load_facts
from comity.knowledge.cases.models import Case, CaseMark
from comity.knowledge.cases.queries import Choice


def test_every_case_of_the_index_is_there_with_its_source_and_link_and_no_sentence(service):
    assert load_facts(by=service) == {"created": 1590, "changed": 0}
    assert Case.objects.count() == Record.objects.filter(kind="case", state="published").count() == 1590
    links = Source.objects.filter(record__kind="case").values_list("url", flat=True)
    assert len(set(links)) == 1590
    assert all(link.startswith("https://www.unodc.org/cld/case-law-doc/") for link in links)
    assert set(Text.objects.filter(record__kind="case").values_list("summary", flat=True)) == {""}

    # The figures of the index, by label: the vocabulary loses nothing of them.
    counted = Counter(CaseMark.objects.filter(group="tip-keywords").values_list("value", flat=True))
    assert counted["recruitment"] == 1025
    assert counted["sexual-exploitation"] == 1007
    assert (counted["transnational"], counted["internal"]) == (771, 433)
    assert CaseMark.objects.filter(group="place", value="US").count() == 192
    assert CaseMark.objects.filter(group="place").values("value").distinct().count() >= 114

    # Crimes are no part of the address: 184 of the cases are filed elsewhere, and all are about trafficking.
    counts = queries.counts(queries.visible_cases(None), Choice())
    assert counts["crime-types"]["trafficking-in-persons"] == 1590
    assert sum(counts["crime-types"].values()) == 1590 + 184

    # What titles themselves say: days, numbers, citations and courts.
    krachunova = Case.objects.get(identifier="unodc-irbx041")
    assert (krachunova.number, krachunova.decided, krachunova.proceedings) == (
        "18269/18",
        "2023-11-28",
        "human-rights",
    )
    supreme = Case.objects.get(identifier="unodc-dnk009")
    assert (supreme.court, supreme.court_level, supreme.proceedings) == ("Danish Supreme Court", "supreme", "")
    assert Case.objects.exclude(number="").count() > 700
    assert Case.objects.exclude(citation="").count() == 22

    events = Event.objects.count()
    assert load_facts(by=service) == {"created": 0, "changed": 0}
    assert Event.objects.count() == events


def test_loading_again_after_the_trail_was_lost_changes_nothing(service, monkeypatch):
    rows = {name: list(registry.rows(name))[:30] for name in (registry.CASES, registry.SOURCES)}
    monkeypatch.setattr(registry, "rows", lambda name: iter(rows[name]))
    assert load_facts(by=service)["created"] == 30
    monkeypatch.setattr(registry, "fingerprint", lambda: "another")
    assert load_facts(by=service) == {"created": 0, "changed": 0}


def test_no_number_day_or_citation_is_other_than_its_title_says():
    for where, row in registry.rows(registry.CASES):
        title = " ".join(row["title"].split())
        assert row["number"] in title, where
        assert row["citation"] in title, where
        assert not row["decided"] or (row["decided"][:4] == row["year"] and row["year"] in title), where
        assert not row["level"] or row["court"], where


def test_the_file_is_small_and_each_row_names_a_source_that_is_there():
    assert (registry.FACTS / registry.CASES).stat().st_size < 1_000_000
    known = {row["key"] for _where, row in registry.rows(registry.SOURCES)}
    assert {row["source"] for _where, row in registry.rows(registry.CASES)} == known
