import datetime as dt

import pytest

from comity.base.audit.models import Event
from comity.base.terms import actions as terms
from comity.base.terms.models import Concept
from comity.kernel.errors import NotPermitted, Refused
from comity.knowledge.legislation import actions, queries
from comity.knowledge.legislation.actions.annotating import subjects, themes
from comity.knowledge.legislation.enums import Method
from comity.knowledge.legislation.models import Annotation, Law


@pytest.fixture
def law(by, act):
    actions.import_law(act(), by=by)
    return queries.law_by("it", "act-7")


def test_a_rule_says_what_headings_say_and_that_nobody_has_verified_it(law):
    assert queries.terms_by_eid(law) == {"": ["money-laundering"], "art_2-bis": ["firearms"]}
    for annotation in queries.annotations_of(law):
        assert (annotation.method, annotation.is_verified) == (Method.RULE, False)
    assert queries.annotations_of(law, "art_2-bis")[0].note == "Trafficking in firearms"


def test_a_heading_that_no_longer_says_it_loses_what_the_rule_said(law, by, act):
    parsed = act()
    next(part for part in parsed.versions[0].parts if part.eid == "art_2-bis").heading = "Trade"
    actions.import_law(parsed, by=by)
    assert queries.terms_by_eid(law) == {"": ["money-laundering"]}


def test_what_a_person_verified_outlives_the_next_import(law, by, act, person_with):
    editor = person_with("editor")
    actions.verify(queries.annotations_of(law, "art_2-bis")[0], by=editor, on=dt.date(2026, 1, 2))
    parsed = act()
    next(part for part in parsed.versions[0].parts if part.eid == "art_2-bis").heading = "Trade"

    actions.import_law(parsed, by=by)

    (annotation,) = queries.annotations_of(law, "art_2-bis")
    assert (annotation.verified_on, annotation.verified_by) == (dt.date(2026, 1, 2), editor)


def test_a_person_annotates_a_provision_and_it_is_found_by_treaty_article(law, person_with):
    editor = person_with("editor")
    actions.annotate(
        law,
        "art_3",
        by=editor,
        crime_types=["corruption"],
        articles=["XVIII-14:15"],
        issues=["attempt"],
        note="See it.",
    )

    (found,) = queries.with_headings(queries.annotations_for("XVIII-14:15"))
    assert (found.address, found.label, found.heading) == ("/laws/it/act-7/art_3/", "Article 3", "Entry into force")
    assert found.annotation.is_verified
    assert [a.eid for a in queries.provisions_on("corruption", place="IT")] == ["art_3"]
    assert not queries.provisions_on("corruption", place="FR")
    assert [one.slug for one in queries.laws(crime_type="corruption")] == ["act-7"]
    assert [one.slug for one in queries.laws(article="XVIII-14:15")] == ["act-7"]
    event = Event.objects.filter(verb="law.annotate").get()
    assert (event.record_id, event.actor_id) == (law.pk, str(editor.pk))


def test_annotating_again_replaces_what_a_person_said(law, person_with):
    editor = person_with("editor")
    actions.annotate(law, "art_3", by=editor, crime_types=["corruption"])
    actions.annotate(law, "art_3", by=editor, crime_types=["terrorism"])
    assert queries.terms_by_eid(law)["art_3"] == ["terrorism"]


def test_removing_an_annotation_leaves_what_it_said_in_the_trail(law, person_with):
    actions.remove_annotation(queries.annotations_of(law, "art_2-bis")[0], by=person_with("editor"), reason="not so")
    assert queries.annotations_of(law, "art_2-bis") == []
    assert Event.objects.get(verb="law.remove_annotation").details["terms"] == ["crime-types:firearms"]


@pytest.mark.parametrize(
    ("how", "sentence"),
    [
        ({"eid": "art_99"}, "This law has no provision “art_99”."),
        ({"eid": "div_1"}, "This law has no provision “div_1”."),
        ({"crime_types": ["sorcery"]}, "The vocabulary “crime-types” has no term “sorcery”."),
    ],
)
def test_what_cannot_be_said_is_refused(law, person_with, how, sentence):
    with pytest.raises(Refused) as refusal:
        actions.annotate(law, how.pop("eid", ""), by=person_with("editor"), **how)
    assert str(refusal.value) == sentence
    assert not Annotation.objects.filter(method=Method.PERSON).exists()


def test_contributors_do_not_annotate(law, person_with):
    contributor = person_with("contributor")
    for attempt in (
        lambda: actions.annotate(law, "art_3", by=contributor, crime_types=["corruption"]),
        lambda: actions.verify(Annotation.objects.first(), by=contributor),
        lambda: actions.remove_annotation(Annotation.objects.first(), by=contributor, reason="x"),
    ):
        with pytest.raises(NotPermitted):
            attempt()


@pytest.mark.parametrize(
    ("heading", "language", "types"),
    [
        ("Du blanchiment", "fr", {"money-laundering"}),
        ("LAVADO DE ACTIVOS", "es", {"money-laundering"}),
        ("LEY CONTRA LA CORRUPCION", "es", {"corruption"}),
        ("洗钱罪", "zh", {"money-laundering"}),
        ("Контрабанда", "ru", set()),
        ("نظام مكافحة غسل الأموال", "ar", {"money-laundering"}),
        ("Conflits armés", "fr", set()),
        ("", "en", set()),
    ],
)
def test_headings_in_six_languages(world, heading, language, types):
    assert set(subjects(heading, language)) == types


def test_a_word_that_is_added_to_a_vocabulary_counts_from_the_next_law_on(world, person_with):
    assert subjects("Of greasing palms", "en") == {}
    bribery = Concept.objects.get(key="crime-types:corruption")
    terms.relabel(bribery, "en", "Greasing palms", by=person_with("editor"))
    assert subjects("Of greasing palms", "en") == {"corruption": "greasing palms"}


def test_every_theme_is_a_keyword_and_every_type_a_crime_type(world):
    from comity.base.terms.queries import labels

    assert set(themes()) <= set(labels("keywords", "en"))
    assert set(themes().values()) <= set(labels("crime-types", "en"))


def test_a_visitor_sees_no_annotations_of_a_draft(law):
    Law.objects.get().record.__class__.objects.update(state="draft", published_at=None)
    assert not queries.provisions_on("firearms")
