"""Judgments of the packs as cases, and how often what is read out of them is right."""

import csv
import json
import sys
from collections import Counter
from pathlib import Path

import pytest

from comity.engines.records.models import Link, Source
from comity.knowledge.cases.imports import packs, reading
from comity.knowledge.cases.models import Case, CaseSection, Party
from comity.knowledge.cases.shapes import PackReport


SAMPLE = Path(__file__).parent / "sample.csv"
# What is reached on the sample, and may not be lost: precision and recall of each field.
FLOORS = {
    "place": (1.0, 1.0),
    "language": (1.0, 1.0),
    "court": (1.0, 1.0),
    "level": (1.0, 1.0),
    "decided": (0.98, 0.98),
    "number": (0.93, 0.89),
    "citation": (1.0, 1.0),
    "ecli": (1.0, 1.0),
    "sides": (0.96, 0.89),
    "crimes": (0.75, 0.75),
}


def line(**more):
    row = {
        "_id": "court-1",
        "_source": "NZ/CourtsOfNZ",
        "_license_ok": True,
        "_license_id": "cc-by-4.0",
        "_license_url": "https://creativecommons.org/licenses/by/4.0/",
        "_fetched_at": "2026-01-02T03:04:05",
        "title": "Bee v R",
        "date": "2025-12-11",
        "court": "Supreme Court",
        "citation": "[2025] NZSC 191",
        "url": "https://court.example.org/1",
        "text": "BEE v R [2025] NZSC 191 [11 December 2025] IN THE SUPREME COURT OF NEW ZEALAND. The appeal of Mr Bee "
        "against his sentence is dismissed. He cites [2010] NZSC 5 and that is not of help to him.",
    }
    return row | more


@pytest.fixture
def pack(tmp_path):
    """Write a pack of these lines, and give its folder."""

    def write(*rows, name="judgments"):
        folder = tmp_path / name
        folder.mkdir(exist_ok=True)
        manifest = f"name: {name}\nkind: judgments\nsource: https://court.example.org/\n"
        (folder / "comity-pack.yaml").write_text(manifest, encoding="utf-8")
        lines = (row if isinstance(row, str) else json.dumps(row) for row in rows)
        (folder / "cases.jsonl").write_text("\n".join(lines), encoding="utf-8")
        return folder

    return write


def test_a_judgment_becomes_a_case_with_its_text_licence_and_source(pack, service):
    report = packs.import_pack(pack(line()), by=service)
    assert (report.created, report.refused) == (["nz-court-1"], [])
    case = Case.objects.get()
    assert (case.court, case.court_level, case.decided) == ("Supreme Court of New Zealand", "supreme", "2025-12-11")
    assert (case.citation, case.verification, case.language) == ("[2025] NZSC 191", "rule", "en")
    assert CaseSection.objects.get(kind="judgment").body == line()["text"]
    source = Source.objects.get()
    assert (source.licence, str(source.retrieved_on)) == ("CC BY 4.0", "2026-01-02")
    assert [citation.text for citation in case.citations.all()] == ["[2010] NZSC 5"]
    # The record names nobody whom the publisher's title does not name: persons have no name of their own.
    assert list(Party.objects.values_list("role", "nature", "name")) == [
        ("defendant", "person", ""),
        ("prosecution", "authority", "R"),
    ]


def test_the_same_again_changes_nothing_and_a_corrected_text_is_a_revision(pack, service):
    packs.import_pack(pack(line()), by=service)
    assert packs.import_pack(pack(line()), by=service).unchanged == 1
    report = packs.import_pack(pack(line(text=line()["text"] + " Corrected.")), by=service)
    assert report.changed == ["nz-court-1"]
    assert Case.objects.get().record.revisions.count() == 2


def test_what_may_not_be_shown_or_is_there_twice_is_left_out_and_told(pack, service):
    report = packs.import_pack(
        pack(line(), line(_id="two"), line(_id="three", text="Another text.", _license_ok=False)), by=service
    )
    assert report.left_out == ["two: the same text as court-1", "three: its licence does not permit it"]
    assert Case.objects.count() == 1


def test_a_trial_run_says_what_would_change_and_changes_nothing(pack, service):
    report = packs.import_pack(pack(line()), by=service, dry_run=True)
    assert report.created == ["nz-court-1"]
    assert not Case.objects.exists()


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("{broken", "cases.jsonl, line 2: The line is not JSON"),
        ("[" * 100_000, "cases.jsonl, line 2: The line is not JSON"),
        ('"text"', "cases.jsonl, line 2: The line is no JSON object."),
        (line(_id="x", text=""), "cases.jsonl, line 2: “text” is missing"),
        (line(_id="x", text="Other words.", _source="XX/Nowhere"), "“XX/Nowhere” is no known publisher"),
    ],
)
def test_a_wrong_line_is_refused_with_its_place_and_the_others_are_kept(row, sentence, pack, service):
    report = packs.import_pack(pack(line(), row), by=service)
    assert sentence in report.refused[0]
    assert Case.objects.count() == 1


