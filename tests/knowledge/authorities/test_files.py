"""Files of authorities: read in row by row, faults by row and column, written so that they can be read again."""

import csv
import io

import pytest
import vobject
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation
from openpyxl import Workbook, load_workbook

from comity.base.audit.models import Event
from comity.engines.records.enums import Outcome
from comity.kernel.errors import NotPermitted, Unreadable
from comity.knowledge.authorities import queries
from comity.knowledge.authorities.enums import Function, Group
from comity.knowledge.authorities.exports import templates
from comity.knowledge.authorities.exports.data import EXPORTED, as_rows
from comity.knowledge.authorities.grammar import COLUMNS
from comity.knowledge.authorities.imports.rows import import_rows
from comity.knowledge.authorities.imports.tables import rows_of
from comity.knowledge.authorities.models import Authority, Designation


HEAD = "identifier,place,name,language,function,treaty,article,emails,restricted,confirmed_on\n"
GOOD = "IT-one,IT,Ufficio,it,extradition,XVIII-12,16,one@example.org,contact,2024-01-02\n"


def read(text, service, **given):
    return import_rows(rows_of((HEAD + text).encode(), "file.csv"), name="file.csv", by=service, **given)


def told(report):
    return [(fault.row, fault.column) for fault in report.faults]


def test_a_file_makes_authorities_and_the_same_again_changes_nothing(directory, service):
    assert [one.outcome for one in read(GOOD, service).done] == [Outcome.CREATED]
    events = Event.objects.count()
    assert [one.outcome for one in read(GOOD, service).done] == [Outcome.UNCHANGED]
    assert Event.objects.count() == events
    authority = Authority.objects.get(identifier="IT-one")
    assert authority.restricted == ["contact"]
    assert authority.designations.get().article == "16"


def test_an_empty_cell_leaves_what_stands_there_and_a_hyphen_empties_it(directory, service):
    read(GOOD, service)
    read("IT-one,,Altro nome,,,,,,,\n", service)
    authority = Authority.objects.get(identifier="IT-one")
    assert authority.particulars == {"emails": ["one@example.org"]}
    assert authority.record.texts.get(language="it").title == "Altro nome"
    assert authority.designations.count() == 1
    assert authority.record.revisions.count() == 2
    read("IT-one,,,,,,,-,-,\n", service)
    authority.refresh_from_db()
    assert (authority.particulars, authority.restricted) == ({}, [])


def test_designations_that_are_given_replace_those_that_stand_there(directory, service):
    read(GOOD, service)
    read("IT-one,,,,terrorism,,,,,\nIT-one,,,,asset-recovery,XVIII-14,57,,,\n", service)
    kept = Designation.objects.filter(authority__identifier="IT-one").order_by("pk").values_list("function", flat=True)
    assert list(kept) == ["terrorism", "asset-recovery"]


def test_a_dry_run_says_what_would_change_and_changes_nothing(directory, service):
    report = read(GOOD, service, dry_run=True)
    assert [one.outcome for one in report.done] == [Outcome.CREATED]
    assert not Authority.objects.exists()


@pytest.mark.parametrize(
    ("row", "where"),
    [
        (",IT,Ufficio,it,,,,,,\n", (2, "identifier")),
        ("an identifier,IT,Ufficio,it,,,,,,\n", (2, "identifier")),
        ("IT-x,Atlantis,Ufficio,it,,,,,,\n", (2, "place")),
        ("IT-x,,Ufficio,it,,,,,,\n", (2, "place")),
        ("IT-x,IT,,it,,,,,,\n", (2, "name")),
        ("IT-x,IT,Ufficio,Italiano!,,,,,,\n", (2, "language")),
        ("IT-x,IT,Ufficio,it,magic,,,,,\n", (2, "function")),
        ("IT-x,IT,Ufficio,it,,XVIII-12,,,,\n", (2, "function")),
        ("IT-x,IT,Ufficio,it,extradition,,16,,,\n", (2, "article")),
        ("IT-x,IT,Ufficio,it,,,,nobody,,\n", (2, "emails")),
        ("IT-x,IT,Ufficio,it,,,,,everything,\n", (2, "restricted")),
        ("IT-x,IT,Ufficio,it,,,,,,31.12.2024\n", (2, "confirmed_on")),
        ("IT-x,IT,Ufficio,it,,,,,,2999-01-01\n", (2, "confirmed_on")),
        ("IT-x,IT,Ufficio,it,extradition,,,,,\nIT-x,IT,Altro,it,terrorism,,,,,\n", (3, "name")),
        ("IT-x,IT,Ufficio,it,extradition,,,,,\nIT-x,,,,extradition,,,,,\n", (2, "function")),
    ],
)
def test_a_fault_is_told_by_row_and_column_and_spoils_no_other_authority(directory, service, row, where):
    report = read(row + GOOD, service)
    assert told(report) == [where]
    assert [one.identifier for one in report.done] == ["IT-one"]


