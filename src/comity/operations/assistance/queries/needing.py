"""What the requested State has told of requests: asked by the request writer one by one, each with source and date."""

import datetime as dt
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from comity.kernel.languages import own_name
from comity.knowledge.authorities import queries as authorities
from comity.knowledge.authorities.enums import Channel
from comity.knowledge.requirements.enums import Certification
from comity.knowledge.requirements.queries import Asked, asked_by
from comity.operations.assistance import registry
from comity.operations.assistance.enums import Want
from comity.operations.assistance.queries.asking import Statement, declared
from comity.operations.assistance.queries.deciding import state_of
from comity.operations.assistance.shapes import Measure


# Fields in which a State's people write words, and what such words ask of a request. What is CONTENT is one a line.
REQUIREMENT: Final = {
    "content": Want.CONTENT,
    "channel": Want.WAY,
    "translation": Want.TRANSLATION,
    "dual_criminality": Want.DUAL,
    "costs": Want.COSTS,
    "urgent": Want.URGENT,
    "advice": Want.ADVICE,
}
AUTHORITY: Final = {
    "request_contents": Want.CONTENT,
    "legal_basis": Want.BASIS,
    "conditions": Want.LIMITS,
    "means_remark": Want.WAY,
    "urgent_procedure": Want.URGENT,
}


@dataclass(frozen=True, slots=True)
class Source:
    """Who told it, when as far as is known, and the page on which it stands, without the language of the interface."""

    by: str
    on: str
    address: str


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that the requested State has told of requests to it.

    Attributes:
        key: the same as long as what is told is the same, so that a tick of yesterday is not taken for words of today.
        words: the State's own, in ``language``; empty where ``codes`` or ``number`` say all.
        codes: languages, channels or a way of certification, any of which will do.
    """

    key: str
    want: Want
    source: Source
    words: str = ""
    language: str = ""
    codes: tuple[str, ...] = ()
    number: int | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The languages among its codes, each by its own name."""
        return tuple(own_name(code) for code in self.codes) if self.want == Want.LANGUAGE else ()


def needs_of(place: str, measures: tuple[Measure, ...], *, treaty: str, day: dt.date) -> list[Need]:
    """What a State or territory has told of requests for some measures, as any visitor may read it.

    From what its people wrote of requests, from the first of its authorities for the measures, and from what it
    declared on the treaty. The same number of queries for each function of authorities, however much was told.
    """
    state = state_of(place)
    functions = tuple(dict.fromkeys(one.function for one in measures))
    found = [
        *_told(place, state, functions),
        *_of_authorities(place, state, functions, treaty, day),
        *_declared(state, measures, treaty, day),
    ]
    order = list(Want)
    return sorted({one.key: one for one in found}.values(), key=lambda one: order.index(one.want))


def _told(place: str, state: str, functions: tuple[str, ...]) -> Iterator[Need]:
    """What the State's own people have written; three queries for each function."""
    seen: set[str] = set()
    for function in functions:
        for asked in asked_by({place, state}, None, function=function):
            if str(asked.one.pk) not in seen:
                seen.add(str(asked.one.pk))
                yield from _of_requirement(asked)


def _of_requirement(asked: Asked) -> Iterator[Need]:
    one, key = asked.one, f"r{asked.one.pk.hex}"
    published = one.record.published_at
    source = Source(one.told_by, str(one.told_on or (published.date() if published else "")), one.address)
    if asked.languages:
        yield _coded(key, Want.LANGUAGE, asked.languages, source)
    if one.copies:
        yield Need(f"{key}-{Want.COPIES}-{one.copies}", Want.COPIES, source, number=one.copies)
    if one.certification not in {Certification.UNKNOWN, Certification.NONE}:
        yield _coded(key, Want.CERTIFICATION, (one.certification,), source)
    for name, want in REQUIREMENT.items():
        yield from _worded(key, want, getattr(one, name), one.language, source)


def _of_authorities(place: str, state: str, functions: tuple[str, ...], treaty: str, day: dt.date) -> Iterator[Need]:
    """What the authority that is asked first for each function has told of requests to it."""
    territory = place if place != state else ""
    for function in functions:
        asked = authorities.Question(state, function, day, treaty=treaty, territory=territory)
        answer = authorities.find(asked, authorities.reading_of(None))
        if answer.found:
            yield from _of_authority(answer.found[0])


def _of_authority(found: authorities.Found) -> Iterator[Need]:
    authority, told = found.shown.authority, found.shown.particulars
    key = f"a{authority.pk.hex}"
    name, language = found.shown.name("en")
    source = Source(name, str(authority.confirmed_on or ""), authority.address)
    if found.languages:
        yield _coded(key, Want.LANGUAGE, tuple(found.languages), source)
    channels = tuple(one for one in found.channels if one in Channel.values)
    if channels:
        yield _coded(key, Want.CHANNEL, channels, source)
    for field, want in AUTHORITY.items():
        yield from _worded(key, want, str(told.get(field) or ""), language, source)


def _declared(state: str, measures: tuple[Measure, ...], treaty: str, day: dt.date) -> Iterator[Need]:
    """What the State declared on the treaty that was chosen, and on its convention; one query."""
    instrument = registry.instruments().get(treaty)
    if instrument is None:
        return
    kinds = frozenset(kind for one in measures for kind in one.kinds)
    symbols = tuple(filter(None, (treaty, instrument.convention)))
    for statement in declared(symbols, state, kinds, day):
        yield _of_statement(statement)


def _of_statement(statement: Statement) -> Need:
    action = statement.action
    source = Source(action.provenance.title, action.on_text, f"/treaties/{action.treaty.symbol}/statements/")
    key = f"s{action.pk}-{_sum(action.text)}"
    return Need(key, Want.DECLARATION, source, action.text, action.language or "en")


def _coded(key: str, want: Want, codes: tuple[str, ...], source: Source) -> Need:
    return Need(f"{key}-{want}-{_sum(' '.join(codes))}", want, source, codes=codes)


def _worded(key: str, want: Want, words: str, language: str, source: Source) -> Iterator[Need]:
    """What is told in words; each line of what a request contains is asked by itself."""
    lines = words.splitlines() if want == Want.CONTENT else [words]
    for line in filter(None, (one.strip() for one in lines)):
        yield Need(f"{key}-{want}-{_sum(line)}", want, source, line, language)


def _sum(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:10]