@pytest.mark.parametrize(
    ("text", "language", "day"),
    [
        ("San Salvador, a las doce horas del cuatro de marzo de dos mil veintiséis.", "es", "2026-03-04"),
        ("Bogotá, D.C., veintiocho (28) de enero de dos mil veintiséis (2026)", "es", "2026-01-28"),
        ("Vaduz, den 24. März 2025", "de", "2025-03-24"),
        ("Argued May 16, 2025. Decided July 16, 2025.", "en", "2025-07-16"),
        ("Signed, dated and delivered at Ile du Port 10 th March 2026.", "en", "2026-03-10"),
        ("Arrêt rendu en date du 11-04-2019", "fr", "2019-04-11"),
        ("（最高人民法院审判委员会讨论通过2026年2月13日发布）", "zh", "2026-02-13"),
        ("Brasília (DF), 09 de abril de 2026", "pt", "2026-04-09"),
        ("Uitspraak: 19 januari 2026", "nl", "2026-01-19"),
    ],
)
def test_days_are_read_as_courts_write_them(text, language, day):
    assert reading.decided_of({"title": ""}, text, language) == day


def test_a_publishers_first_of_january_is_a_year_and_no_day():
    assert reading.decided_of({"title": "", "date": "2024-01-01"}, "Nothing is said.", "en") == "2024"


@pytest.fixture(scope="session")
def judgments(packs_folder):
    return (packs_folder / "caselaw_world_open" / "cases.jsonl").read_bytes()


@pytest.mark.packs
def test_what_is_read_out_of_fifty_judgments_is_as_good_as_it_was(judgments, capsys):
    report = PackReport("sample")
    rows = list(packs._rows("cases.jsonl", judgments, report))
    sample = {row["id"]: row for row in csv.DictReader(SAMPLE.read_text(encoding="utf-8").splitlines())}
    assert len(sample) == 50
    wanted = [(where, row) for where, row in rows if row["_id"] in sample]
    read = list(packs.read(wanted, None, report, lambda *_: None))
    assert (len(read), report.refused, report.left_out) == (50, [], [])
    places = dict(wanted)
    right, told, there = Counter(), Counter(), Counter()
    for new in read:
        expected = sample[places[new.where]["_id"]]
        for field, (value, want) in compared(new, expected).items():
            right[field] += len(value & want)
            told[field] += len(value)
            there[field] += len(want)
    measured = {field: (right[field] / max(told[field], 1), right[field] / max(there[field], 1)) for field in FLOORS}
    with capsys.disabled():
        lines = [f"{field:<9} {measured[field][0]:.3f} {measured[field][1]:.3f} {there[field]}" for field in FLOORS]
        sys.stdout.write("\n".join(["", "read out of 50 judgments: precision, recall, number there", *lines, ""]))
    for field, floor in FLOORS.items():
        assert measured[field] >= floor, field


def compared(new, expected):
    """What was read and what is right, by field, as sets; what nobody could tell by hand is not compared."""
    fields = new.fields
    values = {
        "place": new.card.place or "",
        "level": fields["court_level"],
        "sides": ":".join(str(party.nature) for party in new.parts["parties"]),
    } | {name: fields[name] for name in ("language", "court", "decided", "number", "citation", "ecli")}
    found = {
        name: ({value.casefold()} - {""}, {expected[name].casefold()} - {""})
        for name, value in values.items()
        if name != "sides" or expected[name]
    }
    if expected["crimes"] != "?":
        found["crimes"] = (
            {term.term.partition(":")[2] for term in new.parts["terms"]},
            set(expected["crimes"].split()),
        )
    return found


@pytest.mark.packs
def test_the_pack_becomes_cases_that_lead_to_the_treaties_they_name(packs_folder, service):
    from comity.knowledge.treaties.actions import load_facts

    load_facts(by=service)
    report = packs.import_pack(packs_folder / "caselaw_world_open", by=service)
    assert (len(report.created), report.refused, len(report.left_out)) == (139, [], 4)
    assert Case.objects.values("record__place").distinct().count() >= 40
    assert Link.objects.filter(subject__kind="case", object__kind="treaty").count() >= 25
    assert packs.import_pack(packs_folder / "caselaw_world_open", by=service).unchanged == 139
