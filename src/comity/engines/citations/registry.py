"""What the modules tell of names and texts, found in the installed apps: there is no list to keep."""

import hashlib
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from django.apps import apps

from comity.base.places import queries as places
from comity.engines.citations.grammar import Register
from comity.engines.citations.shapes import Named, Part, Units, Words
from comity.engines.records.enums import State
from comity.engines.records.models import Record, Text
from comity.engines.search.grammar import citations, folding
from comity.kernel import notations, numerals
from comity.kernel.languages import INTERFACE


# The code by which it is decided what is a citation.
GRAMMAR: Final = (
    *sorted((Path(__file__).parent / "grammar").glob("*.py")),
    *(Path(str(module.__file__)) for module in (folding, citations, notations, numerals)),
)
# A record by its key, and a part of it.
Place = tuple[str, str]
Pair = tuple[uuid.UUID, str]


@dataclass(frozen=True, slots=True)
class Provider:
    """One module's way of telling under which names its records are cited, and what their texts say."""

    name: str
    kinds: tuple[str, ...]
    named: Callable[[], Iterable[Named]]
    words: Callable[[Sequence[str]], Iterable[Words]]
    units: Callable[[str], Units]
    parts: Callable[[Iterable[Place]], Mapping[Place, Part]]
    addresses: Callable[[Iterable[Pair]], Mapping[Pair, str]]
    terms: Callable[[Iterable[Pair]], Mapping[Pair, str]]


def no_terms(pairs: Iterable[Pair]) -> Mapping[Pair, str]:
    """The terms of parts that are none."""
    return {}


@cache
def providers() -> tuple[Provider, ...]:
    """Every installed module with a ``citations`` file, in the order of installation.

    Such a file has ``KINDS``, a tuple of kinds of record; ``named()``, which yields those of its published records
    that can be cited; ``words(record_ids)``, the texts of those of the records that are its own; ``units(record)``,
    the parts of a record by the keys of their numbers; ``parts(pairs)``, what pages call some parts; and
    ``addresses(pairs)``, only where they are read. Where parts are terms of a vocabulary, ``terms(pairs)`` gives
    their ids.
    """
    found = []
    for config in apps.get_app_configs():
        name = f"{config.name}.citations"
        if config.name.startswith("django.") or config.name == "comity.engines" or find_spec(name) is None:
            continue
        module = import_module(name)
        if hasattr(module, "KINDS"):
            found.append(
                Provider(
                    config.name,
                    tuple(module.KINDS),
                    module.named,
                    module.words,
                    module.units,
                    module.parts,
                    module.addresses,
                    getattr(module, "terms", no_terms),
                )
            )
    return tuple(found)


def provider_of(kind: str) -> Provider | None:
    """Who tells of a kind; None for one of which only the card is known."""
    return next((one for one in providers() if kind in one.kinds), None)


def register() -> Register:
    """Everything that can be cited at this moment."""
    kinds: dict[str, Provider] = {}
    several: list[Named] = []
    for provider in providers():
        for named in provider.named():
            kinds[named.record] = provider
            several.append(named)

    def units(record: str) -> Units:
        provider = kinds.get(record)
        return provider.units(record) if provider else {}

    return Register(several, places=names_of_places(), units=units)


def names_of_places() -> dict[str, str]:
    """Codes of States by their names in the six languages; a name that two have is none."""
    found: dict[str, str] = {}
    for language in INTERFACE:
        for code, name in places.names(language).items():
            if found.setdefault(name, code) != code:
                found[name] = ""
    return {name: code for name, code in found.items() if code}


def words_of(records: Sequence[str]) -> Iterator[Words]:
    """The texts of some records: what their modules hand in, and the summaries on the cards of all kinds."""
    for provider in providers():
        yield from provider.words(records)
    cards = Text.objects.filter(record__in=[uuid.UUID(one) for one in records]).exclude(summary="")
    rows = cards.exclude(record__state=State.WITHDRAWN).order_by("record", "language")
    for record, place, language, body in rows.values_list("record", "record__place", "language", "summary"):
        yield Words(record=str(record), unit="", language=language, body=body, place=place or "")


def everything() -> list[str]:
    """The keys of all records in whose texts citations are looked for."""
    rows = Record.objects.exclude(state=State.WITHDRAWN).order_by("pk").values_list("pk", flat=True)
    return [str(key) for key in rows]


def following(record: uuid.UUID | None, limit: int) -> list[str]:
    """The keys of the next records after one, in their order; the first when there is none."""
    rows = Record.objects.exclude(state=State.WITHDRAWN).order_by("pk")
    rows = rows.filter(pk__gt=record) if record is not None else rows
    return [str(key) for key in rows.values_list("pk", flat=True)[:limit]]


def fingerprint(known: Register) -> str:
    """Another whenever anything else could be found: names, numbers, or the code that looks for them."""
    digest = hashlib.sha256()
    for file in GRAMMAR:
        digest.update(file.read_bytes())
    for provider in providers():
        digest.update(Path(import_module(f"{provider.name}.citations").__file__ or "").read_bytes())
    for record in sorted(known.by_record):
        digest.update(repr(_told(known.by_record[record])).encode())
    return digest.hexdigest()


def _told(named: Named) -> tuple[object, ...]:
    return (
        named.record, named.place, named.names, named.sure, named.everywhere, named.numbers, sorted(named.years),
        named.parent, named.calls_itself,
    )  # fmt: skip
