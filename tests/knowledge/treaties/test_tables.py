"""Tables of actions in CSV."""

import datetime as dt

import pytest

from comity.kernel.errors import Unreadable
from comity.knowledge.treaties import exports
from comity.knowledge.treaties.enums import Standing
from comity.knowledge.treaties.imports.files import import_file
from comity.knowledge.treaties.models import TreatyAction
from comity.knowledge.treaties.queries import participation


HEAD = "symbol,place,action,on,source_title\n"
IRAN = 'XVIII-12,Iran,ratification,2020-01-10,"Depositary notification, invented"\n'


@pytest.fixture
def written(tmp_path, facts, service):
    """Write a table and read it in."""

    def read(content, **options):
        path = tmp_path / "acts.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return import_file(path, by=service, **options)

    return read


def test_a_table_is_read_by_names_and_by_codes(written, treaty):
    dry = written(HEAD + IRAN, dry_run=True)
    assert [(one.where, one.outcome) for one in dry.files[0].changes] == [("acts.csv, line 2", "created")]
    assert "acts.csv, line 2" in next(dry.lines())
    assert participation.is_party(treaty("XVIII-12"), "IR", dt.date(2021, 1, 1)).standing == Standing.NO
    written(HEAD + IRAN)
    assert participation.is_party(treaty("XVIII-12"), "IR", dt.date(2021, 1, 1)).standing == Standing.YES
    assert str(written(HEAD + IRAN)) == "1 files, 0 created, 0 changed, 1 unchanged, 0 refused"


def test_a_corrected_table_updates_by_identifier(written):
    written(HEAD + IRAN)
    number = TreatyAction.objects.count()
    report = written(HEAD + IRAN.replace("01-10", "01-11"))
    assert report.files[0].changes[0].fields == {"on_text": ("2020-01-10", "2020-01-11")}
    assert TreatyAction.objects.count() == number
    assert TreatyAction.objects.get(place="IR", kind="ratification", treaty__symbol="XVIII-12").on_text == "2020-01-11"


def test_a_byte_order_mark_as_spreadsheets_write_it_does_no_harm(written):
    assert written(b"\xef\xbb\xbf" + (HEAD + IRAN).encode()).count("created") == 1


@pytest.mark.parametrize(
    ("content", "where", "sentence"),
    [
        ("", "line 1", "does not name the column “symbol”"),
        ("symbol,place,action,on,colour\n", "line 1", "“colour” is no column"),
        ("symbol,place,action,on,on\n", "line 1", "stands there twice"),
        (HEAD + IRAN + "XVIII-12,Iran\n", "line 3", "The row has 2 cells, but there are 5 columns"),
        (HEAD + IRAN + "XVIII-12,Atlantis,ratification,2020,x\n", "line 3, column place", "“Atlantis” names no"),
        (HEAD + IRAN + "XVIII-12,,ratification,2020,x\n", "line 3, column place", "The cell is empty"),
        (HEAD + IRAN + "XVIII-12,IR,joined,2020,x\n", "line 3, column action", "is not a kind of action"),
        (HEAD + IRAN + "XVIII-12,IR,accession,soon,x\n", "line 3, column on", "“soon” is not a date"),
        (HEAD + IRAN + "XVIII-12,IR,accession,2020,\n", "line 3, column source_title", "where this comes from"),
        (HEAD + IRAN + "XVIII-99,IR,accession,2020,x\n", "line 3", "No treaty has the symbol “XVIII-99”"),
        (HEAD + 'XVIII-12,"IR,accession,2020,x\n', "line", "no CSV"),
        ((HEAD + "XVIII-12,Côte d’Ivoire,accession,2020,x\n").encode("cp1252"), "line 2", "not UTF-8"),
        (HEAD + "XVIII-12,IR,accession,2020," + "x" * 1_000_001, "line 2", "has more than 1000000 characters"),
        (HEAD + "XVIII-12,IR,accession,2020,\x00\n", "line 2", "NUL"),
    ],
)
def test_one_bad_row_refuses_the_table(written, content, where, sentence):
    before = TreatyAction.objects.count()
    with pytest.raises(Unreadable) as refused:
        written(content)
    assert refused.value.where.startswith("acts.csv")
    assert where in refused.value.where
    assert sentence in refused.value.sentence
    assert TreatyAction.objects.count() == before


def test_what_is_exported_is_read_in_again_without_change(written, facts):
    content = b"".join(exports.actions_csv(symbol="XVIII-12"))
    report = written(content)
    assert len(report.files[0].changes) == TreatyAction.objects.filter(treaty__symbol="XVIII-12").count()
    assert report.count("unchanged") == len(report.files[0].changes)


def test_an_exported_cell_is_no_formula(written, treaty):
    written('symbol,place,action,on,text,source_title\nXVIII-12,IR,declaration,2020,"=HYPERLINK(""x"")",y\n')
    content = b"".join(exports.actions_csv(symbol="XVIII-12", place="IR")).decode("utf-8-sig")
    assert "\"'=HYPERLINK(" in content
