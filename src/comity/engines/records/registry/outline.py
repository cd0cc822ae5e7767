"""A kind of record as a form has it: its columns in sections, and its groups of rows; made from its model alone."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from comity.base.places import queries as places
from comity.base.terms.queries import labels
from comity.engines.records.enums import Sort
from comity.engines.records.models import Detail
from comity.engines.records.registry import cells, coded
from comity.engines.records.registry.columns import column_of_text, place
from comity.engines.records.registry.fields import fields_of
from comity.engines.records.registry.groups import Group, groups_of
from comity.engines.records.registry.kinds import hook
from comity.engines.records.registry.sketch import Column, Label, Sketch
from comity.engines.records.shapes import CRIME_TYPES, PLACES
from comity.kernel.errors import Unreadable
from comity.kernel.languages import INTERFACE, interface_language


@dataclass(frozen=True, slots=True)
class Wording:
    """What a form calls a column, where its model says too little."""

    label: Label
    help: Label = ""
    example: str = ""
    sort: Sort | None = None
    # Values from which to choose, with what each is called; asked for when a form is made.
    choices: Callable[[], tuple[tuple[str, str], ...]] | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """Some columns under a heading."""

    name: str
    label: Label
    columns: tuple[Column, ...]
    help: Label = ""


@dataclass(frozen=True, slots=True)
class Outline:
    """Everything that can be typed of a record of one kind.

    Attributes:
        languages: those in which it has a title and a summary, side by side.
        texts: title, summary and wording of each language.
        sections: its other columns.
        groups: its rows.
        fixed: the columns that a record keeps once it is there: those of its permanent name, and what it begins with.
    """

    model: type[Detail]
    languages: tuple[str, ...]
    texts: Mapping[str, tuple[Column, ...]]
    sections: tuple[Section, ...]
    groups: tuple[Group, ...]
    fixed: frozenset[str]

    @property
    def columns(self) -> dict[str, Column]:
        """Every column that stands once, by name."""
        found = [one for several in self.texts.values() for one in several]
        found += [one for section in self.sections for one in section.columns]
        return {one.name: one for one in found}


def outline_of(model: type[Detail], languages: Iterable[str] = ()) -> Outline:
    """The form of a kind.

    A module may say more in its file ``registry``: ``WORDS``, what a form calls columns (``court``, or of a satellite
    ``parties.count``) and groups (``parties``); ``SECTIONS``, a function that gives sections in place of its fields;
    ``GROUPS``, a function that gives further groups; ``BEGUN_WITH``, one that gives sections of a new record alone.

    Args:
        model: the kind.
        languages: further languages in which the record has, or is to have, a text.
    """
    spoken = tuple(dict.fromkeys([*sorted(INTERFACE, key=lambda code: (code != "en", code)), *languages]))
    words: Mapping[str, Wording] = hook(model, "registry", "WORDS") or {}
    own: Callable[[], tuple[Section, ...]] | None = hook(model, "registry", "SECTIONS")
    begun: Callable[[], tuple[Section, ...]] | None = hook(model, "registry", "BEGUN_WITH")
    first = begun() if begun else ()
    topics = topics_of(model) if model.makeup.about else lists_of(model)
    about = Section("about", gettext_lazy("What it is about"), (_place(), *topics))
    if own is None:
        hidden = {*model.derived, *model.makeup.lists}
        columns = tuple(_named(one, words, "") for one in fields_of(model, frozenset()) if one.name not in hidden)
        sections: tuple[Section, ...] = (Section("fields", _singular(model), columns),) if columns else ()
    else:
        sections = own()
    return Outline(
        model,
        spoken,
        {code: tuple(column_of_text(part, code) for part in ("title", "wording", "summary")) for code in spoken},
        (*sections, about, *first),
        tuple(_group(one, words) for one in groups_of(model)),
        frozenset(model.naming) | {column.name for section in first for column in section.columns},
    )


def _singular(model: type[Detail]) -> Label:
    name = str(model._meta.verbose_name)
    return name[:1].upper() + name[1:]


def _named(column: Column, words: Mapping[str, Wording], before: str) -> Column:
    said = words.get(f"{before}{column.name}")
    if said is None:
        return column
    choices = said.choices() if said.choices else ()
    if choices:
        column = replace(column, taken=_closed_to(column, frozenset(value for value, _label in choices)))
    return replace(
        column,
        label=said.label,
        help=said.help or column.help,
        example=said.example or column.example,
        sort=said.sort or (Sort.CHOICE if choices else column.sort),
        choices=choices or column.choices,
    )


def _closed_to(column: Column, values: frozenset[str]) -> Callable[[Sketch, str], None]:
    """The same column, which takes one of these values, or leaves what stands there."""

    def take(sketch: Sketch, text: str) -> None:
        if text and text not in values and text != column.written(sketch):
            raise Unreadable(
                _("“%(value)s” is not one of the values that may stand here: %(allowed)s.")
                % {"value": text[:40], "allowed": ", ".join(sorted(values))[:300]}
            )
        column.taken(sketch, text)

    return take


def _group(group: Group, words: Mapping[str, Wording]) -> Group:
    said = words.get(group.name)
    columns = tuple(_named(one, words, f"{group.name}.") for one in group.columns)
    if said is None:
        return replace(group, columns=columns)
    return replace(group, columns=columns, label=said.label, help=said.help or group.help)


def _place() -> Column:
    """The place, which a form takes by its name too."""
    column = place()

    def take(sketch: Sketch, text: str) -> None:
        column.taken(sketch, coded.place(text) if text else "")

    return replace(
        column, taken=take, help=gettext_lazy("The name of a State or organization, or its code, such as IT.")
    )


# ---------------------------------------------------------------- what it is about, one list at a time


def topics_of(model: type[Detail]) -> Iterator[Column]:
    """A column for each list of topics: crimes, places beside its own, and the lists of the kind."""
    language = interface_language(get_language() or "en")
    yield _topics(
        CRIME_TYPES, gettext_lazy("Crimes"), tuple(labels(CRIME_TYPES, language).items()), coded.term((CRIME_TYPES,))
    )
    yield replace(
        _topics(PLACES, gettext_lazy("Other places that it is about"), (), coded.place),
        help=gettext_lazy("Names or codes of places, with a bar or a semicolon between them: IT | FR."),
        example="FR | ML",
        sort=Sort.PLACES,
    )
    yield from lists_of(model)


def lists_of(model: type[Detail]) -> Iterator[Column]:
    """A column for each list of topics that the kind has for itself, such as the languages that a State accepts."""
    for one in model.vocabularies:
        choices = tuple((term, label) for term, label in one.names.items())
        yield _topics(one.scheme, one.label, choices, _closed(choices))


def _closed(choices: tuple[tuple[str, Label], ...]) -> Callable[[str], str]:
    @cache
    def read() -> Callable[[str], str]:
        return cells.choice(cells.labels_of(dict(choices)), dict(choices))

    return lambda text: str(read()(text))


def _topics(scheme: str, label: Label, choices: tuple[tuple[str, Label], ...], read: Callable[[str], str]) -> Column:
    def mine(sketch: Sketch) -> list[str]:
        return [one.partition(":")[2] for one in sketch.topics if one.startswith(f"{scheme}:")]

    def take(sketch: Sketch, text: str) -> None:
        given = [read(one.strip()) for one in text.replace(";", "|").split("|") if one.strip()]
        others = [one for one in sketch.topics if not one.startswith(f"{scheme}:")]
        sketch.topics = (*others, *(f"{scheme}:{one}" for one in dict.fromkeys(given)))

    return Column(
        f"topics:{scheme}",
        label,
        gettext_lazy("All that apply."),
        # In one order, so that ticking the same boxes changes nothing.
        lambda sketch: cells.BETWEEN.join(sorted(mine(sketch))),
        take,
        choices,
        sort=Sort.SEVERAL,
    )


def place_names() -> list[tuple[str, str]]:
    """Every place as a list of suggestions writes it: code, “Italy (IT)”."""
    names = places.names(interface_language(get_language() or "en"))
    return [(code, f"{name} ({code})") for code, name in names.items()]
