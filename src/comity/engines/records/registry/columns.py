"""The columns in which records of a kind stand in a table: those of every card, those of its fields, and its own."""

import re
import uuid
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from typing import Any, Final
from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comity.base.places.queries import names as places
from comity.base.terms.queries import labels
from comity.engines.records.enums import Sort, State, Wording
from comity.engines.records.models import Detail
from comity.engines.records.registry import cells
from comity.engines.records.registry.fields import fields_of
from comity.engines.records.registry.kinds import hook
from comity.engines.records.registry.sketch import Column, Label, Sketch
from comity.engines.records.shapes import CRIME_TYPES, KEY, PLACES, SOURCE_FIELDS
from comity.kernel.errors import Unreadable
from comity.kernel.languages import INTERFACE, own_name


# As in every export; a kind may well have an identifier of its own, such as a law's.
IDENTIFIER: Final = "id"
LANGUAGE: Final = re.compile(r"(title|summary|wording):([a-z]{2,3}(?:-[a-z]{4})?)")
SOURCE: Final = re.compile(r"source([2-9]?):([a-z_]+)")
# What empties a field; an empty cell leaves it as it is, so that nothing is lost by leaving something out.
EMPTIED: Final = "[empty]"
# Names under which the plain exports write what is a column here.
ALIASES: Final = {
    "identifier": IDENTIFIER,
    "publisher": "source:publisher",
    "licence": "source:licence",
    "licence_url": "source:licence_url",
    "source_url": "source:url",
    "retrieved_on": "source:retrieved_on",
}
# What the exports tell besides and a file cannot change.
ONLY_TOLD: Final = frozenset({"kind", "address", "published_at", "title", "title_language", "files"})


def columns_of(
    model: type[Detail],
    *,
    languages: Iterable[str] = tuple(INTERFACE),
    sources: int = 1,
    pending: AbstractSet[uuid.UUID] = frozenset(),
) -> dict[str, Column]:
    """The columns of a kind by name: its card, its fields, then those that its module names itself.

    A module names its own as ``COLUMNS`` in its file ``imports``: a tuple of ``Column``, or kinds of record with one
    each; one of the name of a field stands in that field's place.

    Args:
        model: the kind.
        languages: those in which titles and summaries have columns.
        sources: how many sources have columns.
        pending: keys of records of this kind that are not there yet and may be pointed at all the same.
    """
    found = [identifier(), place(), topics(model), state(), reason(), revision()]
    for language in sorted(languages, key=lambda code: (code != "en", code)):
        found += [column_of_text(part, language) for part in ("title", "summary", "wording")]
    found += [column_of_source(number, name) for number in range(1, sources + 1) for name in SOURCE_FIELDS]
    found += fields_of(
        model, pending, taken={one.name for one in found} | (ALIASES.keys() - {"identifier"}) | ONLY_TOLD
    )
    own = hook(model, "imports", "COLUMNS") or ()
    found += own.get(model.kind, ()) if isinstance(own, dict) else own
    return {one.name: one for one in found}


def only_told(model: type[Detail], known: dict[str, Column]) -> frozenset[str]:
    """The names of columns that exports of a kind have besides, and that a file cannot change."""
    return ONLY_TOLD | ({one.name for one in model._meta.concrete_fields} - known.keys())


def column_named(name: str, known: dict[str, Column]) -> Column | None:
    """The column of a machine name; one for a further language or source is made. None when there is none."""
    name = ALIASES.get(name, name) if name not in known else name
    if name in known:
        return known[name]
    if found := LANGUAGE.fullmatch(name):
        return column_of_text(found[1], found[2])
    if (found := SOURCE.fullmatch(name)) and found[2] in SOURCE_FIELDS:
        return column_of_source(int(found[1] or 1), found[2])
    return None


# ---------------------------------------------------------------- the card


