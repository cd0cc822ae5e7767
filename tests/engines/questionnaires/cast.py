"""Who answers a questionnaire in tests: a coordinator, two ministries of the same State, and strangers."""

import re
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from comity.base.people.models import Membership, Organisation, User
from comity.base.places.models import Place
from comity.engines.questionnaires.registry import USES, Use


NAME = "tests.of-a-state"
# Key of a record that may be linked.
LAW = "00000000-0000-4000-8000-000000000001"


def use():
    """Whoever opened a response answers all of it and clears it; who is named ``reader…`` reads and does no more."""

    def own(person, response):
        return response.opened_by_id == person.pk

    return Use(
        reads=lambda person, response: own(person, response) or person.username.startswith("reader"),
        writes=own,
        clears=own,
        visible=lambda person: Q(opened_by=person),
    )


@dataclass
class Cast:
    coordinator: User
    justice: Organisation
    police: Organisation
    judge: User
    officer: User
    foreigner: User
    foreign: Organisation
    reader: User
    response: Any = None


def person(name, organisation, role="contributor"):
    made = User.objects.create(username=name, first_name=name.title(), last_name="Invented")
    Membership.objects.create(user=made, organisation=organisation, role=role)
    return made


def cast():
    USES[NAME] = use()
    italy = Place.objects.get_or_create(code="IT", defaults={"kind": "state"})[0]
    france = Place.objects.get_or_create(code="FR", defaults={"kind": "state"})[0]
    justice = Organisation.objects.create(name="Ministry of Justice", place=italy)
    police = Organisation.objects.create(name="Ministry of the Interior", place=italy)
    foreign = Organisation.objects.create(name="Ministry of another State", place=france)
    return Cast(
        person("coordinator", justice),
        justice,
        police,
        person("judge", justice),
        person("officer", police),
        person("foreigner", foreign),
        foreign,
        person("reader", foreign),
    )


def sent(page, **more):
    """What the form of a section sends when nothing is typed, with what is."""
    text = page.content.decode()
    start = text.index("data-answering")
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', text[start:])
    return dict(hidden) | more
