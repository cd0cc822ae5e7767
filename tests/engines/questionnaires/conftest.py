import pytest

from comity.engines.questionnaires import actions
from comity.engines.questionnaires.grammar import reading
from comity.engines.questionnaires.registry import USES, Use, register

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
