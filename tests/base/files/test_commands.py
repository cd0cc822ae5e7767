"""What an operator does with files from the command line."""

import pytest
from click.testing import CliRunner

from comity.base.files.enums import State
from comity.project.commands import check
from comity.project.commands.files import command


pytestmark = pytest.mark.django_db


def said(*arguments):
    done = CliRunner().invoke(command, arguments)
    return done.exit_code, done.output


def test_files_are_processed_checked_and_tidied_by_command(sent, settings):
    file = sent(b"words\n", "a.txt")
    assert said("process") == (0, "1 scanned, 1 released, 0 refused, 0 put off.\n")
    assert said("process") == (0, "0 scanned, 0 released, 0 refused, 0 put off.\n")
    file.refresh_from_db()
    assert file.state == State.RELEASED
    assert said("check") == (0, "Every file is whole.\n")
    assert said("tidy") == (0, "0 files removed, 0 pieces of bytes that no file named.\n")
    (settings.HOME / "files" / file.digest[:2] / file.digest[2:]).unlink()
    code, told = said("check")
    assert (code, f"“a.txt” ({file.pk}) are missing" in told) == (1, True)
    assert any("“a.txt”" in sentence for sentence in check.faults())


def test_a_store_that_does_not_answer_is_told_in_a_sentence(settings, socket_enabled):
    settings.FILES_STORE, settings.S3_ENDPOINT = "s3://nowhere", "http://127.0.0.1:9"
    settings.S3_KEY = settings.S3_SECRET = "x"  # noqa: S105 -- of nobody
    for name in ("check", "tidy"):
        code, told = said(name)
        assert (code, "The store of files cannot be read" in told) == (1, True)
    assert any("The store of files cannot be read" in sentence for sentence in check.faults())


def test_check_tells_of_a_scanner_that_is_silent(settings, clamd, tmp_path):
    settings.FILES_SCANNER = clamd
    assert [one for one in check.faults() if "scanner" in one] == []
    settings.FILES_SCANNER = f"unix:{tmp_path / 'nobody'}"
    assert [one.split(" (")[0] for one in check.faults() if "scanner" in one] == [
        "The scanner of files does not answer"
    ]


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("COMITY_FILES_TYPES", "pdf exe", "COMITY_FILES_TYPES has exe; there are: pdf png"),
        ("COMITY_FILES_STORE", "ftp://x", "write s3://bucket/folder, or leave it empty"),
        ("COMITY_CLAMAV", "localhost", "write unix:/path or tcp:host:port"),
        ("COMITY_FILES_LARGEST", "much", "write a whole number"),
    ],
)
def test_a_setting_that_cannot_be_stops_the_start_and_says_how_to_mend_it(name, value, sentence, tmp_path):
    import os
    import subprocess
    import sys
    from pathlib import Path

    source = str(Path(__file__).parents[3] / "src")
    environment = {**os.environ, "COMITY_HOME": str(tmp_path), "PYTHONPATH": source, name: value}
    loaded = [sys.executable, "-c", "import comity.project.settings"]
    done = subprocess.run(loaded, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert sentence in done.stderr
