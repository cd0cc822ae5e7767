"""The page on which staff bring records in."""

import io
import re

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from comity.engines.records.models import Record
from comity.kernel.languages import INTERFACE

from .conftest import line


pytestmark = pytest.mark.django_db
PAGE = "/en/records/import/"


@pytest.fixture(autouse=True)
def _home(settings, tmp_path):
    settings.HOME = tmp_path / "home"


@pytest.fixture
def editor(person_with, client):
    person = person_with("editor")
    client.force_login(person)
    return person


def send(client, path, kind="law", page=PAGE):
    file = SimpleUploadedFile(path.name, path.read_bytes())
    return client.post(page, {"kind": kind, "file": file})


def token(response):
    found = re.search(r'name="waiting" value="([^"]+)"', response.content.decode())
    return found[1] if found else None


def waiting():
    return list((settings.HOME / "uploads").iterdir())


def test_a_file_is_shown_first_and_done_when_confirmed(editor, client, table):
    shown = send(client, table(line(1), line(2, adopted_on="yesterday")))
    text = shown.content.decode()
    assert shown.status_code == 200
    assert "Rows that are refused" in text
    assert "“yesterday” is not a day" in text
    assert Record.objects.count() == 0

    done = client.post(PAGE, {"waiting": token(shown)})
    assert "What was imported" in done.content.decode()
    assert Record.objects.get().created_by == editor
    assert waiting() == []
    again = client.post(PAGE, {"waiting": token(shown)})
    assert again.status_code == 422
    assert "imported already" in again.content.decode()


def test_all_or_nothing_on_the_page(editor, client, table):
    shown = send(client, table(line(1), line(2, adopted_on="yesterday")))
    done = client.post(PAGE, {"waiting": token(shown), "all_or_nothing": "on"})
    assert "Nothing was kept" in done.content.decode()
    assert Record.objects.count() == 0


def test_what_changes_nothing_asks_for_nothing(editor, client, table):
    path = table(line(1))
    client.post(PAGE, {"waiting": token(send(client, path))})
    shown = send(client, path)
    assert token(shown) is None
    assert "No row of this file changes anything." in shown.content.decode()
    assert waiting() == []


def test_one_persons_file_is_not_anothers(editor, client, table, person_with):
    shown = send(client, table(line(1)))
    client.force_login(person_with("editor"))
    assert client.post(PAGE, {"waiting": token(shown)}).status_code == 422
    assert client.post(PAGE, {"waiting": f"{token(shown)}x"}).status_code == 422
    assert Record.objects.count() == 0


def test_who_may_not_import_is_told_so(client, table, person_with):
    assert client.get(PAGE).status_code == 302
    client.force_login(person_with("contributor"))
    assert client.get(PAGE).status_code == 403
    assert send(client, table(line(1))).status_code == 403
    # Who proposes by file fills in the same tables.
    assert client.get("/en/records/import/law.xlsx").status_code == 200
    client.force_login(person_with("authority"))
    assert client.get("/en/records/import/law.xlsx").status_code == 403


def test_what_cannot_be_read_is_said_at_the_file(editor, client, tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"name\nx\n")
    response = send(client, path)
    assert response.status_code == 422
    assert "row of machine names is missing" in response.content.decode()
    assert waiting() == []
    assert client.post(PAGE, {"kind": "poem"}).status_code == 422


@pytest.mark.parametrize("language", INTERFACE)
def test_the_pages_and_templates_are_there_in_six_languages(editor, client, table, language):
    page = f"/{language}/records/import/"
    assert client.get(page).status_code == 200
    assert send(client, table(line(1), line(2, place="XX")), page=page).status_code == 200
    response = client.get(f"{page}law.xlsx")
    assert f"comity-law-{language}.xlsx" in response["Content-Disposition"]
    assert load_workbook(io.BytesIO(response.content)).sheetnames[0] == "law"
    assert client.get(f"{page}law.csv").content.startswith(b"\xef\xbb\xbf")
    assert client.get(f"{page}poem.csv").status_code == 404


def test_the_preview_costs_the_same_however_many_rows_there_are(editor, client, table, django_assert_max_num_queries):
    def queries(count):
        with django_assert_max_num_queries(200) as counted:
            send(client, table(*(line(n) for n in range(count))))
        return len(counted)

    queries(1)
    assert queries(3) == queries(40)
