"""What the modules tell of names and texts, found in the installed apps: there is no list to keep."""

import hashlib
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from django.apps import apps
from django.db.models import Prefetch

from comity.base.places import queries as places
from comity.base.places.enums import Kind
from comity.engines.citations.grammar import Register, compared
from comity.engines.citations.shapes import Named, Part, Units, Words
from comity.engines.records.enums import State
from comity.engines.records.models import Detail, Record, Text
from comity.engines.search.grammar import citations, folding
from comity.engines.search.grammar.folding import IDEOGRAPHIC
from comity.kernel import notations, numerals
from comity.kernel.languages import INTERFACE


# The code by which it is decided what is a citation.
GRAMMAR: Final = (
    *sorted((Path(__file__).parent / "grammar").glob("*.py")),
    *(Path(str(module.__file__)) for module in (folding, citations, notations, numerals)),
)
# The fewest letters and words of a title that is a name.
SHORTEST_TITLE: Final = 28
SHORTEST_CHINESE: Final = 10
FEWEST_WORDS: Final = 5
OF_A_STATE: Final = frozenset({Kind.STATE, Kind.TERRITORY, Kind.FORMER})
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


def nothing(*_asked: object) -> Iterator[Words]:
    """The texts of a kind of which its card tells everything."""
    return iter(())


def no_units(record: str) -> Units:
    """The parts of a record that has none."""
    return {}


def whole(model: type[Detail]) -> Callable[[Iterable[Place]], Mapping[Place, Part]]:
    """Gives where records of a kind without parts are read; one query."""

    def parts(pairs: Iterable[Place]) -> Mapping[Place, Part]:
        several = list(pairs)
        details = model._default_manager.in_bulk([uuid.UUID(record) for record, _unit in several])
        return {
            (record, unit): Part("", details[key].address)
            for record, unit in several
            if (key := uuid.UUID(record)) in details
        }

    return parts


def addressed(model: type[Detail]) -> Callable[[Iterable[Pair]], Mapping[Pair, str]]:
    """Gives the addresses of records of a kind without parts; one query."""

    def addresses(pairs: Iterable[Pair]) -> Mapping[Pair, str]:
        several = list(pairs)
        details = model._default_manager.in_bulk({record for record, _unit in several})
        return {(record, unit): details[record].address for record, unit in several if record in details}

    return addresses


def no_terms(pairs: Iterable[Pair]) -> Mapping[Pair, str]:
    """The terms of parts that are none."""
    return {}


@cache
def providers() -> tuple[Provider, ...]:
    """Every installed module with a ``citations`` file, in the order of installation.

    One whose records are cited by their titles makes the file of ``by_title``, ``whole`` and the like.

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


def by_title(model: type[Detail]) -> Iterator[Named]:
    """The published records of a kind that is cited by whole titles; two queries.

    A title of a few words, such as “National Drug Strategy”, may be that of anything and is no name here.
    """
    texts = Prefetch("record__texts", Text.objects.order_by("pk"))
    details = model._default_manager.filter(record__state=State.PUBLISHED).select_related("record", "record__place")
    for detail in details.prefetch_related(texts).order_by("pk"):
        titles = [" ".join(text.title.split()) for text in detail.record.texts.all()]
        names = tuple(dict.fromkeys(title for title in titles if is_name(title)))
        place = detail.record.place
        # What a State calls its plan, others may call theirs: such a name means it in texts of that State.
        code = place.code if place is not None and place.kind in OF_A_STATE else ""
        if names:
            yield Named(record=str(detail.pk), kind=model.kind, place=code, names=names, is_by_title=True)


def is_name(title: str) -> bool:
    """Whether a title says enough to mean one thing."""
    if IDEOGRAPHIC.search(title):
        return len(title) >= SHORTEST_CHINESE
    return len(title) >= SHORTEST_TITLE and len(title.split()) >= FEWEST_WORDS


def register() -> Register:
    """Everything that can be cited at this moment; what is cited by its title takes no name from what binds."""
    kinds: dict[str, Provider] = {}
    several: list[Named] = []
    for provider in providers():
        for named in provider.named():
            kinds[named.record] = provider
            several.append(named)
    taken = {
        compared(name) for one in several if not one.is_by_title for name in (*one.names, *one.sure, *one.everywhere)
    }
    several = [
        replace(one, names=tuple(name for name in one.names if compared(name) not in taken))
        if one.is_by_title
        else one
        for one in several
    ]

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
        named.parent, named.calls_itself, named.is_by_title,
    )  # fmt: skip