def test_all_or_nothing_changes_nothing_when_a_row_is_wrong(directory, service):
    report = read(GOOD + "IT-x,Atlantis,Ufficio,it,,,,,,\n", service, all_or_nothing=True)
    assert report.is_undone
    assert not Authority.objects.exists()


def test_faults_are_told_in_the_language_of_whoever_hands_the_file_in(directory, service):
    with translation.override("fr"):
        french = read("IT-x,IT,Ufficio,it,,,,,,2024-13-01\n", service).faults[0].sentence
    english = read("IT-x,IT,Ufficio,it,,,,,,2024-13-01\n", service).faults[0].sentence
    assert english == "“2024-13-01” is not a day. Write it as 2024-03-31."
    assert "2024-03-31" in french


@pytest.mark.parametrize(
    "content",
    [b"\xff\xfe nonsense", b"PK\x03\x04 no book", b"", b"name,colour\nA,red\n", b"identifier,colour\nA,red\n",
     b"identifier,identifier\nA,B\n"],
)  # fmt: skip
def test_what_is_no_table_of_authorities_is_refused_with_a_sentence(content):
    with pytest.raises(Unreadable):
        rows_of(content, "file")


def test_a_sheet_is_read_as_a_csv_is(directory, service):
    book = Workbook()
    for row in csv.reader(io.StringIO(HEAD + GOOD)):
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    assert rows_of(file.getvalue(), "file.xlsx") == rows_of((HEAD + GOOD).encode(), "file.csv")


def test_semicolons_and_a_byte_order_mark_are_what_spreadsheets_write():
    text = (HEAD + GOOD).replace(",", ";")
    assert rows_of(b"\xef\xbb\xbf" + text.encode(), "a") == rows_of((HEAD + GOOD).encode(), "a")


@pytest.mark.parametrize("language", ["ar", "en", "es", "fr", "ru", "zh"])
def test_a_template_is_read_as_an_empty_file_and_names_every_code(language):
    with translation.override(language):
        plain, book = templates.as_csv(), templates.as_xlsx()
    assert rows_of(plain, "t.csv") == rows_of(book, "t.xlsx") == []
    sheets = load_workbook(io.BytesIO(book)).worksheets
    assert [cell.value for cell in sheets[0][1]] == list(COLUMNS)
    assert {row[1].value for row in sheets[1].iter_rows(min_row=2)} >= {*Function.values, *Group.values}


def test_what_is_written_can_be_read_again_and_changes_nothing(put, entry, service, cast):
    put(entry())
    reading = queries.reading_of(cast["authority"])
    rows = list(as_rows(queries.all_of(Authority.objects.all(), reading)))
    file = io.StringIO()
    writer = csv.DictWriter(file, EXPORTED)
    writer.writeheader()
    writer.writerows(rows)
    report = import_rows(rows_of(file.getvalue().encode(), "a.csv"), name="a.csv", by=service)
    assert report.faults == []
    assert [one.outcome for one in report.done] == [Outcome.UNCHANGED]


def test_what_a_visitor_took_away_empties_nothing_when_it_is_read_again(put, entry, service):
    authority = put(entry())
    rows = as_rows(queries.all_of(Authority.objects.all(), queries.reading_of(None)))
    import_rows(enumerate(rows, start=2), name="a.csv", by=service)
    before = authority.particulars
    authority.refresh_from_db()
    assert authority.particulars == before
    assert authority.restricted == list(entry().restricted)


def test_a_vcard_says_first_that_nobody_confirmed_it(put, entry, client):
    authority = put(entry())
    card = vobject.readOne(client.get(f"/en{authority.address}authority.vcf").getvalue().decode())
    assert card.fn.value == "Ministry of trials"
    assert card.adr.value.country == "IT"
    assert card.note.value.splitlines()[0] == "Never confirmed by the authority. Check it before use."
    assert not hasattr(card, "email")


@pytest.mark.parametrize("who", ["visitor", "contributor", "authority"])
def test_only_editors_read_files_in(directory, client, cast, who):
    if cast[who] is None:
        assert client.get("/en/authorities/import/").status_code == 302
        return
    client.force_login(cast[who])
    assert client.get("/en/authorities/import/").status_code == 403
    with pytest.raises(NotPermitted):
        read(GOOD, cast[who])


def test_an_editor_tries_a_file_on_screen_and_then_keeps_it(directory, client, cast):
    client.force_login(cast["editor"])

    def send(text, **given):
        file = SimpleUploadedFile("file.csv", (HEAD + text).encode())
        return client.post("/en/authorities/import/", {"file": file, **given})

    tried = send(GOOD)
    assert (tried.status_code, "Nothing was changed." in tried.content.decode()) == (200, True)
    assert not Authority.objects.exists()
    wrong = send("IT-x,Atlantis,Ufficio,it,,,,,,\n" + GOOD, is_kept="on")
    assert wrong.status_code == 422
    assert "No State is known as “Atlantis”." in wrong.content.decode()
    assert Authority.objects.count() == 1
