"""What the staff of a service look after: work that waits for them, and the parts of the system that must be well.

A module joins by naming functions in its app: ``desk``, the dotted path of one that gives its ``Line``s and ``Part``s,
and ``health``, of one that gives its ``Check``s. What belongs to no module is named in the settings ``DESK`` and
``HEALTH``. ``comity.base.administration`` shows them all and knows none of them.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.apps import apps
from django.conf import settings
from django.utils.functional import Promise
from django.utils.module_loading import import_string

from comity.base.access.enums import Grade, Permission


@dataclass(frozen=True, slots=True)
class Line:
    """One kind of work that waits for staff.

    Args:
        key: what it is called in code, once in the whole installation: ``people.invitations``.
        label: what it is, in the plural: “invitations that wait”.
        count: how much of it waits for a person; one query.
        permission: who has it, everywhere and not only for an organisation, sees the line.
        page: name of the address where it is done.
        asked: what stands after the question mark of that address.
        is_urgent: whether it should not wait until tomorrow.
    """

    key: str
    label: str | Promise
    count: Callable[[Any], int]
    permission: Permission
    page: str
    asked: str = ""
    is_urgent: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """A page from which staff look after something.

    Args:
        label: what is looked after.
        about: what can be done there, in one sentence.
        permission: who has it, everywhere and not only for an organisation, is shown the way.
        page: name of its address.
    """

    label: str | Promise
    about: str | Promise
    permission: Permission
    page: str


@dataclass(frozen=True, slots=True)
class Finding:
    """How a part of the system is.

    Args:
        grade: whether it is well.
        said: how it is, in one sentence in the reader's language.
        advice: what to do, in one sentence; empty when there is nothing to do.
        figures: the same for machines: plain values, nothing secret and nothing of anybody.
    """

    grade: Grade
    said: str
    advice: str = ""
    figures: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Check:
    """A part of the system that is looked at.

    Args:
        key: what it is called in code and for machines: ``search.index``.
        label: what it is.
        look: finds out how it is, quickly, and writes nothing.
        page: name of the address where something can be done about it; empty for none.
    """

    key: str
    label: str | Promise
    look: Callable[[], Finding]
    page: str = ""


@cache
def lines() -> tuple[Line, ...]:
    """Every kind of work that waits for staff: what belongs to no module first, then in the order of the modules."""
    return tuple(one for one in _told("desk", settings.DESK) if isinstance(one, Line))


@cache
def parts() -> tuple[Part, ...]:
    """Every page from which staff look after something, in the same order."""
    return tuple(one for one in _told("desk", settings.DESK) if isinstance(one, Part))


@cache
def checks() -> tuple[Check, ...]:
    """Every part of the system that is looked at: what belongs to no module first."""
    return tuple(_told("health", settings.HEALTH))


def _told(attribute: str, besides: Iterable[str]) -> Iterable[Any]:
    paths = [path for config in apps.get_app_configs() if (path := getattr(config, attribute, ""))]
    for path in (*besides, *paths):
        yield from import_string(path)()
