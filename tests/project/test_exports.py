"""Whole databases, sitemaps and linked data."""

import csv
import io
import json
import re
import zipfile

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from lxml import etree

from comity.engines.records import actions as records
from comity.engines.records.registry import detail_models
from comity.knowledge.legislation import queries
from comity.knowledge.treaties.models import Article, ArticleText, Provenance, Treaty
from comity.project import exports, sitemaps
from comity.project.commands.export import command
from comity.ui.linked import embedded
from tests.contracts.test_records import card, example


pytestmark = pytest.mark.django_db


def content(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return b"".join(response.streaming_content) if response.streaming else response.content


@pytest.mark.parametrize("kind", ["treaty", "treaty-action", "law", "provision", "place"])
def test_every_form_of_a_database_can_be_read_and_holds_the_same(world, client, kind):
    lines = [json.loads(line) for line in content(client, f"/api/v1/export/{kind}.jsonl").splitlines()]
    csv.field_size_limit(10**9)
    rows = list(csv.DictReader(io.StringIO(content(client, f"/api/v1/export/{kind}.csv").decode("utf-8-sig"))))
    table = pq.read_table(io.BytesIO(content(client, f"/api/v1/export/{kind}.parquet")))
    assert len(lines) == len(rows) == table.num_rows > 0
    assert list(rows[0]) == table.column_names


def test_every_database_that_is_named_is_written(world, client, by):
    # None of these ship.
    for number, kind in enumerate(("publishedreview", "requirement"), start=1):
        records.put(example(detail_models()[kind]), card(number, title="Told by a State"), by=by)
    named = client.get("/api/v1/export").json()
    assert {one["kind"] for one in named} == set(exports.every())
    for one in named:
        for form in one["forms"]:
            response = client.get(form["address"])
            assert response.status_code == 200
            assert b"".join(response.streaming_content)


def test_each_record_has_its_licence_and_source(world, client):
    for row in csv.DictReader(io.StringIO(content(client, "/api/v1/export/provision.csv").decode("utf-8-sig"))):
        assert row["licence"] == "CC0-1.0"
        assert row["source_url"].startswith("https://laws.example.org/")
    for line in content(client, "/api/v1/export/law.jsonl").splitlines():
        assert json.loads(line)["licence"] == "CC0-1.0"


def test_laws_in_akoma_ntoso(world, client):
    with zipfile.ZipFile(io.BytesIO(content(client, "/api/v1/export/law.zip"))) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        assert len(set(names)) == len(names) == 8
        assert "it/act-7_2005-01-01_en.xml" in names
        roots = [etree.fromstring(archive.read(name)) for name in names]
    assert {etree.QName(root).localname for root in roots} == {"akomaNtoso"}
    earlier = content(client, "/api/v1/laws/it/act-7.xml?on=2002-01-01")
    assert b"five years" in earlier


def test_the_command_writes_a_file_whole_or_not_at_all(world, tmp_path, monkeypatch):
    target = tmp_path / "places.jsonl"
    done = CliRunner().invoke(command, ["place", "--output", str(target)])
    assert done.exit_code == 0
    assert len(target.read_bytes().splitlines()) > 197
    kept = target.read_bytes()

    def broken():
        yield b"half a file"
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(exports, "writer_of", lambda kind, form: (exports.FORMS[form], broken()))
    done = CliRunner().invoke(command, ["place", "--output", str(target)])
    assert done.exit_code == 1
    assert "No space left on device" in done.output
    assert target.read_bytes() == kept
    assert list(tmp_path.iterdir()) == [target]


def test_the_command_lists_kinds_and_refuses_others(world, tmp_path):
    assert "provision" in CliRunner().invoke(command, []).output
    done = CliRunner().invoke(command, ["poem"])
    assert "poem" in str(done.exception)
    missing = CliRunner().invoke(command, ["place", "--output", str(tmp_path / "no" / "x.jsonl")])
    assert missing.exit_code == 1


def sitemap(client):
    parts = re.findall(r"<loc>http://testserver(.*?)</loc>", content(client, "/sitemap.xml").decode())
    found = []
    for part in parts:
        root = etree.fromstring(content(client, part))
        found += [one.text.removeprefix("http://testserver/en") for one in root.iter("{*}loc")]
    return found


def test_the_sitemap_names_every_page_once(world, client, monkeypatch):
    found = sitemap(client)
    assert len(set(found)) == len(found)
    assert {
        "/",
        "/places/IT/",
        "/topics/corruption/",
        "/laws/it/act-7/",
        "/laws/it/act-7/art_2/",
        "/treaties/XVIII-12/",
    } <= set(found)
    assert {article.address for article in Article.objects.select_related("treaty")} <= set(found)
    for address in found[:5] + found[-5:]:
        assert client.get(f"/en{address}").status_code == 200
    # However small the parts are, nothing is lost between them.
    monkeypatch.setattr(sitemaps, "MOST", 3)
    laws = [one for one in found if one.startswith("/laws/") and one.count("/") == 5]
    count = sitemaps.provision_count()
    parts = [one for start in range(0, count, 3) for one in sitemaps.provisions(start, start + 3)]
    assert parts == laws
    assert client.get("/sitemap-pages-99999.xml").status_code == 404
    assert client.get("/sitemap-poems-0.xml").status_code == 404


def test_robots_are_shown_the_sitemap(client):
    assert "Sitemap: http://testserver/sitemap.xml" in client.get("/robots.txt").content.decode()


@pytest.mark.parametrize(
    ("address", "identifier"),
    [
        ("/en/laws/it/act-7/", "ACT-7"),
        ("/ar/laws/it/act-7/art_2/", "art_2"),
        ("/fr/treaties/XVIII-12/", "XVIII-12"),
        ("/zh/treaties/XVIII-12/articles/18/", "XVIII-12:18"),
    ],
)
def test_pages_say_in_json_ld_what_they_are(world, client, address, identifier):
    page = content(client, address).decode()
    blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert len(blocks) == 1
    thing, crumbs = json.loads(blocks[0])["@graph"]
    assert (thing["@type"], thing["legislationIdentifier"]) == ("Legislation", identifier)
    assert crumbs["@type"] == "BreadcrumbList"
    assert [one["position"] for one in crumbs["itemListElement"]] == list(range(1, len(crumbs["itemListElement"]) + 1))


def test_no_title_ends_the_block_that_it_stands_in(world):
    words = "</script><!--<script>&\u2028"
    written = embedded([{"name": words, "nothing": None}])
    assert not {"<", ">", "&", "\u2028"} & set(written)
    assert json.loads(written)["@graph"] == [{"name": words}]
    assert "</script>" in queries.title_of(queries.law_by("it", "act-7"))


def test_the_page_of_interfaces_lists_every_database(world, client):
    page = content(client, "/en/about/interfaces/").decode()
    for one in exports.every().values():
        for form in one.writers:
            assert f"/api/v1/export/{one.name}.{form}" in page
    assert Treaty.objects.exists()


@pytest.fixture
def worded(world):
    """A treaty with words in two languages."""
    treaty = Treaty.objects.get(symbol="XVIII-12")
    source = Provenance.objects.create(key="pack:words", title="Words", publisher="Office", licence="CC0-1.0")
    for language in ("en", "fr"):
        ArticleText.objects.create(
            article=Article.objects.get(treaty=treaty, number="1"), language=language, wording="original",
            heading=f"### Article 1 {language}\n", body=f"Purpose in {language}.", provenance=source,
        )  # fmt: skip
    return treaty


def test_treaties_in_akoma_ntoso(worded, client, schema_faults):
    with zipfile.ZipFile(io.BytesIO(content(client, "/api/v1/export/treaty.zip"))) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == ["XVIII-12/XVIII-12_en_pack-words.xml", "XVIII-12/XVIII-12_fr_pack-words.xml"]
        assert [fault for name in archive.namelist() for fault in schema_faults(archive.read(name))] == []
    response = client.get("/api/v1/treaties/xviii-12.xml")
    assert response["Content-Type"] == "application/akn+xml; charset=utf-8"
    assert b"Purpose in en." in response.content
    assert b"Purpose in fr." in content(client, "/api/v1/treaties/XVIII-12.xml?language=fr&source=pack:words")


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("XVIII-12.xml?language=ru", "It is in: en (pack:words), fr (pack:words)."),
        ("XVIII-12.xml?source=pack:other", "It is in: en (pack:words)"),
        ("XVIII-14.xml", "No text of XVIII-14 is loaded on this installation."),
        ("XVIII-99.xml", "There is no treaty"),
    ],
)
def test_a_treaty_that_is_not_held_so_is_refused_with_what_is(worded, client, address, sentence):
    response = client.get(f"/api/v1/treaties/{address}")
    assert response.status_code == 404
    assert sentence in response.content.decode()


def test_the_page_of_a_treaty_leads_to_its_documents_and_no_other_does(worded, client):
    page = content(client, "/en/treaties/XVIII-12/").decode()
    for address in re.findall(r'href="(/api/v1/treaties/[^"]*\.xml[^"]*)"', page):
        assert client.get(address.replace("&amp;", "&")).status_code == 200
    assert page.count("/api/v1/treaties/XVIII-12.xml?language=") == 2
    assert ".xml?language" not in content(client, "/en/treaties/XVIII-14/").decode()


def test_a_treaty_that_is_withdrawn_is_not_handed_out(worded, client):
    worded.record.__class__.objects.filter(pk=worded.pk).update(state="withdrawn")
    assert client.get("/api/v1/treaties/XVIII-12.xml").status_code == 410
    with zipfile.ZipFile(io.BytesIO(content(client, "/api/v1/export/treaty.zip"))) as archive:
        assert archive.namelist() == []
