import csv
import io
import json
import time

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from comity.engines.records.enums import Outcome
from comity.kernel.akoma_ntoso import NAMESPACE
from comity.knowledge.legislation import actions, exports, queries
from comity.knowledge.legislation.enums import Kind, PartKind, Split, Status
from comity.knowledge.legislation.imports import akoma_ntoso, plain, reading
from comity.knowledge.legislation.imports.sources import SourceFile
from comity.knowledge.legislation.models import Law
from comity.knowledge.legislation.shapes import Words


# Of each pack so many laws are held against the schema, as far as they can be in so many seconds.
SAMPLE = 20
BUDGET = 15


@pytest.fixture
def law(by, act):
    actions.import_law(act(), by=by)
    actions.import_law(act(years="seven", on="2005-01-01"), by=by)
    return queries.law_by("it", "act-7")


def test_akoma_ntoso_reads_back_as_the_same_law(law, by):
    version = queries.version_on(law)
    parsed = akoma_ntoso.read(SourceFile("act-7.xml", exports.akoma_ntoso(law, version)))

    assert (parsed.identifier, parsed.place, parsed.status, parsed.licence) == ("ACT-7", "IT", "in-force", "CC0-1.0")
    assert parsed.versions[0].fingerprint() == version.fingerprint
    report = actions.import_law(parsed, by=by)
    assert (report.outcome, report.rows) == (Outcome.UNCHANGED, ())
    assert law.versions.count() == 2


def test_akoma_ntoso_names_what_the_standard_asks_for(law):
    root = etree.fromstring(exports.akoma_ntoso(law, queries.version_on(law)))
    ns = {"a": NAMESPACE}
    levels = ("FRBRWork", "FRBRExpression", "FRBRManifestation")
    for level in levels:
        names = [etree.QName(one).localname for one in root.find(f".//a:{level}", ns)]
        order = ["FRBRthis", "FRBRuri", "FRBRalias", "FRBRdate", "FRBRauthor", "FRBRcountry", "FRBRlanguage"]
        assert names == sorted(names, key=order.index)
        assert {"FRBRthis", "FRBRuri", "FRBRdate", "FRBRauthor"} <= set(names)
    assert root.find(".//a:FRBRLanguage", ns) is None
    assert root.find(".//a:FRBRlanguage", ns).get("language") == "eng"
    assert root.find(".//a:article[@eId='art_2-bis']/a:num", ns).text == "Article 2 bis"
    assert len({one.get("eId") for one in root.iter() if one.get("eId")}) == sum(
        1 for one in root.iter() if one.get("eId")
    )


def test_the_schema_finds_no_fault_with_any_version(law, schema_faults):
    for version in queries.versions_of(law):
        assert schema_faults(exports.akoma_ntoso(law, version)) == []


def test_the_schema_would_find_one(law, schema_faults):
    content = exports.akoma_ntoso(law, queries.version_on(law))
    (fault,) = schema_faults(content.replace(b"<FRBRcountry", b"<FRBRpays"))
    assert "FRBRpays" in fault
    assert "FRBRcountry" in fault


def test_a_draft_is_a_bill(by, act, schema_faults):
    actions.import_law(act(status="draft"), by=by)
    law = queries.law_by("it", "act-7")
    assert schema_faults(exports.akoma_ntoso(law, queries.version_on(law))) == []
    assert etree.QName(etree.fromstring(exports.akoma_ntoso(law, queries.version_on(law)))[0]).localname == "bill"


XML_TEXT = st.text(
    st.characters(
        exclude_categories=["Cs"],
        exclude_characters="".join(map(chr, [*range(9), 11, 12, *range(14, 32)])) + "\ufffe\uffff",
    ),
    max_size=60,
)
LINE = XML_TEXT.map(lambda text: " ".join(text.split()))


@st.composite
def parts(draw):
    """Parts as the importers make them: divisions, provisions and texts, each one below the division around it."""
    found, depth = [], 0
    for position in range(draw(st.integers(1, 8))):
        kind = draw(st.sampled_from([PartKind.PROVISION, PartKind.DIVISION, PartKind.TEXT]))
        if kind is PartKind.DIVISION:
            depth = draw(st.integers(1, depth + 1))
        body = draw(XML_TEXT)
        if kind is PartKind.TEXT:
            # Two texts in a row are one, and one without words is none: importers settle that before.
            if (found and found[-1].kind == "text") or not body.strip():
                continue
            found.append(Words(position, "text", depth + 1, f"text_{position}", "", "", "", body))
        elif kind is PartKind.DIVISION:
            found.append(Words(position, "division", depth, f"div_{position}", "", "", draw(XML_TEXT), body))
        else:
            number = draw(LINE)
            found.append(
                Words(
                    position,
                    "provision",
                    depth + 1,
                    f"art_{position}-bis",
                    number,
                    draw(XML_TEXT),
                    draw(XML_TEXT),
                    body,
                    is_repealed=draw(st.booleans()),
                )
            )
    return found


def card():
    return {
        "identifier": "X/1 & <2>", "title": "Bees & “hives”", "titles": {"fr": "Abeilles"}, "place": "ORG-AU",
        "language": "en", "kind": Kind.CODE.value, "status": Status.AMENDED.value, "short_title": "B",
        "official": False,
        "adopted_on": "2001-02-03", "licence": "CC0", "source_url": "https://example.org/?a=1&b=2",
    }  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(parts())
