from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction

from comity.base.audit.models import Event
from comity.base.terms import actions, grammar, index, queries
from comity.base.terms.enums import LabelKind
from comity.base.terms.models import Concept, Definition, Label, Mapping, Scheme
from comity.base.terms.shapes import NewConcept, NewLabel, NewScheme
from comity.kernel.errors import NotPermitted, Refused, Unreadable


pytestmark = pytest.mark.usefixtures("vocabularies")
TABLES = (Scheme, Concept, Label, Definition, Mapping, Event)


def everything():
    return [list(model.objects.order_by("pk").values()) for model in TABLES]


def without(code):
    """Our files, as they would be without one crime type and what is mapped to it."""
    return [
        replace(
            scheme,
            concepts=tuple(
                replace(concept, mappings=tuple(one for one in concept.mappings if one[1] != f"crime-types:{code}"))
                for concept in scheme.concepts
                if (scheme.code, concept.code) != ("crime-types", code)
            ),
        )
        for scheme in grammar.schemes()
    ]


def with_label(concept_key, language, text):
    """Our files, as they would be with another preferred label."""

    def changed(concept):
        labels = tuple(
            replace(one, text=text) if (one.language, one.kind) == (language, LabelKind.PREFERRED) else one
            for one in concept.labels
        )
        return replace(concept, labels=labels)

    scheme_code, code = concept_key.split(":")
    return [
        replace(
            scheme,
            concepts=tuple(
                changed(one) if (scheme.code, one.code) == (scheme_code, code) else one for one in scheme.concepts
            ),
        )
        for scheme in grammar.schemes()
    ]


def test_loading_again_changes_nothing_and_notes_nothing(service, django_assert_max_num_queries):
    before = everything()
    with django_assert_max_num_queries(5 * len(grammar.schemes()) + 4):
        assert not actions.load_facts(by=service)
    assert everything() == before


def test_the_first_loading_was_noted_with_what_it_did():
    event = Event.objects.get(verb="terms.load")
    assert event.details["added"] == sum(model.objects.count() for model in TABLES[:-1])


def test_a_changed_label_in_the_file_is_shown_and_the_earlier_one_still_found(service):
    done = actions.load_facts(by=service, read=with_label("crime-types:money-laundering", "fr", "Lessivage"))
    assert done == actions.Loaded(added=1, changed=1)
    assert queries.labels("crime-types", "fr")["money-laundering"] == "Lessivage"
    assert "crime-types:money-laundering" in {one.concept for one in queries.phrases_in("Blanchiment d’argent")}
    kinds = dict(
        Label.objects.filter(concept="crime-types:money-laundering", language="fr").values_list("text", "kind")
    )
    assert kinds == {"Lessivage": "preferred", "Blanchiment d’argent": "former"}
    # The file returns to the earlier word.
    actions.load_facts(by=service)
    assert queries.labels("crime-types", "fr")["money-laundering"] == "Blanchiment d’argent"
    assert not actions.load_facts(by=service)


def test_a_concept_that_left_the_file_is_retired_and_returns_with_it(service):
    done = actions.load_facts(by=service, read=without("counterfeiting"))
    assert (done.retired, done.added) == (1, 0)
    concept = Concept.objects.get(pk="crime-types:counterfeiting")
    assert concept.retired
    assert concept.until_version == Scheme.objects.get(pk="crime-types").version
    assert "counterfeiting" not in queries.labels("crime-types", "en")
    assert queries.label("crime-types:counterfeiting", "fr") == "Contrefaçon"
    assert not actions.load_facts(by=service, read=without("counterfeiting"))
    actions.load_facts(by=service)
    concept.refresh_from_db()
    assert (concept.retired, concept.until_version) == (False, None)
    assert list(queries.labels("crime-types", "en"))[2] == "counterfeiting"


