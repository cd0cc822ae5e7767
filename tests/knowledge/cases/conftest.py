import pytest

from comity.base.places import actions as places
from comity.base.places import index as places_index
from comity.base.terms import actions as terms
from comity.base.terms import index as terms_index
from comity.engines.records.shapes import Card, CardSource, CardText
from comity.knowledge.cases.enums import AgeGroup, CitedKind, Gender, Nature, Role, SectionKind
from comity.knowledge.cases.models import (
    Attachment,
    CaseSection,
    CaseTerm,
    Charge,
    Citation,
    Cooperation,
    Instance,
    Measure,
    Party,
)
from comity.knowledge.cases.shapes import NewCase

from ...loading import once


def load(by):
    places.load_facts(by=by)
    places_index.forget()
    terms.load_facts(by=by)


@pytest.fixture(scope="package")
def loaded(django_db_setup, django_db_blocker):
    """Every place and vocabulary, loaded once for these tests and taken away after them."""
    yield from once(django_db_blocker, load)


@pytest.fixture(autouse=True)
def vocabularies(loaded, db):
    """Places and vocabularies, in which a test may change what it likes."""
    places_index.forget()
    terms_index.forget()
    yield
    places_index.forget()
    terms_index.forget()


@pytest.fixture
def new_case():
    """Make a case with everything that a case can have; fields and parts may be given in place of it."""

    def make(name="xx-1", *, title="The State v. Bee Traders", place="IT", fields=None, **parts):
        trader = Party(
            role=Role.DEFENDANT,
            name="Bee Traders Ltd",
            nature=Nature.COMPANY,
        )
        seller = Party(
            role=Role.DEFENDANT, age_min=31, age_max=31, gender=Gender.MALE, nationalities=["FR"], name="J. D."
        )
        given = {
            "sections": [
                CaseSection(kind=SectionKind.COMMENTARY, language="en", body="The first case about bees."),
                CaseSection(kind=SectionKind.COMMENTARY, language="fr", body="La première affaire d’abeilles."),
                CaseSection(kind=SectionKind.JUDGMENT, language="it", body="In nome del popolo italiano.\n\nLe api."),
            ],
            "terms": [
                CaseTerm(term="crime-types:trafficking-in-persons"),
                CaseTerm(term="tip-keywords:recruitment"),
                CaseTerm(term="cross-cutting:attempt"),
            ],
            "instances": [
                Instance(court="Tribunale di Roma", level="first-instance", decided="2010"),
                Instance(court="Corte d’appello", level="appellate", outcome="partly-reversed", decided="2012-03"),
            ],
            "parties": [
                trader,
                seller,
                Party(
                    role=Role.VICTIM,
                    nature=Nature.GROUP,
                    count=13,
                    count_children=3,
                    age_min=12,
                    age_max=53,
                    gender=Gender.FEMALE,
                    nationalities=["WS"],
                ),
                Party(role=Role.VICTIM, age_group=AgeGroup.ADULT),
            ],
            "charges": [
                Charge(
                    defendant=seller,
                    offence="Trafficking",
                    statute="art. 601 c.p.",
                    crime_type="trafficking-in-persons",
                    verdict="guilty",
                    imprisonment_months=96,
                ),
                Charge(defendant=trader, offence="Laundering", crime_type="money-laundering", verdict="not-guilty"),
            ],
            "measures": [Measure(measure="confiscated", what="a van", amount="1200.50", currency="EUR")],
            "cooperation": [Cooperation(form="extradition", places=["FR"], basis="Convention of 1957")],
            "citations": [Citation(kind=CitedKind.CASE, text="[2010] UKSC 1")],
            "attachments": [Attachment(title="decision.pdf", url="https://court.example.org/decision.pdf")],
        } | parts
        card = Card(
            name,
            place,
            (CardText("en", title, "A trader sold bees."), CardText("ar", "الدولة ضد تجار النحل", "باع تاجر النحل.")),
            (CardSource("Register of Examples", url="https://cases.example.org/1", licence="CC0-1.0"),),
        )
        own = {"decided": "2012-03", "court": "Corte d’appello", "language": "it"}
        return NewCase(card, own | (fields or {}), given)

    return make
