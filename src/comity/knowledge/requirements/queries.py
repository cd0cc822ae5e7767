"""Reads of what States ask of requests."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Prefetch

from comity.base.people.models import User
from comity.engines.records.models import Text, Topic
from comity.engines.records.queries import readable_by
from comity.knowledge.requirements.enums import About
from comity.knowledge.requirements.models import Requirement


LANGUAGE = "language"


@dataclass(frozen=True, slots=True)
class Asked:
    """What one record says, with the languages that it accepts."""

    one: Requirement
    languages: tuple[str, ...]


def asked_by(places: Collection[str], person: User | None, *, function: str = "") -> list[Asked]:
    """What some States ask, as this person may read it; three queries however many.

    Args:
        places: the codes of the States.
        person: who reads; None is a visitor.
        function: for which the requests are, one of the values of ``About``; what is for every request is there too.
            Empty for all.
    """
    found = Requirement.objects.filter(readable_by(person, "record__"), record__place__in=places)
    if function:
        found = found.filter(about__in=(About.EVERY, function))
    rows = found.select_related("record").prefetch_related(
        Prefetch("record__texts", Text.objects.order_by("pk")),
        Prefetch("record__topics", Topic.objects.order_by("pk")),
    )
    order = list(About)
    listed = sorted(rows, key=lambda one: (order.index(About(one.about)), str(one.pk)))
    return [
        Asked(one, tuple(topic.term for topic in one.record.topics.all() if topic.scheme == LANGUAGE))
        for one in listed
    ]
