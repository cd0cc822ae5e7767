"""The command that reads a table of records."""

import pytest
from click.testing import CliRunner

from comity.engines.records.models import Record
from comity.kernel.errors import Refused, Unreadable
from comity.project.commands.packs import import_command


pytestmark = pytest.mark.django_db
TABLE = "id,title:en,jurisdiction,slug,identifier,language,adopted_on\na,Act,it,a,A,en,{day}\n"


def run(path, *options):
    return CliRunner().invoke(import_command, [str(path), *options])


def test_a_dry_run_is_told_row_by_row_and_keeps_nothing(tmp_path):
    path = tmp_path / "laws.csv"
    path.write_text(TABLE.format(day="2001-02-03"), encoding="utf-8")
    before = Record.objects.count()
    done = run(path, "--kind", "law", "--dry-run")
    assert done.exit_code == 0
    assert "row 2: a Created" in done.output
    assert "title:en: “” → “Act”" in done.output
    assert Record.objects.count() == before


def test_a_refused_row_is_told_and_ends_with_one(tmp_path):
    path = tmp_path / "laws.csv"
    path.write_text(TABLE.format(day="yesterday"), encoding="utf-8")
    done = run(path, "--kind", "law", "--dry-run")
    assert done.exit_code == 1
    assert "row 2, column adopted_on: “yesterday” is not a day" in done.output


def test_what_cannot_be_done_is_refused(tmp_path):
    assert isinstance(run(tmp_path / "none.csv", "--kind", "law").exception, Unreadable)
    path = tmp_path / "laws.csv"
    path.write_text("x", encoding="utf-8")
    assert isinstance(run(path, "--all-or-nothing").exception, Refused)
    assert isinstance(run(path, "--kind", "poem").exception, Unreadable)
