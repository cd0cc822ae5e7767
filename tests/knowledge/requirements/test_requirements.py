"""What a State asks of requests: shown in its own words, read by function, and nothing of a draft to anybody else."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comity.engines.records import actions
from comity.engines.records.shapes import Card, CardSource, CardText
from comity.knowledge.requirements.models import Requirement
from comity.knowledge.requirements.queries import asked_by


pytestmark = pytest.mark.django_db


def requirement(by, place, name, *, publish=True, **fields):
    card = Card(
        name=name,
        place=place.code,
        texts=(CardText("en", f"Requests to us ({name})"),),
        sources=(CardSource("Note of the ministry"),),
        topics=("language:fr", "language:en"),
    )
    record = actions.draft(Requirement(**fields), card, by=by)
    if publish:
        actions.publish(record, by=by)
    return record


@pytest.fixture
def editor(person_with):
    return person_with("editor")


def test_what_is_for_every_request_comes_with_what_is_for_one_function(place, editor):
    requirement(editor, place, "extradition", about="extradition", copies=3)
    requirement(editor, place, "every", about="every", costs="None are asked back.")
    requirement(editor, place, "assets", about="asset-recovery")
    found = asked_by([place.code], None, function="extradition")
    assert [one.one.about for one in found] == ["every", "extradition"]
    assert found[1].languages == ("en", "fr")
    assert len(asked_by([place.code], None)) == 3
    assert asked_by(["ZZ"], None) == []


def test_a_draft_is_read_by_its_author_and_by_nobody_else(place, editor, person_with):
    requirement(editor, place, "draft", publish=False, advice="Call us first.")
    assert asked_by([place.code], None) == []
    assert asked_by([place.code], person_with("contributor")) == []
    assert len(asked_by([place.code], editor)) == 1


def test_the_same_queries_however_many_there_are(place, editor):
    for number in range(3):
        requirement(editor, place, str(number))
        with CaptureQueriesContext(connection) as queries:
            asked_by([place.code], None)
        assert len(queries) == 3


def test_the_page_tells_every_field_in_the_language_in_which_it_is_written(client, place, editor):
    record = requirement(
        editor, place, "all", about="mutual-legal-assistance", language="fr", copies=2, certification="apostille",
        translation="Une traduction assermentée.", told_by="Ministère", told_on=dt.date(2026, 3, 1),
    )  # fmt: skip
    page = client.get(f"/ar{record.requirement.address}").content.decode()
    assert '<dd lang="fr" dir="ltr">Une traduction assermentée.' in " ".join(page.split())
    assert "2026-03-01" in page
    english = client.get(f"/en{record.requirement.address}").content.decode()
    for words in ("Apostille", "Mutual legal assistance", "Number of copies", "Ministère"):
        assert words in english
    listed = client.get("/en/requirements/?about=mutual-legal-assistance").content.decode()
    assert "Requests to us (all)" in listed
    assert "Requests to us (all)" not in client.get("/en/requirements/?about=extradition").content.decode()
