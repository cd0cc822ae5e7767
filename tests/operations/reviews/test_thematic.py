"""Thematic reports: what is counted, for whom, and that no small number comes out of them by any way."""

import csv
import io
import zipfile

import pytest
from django.urls import reverse

from comity.base.places.models import Place
from comity.operations.reviews import actions
from comity.operations.reviews.enums import Counted, Finding, Step
from comity.operations.reviews.models import Consent
from comity.operations.reviews.queries import thematic

from .ministries import CODE, World, questionnaire


GROUPS = {"IT": "western-european-others", "CH": "western-european-others", "AT": "western-european-others",
          "BR": "latin-american-caribbean"}  # fmt: skip


@pytest.fixture
def world(db):
    made = World()
    questionnaire(made.editor)
    made.cycle = actions.set_up_cycle(made.setting, draw=None, by=made.host)
    made.cycle.questionnaires = {"XVIII-14": [CODE]}
    made.cycle.save()
    for code, group in GROUPS.items():
        Place.objects.filter(code=code).update(group=group)
    return made


def shortened(world, state):
    """Take a review to a published list of observations without the way there, which other tests go."""
    review = world.review
    kinds = (Finding.GAP, Finding.GAP, Finding.GOOD_PRACTICE)
    type(review.procedure).objects.filter(pk=review.pk).update(state=Step.OBSERVATIONS)
    for kind in kinds:
        made = actions.observe(
            world.review, "secret-paragraph", kind=kind, article="XVIII-14:15", language="en", by=world.host
        )
        for code in [state, *(one.place_id for one in review.reviewers.all())]:
            made.agreements.create(place_id=code, by=world.host, at=made.at)
    type(review.procedure).objects.filter(pk=review.pk).update(state=Step.PUBLISHED)


def consent(world, matter, *, is_public=True):
    review = world.review
    Consent.objects.create(review=review, matter=matter, is_public=is_public, by=world.host, at=review.began_at)


def several(world, states, *, is_public=True):
    for state in states:
        others = [code for code in World.STATES if code != state][:2]
        world.open(state, *others)
        shortened(world, state)
        consent(world, "observations", is_public=is_public)


def test_reviews_are_counted_once_by_article_and_regional_group(world):
    several(world, ["IT", "AT", "CH"])
    made = thematic.report(world.cycle, Counted.GAP)
    assert made.rows == ["XVIII-14:15"]
    assert made.table.cells["XVIII-14:15", "western-european-others"] == 3
    assert made.table.cells["XVIII-14:15", "african"] == 0
    assert (made.table.total, made.reviews) == (3, 3)
    assert thematic.report(world.cycle, Counted.SUGGESTION).table.total == 0


def test_small_numbers_are_not_told_in_any_of_the_forms(world, client):
    several(world, ["IT", "AT", "CH", "BR"])
    address = reverse("reviews:report")
    made = thematic.report(world.cycle, Counted.GAP)
    assert made.table.cells["XVIII-14:15", "latin-american-caribbean"] is None
    assert made.table.cells["XVIII-14:15", "western-european-others"] is None
    asked = {"cycle": str(world.cycle.pk), "what": "gap"}
    rows = list(csv.reader(io.StringIO(client.get(address, asked | {"format": "csv"}).content.decode())))
    assert [row[-1] for row in rows[1:]] == ["4", "4"]
    assert rows[1].count("··") == 2
    word = client.get(address, asked | {"format": "docx"})
    text = zipfile.ZipFile(io.BytesIO(word.content)).read("word/document.xml").decode()
    assert "··" in text
    assert "secret-" not in text
    page = client.get(address, asked).content.decode()
    assert "··" in page
    assert "secret-" not in page


def test_everybody_is_shown_only_what_was_consented_to_and_published(world, client):
    several(world, ["IT", "AT", "CH"], is_public=False)
    assert thematic.report(world.cycle, Counted.GAP).table.total == 0
    assert thematic.report(world.cycle, Counted.GAP, everything=True).table.total == 3
    address, asked = reverse("reviews:report"), {"cycle": str(world.cycle.pk), "scope": "all", "format": "csv"}

    def total(person):
        client.logout()
        if person is not None:
            client.force_login(person)
        content = client.get(address, asked).content.decode()
        return list(csv.reader(io.StringIO(content)))[-1][-1]

    assert total(world.host) == "3"
    for person in (None, world.people["IT"].point, world.editor):
        assert total(person) == "0"
    client.force_login(world.host)
    assert b"Not for publication" in client.get(address, {"scope": "all"}).content


def test_answers_are_counted_by_the_article_of_their_question(world):
    for state, value in (("IT", "yes"), ("AT", "yes"), ("CH", "yes"), ("BR", "no")):
        others = [code for code in World.STATES if code != state][:2]
        world.open(state, *others)
        procedure = world.review.procedure
        type(procedure).objects.filter(pk=procedure.pk).update(state=Step.CONSULTATION)
        actions.go(world.review, "open_questionnaires", reason="Agreed in writing", by=world.host)
        them = world.people[state]
        world.review.participants.create(
            place_id=state, person=them.point, role="focal_point", named_by=them.point, named_at=world.review.began_at
        )
        world.answer("q1", value, by=them.point)
        type(procedure).objects.filter(pk=procedure.pk).update(state=Step.PUBLISHED)
        consent(world, "answers")
    made = thematic.report(world.cycle, Counted.YES)
    assert (made.table.total, made.reviews) == (3, 4)
    assert thematic.report(world.cycle, Counted.NO).table.total is None


def test_each_figure_leads_to_its_question(world, client):
    several(world, ["IT", "AT", "CH"])
    page = client.get(reverse("reviews:report"), {"cycle": str(world.cycle.pk)}).content.decode()
    assert "article=XVIII-14%3A15&amp;group=western-european-others#question" in page
    asked = {"cycle": str(world.cycle.pk), "article": "XVIII-14:15", "group": "western-european-others"}
    shown = client.get(reverse("reviews:report"), asked).content.decode()
    assert "SELECT DISTINCT" in shown
    for what in Counted:
        sql = thematic.question(world.cycle, what, "XVIII-14:15", "african")
        assert "african" in sql


def test_the_report_as_pdf_and_what_is_not_there(world, client):
    several(world, ["IT", "AT", "CH"])
    pdf = client.get(reverse("reviews:report"), {"format": "pdf"})
    assert pdf.content.startswith(b"%PDF")
    assert client.get(reverse("reviews:report"), {"format": "exe"}).status_code == 404
    assert client.get(reverse("reviews:report"), {"cycle": "x", "what": "y", "group": "z"}).status_code == 200


@pytest.mark.parametrize("states", [["IT"], ["IT", "AT", "CH", "BR"]])
def test_it_asks_as_often_however_many_reviews(world, states, django_assert_max_num_queries):
    several(world, states)
    with django_assert_max_num_queries(4):
        thematic.report(world.cycle, Counted.GAP)
