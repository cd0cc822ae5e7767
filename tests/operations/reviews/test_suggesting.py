"""What is suggested to a State: only what it holds and the reader may read, and never an answer by itself."""

import csv
from types import SimpleNamespace

import pytest
from django.db.models import Q

from comity.base.people.actions import ensure_service
from comity.base.people.models import User
from comity.base.places.models import Place
from comity.engines.questionnaires import actions, queries
from comity.engines.questionnaires.actions.answering import Text as Written
from comity.engines.questionnaires.models import Answer, Version
from comity.engines.questionnaires.registry import USES, Use, definition_of, suggested
from comity.engines.records.enums import State
from comity.engines.records.models import Record, Text
from comity.engines.search.enums import Facet
from comity.knowledge.authorities.models import Authority, Designation
from comity.knowledge.legislation.models import Annotation, AnnotationTerm, Law
from comity.operations.reviews import registry, suggesting


pytestmark = pytest.mark.django_db
USE = "tests.review"


@pytest.fixture
def coordinator(place, person_with):
    return person_with("contributor")


@pytest.fixture
def _use():
    """A use that lets who opened a response do everything with it."""

    def own(person, response):
        return response.opened_by_id == person.pk

    USES[USE] = Use(own, own, own, lambda person: Q(opened_by=person))
    yield
    del USES[USE]


@pytest.fixture
def forms(db):
    """The questionnaires on cooperation of both conventions, as they ship."""
    from pathlib import Path

    from comity.operations import reviews

    folder = Path(reviews.__file__).parent / "facts" / "questionnaires"
    service = ensure_service()
    actions.load_definitions(folder, by=service)
    return {one.questionnaire.code: one for one in Version.objects.select_related("questionnaire")}


@pytest.fixture
def response(forms, coordinator, _use):
    return actions.open_response(forms["untoc-cooperation"], USE, by=coordinator, place="IT")


def record(kind, title, *, by, state=State.PUBLISHED, place="IT"):
    from django.utils import timezone

    published = timezone.now() if state == State.PUBLISHED else None
    made = Record.objects.create(kind=kind, place_id=place, state=state, created_by=by, published_at=published)
    Text.objects.create(record=made, language="en", title=title)
    return made


def law(title, article, *, by, state=State.PUBLISHED, place="it"):
    made = Law.objects.create(
        record=record("law", title, by=by, state=state), jurisdiction=place, slug=title.lower().replace(" ", "-"),
        identifier=title, language="en",
    )  # fmt: skip
    annotation = Annotation.objects.create(law=made, eid="art_3", method="person", by=by)
    AnnotationTerm.objects.create(annotation=annotation, scheme="instrument-articles", term=article)
    return made


def authority(name, function, *, by, state=State.PUBLISHED):
    made = Authority.objects.create(
        record=record("authority", name, by=by, state=state), identifier=name.replace(" ", "-")
    )
    Designation.objects.create(authority=made, function=function)
    return made


def offered(response, code, person):
    """The words suggested for one question, with who suggests them."""
    question = definition_of(response.version).questions[code]
    found = suggested(response, [question], person=person, language="en").get(code, [])
    return [(one.provider, one.words) for one in found]


def test_provisions_annotated_with_the_article_are_suggested_as_evidence(response, coordinator):
    by = ensure_service()
    known = law("Extradition Act", "XVIII-12:16", by=by)
    law("Hidden bill", "XVIII-12:16", by=by, state=State.DRAFT)
    law("Act of another State", "XVIII-12:16", by=by, place="fr")
    law("Another matter", "XVIII-12:18", by=by)
    assert offered(response, "16.1", coordinator) == [("reviews.provisions", "Extradition Act art_3")]
    question = definition_of(response.version).questions["16.provisions"]
    one = suggested(response, [question], person=coordinator, language="en")["16.provisions"][0]
    assert (one.value, one.evidence) == ([str(known.pk)], [{"record": str(known.pk), "locator": "art_3"}])
    assert one.address == "/en/laws/it/extradition-act/art_3/"
    assert not Answer.objects.exists()


def test_the_central_authority_is_suggested_from_the_directory(response, forms, coordinator):
    by = ensure_service()
    known = authority("Ministry of Justice", "mutual-legal-assistance", by=by)
    authority("Draft authority", "mutual-legal-assistance", by=by, state=State.DRAFT)
    authority("Coast guard", "smuggling-of-migrants-by-sea", by=by)
    assert offered(response, "18.9", coordinator) == [("reviews.authorities", "Ministry of Justice")]
    other = actions.open_response(forms["uncac-cooperation"], USE, by=coordinator, place="IT")
    assert offered(other, "46.11", coordinator) == [("reviews.authorities", "Ministry of Justice")]
    assert offered(other, "46.12", coordinator) == []
    question = definition_of(response.version).questions["18.9"]
    one = suggested(response, [question], person=coordinator, language="en")["18.9"][0]
    actions.take(response, "18.9", one, by=coordinator, seen=0)
    assert queries.values_of(response)["18.9"] == [str(known.pk)]


def test_every_authority_that_is_asked_for_is_asked_for_by_a_question(forms):
    asked = set()
    for version in forms.values():
        definition = definition_of(version)
        for one in definition.questions.values():
            if suggesting.function_of(one, suggesting.article_of(definition, one)):
                asked.add((suggesting.article_of(definition, one), one.paragraph.partition(" ")[0]))
    assert asked == set(suggesting.ASKED_AUTHORITIES)


def closed(version, coordinator, **answers):
    made = actions.open_response(version, USE, by=coordinator, place="IT")
    for code, value in answers.items():
        actions.answer(made, code, Written(value), by=coordinator)
    actions.close_response(made, by=coordinator)
    return made


