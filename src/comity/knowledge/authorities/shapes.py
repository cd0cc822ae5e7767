"""Plain data: the fields that an authority fills in, and an authority as files and forms hand it in."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comity.knowledge.authorities.enums import Freshness, Group, Origin


# A record that was not confirmed for so long says so everywhere.
MONTHS: Final = 12
# A file of authorities.
LARGEST: Final = 20 * 2**20  # bytes
# Marks a cell that empties what stands there; an empty cell leaves it.
EMPTIES: Final = "-"


class Form(StrEnum):
    """How the value of a field is made; files write lists with ``;`` and longer entries one a line."""

    LINE = "line"
    WORDS = "words"
    YES_NO = "yes-no"
    TELEPHONES = "telephones"
    EMAILS = "emails"
    WEB = "web"
    LANGUAGES = "languages"
    CHANNELS = "channels"
    # name | title | telephone | e-mail
    PERSONS = "persons"
    # title | address
    LINKS = "links"
    # 2020-03-20/2020-12-31 | words
    NOTICES = "notices"


# The parts of a contact point and of a link in the order in which they are written: PostgreSQL keeps the keys of JSON
# in an order of its own.
ORDER: Final = ("name", "title", "telephone", "email", "url")


def parts_of(one: Mapping[str, str]) -> list[str]:
    """The parts of a contact point or a link, in the order in which they are written."""
    return [one[name] for name in ORDER if name in one]


@dataclass(frozen=True, slots=True)
class Field:
    """One field that an authority may fill in and, with its group, keep for other authorities."""

    name: str
    group: Group
    form: Form
    label: str | Promise


FIELDS: Final[tuple[Field, ...]] = (
    Field("service", Group.ADDRESS, Form.LINE, _("Service to be contacted")),
    Field("address_lines", Group.ADDRESS, Form.WORDS, _("Postal address")),
    Field("telephones", Group.CONTACT, Form.TELEPHONES, _("Telephone")),
    Field("telephones_24h", Group.CONTACT, Form.TELEPHONES, _("Telephone, 24 hours")),
    Field("faxes", Group.CONTACT, Form.TELEPHONES, _("Fax")),
    Field("emails", Group.CONTACT, Form.EMAILS, _("E-mail")),
    Field("website", Group.CONTACT, Form.WEB, _("Website")),
    Field("office_hours", Group.CONTACT, Form.LINE, _("Office hours")),
    Field("utc_offset", Group.CONTACT, Form.LINE, _("Time zone")),
    Field("persons", Group.PERSONS, Form.PERSONS, _("Contact points")),
    Field("channels", Group.MEANS, Form.CHANNELS, _("Means of communication accepted")),
    Field("means_remark", Group.MEANS, Form.WORDS, _("Remark on transmission")),
    Field("languages", Group.LANGUAGES, Form.LANGUAGES, _("Languages accepted")),
    Field("request_contents", Group.REQUIREMENTS, Form.WORDS, _("What a request must contain")),
    Field("legal_basis", Group.REQUIREMENTS, Form.WORDS, _("Legal basis needed")),
    Field("conditions", Group.REQUIREMENTS, Form.WORDS, _("Conditions and limits")),
    Field("urgent_procedure", Group.URGENT, Form.WORDS, _("Procedure in urgent cases")),
    Field("accepts_interpol", Group.URGENT, Form.YES_NO, _("Urgent requests through INTERPOL")),
    Field("accepts_oral", Group.URGENT, Form.YES_NO, _("Oral requests")),
    Field("laws", Group.LAWS, Form.LINKS, _("Laws")),
    Field("templates", Group.LAWS, Form.LINKS, _("Templates and guides")),
    Field("notices", Group.NOTICES, Form.NOTICES, _("Service notices")),
)
FIELD: Final[dict[str, Field]] = {one.name: one for one in FIELDS}


@dataclass(frozen=True, slots=True)
class NewDesignation:
    """That an authority has a function: in general, or under one article of a treaty.

    Attributes:
        function: one of ``enums.Function``.
        treaty: the treaty's symbol, XVIII-12; of a bilateral one a key of ours, CH-US-1973-05-25; empty: in general.
        counterpart: the other State of a bilateral treaty; only its requests come here under it.
        territory: the only territory of the State for which it holds; empty: all of it.
        begins_on: the first day on which it can have held; of a treaty, the day on which it was made.
    """

    function: str
    treaty: str = ""
    treaty_title: str = ""
    treaty_language: str = ""
    treaty_url: str = ""
    article: str = ""
    territory: str = ""
    counterpart: str = ""
    begins_on: dt.date | None = None
    ends_on: dt.date | None = None
    origin: str = Origin.REPORTED
    source: str = ""
    source_url: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A whole authority; ``particulars`` holds values by the names of ``FIELDS``, ``language`` that of its words."""

    identifier: str
    place: str
    names: Mapping[str, str]
    language: str = "en"
    particulars: Mapping[str, Any] = field(default_factory=dict)
    restricted: tuple[str, ...] = ()
    confirmed_on: dt.date | None = None
    confirmed_by: str = ""
    designations: tuple[NewDesignation, ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """What a State declared or notified about a treaty, as whoever knows the treaties hands it in.

    Attributes:
        identifier: permanent, of the act.
        treaty: the symbol.
        place: who said it.
        text: its words.
        language: of these words.
        begins_on: the first day on which it can have been said.
        source: title of where it is known from.
    """

    identifier: str
    treaty: str
    place: str
    text: str
    language: str
    begins_on: dt.date | None
    source: str
    source_url: str = ""


def freshness(confirmed_on: dt.date | None, on: dt.date) -> Freshness:
    """Whether a day of confirmation lies within twelve months before another day."""
    if confirmed_on is None:
        return Freshness.NEVER
    # The same day a year later; the 29th of February counts as the 28th.
    day = min(confirmed_on.day, 28) if confirmed_on.month == 2 else confirmed_on.day  # noqa: PLR2004 -- February
    until = confirmed_on.replace(year=confirmed_on.year + MONTHS // 12, day=day)
    return Freshness.CONFIRMED if on <= until else Freshness.STALE
