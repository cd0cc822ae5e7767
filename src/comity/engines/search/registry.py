"""What the modules hand to the index, found in the installed apps: there is no list to keep."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType

from django.apps import apps

from comity.base.access.enums import Permission
from comity.base.places.queries import regions_of
from comity.engines.records.enums import State
from comity.engines.records.models import Detail, Record
from comity.engines.records.queries import topics_by_scheme
from comity.engines.records.shapes import PLACES
from comity.engines.search.enums import Facet
from comity.engines.search.shapes import PUBLIC, Document, MarkGroup


__all__ = [
    "PUBLIC",
    "CardProvider",
    "Document",
    "MarkGroup",
    "Provider",
    "counted",
    "documents_of",
    "everything",
    "kinds",
    "mark_groups",
    "providers",
    "versions",
]


@dataclass(frozen=True, slots=True)
class Provider:
    """One module's way of telling what of it is found."""

    name: str
    kinds: tuple[str, ...]
    documents: Callable[[Sequence[str]], Iterable[Document]]
    everything: Callable[[], Iterator[str]]
    version: str = ""


@cache
def providers() -> tuple[Provider, ...]:
    """Every installed module with a ``search`` file that names its ``KINDS``, in the order of installation.

    Such a file has ``KINDS``, a tuple of kinds of document; ``documents(record_ids)``, which yields the
    documents of those of the records that are its own and may be read by someone; and ``everything()``,
    which yields the ids of all its records. ``MARKS`` names the facets that only its kinds have, if there are any.
    Whenever it hands in other documents than before, an index made with it is made anew: a ``VERSION`` says when that
    is; without one, whenever the file itself changes.
    """
    found = []
    for config in apps.get_app_configs():
        name = f"{config.name}.search"
        if config.name.startswith("django.") or find_spec(name) is None:
            continue
        module = import_module(name)
        if hasattr(module, "KINDS"):
            version = str(module.VERSION) if hasattr(module, "VERSION") else _digest(module)
            found.append(Provider(config.name, tuple(module.KINDS), module.documents, module.everything, version))
    return tuple(found)


def _digest(module: ModuleType) -> str:
    return sha256(Path(module.__file__ or "").read_bytes()).hexdigest()[:16]


def versions() -> str:
    """Which modules hand in what, and in which version: a line of JSON for each, in the order of their names."""
    told = sorted((one.name, *one.kinds, one.version) for one in providers())
    return "".join(f"{json.dumps(one)}\n" for one in told)


@cache
def mark_groups() -> Mapping[str, MarkGroup]:
    """Every facet that only some kinds have, by its code: what the modules name as ``MARKS`` in their ``search``."""
    found: dict[str, MarkGroup] = {}
    for provider in providers():
        for group in getattr(import_module(f"{provider.name}.search"), "MARKS", ()):
            found[group.code] = group
    return found


def counted(filters: Mapping[Facet, tuple[str, ...]]) -> tuple[Facet, ...]:
    """The facets to count for a search with these filters: marks only where a kind is chosen that has some."""
    chosen = set(filters.get(Facet.KIND, ()))
    has_marks = bool(filters.get(Facet.MARK)) or any(chosen & set(group.kinds) for group in mark_groups().values())
    return tuple(facet for facet in Facet if has_marks or facet is not Facet.MARK)


def kinds() -> tuple[str, ...]:
    """Every kind of document that an installed module can hand in."""
    return tuple(kind for provider in providers() for kind in provider.kinds)


def documents_of(record_ids: Sequence[str]) -> Iterator[Document]:
    """The documents of these records, from whichever modules have any."""
    for provider in providers():
        yield from provider.documents(record_ids)


def worded_by(terms: Sequence[str]) -> Iterator[str]:
    """The ids of the records whose documents hold the words of these terms, so that they are made anew with the words.

    Where only the keys of terms stand in a document nothing is to be done: they are put into words when it is shown.
    A module whose documents hold words says so by ``worded_by`` in its ``search`` file.
    """
    for provider in providers():
        if told := getattr(import_module(f"{provider.name}.search"), "worded_by", None):
            yield from told(terms)


@dataclass(frozen=True, slots=True)
class CardProvider:
    """The provider of a simple kind of record: one document for each language of its card."""

    model: type[Detail]

    def documents(self, record_ids: Sequence[str]) -> Iterator[Document]:
        """The titles and summaries of those of the records that are of this kind, with what they are about."""
        records = Record.objects.filter(pk__in=record_ids, kind=self.model.kind).exclude(state=State.WITHDRAWN)
        for record in records.select_related(self.model.kind).prefetch_related("texts", "topics").order_by("pk"):
            detail: Detail = getattr(record, record.kind)
            topics = topics_by_scheme(list(record.topics.all()))
            places = tuple(filter(None, [record.place_id, *topics.pop(PLACES, [])]))
            regions = dict.fromkeys(region for place in places for region in regions_of(place))
            for text in record.texts.all():
                yield Document(
                    id=f"{record.kind}:{record.pk}:{text.language}",
                    record=str(record.pk),
                    kind=record.kind,
                    address=detail.address,
                    language=text.language,
                    title=text.title,
                    body=text.summary,
                    places=places,
                    regions=tuple(regions),
                    terms=tuple(f"{scheme}:{term}" for scheme, terms in topics.items() for term in terms),
                    on=detail.on,
                    wording=text.wording,
                    audience=PUBLIC if record.state == State.PUBLISHED else Permission.RECORD_PUBLISH,
                )

    def everything(self) -> Iterator[str]:
        """The keys of all its records."""
        keys = Record.objects.filter(kind=self.model.kind).order_by("pk").values_list("pk", flat=True)
        return map(str, keys.iterator())

    def functions(self) -> tuple[Callable[[Sequence[str]], Iterator[Document]], Callable[[], Iterator[str]]]:
        """``documents`` and ``everything``, as a module's ``search`` file names them."""
        return self.documents, self.everything


def everything() -> Iterator[str]:
    """The ids of all records of which any module has documents, each once."""
    yield from dict.fromkeys(record for provider in providers() for record in provider.everything())