def identifier() -> Column:
    """The column by which a record is found again."""

    def take(sketch: Sketch, text: str) -> None:
        sketch.name = text.lower() if KEY.fullmatch(text.lower()) else text

    return Column(
        IDENTIFIER,
        gettext_lazy("Identifier"),
        gettext_lazy("A permanent name of your own, unique in this database, or the key that an export gives."),
        lambda sketch: sketch.name,
        take,
        example="IT-2021",
        is_required=True,
        limit=300,
    )


def place() -> Column:
    """The column of the State or organisation."""
    read = cells.known_places()

    def take(sketch: Sketch, text: str) -> None:
        sketch.place = read(text) if text else ""

    return Column(
        "place",
        gettext_lazy("State or organisation"),
        gettext_lazy("Code of the place: ISO 3166-1 alpha-2, EU, or ORG- and the name of an organisation."),
        lambda sketch: sketch.place,
        take,
        example="IT",
        sort=Sort.PLACE,
    )


def topics(model: type[Detail]) -> Column:
    """The column of what a record is about: crimes, places, and terms of the lists that its kind has."""
    schemes = (CRIME_TYPES, PLACES, *(one.scheme for one in model.vocabularies))

    def take(sketch: Sketch, text: str) -> None:
        read = tuple(dict.fromkeys(one.strip() for one in text.split(";") if one.strip()))
        for one in read:
            scheme, _colon, term = one.partition(":")
            known = {CRIME_TYPES: crime_types, PLACES: places}.get(scheme)
            if scheme not in schemes or not term or (known is not None and term not in known("en")):
                raise Unreadable(
                    _("“%(topic)s” is not known. Write topics as %(examples)s, with a semicolon between them.")
                    % {"topic": one[:60], "examples": "crime-types:corruption; places:IT"}
                )
        sketch.topics = read

    return Column(
        "topics",
        gettext_lazy("What it is about"),
        gettext_lazy("Crimes, places and terms of the lists of this kind, with a semicolon between them."),
        lambda sketch: "; ".join(sketch.topics),
        take,
        example="crime-types:corruption; places:IT",
    )


def crime_types(language: str) -> Mapping[str, str]:
    """The labels of the crimes by their terms."""
    return labels(CRIME_TYPES, language)


def state() -> Column:
    """The column of where a record stands."""
    choices = tuple((one.value, one.label) for one in (State.DRAFT, State.PUBLISHED, State.WITHDRAWN))
    read = cells.choice(cells.labels_of(dict(choices)), dict(choices))

    def take(sketch: Sketch, text: str) -> None:
        sketch.status = read(text) if text else sketch.status

    return Column(
        "state",
        gettext_lazy("Status"),
        gettext_lazy("Empty: a new record is published, and what is here stays as it is."),
        lambda sketch: sketch.status,
        take,
        choices,
        example=State.PUBLISHED,
        sort=Sort.CHOICE,
    )


def reason() -> Column:
    """The column of why a record is withdrawn."""

    def take(sketch: Sketch, text: str) -> None:
        sketch.reason = text

    return Column(
        "reason",
        gettext_lazy("Reason for withdrawing"),
        gettext_lazy("Needed when the status says withdrawn; readers are shown it."),
        lambda sketch: sketch.reason,
        take,
        limit=500,
    )


def revision() -> Column:
    """The column of the revision that whoever filled in the table had in view."""

    def take(sketch: Sketch, text: str) -> None:
        figures = text.removesuffix(".0")
        if text and not (figures.isascii() and figures.isdigit() and len(figures) < 10):  # noqa: PLR2004 -- more than any record has
            raise Unreadable(
                _("“%(value)s” is not a number. Write figures only, such as 2021.") % {"value": text[:40]}
            )
        sketch.revision = int(figures) if text else None

    return Column(
        "revision",
        gettext_lazy("Revision"),
        gettext_lazy("As the export wrote it: a record that another person changed since is then not overwritten."),
        lambda sketch: "" if sketch.revision is None else str(sketch.revision),
        take,
    )


