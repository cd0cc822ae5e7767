import pytest

from comity.engines.questionnaires import actions
from comity.engines.questionnaires.actions.answering import Text
from comity.engines.questionnaires.grammar import reading
from comity.engines.questionnaires.registry import (
    SHELVES,
    SUGGESTERS,
    USES,
    Linked,
    Shelf,
    Suggestion,
    Use,
    register,
    register_shelf,
    register_suggester,
)

from . import cast
from .examples import full, small


@pytest.fixture
def editor(person_with):
    return person_with("editor")


@pytest.fixture
def use():
    """A use of questionnaires that a module might make known: whoever opened a response answers it and clears it."""
    from django.db.models import Q

    def own(person, response):
        return response.opened_by_id == person.pk or person.username.startswith("colleague")

    register("tests.form", Use(own, own, lambda person, response: response.opened_by_id == person.pk,
                               lambda person: Q(opened_by=person)))  # fmt: skip
    yield "tests.form"
    del USES["tests.form"]


@pytest.fixture
def released(editor):
    """The small questionnaire, released."""
    draft = actions.draft(reading.definition(small()), by=editor)
    return actions.release(draft, by=editor, seen=1)


@pytest.fixture
def full_one(editor):
    """A released questionnaire with every kind of question, in two sections."""
    made = actions.draft(reading.definition(full()), by=editor)
    return actions.release(made, by=editor, seen=1)


@pytest.fixture
def people(full_one):
    """A coordinator who answers the full questionnaire for a State, with colleagues and strangers."""
    made = cast.cast()
    made.response = actions.open_response(full_one, cast.NAME, by=made.coordinator, place="IT")
    yield made
    USES.pop(cast.NAME)


@pytest.fixture
def at(people):
    """The address of a page about the response."""
    return lambda path="": f"/en/questionnaires/_responses/{people.response.pk}/{path}"


@pytest.fixture
def signed_in(client, people):
    client.force_login(people.coordinator)
    return client


@pytest.fixture
def shelf():
    """A law of the State that answers; tests may add others."""
    laws = {cast.LAW: Linked(cast.LAW, "Firearms Act", "law", "/laws/it/firearms-act/", place="IT")}
    register_shelf(
        Shelf(
            find=lambda words, **who: [one for one in laws.values() if words.lower() in one.title.lower()],
            named=lambda keys, **who: {key: laws[key] for key in keys if key in laws},
            contribute=lambda person: "/en/contributions/new/law/",
        )
    )
    yield laws
    SHELVES.pop()


@pytest.fixture
def suggester():
    asked = []

    def suggest(response, questions, *, person, language):
        asked.append([one.code for one in questions])
        words = Suggestion("tests", "one", "From the last cycle", "It was a yes", value="yes")
        return {one.code: [words] for one in questions if one.code == "1.1"}

    register_suggester("tests", suggest)
    yield asked
    del SUGGESTERS["tests"]


@pytest.fixture
def contested(people):
    actions.assign(people.response, "1", by=people.coordinator, person=people.officer)
    for code, value in (("1.1", "yes"), ("1.3", ["marking"])):
        actions.answer(people.response, code, Text(value), by=people.coordinator)
    actions.answer(people.response, "1.4", Text({"en": "Mine"}), by=people.coordinator)
    actions.answer(people.response, "1.4", Text({"en": "Theirs"}), by=people.officer)