def test_the_last_answer_to_the_same_question_is_suggested(response, forms, coordinator, person_with):
    version = forms["untoc-cooperation"]
    closed(version, coordinator, **{"16.1": "no", "16.examples": {"en": "Old case"}})
    closed(version, coordinator, **{"16.1": "yes"})
    actions.answer(response, "16.13", Written("no"), by=coordinator)
    assert offered(response, "16.1", coordinator) == [("reviews.earlier", "Yes")]
    # Only the last one counts, and what is still open says nothing.
    assert offered(response, "16.examples", coordinator) == []
    assert offered(response, "16.13", coordinator) == []
    assert offered(response, "16.1", person_with("contributor")) == []


def test_what_was_said_of_the_sister_article_is_suggested_for_the_same_follow_up(response, forms, coordinator):
    said = {"44.examples": {"en": "A case of 2020"}, "44.1": "yes", "46.examples": {"en": "Another matter"}}
    closed(forms["uncac-cooperation"], coordinator, **said)
    assert offered(response, "16.examples", coordinator) == [("reviews.sister", "A case of 2020")]
    # A yes of one treaty is no yes of the other.
    assert offered(response, "16.1", coordinator) == []


def test_an_answer_that_does_not_fit_any_more_is_not_suggested(response, forms, coordinator):
    closed(forms["untoc-cooperation"], coordinator, **{"16.1": "perhaps"})
    assert offered(response, "16.1", coordinator) == []


def test_the_table_of_correspondences_names_articles_that_are_asked_about(forms):
    known = {
        suggesting.article_of(definition_of(version), one)
        for version in forms.values()
        for one in definition_of(version).questions.values()
    }
    with registry.CORRESPONDENCES.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len({(row["organized-crime"], row["corruption"]) for row in rows}) == len(rows) == 28
    assert all(row["source"].startswith("Conventions, article") and row["about"] for row in rows)
    # Use of terms, scope and technical cooperation are not asked about in every part.
    asked = [row for row in rows if row["organized-crime"] in known and row["corruption"] in known]
    assert len(asked) >= 20
    assert registry.sisters()["XVIII-14:44"] == ("XVIII-12:16",)
    assert set(registry.sisters()["XVIII-12:8"]) == {"XVIII-14:15", "XVIII-14:16"}


def test_records_are_named_only_to_who_may_read_them(coordinator, place):
    by = ensure_service()
    public, hidden = law("Public Act", "XVIII-12:5", by=by), law("Hidden bill", "XVIII-12:5", by=by, state=State.DRAFT)
    own = law("My bill", "XVIII-12:5", by=coordinator, state=State.DRAFT)
    keys = [str(one.pk) for one in (public, hidden, own)]
    found = suggesting.named([*keys, "nonsense"], person=coordinator, language="fr")
    assert {one.title for one in found.values()} == {"Public Act", "My bill"}
    assert found[keys[0]].address == "/fr/laws/it/public-act/"
    assert found[keys[0]].language == "en"


def test_evidence_is_found_by_search(coordinator, monkeypatch):
    by = ensure_service()
    public, hidden = law("Public Act", "XVIII-12:5", by=by), law("Hidden bill", "XVIII-12:5", by=by, state=State.DRAFT)
    hits = [SimpleNamespace(record=str(one.pk)) for one in (hidden, public, public)]
    monkeypatch.setattr(suggesting.searching, "ask", lambda words, **how: SimpleNamespace(hits=hits))
    assert [one.title for one in suggesting.find("act", person=coordinator, language="en")] == ["Public Act"]


@pytest.mark.parametrize("many", [1, 3])
def test_everything_of_the_state_that_answers_comes_before_what_is_of_others(
    many, coordinator, monkeypatch, django_assert_num_queries
):
    by = ensure_service()
    others = [law(f"Act {n} of France", "XVIII-12:5", by=by, place="fr") for n in range(12)]
    own = [law(f"Own act {n}", "XVIII-12:5", by=by) for n in range(many)]
    hidden = law("Own hidden bill", "XVIII-12:5", by=by, state=State.DRAFT)
    nobodys = law("Act of nobody", "XVIII-12:5", by=by)
    france = Place.objects.get_or_create(code="FR", defaults={"kind": "state"})[0]
    Record.objects.filter(pk__in=[one.pk for one in others]).update(place=france)
    Record.objects.filter(pk=nobodys.pk).update(place=None)
    asked = []

    def ask(words, *, filters, **how):
        asked.append(filters)
        found = [nobodys, hidden, *own] if filters else [others[0], own[0], *others]
        return SimpleNamespace(hits=[SimpleNamespace(record=str(one.pk)) for one in found])

    monkeypatch.setattr(suggesting.searching, "ask", ask)
    # The roles of the person, which records may be read, their texts, and the laws.
    with django_assert_num_queries(4):
        found = suggesting.find("act", person=coordinator, language="en", place="IT")
    assert asked == [{Facet.PLACE: ("IT",)}, {}]
    assert [one.place for one in found] == ["IT"] * many + ["FR"] * 10
    assert [one.title for one in found[: many + 1]] == [*(f"Own act {n}" for n in range(many)), "Act 0 of France"]
    # Without a State the best are the first.
    assert [one.place for one in suggesting.find("act", person=coordinator, language="en")][:3] == ["FR", "IT", "FR"]


def test_only_who_contributes_for_a_state_is_led_to_the_form(coordinator, person_with):
    assert suggesting.contribute(coordinator) == "/en/contributions/new/law/"
    assert suggesting.contribute(person_with("editor")) == ""
    assert suggesting.contribute(User.objects.create(username="nobody")) == ""
