import pytest

from comity.base.people.models import Organisation
from comity.base.places import index
from comity.base.places.actions import load_facts as load_places
from comity.knowledge.authorities import actions
from comity.knowledge.authorities.models import Authority
from comity.knowledge.authorities.shapes import Entry, NewDesignation

from ...loading import once


def load(by):
    load_places(by=by)
    index.forget()


@pytest.fixture(scope="package")
def with_places(django_db_setup, django_db_blocker):
    """Every place, loaded once for these tests and taken away after them."""
    yield from once(django_db_blocker, load)


@pytest.fixture
def directory(with_places, db):
    """The places, in which a test may put what authorities it likes."""
    return with_places


PARTICULARS = {
    "address_lines": "Public Street 1",
    "telephones": ["+39 06 555 0101"],
    "emails": ["hidden@example.org"],
    "persons": [{"name": "Hidden Person", "title": "", "telephone": "+39 06 555 0199", "email": ""}],
    "channels": ["email-encrypted", "post"],
    "languages": ["it", "en"],
    "request_contents": "What hidden words ask for",
    "urgent_procedure": "Call first",
    "accepts_interpol": True,
    "notices": [{"begins_on": "2020-03-20", "ends_on": "2020-12-31", "text": "By e-mail only"}],
}
# What stands in the groups that this authority keeps, and must never reach a visitor.
HIDDEN = ("555 0101", "5550101", "hidden@example.org", "Hidden Person", "555 0199", "What hidden words ask for")
KEPT = ("contact", "persons", "requirements")


@pytest.fixture
def entry(directory):
    """An authority of Italy that keeps some groups for other authorities, as a file would hand it in."""

    def make(identifier="IT-justice", place="IT", **given):
        told = {
            "names": {"it": "Ministero di prova", "en": "Ministry of trials"},
            "language": "it",
            "particulars": PARTICULARS,
            "restricted": KEPT,
            "designations": (
                NewDesignation("mutual-legal-assistance", treaty="XVIII-12", article="18(13)", source="A note"),
            ),
        }
        return Entry(identifier, place, **(told | given))

    return make


@pytest.fixture
def put(service):
    """Keep an entry and give back its authority."""

    def keep(entry):
        actions.put_entry(entry, by=service)
        return Authority.objects.select_related("record").get(identifier=entry.identifier)

    return keep


@pytest.fixture
def cast(person_with, directory):
    """A visitor, and people of Italy and of Mali in each role."""
    from comity.base.places.models import Place

    mali = Organisation.objects.create(name="Ministry of Mali", place=Place.objects.get(code="ML"))
    return {
        "visitor": None,
        "contributor": person_with("contributor"),
        "stranger": person_with("contributor", mali),
        "authority": person_with("authority"),
        "foreign authority": person_with("authority", mali),
        "editor": person_with("editor"),
    }
