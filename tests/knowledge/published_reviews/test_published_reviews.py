"""Published results of reviews: pages, search and tables; how they come to be, the reviews themselves are asked."""

import datetime as dt
import io
import uuid

import pytest
from django.core.exceptions import ValidationError

from comity.base.places import actions as places
from comity.base.places import index
from comity.engines.citations.registry import words_of
from comity.engines.records.actions import put, put_many
from comity.engines.records.enums import Outcome
from comity.engines.records.imports import run
from comity.engines.records.models import Record
from comity.engines.records.shapes import Card, CardSource, CardText
from comity.engines.search.registry import documents_of
from comity.knowledge.published_reviews.models import PublishedObservation, PublishedReview
from comity.project import exports


pytestmark = pytest.mark.django_db
ANSWERS = [
    {
        "instrument": "XVIII-14", "questionnaire": "gone", "edition": "1", "title": {"en": "Questionnaire on bribery"},
        "answers": [
            {"code": "15.1", "article": "XVIII-14:15", "is_records": False, "value": {"en": "Yes, by section nine."},
             "evidence": []},
            {"code": "16.1", "article": "XVIII-14:16", "is_records": False, "value": "no", "evidence": []},
        ],
    }
]  # fmt: skip


@pytest.fixture
def states(service):
    places.load_facts(by=service)
    index.forget()
    return service


def kept(service, place="IT", **fields):
    """A result with a summary in two languages, observations in two, and answers."""
    told = {"mechanism": "corruption", "cycle": "First cycle", "cluster": "chapters-3-4", "reviewers": ["AT", "BR"]}
    one = PublishedReview(**told | {"published_on": dt.date(2024, 5, 2), "answers": ANSWERS} | fields)
    one.attach({
        "observations": [
            PublishedObservation(finding="gap", article="XVIII-14:15", text="It follows no rule.", language="en"),
            PublishedObservation(finding="good_practice", article="", text="ممارسة جيدة", language="ar"),
        ]
    })  # fmt: skip
    texts = (CardText("en", f"Review of {place}", "A summary."), CardText("ar", "استعراض", "ملخص", "official"))
    put(one, Card(f"review-{place}", place, texts, (CardSource("The mechanism"),)), by=service)
    return Record.objects.get(kind="publishedreview", place=place)


def test_the_list_is_narrowed_by_place_mechanism_articles_and_cycle(states, client):
    kept(states)
    kept(states, "KE", mechanism="organized-crime", cycle="Second phase", cluster="cooperation")
    for asked, found in (
        ("place=IT", "IT"), ("mechanism=organized-crime", "KE"), ("cluster=cooperation", "KE"),
        ("cycle=First+cycle", "IT"), ("year=2024&place=KE", "KE"),
    ):  # fmt: skip
        shown = client.get(f"/en/published_reviews/?{asked}").content.decode()
        other = {"IT": "KE", "KE": "IT"}[found]
        assert f"Review of {found}" in shown, asked
        assert f"Review of {other}" not in shown, asked


def test_the_page_shows_each_part_in_its_own_language_and_direction(states, client):
    record = kept(states)
    shown = client.get(f"/ar/published_reviews/{record.pk}/").content.decode()
    assert '<div class="reading pre-line" lang="ar" dir="rtl">ملخص</div>' in shown
    assert '<p class="pre-line" lang="en" dir="ltr">It follows no rule.</p>' in shown
    assert 'href="/ar/treaties/XVIII-14/articles/15/"' in shown
    english = client.get(f"/ar/published_reviews/{record.pk}/?language=en").content.decode()
    assert '<div class="reading pre-line" lang="en" dir="ltr">A summary.</div>' in english


def test_answers_whose_questionnaire_is_not_here_are_not_a_fault(states, client):
    record = kept(states)
    shown = client.get(f"/en/published_reviews/{record.pk}/answers/1/").content.decode()
    assert "is not in this portal" in shown
    assert client.get(f"/en/published_reviews/{record.pk}/answers/2/").status_code == 404
    assert client.get(f"/en/published_reviews/{uuid.uuid4()}/answers/1/").status_code == 404


def test_it_is_found_by_each_of_its_words_in_their_language_and_by_articles_and_cycle(states):
    record = kept(states)
    english, arabic = sorted(documents_of([str(record.pk)]), key=lambda one: one.language, reverse=True)
    for words in ("A summary.", "It follows no rule.", "Yes, by section nine."):
        assert words in english.body
        assert words not in arabic.body
    assert "ممارسة جيدة" in arabic.body
    assert english.articles == arabic.articles == ("XVIII-14:15", "XVIII-14:16")
    assert (english.marks, english.places, english.on) == (("review-cycle:First cycle",), ("IT",), dt.date(2024, 5, 2))


def test_citations_are_looked_for_in_the_observations(states):
    record = kept(states)
    found = {(one.unit, one.language, one.body) for one in words_of([str(record.pk)])}
    assert ("observation-1", "en", "It follows no rule.") in found


def test_programs_are_given_answers_and_observations(states, client):
    record = kept(states)
    told = client.get(f"/api/v1/records/publishedreview/{record.pk}").json()
    assert told["answers"] == ANSWERS
    assert [one["finding"] for one in told["observations"]] == ["gap", "good_practice"]


def test_a_table_brings_back_what_it_took_and_leaves_the_answers_alone(states, tmp_path):
    record = kept(states)
    path = tmp_path / "x.xlsx"
    path.write_bytes(b"".join(exports.writer_of("publishedreview", "xlsx")[1]))
    assert run(path, "publishedreview", by=states).counts == {Outcome.UNCHANGED: 1}
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(path.read_bytes()))
    sheet = book.worksheets[0]
    names = [cell.value for cell in sheet[2]]
    assert "answers" not in names or "review_key" not in names
    sheet.cell(3, names.index("symbol") + 1, "CAC/1")
    book.save(path)
    assert run(path, "publishedreview", by=states).counts == {Outcome.CHANGED: 1}
    one = PublishedReview.objects.get(pk=record.pk)
    assert (one.symbol, one.answers) == ("CAC/1", ANSWERS)


def test_an_article_is_written_with_its_instrument():
    with pytest.raises(ValidationError, match="XVIII-12:5"):
        PublishedObservation(finding="gap", article="article 5", text="x", position=1).clean_fields(exclude=["review"])


def test_two_results_are_put_in_the_queries_of_one(states, django_assert_max_num_queries):
    rows = [(PublishedReview(mechanism="corruption"), Card(f"r{n}", "IT", (CardText("en", "R"),))) for n in range(9)]
    with django_assert_max_num_queries(30):
        put_many(rows, by=states)
