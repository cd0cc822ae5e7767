"""Who may change what the places are called, and by which clock they live."""

from functools import cache
from importlib.resources import files
from typing import Protocol

from django.utils.translation import gettext as _

from comity.base.access.enums import Permission
from comity.base.access.roles import HasRoles, may
from comity.base.audit.actions import Actor
from comity.kernel.errors import NotPermitted


class Editor(Actor, HasRoles, Protocol):
    """A person, or the service, who can be noted and whose roles can be asked for."""


def check_may_edit(person: HasRoles | None) -> None:
    """Raise NotPermitted unless the person may change names of places."""
    if not may(person, Permission.PLACE_EDIT):
        raise NotPermitted(_("Only editors may change the names of places."))


@cache
def _zones() -> dict[str, tuple[str, ...]]:
    """The time zones of each State and territory, by ISO 3166 code, as the IANA time zone database lists them."""
    listed = (files("tzdata") / "zoneinfo" / "zone.tab").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in listed.splitlines() if line and not line.startswith("#"))
    found: dict[str, tuple[str, ...]] = {}
    for code, _where, zone, *_rest in rows:
        found[code] = (*found.get(code, ()), zone)
    return found


def only_time_zone(code: str) -> str:
    """The time zone of a State or territory that has one alone; else empty, since it would have to be asked."""
    zones = _zones().get(code, ())
    return zones[0] if len(zones) == 1 else ""
