"""Reads of the directory of registers."""

from collections.abc import Collection

from django.db.models import Prefetch

from comity.base.people.models import User
from comity.engines.records.models import Text, Topic
from comity.engines.records.queries import readable_by
from comity.knowledge.registers.models import Register


HOLDS = "holds"


def registers_of(places: Collection[str], person: User | None = None) -> list[Register]:
    """The registers of some places that this person may read, with titles and what they hold; three queries."""
    found = Register.objects.filter(readable_by(person, "record__"), record__place__in=places)
    texts = Prefetch("record__texts", Text.objects.order_by("pk"))
    topics = Prefetch("record__topics", Topic.objects.order_by("pk"))
    return list(found.select_related("record").prefetch_related(texts, topics).order_by("pk"))


def held_by(register: Register) -> tuple[str, ...]:
    """What a register holds, as values of ``enums.Holds``; it asks nothing when it came from ``registers_of``."""
    return tuple(one.term for one in register.record.topics.all() if one.scheme == HOLDS)
