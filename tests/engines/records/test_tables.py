"""Files as people save them, and as those who mean harm make them."""

import zipfile

import pytest
from openpyxl import Workbook

from comity.engines.records.enums import Outcome
from comity.engines.records.imports import run, tables
from comity.engines.records.imports.encodings import encoding_of
from comity.engines.records.imports.tables import tables_of
from comity.engines.records.models import Text
from comity.kernel.errors import Unreadable

from .conftest import line


WORDS = {
    "cp1252": "Loi n° 12 relative à la répression du trafic d’êtres humains, modifiée l’été dernier",
    "cp1251": "Закон о противодействии торговле людьми и незаконному ввозу мигрантов",
    "cp1256": "قانون مكافحة الاتجار بالأشخاص وتهريب المهاجرين",
    "gb18030": "关于打击贩运人口和偷运移民犯罪的法律",
    "utf-8": "Закон, قانون, 法律, loi à l’été",
    "utf-8-sig": "Закон, قانون, 法律, loi à l’été",
    "utf-16": "Закон, قانون, 法律, loi à l’été",
    "utf-16-le": "Loi à l’été",
    "utf-16-be": "Loi à l’été",
}


def lines(path):
    return [(one.number, one.cells) for table in tables_of(path) for one in table.lines]


@pytest.mark.django_db
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", WORDS)
def test_text_is_read_in_whatever_encoding_it_was_saved(table, service, encoding, delimiter):
    path = table(line(1, **{"title:en": WORDS[encoding]}), encoding=encoding, delimiter=delimiter)
    assert run(path, "law", by=service).counts == {Outcome.CREATED: 1}
    assert Text.objects.get().title == WORDS[encoding]


def test_spanish_german_and_plain_text_are_not_taken_for_another_alphabet(tmp_path):
    path = tmp_path / "a.csv"
    for text in ("niño, señor, artículo 3º", "Gesetz über Maßnahmen", "cœur, façade"):
        path.write_bytes(text.encode("cp1252"))
        assert encoding_of(path) == "cp1252"
    path.write_bytes(b"plain")
    assert encoding_of(path) == "utf-8-sig"


def test_what_cannot_be_told_is_refused_with_a_remedy(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(bytes(range(128, 256)) * 10)
    with pytest.raises(Unreadable, match="CSV UTF-8"):
        encoding_of(path)
    path.write_bytes("id".encode("utf-32"))
    with pytest.raises(Unreadable, match="UTF-32"):
        encoding_of(path)


def test_rows_have_the_numbers_that_an_editor_shows(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text('id,title\n\n1,"two\nlines"\n2,x\n', encoding="utf-8")
    assert lines(path) == [(1, ["id", "title"]), (3, ["1", "two\nlines"]), (5, ["2", "x"])]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "empty"),
        (b'id,title\n1,"never closed\n2,x\n', "row 2"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"x" * 100, "encrypted"),
        (b"PK\x03\x04 and no more", "broken"),
        (b"id,title\n1," + b"x" * 600_000, "row 2"),
        (b"id" + b",x" * 500, "columns"),
    ],
)
def test_files_that_are_none_say_so(tmp_path, content, told):
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    with pytest.raises(Unreadable, match=told):
        lines(path)


def test_a_table_that_never_ends_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(tables, "MOST_ROWS", 100)
    path = tmp_path / "a.csv"
    path.write_text("id\n" + "1\n" * 101, encoding="utf-8")
    with pytest.raises(Unreadable, match="more than 100 rows"):
        lines(path)


@pytest.fixture
def book(tmp_path):
    """A workbook with parts added or changed."""

    def make(replaced=None, added=None):
        plain, path = tmp_path / "plain.xlsx", tmp_path / "book.xlsx"
        whole = Workbook()
        whole.active.append(["id", "title:en"])
        whole.active.append(["1", "x"])
        whole.save(plain)
        with zipfile.ZipFile(plain) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
            for name in old.namelist():
                content = old.read(name).decode()
                for before, after in (replaced or {}).items():
                    content = content.replace(before, after)
                new.writestr(name, content)
            for name, content in (added or {}).items():
                new.writestr(name, content)
        return path

    return make


def test_a_workbook_is_read(book):
    assert lines(book()) == [(1, ["id", "title:en"]), (2, ["1", "x"])]


@pytest.mark.parametrize(
    ("how", "told"),
    [
        ({"added": {"xl/externalLinks/externalLink1.xml": "<a/>"}}, "other files"),
        ({"added": {"xl/vbaProject.bin": "x"}}, "macros"),
        ({"added": {"xl/worksheets/sheet9.xml": "<a>" + " " * 30_000_000}}, "unpacked"),
        ({"replaced": {"<worksheet": '<!DOCTYPE a [<!ENTITY b "bb">]><worksheet'}}, "broken"),
        ({"added": {"xl/sheet1.dat": '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bb">]><a/>'}}, "broken"),
        ({"added": {"xl/sheet": '\ufeff<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a/>'}}, "broken"),
        ({"replaced": {"<worksheet": f"{' ' * 70_000}<worksheet"}}, "broken"),
        ({"replaced": {'r="2"': 'r="1000000000"', "A2": "A1000000000", "B2": "B1000000000"}}, "rows"),
        ({"replaced": {"</row>": ""}}, "broken"),
    ],
)
def test_hostile_workbooks_are_refused(book, how, told):
    with pytest.raises(Unreadable, match=told):
        lines(book(**how))


def test_a_zip_bomb_is_not_unpacked(book, tmp_path):
    path = book(added={"xl/sharedStrings.xml": "<a>" + "x" * 120_000_000})
    assert path.stat().st_size < 1_000_000
    with pytest.raises(Unreadable, match="unpacked"):
        lines(path)
