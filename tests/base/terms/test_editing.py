"""What staff change in a vocabulary on the screen, and what a new version of the files leaves alone."""

from dataclasses import replace

import pytest
from django.urls import reverse

from comity.base.audit.models import Event
from comity.base.terms import actions, exports, grammar, queries
from comity.base.terms.models import Concept, Label, Scheme
from comity.base.terms.shapes import Content, changed_between
from comity.kernel.errors import NotNow, NotPermitted, Overtaken, Refused


CORRUPTION = "crime-types:corruption"
pytestmark = pytest.mark.usefixtures("vocabularies")


@pytest.fixture
def editor(person_with):
    return person_with("editor")


def now(key=CORRUPTION):
    return queries.content_of(queries.whole(key))


def with_arabic(label, *others):
    content = now()
    return replace(
        content, preferred={**content.preferred, "ar": label}, others={**content.others, "ar": tuple(others)}
    )


def changed(key=CORRUPTION, **fields):
    return actions.change(Concept.objects.get(pk=key), replace(now(key), **fields), by=changed.by)


def test_what_was_loaded_is_what_the_files_say():
    rows = queries.all_concepts("crime-types")
    assert len(rows) > 10
    assert all(changed_between(queries.shipped_content(one.pk), queries.content_of(one)) == [] for one in rows)


def test_a_label_that_staff_chose_stays_when_the_files_say_something_else(editor):
    concept, old = Concept.objects.get(pk=CORRUPTION), now().preferred["ar"]
    assert actions.change(concept, with_arabic("الفساد المالي", "الرشوة والفساد"), by=editor) == ["labels.ar"]
    assert queries.labels("crime-types", "ar")["corruption"] == "الفساد المالي"
    # Whoever learnt the earlier label still finds the term.
    assert Label.objects.get(concept=concept, text=old).kind == "former"
    concept.refresh_from_db()
    assert concept.taken_over == ["labels.ar"]

    # A new version of the files: another label in Arabic, which is left alone, and one in French, which is taken.
    read = [
        replace(
            scheme,
            concepts=tuple(
                replace(
                    one,
                    labels=tuple(
                        replace(label, text=f"{label.text} 2") if label.language in {"ar", "fr"} else label
                        for label in one.labels
                    ),
                )
                if f"{scheme.code}:{one.code}" == CORRUPTION
                else one
                for one in scheme.concepts
            ),
        )
        for scheme in grammar.schemes()
    ]
    actions.load_facts(by=editor, read=read)
    assert (now().preferred["ar"], now().others["ar"]) == ("الفساد المالي", ("الرشوة والفساد",))
    assert now().preferred["fr"] == "Corruption 2"
    actions.load_facts(by=editor)
    assert not actions.load_facts(by=editor)

    # And back to the list, aspect by aspect.
    assert actions.take_shipped(concept, ["labels.ar"], by=editor) == ["labels.ar"]
    concept.refresh_from_db()
    assert (now().preferred["ar"], concept.taken_over) == (old, [])
    assert changed_between(queries.shipped_content(CORRUPTION), now()) == []


def test_every_state_is_kept_with_who_made_it_and_can_be_taken_again(editor):
    concept, before = Concept.objects.get(pk=CORRUPTION), now()
    definition = {**before.definitions, "en": "Abuse of entrusted power."}
    changed.by = editor
    assert changed(definitions=definition, notes={"en": "Not for fraud."}) == ["definition.en", "notes"]
    first, second = concept.revisions.order_by("number")
    assert (first.number, first.event, second.number) == (1, None, 2)
    assert first.content == before.plain()
    event = Event.objects.get(pk=second.event)
    assert (event.verb, event.actor_id, event.details["aspects"]) == (
        "terms.change", str(editor.pk), ["definition.en", "notes"],
    )  # fmt: skip
    # Nothing changed is nothing kept.
    assert changed() == []
    assert concept.revisions.count() == 2
    with pytest.raises(Overtaken):
        actions.change(concept, before, expected=1, by=editor)
    assert actions.change(concept, before, expected=2, by=editor) == ["definition.en", "notes"]
    assert now() == before


def test_a_retired_term_is_kept_by_records_and_offered_no_more_whatever_the_files_say(editor):
    changed.by = editor
    assert changed(retired=True, successor="crime-types:money-laundering") == ["retired"]
    assert "corruption" not in queries.labels("crime-types", "en")
    assert queries.every_label("crime-types", "en")["corruption"] == "Corruption (no longer used)"
    assert queries.label_on_page(CORRUPTION, "en") == "Corruption (no longer used)"
    assert queries.label(CORRUPTION, "en") == "Corruption"
    assert not actions.load_facts(by=editor)
    assert Concept.objects.get(pk=CORRUPTION).retired
    turtle = exports.turtle(Scheme.objects.get(pk="crime-types"), "https://comity.example/")
    assert "isReplacedBy" in turtle
    changed(retired=False, successor="")
    assert queries.labels("crime-types", "en")["corruption"] == "Corruption"


