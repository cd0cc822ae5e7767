import csv
import io
import json

import openpyxl
import pytest

from comity.engines.records.models import Record, Source
from comity.engines.search import exports, forms
from comity.engines.search.index.embedded import EmbeddedIndex

from .conftest import DOCUMENTS, law


PUBLIC = [document for document in DOCUMENTS if document.audience == "public"]


def taken(client, form, query=""):
    answer = client.get(f"/en/search/export.{form}?{query}")
    assert answer.status_code == 200
    assert answer.streaming
    assert answer["Content-Disposition"] == f'attachment; filename="comity-search.{form}"'
    return b"".join(answer)


def test_csv_holds_everything_that_was_found(client, portal):
    content = taken(client, "csv").decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(content)))
    assert sorted(row["id"] for row in rows) == sorted(document.id for document in PUBLIC)
    article = next(row for row in rows if row["kind"] == "article")
    assert article["address"] == "http://testserver/en/treaties/XVIII-12/articles/18/"
    assert article["date"] == "2000-11-15"


def test_no_cell_is_taken_for_a_formula(client, portal):
    rows = list(csv.DictReader(io.StringIO(taken(client, "csv", "q=HYPERLINK").decode("utf-8-sig"))))
    assert [row["title"][:2] for row in rows] == ["'="]
    sheet = openpyxl.load_workbook(io.BytesIO(taken(client, "xlsx", "q=HYPERLINK"))).active
    title = sheet.cell(2, exports.COLUMNS.index("title") + 1)
    assert (title.data_type, title.value[:2]) == ("s", "'=")


def test_a_workbook_opens_with_the_same_rows(client, portal):
    sheet = openpyxl.load_workbook(io.BytesIO(taken(client, "xlsx", "q=laundering"))).active
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0] == exports.COLUMNS
    lines = [json.loads(line) for line in taken(client, "jsonl", "q=laundering").splitlines()]
    assert [row[exports.COLUMNS.index("id")] for row in rows[1:]] == [line["id"] for line in lines]
    assert len(lines) > 4


def test_a_full_sheet_is_followed_by_another(client, portal, monkeypatch):
    monkeypatch.setattr(exports, "SHEET_ROWS", 41)
    book = openpyxl.load_workbook(io.BytesIO(taken(client, "xlsx", "q=vessel")))
    assert [sheet.max_row for sheet in book.worksheets] == [41, 21]


def test_json_is_one_object_and_lines_are_one_each(client, portal):
    whole = json.loads(taken(client, "json", "place=IT"))["results"]
    lines = [json.loads(line) for line in taken(client, "jsonl", "place=IT").splitlines()]
    assert whole == lines
    assert {tuple(row["places"]) for row in lines} == {("IT",)}
    assert json.loads(taken(client, "json", "q=qwxzq")) == {"results": []}


def parsed(content):
    """The records of a RIS file, each as a list of tag and value."""
    records, current = [], []
    for line in content.decode().split("\r\n"):
        if not line:
            continue
        assert line[2:6] == "  - ", line
        tag, value = line[:2], line[6:]
        if tag == "ER":
            records.append(current)
            current = []
        else:
            current.append((tag, value))
    assert current == []
    return records


def test_references_are_told_apart(client, portal):
    records = parsed(taken(client, "ris", "q=laundering&language=en&status=in-force"))
    assert {record[0] for record in records} == {("TY", "STAT")}
    first = dict(next(record for record in records if ("TI", "Laundering of money") in record))
    assert first["UR"] == "http://testserver/en/laws/it/code/1/"
    assert (first["PY"], first["DA"], first["CY"], first["LA"]) == ("2001", "2001/03/01", "IT", "en")


def test_each_row_names_the_source_and_licence_of_its_record(client, portal, service):
    record = Record.objects.create(kind="law", created_by=service)
    Source.objects.create(
        record=record, title="Gazette", publisher="State Press", licence="CC BY 4.0", url="https://example.org/1"
    )
    index = EmbeddedIndex(portal.current())
    index.write([law(900, "Wholly new rule on pearls", record=str(record.pk))])
    index.close()
    (row,) = json.loads(taken(client, "json", "q=pearls"))["results"]
    assert (row["publisher"], row["licence"], row["source"]) == ("State Press", "CC BY 4.0", "https://example.org/1")
    (reference,) = parsed(taken(client, "ris", "q=pearls"))
    assert ("N1", "CC BY 4.0") in reference
    assert ("PB", "State Press") in reference


def test_sources_are_read_many_at_a_time(client, portal, django_assert_max_num_queries, monkeypatch):
    monkeypatch.setattr(exports, "TOGETHER", 30)
    taken(client, "jsonl", "q=amber")  # caches fill
    index = EmbeddedIndex(portal.current())
    # Keys of the catalogue's form, so that each group of rows has something to look up.
    index.write([law(n, f"Rule {n} on amber", record=f"00000000-0000-0000-0000-{n:012d}") for n in range(1000, 1060)])
    index.close()
    # Two, and now and then one more that looks whether the names of places have changed.
    with django_assert_max_num_queries(4):
        assert len(taken(client, "jsonl", "q=amber").splitlines()) == 60


def test_a_form_that_does_not_exist_is_not_found(client, portal):
    assert client.get("/en/search/export.exe").status_code == 404


@pytest.mark.parametrize("form", exports.FORMS)
def test_every_form_is_offered_on_the_page(client, portal, form):
    page = client.get("/en/search/?q=laundering&cursor=x").content.decode()
    assert f'href="/en/search/export.{form}?q=laundering"' in page


def test_the_address_of_a_search_reads_back_as_the_same_search(rf):
    asked = forms.read(
        rf.get("/", {"q": "a b", "place": ["IT", "FR"], "across": "no", "sort": "title", "stay": "1"}).GET
    )
    again = forms.read(rf.get(f"/?{asked.parameters}").GET)
    assert again == asked
    assert forms.read(rf.get("/").GET) == forms.Search()