def test_whatever_a_law_says_survives_akoma_ntoso(schema_faults, listed):
    version = {"on": "2005-01-01", "language": "en", "split": Split.PARTLY.value, "source_url": "", "note": "As held."}

    content = exports.akoma_ntoso_of(card(), version, listed)
    assert schema_faults(content) == []
    parsed = akoma_ntoso.read(SourceFile("x.xml", content))

    read = parsed.versions[0]
    assert [
        (p.kind.value, p.level, p.eid, p.number, p.label, p.heading, p.body, p.is_repealed) for p in read.parts
    ] == [(w.kind, w.level, w.eid, w.number, w.label, w.heading, w.body, w.is_repealed) for w in listed]
    assert (parsed.identifier, parsed.place, parsed.official, parsed.titles) == (
        "X/1 & <2>",
        "ORG-AU",
        False,
        {"fr": "Abeilles"},
    )
    assert (str(read.on), read.split, read.note) == ("2005-01-01", Split.PARTLY, "As held.")


def test_characters_that_xml_forbids_become_blanks():
    words = Words(0, "text", 1, "text_1", "", "", "", "a\x08b\ufffec")
    version = {"on": "", "language": "en", "split": "whole", "source_url": "", "note": ""}
    parsed = akoma_ntoso.read(SourceFile("x.xml", exports.akoma_ntoso_of(card(), version, [words])))
    assert parsed.versions[0].parts[0].body == "a b c"


# The other tests here write laws out of both databases; this one looks for what is odd in the laws of publishers.
@pytest.mark.once
@pytest.mark.packs
@pytest.mark.timeout(300)
@pytest.mark.parametrize("pack", sorted(reading.known()))
def test_the_schema_finds_no_fault_with_the_laws_of_a_pack(packs_folder, schema_faults, by, pack):
    laws = list(reading.laws_in(packs_folder / pack))
    began, tried = time.monotonic(), 0
    for parsed in laws[:: max(1, len(laws) // SAMPLE)]:
        actions.import_law(parsed, by=by)
        law = Law.objects.get(jurisdiction=parsed.place.lower(), identifier=parsed.identifier)
        for version in queries.versions_of(law):
            if version.is_held:
                assert schema_faults(exports.akoma_ntoso(law, version)) == [], law.address
                tried += 1
        if time.monotonic() - began > BUDGET:
            break
    assert tried


def test_json_lines_read_back_as_the_same_law(law, by):
    (line,) = exports.as_json_lines(queries.laws())
    data = json.loads(line)
    assert (data["licence"], data["publisher"], data["address"]) == (
        "CC0-1.0",
        "Office of Examples",
        "/laws/it/act-7/",
    )
    parsed = plain.data(SourceFile("act-7.json", line))
    assert [v.fingerprint() for v in parsed.versions] == [v.fingerprint for v in law.versions.order_by("on")]
    assert actions.import_law(parsed, by=by).rows == ()


def test_tables_have_a_row_for_each_provision_with_licence_and_source(law, tmp_path):
    text = b"".join(exports.as_csv(queries.laws().filter(pk=law.pk))).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert exports.write_parquet(queries.laws().filter(pk=law.pk), tmp_path / "laws.parquet") == len(rows) == 4
    table = pq.read_table(tmp_path / "laws.parquet").to_pylist()
    assert table == rows
    bis = table[2]
    assert bis["address"] == "/laws/it/act-7/art_2-bis/"
    assert (bis["licence"], bis["source_url"]) == ("CC0-1.0", "https://laws.example.org/act-7")
    assert (bis["crime_types"], bis["version_on"]) == ("firearms", "2005-01-01")


def test_tables_hold_only_what_the_reader_may_read(law):
    law.record.__class__.objects.update(state="draft", published_at=None)
    assert list(exports.provision_rows(queries.laws(None))) == []


def test_what_was_repealed_says_so_wherever_it_is_handed_out(law, by, schema_faults, client):
    part = law.versions.order_by("on").last().parts.get(eid="art_1")
    type(part).objects.filter(pk=part.pk).update(is_repealed=True)
    content = exports.akoma_ntoso(law, queries.version_on(law))
    assert schema_faults(content) == []
    assert content.count(b'status="removed"') == 1
    (line,) = exports.as_json_lines(queries.laws())
    told = json.loads(line)["versions"][-1]["parts"]
    assert [row["eid"] for row in told if row.get("repealed")] == ["art_1"]
    rows = exports.provision_rows(queries.laws())
    assert {row["eid"]: row["repealed"] for row in rows}["art_1"] == "yes"
    one = client.get(f"/api/v1{law.address}provisions/art_1").json()
    many = client.get(f"/api/v1{law.address}provisions").json()["results"]
    assert one["repealed"] is True
    assert [row["eid"] for row in many if row["repealed"]] == ["art_1"]
    # And is read back so.
    for read in (plain.data(SourceFile("x.json", line)), akoma_ntoso.read(SourceFile("x.xml", content))):
        assert [p.eid for p in read.versions[-1].parts if p.is_repealed] == ["art_1"]
    actions.import_law(plain.data(SourceFile("x.json", line)), by=by)
    assert law.versions.order_by("on").last().parts.get(eid="art_1").is_repealed