def test_a_term_that_staff_added_is_retired_by_no_file(editor):
    scheme = Scheme.objects.get(pk="crime-types")
    made = actions.add_concept(scheme, "cargo-theft", Content(preferred={"en": "Cargo theft"}), by=editor)
    assert list(queries.labels("crime-types", "en"))[-1] == "cargo-theft"
    assert not actions.load_facts(by=editor)
    assert not Concept.objects.get(pk=made.pk).retired
    with pytest.raises(Refused, match="already"):
        actions.add_concept(scheme, "cargo-theft", now(), by=editor)
    with pytest.raises(NotNow, match="no list"):
        actions.take_shipped(made, ["labels.en"], by=editor)


def test_neighbours_change_places_and_the_files_leave_them_so(editor):
    order = list(queries.labels("crime-types", "en"))
    second = Concept.objects.get(pk=f"crime-types:{order[1]}")
    actions.put_in_order(second, is_up=True, by=editor)
    assert list(queries.labels("crime-types", "en"))[:2] == [order[1], order[0]]
    assert not actions.load_facts(by=editor)
    with pytest.raises(NotNow, match="end"):
        actions.put_in_order(second, is_up=True, by=editor)
    actions.put_in_order(second, is_up=False, by=editor)
    assert list(queries.labels("crime-types", "en")) == order
    assert Concept.objects.get(pk=second.pk).taken_over == []


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"preferred": {"fr": "Corruption"}}, "label in English"),
        ({"preferred": {"en": "x" * 301}}, "between 1 and 300"),
        ({"others": {"en": ("Corruption",)}}, "twice"),
        ({"broader": CORRUPTION}, "below itself"),
        ({"broader": "keywords:extradition"}, "same vocabulary"),
        ({"mappings": (("exact", "crime-types:nowhere"),)}, "no term of ours"),
        ({"mappings": (("exact", "javascript://alert"),)}, "no address"),
        ({"successor": "crime-types:terrorism"}, "retired"),
        ({"retired": True, "successor": CORRUPTION}, "another of this vocabulary"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence_and_nothing_is_kept(editor, fields, sentence):
    changed.by, before = editor, now()
    with pytest.raises(Refused, match=sentence):
        changed(**fields)
    assert now() == before
    assert not Concept.objects.get(pk=CORRUPTION).revisions.exists()


@pytest.mark.parametrize("role", ["contributor", "secretariat", None])
def test_only_editors_change_terms_and_see_the_pages(role, person_with, client):
    person = person_with(role) if role else None
    changed.by = person
    with pytest.raises(NotPermitted):
        changed(notes={"en": "x"})
    if person:
        client.force_login(person)
    pages = [
        reverse("terms:schemes"),
        reverse("terms:scheme", args=["crime-types"]),
        reverse("terms:new", args=["crime-types"]),
        reverse("terms:term", args=[CORRUPTION]),
    ]
    assert {client.get(page).status_code for page in pages} == {403 if person else 302}
    assert client.post(reverse("terms:step", args=[CORRUPTION]), {"do": "up"}).status_code == (403 if person else 302)


def test_the_page_changes_one_label_and_shows_where_it_differs(editor, client, django_assert_max_num_queries):
    client.force_login(editor)
    page = reverse("terms:term", args=[CORRUPTION])
    form = client.get(page).context["form"]
    sent = {name: form[name].value() for name in form.fields if name != "retired"} | {"label_ar": "الفساد المالي"}
    assert client.post(page, sent).status_code == 302
    shown = client.get(page)
    assert [one["aspect"] for one in shown.context["differences"]] == ["labels.ar"]
    assert len(shown.context["history"]) == 2
    # The form was open twice: the second sees that somebody was there.
    assert client.post(page, sent | {"label_ar": "فساد"}).status_code == 409
    assert client.post(page, sent | {"seen": 2, "label_en": ""}).status_code == 422
    client.post(reverse("terms:step", args=[CORRUPTION]), {"do": "take:labels.ar"})
    assert client.get(page).context["differences"] == []
    assert client.get(reverse("terms:term", args=["crime-types:nowhere"])).status_code == 404
    with django_assert_max_num_queries(20):
        listed = client.get(reverse("terms:scheme", args=["keywords"]), {"q": "extradition"})
    assert 0 < listed.context["count"] < Concept.objects.filter(scheme="keywords").count()