def test_relabelling_keeps_the_former_label_findable_and_survives_a_loading(person_with):
    editor = person_with("editor")
    concept = Concept.objects.get(pk="keywords:dual-criminality")
    old = queries.labels("keywords", "fr")["dual-criminality"]
    actions.relabel(concept, "FR", "  exigence de la  double punissabilité ", by=editor)
    assert queries.labels("keywords", "fr")["dual-criminality"] == "exigence de la double punissabilité"
    for phrase in (old, "exigence de la double punissabilité"):
        assert "dual criminality" in queries.translations(phrase)["en"]
    assert not actions.load_facts(by=editor)
    assert queries.labels("keywords", "fr")["dual-criminality"] == "exigence de la double punissabilité"
    event = Event.objects.get(verb="terms.relabel")
    assert (event.actor_id, event.subject_id) == (str(editor.pk), concept.pk)
    assert event.details == {"language": "fr", "label": "exigence de la double punissabilité"}
    # And back again, which leaves one preferred label and no third.
    actions.relabel(concept, "fr", old, by=editor)
    assert Label.objects.get(concept=concept, language="fr", kind="preferred").text == old
    assert not actions.load_facts(by=editor)


@pytest.mark.parametrize("role", ["contributor", None])
def test_a_stranger_may_not_relabel(role, person_with):
    person = person_with(role) if role else None
    before = everything()
    with pytest.raises(NotPermitted, match="Only editors"):
        actions.relabel(Concept.objects.get(pk="crime-types:terrorism"), "en", "Terror", by=person)
    with pytest.raises(NotPermitted):
        actions.bring_in(NewScheme("mine"), by=person)
    assert everything() == before


@pytest.mark.parametrize(
    ("language", "text", "sentence"),
    [
        ("en", " ", "between 1 and 300"),
        ("en", "x" * 301, "between 1 and 300"),
        ("en", "Terrorism", "already the label"),
        ("english!", "Terror", "no code of a language"),
    ],
)
def test_a_label_that_is_none_is_refused(language, text, sentence, service):
    with pytest.raises(Refused, match=sentence):
        actions.relabel(Concept.objects.get(pk="crime-types:terrorism"), language, text, by=service)


@pytest.mark.parametrize(
    ("concepts", "sentence"),
    [
        ([("a", "b"), ("b", "a")], "broader than itself"),
        ([("a", "z")], "“z” is not in this vocabulary"),
        ([("a", ""), ("a", "")], "there twice"),
    ],
)
def test_a_vocabulary_that_contradicts_itself_is_refused(concepts, sentence, service):
    english = NewLabel("en", LabelKind.PREFERRED, "word")
    new = NewScheme("mine", concepts=tuple(NewConcept(a, broader=b, labels=(english,), where=a) for a, b in concepts))
    with pytest.raises(Unreadable, match=sentence):
        actions.bring_in(new, by=service)
    assert not Scheme.objects.filter(pk="mine").exists()


def test_a_vocabulary_of_ours_cannot_be_replaced_by_one_brought_in(service):
    with pytest.raises(Refused, match="another name"):
        actions.bring_in(NewScheme("crime-types"), by=service)


def test_the_database_refuses_two_preferred_labels_and_a_half_retired_concept():
    concept = Concept.objects.get(pk="crime-types:terrorism")
    with pytest.raises(IntegrityError), transaction.atomic():
        Label.objects.create(concept=concept, language="en", kind="preferred", text="Terror", review="person")
    with pytest.raises(IntegrityError), transaction.atomic():
        Concept.objects.filter(pk=concept.pk).update(retired=True)


def test_a_change_by_another_process_is_seen_when_the_catalogue_is_no_longer_fresh(service, monkeypatch):
    assert queries.labels("crime-types", "en")["terrorism"] == "Terrorism"
    # What another process does cannot call forget() in this one.
    monkeypatch.setattr(index, "forget", lambda: None)
    actions.relabel(Concept.objects.get(pk="crime-types:terrorism"), "en", "Terrorist crime", by=service)
    index.KEPT.doubt()
    assert queries.labels("crime-types", "en")["terrorism"] == "Terrorist crime"


def test_the_catalogue_takes_a_constant_number_of_queries(django_assert_num_queries):
    index.forget()
    with django_assert_num_queries(5):
        queries.labels("crime-types", "ru")
    with django_assert_num_queries(0):
        queries.definitions("crime-types", "zh")
        queries.translations("extradition")
    with django_assert_num_queries(4):
        for concept in queries.concepts_in("keywords"):
            list(concept.labels.all()), list(concept.definitions.all()), list(concept.mappings.all())