def column_of_text(part: str, language: str) -> Column:
    """The column of a title, a summary or a wording in one language."""
    name = own_name(language)
    if part == "wording":
        return _wording(language, name)

    def take(sketch: Sketch, text: str) -> None:
        if text or language in sketch.texts:
            setattr(sketch.in_language(language), part, text)

    is_title = part == "title"
    return Column(
        f"{part}:{language}",
        (_("Title (%(language)s)") if is_title else _("Summary (%(language)s)")) % {"language": name},
        gettext_lazy("A title in at least one language.") if is_title else gettext_lazy("Some sentences, or nothing."),
        lambda sketch: str(getattr(sketch.words(language), part)),
        take,
        limit=1000 if is_title else 0,
        sort=Sort.LINE if is_title else Sort.WORDS,
    )


def _wording(language: str, name: str) -> Column:
    choices = tuple((one.value, one.label) for one in Wording)
    read = cells.choice(cells.labels_of(dict(choices)), dict(choices))

    def take(sketch: Sketch, text: str) -> None:
        if text or language in sketch.texts:
            sketch.in_language(language).wording = read(text) if text else Wording.ORIGINAL

    return Column(
        f"wording:{language}",
        _("Wording (%(language)s)") % {"language": name},
        gettext_lazy("How the text came to be. Empty: original."),
        lambda sketch: str(sketch.words(language).wording) if sketch.words(language).title else "",
        take,
        choices,
        example=Wording.ORIGINAL,
        sort=Sort.CHOICE,
    )


def column_of_source(number: int, name: str) -> Column:
    """The column of one thing that is said of a source."""
    label, told, example, limit = SOURCE_WORDS[name]

    def write(sketch: Sketch) -> str:
        if len(sketch.sources) < number:
            return ""
        value = sketch.sources[number - 1].get(name)
        return "" if value is None else str(value)

    def take(sketch: Sketch, text: str) -> None:
        if name.endswith("url") and text and not _is_address(text):
            raise Unreadable(
                _("“%(value)s” is no address. Write it whole: https://example.org/page.") % {"value": text[:60]}
            )
        value: Any = cells.day(text) if text and name == "retrieved_on" else text or None
        if text or len(sketch.sources) >= number:
            sketch.source(number)[name] = value

    sort = Sort.DAY if name == "retrieved_on" else Sort.ADDRESS if name.endswith("url") else Sort.LINE
    return Column(
        f"source{number if number > 1 else ''}:{name}",
        label,
        told,
        write,
        take,
        example=example,
        limit=limit,
        sort=sort,
    )


SOURCE_WORDS: Final[dict[str, tuple[Label, Label, str, int]]] = {
    "title": (
        gettext_lazy("Source"),
        gettext_lazy("Where it comes from: the name of the document or site."),
        "",
        1000,
    ),
    "url": (
        gettext_lazy("Address of the source"),
        gettext_lazy("An address that begins with https:// or http://."),
        "https://example.org/page",
        2000,
    ),
    "publisher": (gettext_lazy("Publisher"), gettext_lazy("Who publishes the source."), "", 300),
    "licence": (gettext_lazy("Licence"), gettext_lazy("On what terms it may be used."), "CC BY 4.0", 300),
    "licence_url": (
        gettext_lazy("Address of the licence"),
        gettext_lazy("An address that begins with https:// or http://."),
        "https://creativecommons.org/licenses/by/4.0/",
        2000,
    ),
    "retrieved_on": (
        gettext_lazy("Retrieved on"),
        gettext_lazy("A day: year, month and day, such as 2003-09-24."),
        "2003-09-24",
        0,
    ),
    "locator": (gettext_lazy("Place in the source"), gettext_lazy("Such as a page or a paragraph."), "p. 12", 300),
}


def _is_address(text: str) -> bool:
    try:
        return bool(re.match(r"https?://[^\s/]", text) and urlsplit(text).hostname)
    except ValueError:
        # Such as a bracket that does not close, which every page that shows the host would stumble over.
        return False
