"""What a record has several of: its sources, its links, its satellites, the entries of its lists."""

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comity.engines.records.enums import Relation, Sort
from comity.engines.records.models import Detail, Record, Satellite
from comity.engines.records.registry import cells
from comity.engines.records.registry.columns import SOURCE_WORDS, column_of_source
from comity.engines.records.registry.faults import in_the_database, of_the_detail
from comity.engines.records.registry.fields import columns_in
from comity.engines.records.registry.kinds import detail_models, hook
from comity.engines.records.registry.sketch import Column, Label, Sketch
from comity.engines.records.shapes import KEY, SOURCE_FIELDS, Piece, identity
from comity.kernel.errors import Unreadable


WEB: Final = URLValidator(schemes=["http", "https"])


@dataclass(frozen=True, slots=True)
class Group:
    """Rows of one form, each of which can be added and taken away.

    Attributes:
        name: for machines, unique in the form.
        label: what readers call the rows together.
        help: what they are for, in a sentence; empty when the label says it.
        columns: of each row; they write and read a sketch whose ``detail`` is the row.
        fresh: makes an empty row.
        rows: those that a record has.
        handed: puts rows onto a record.
        faults: what is wrong with a row as a whole: column (empty for the whole) and sentence.
        least: how many there must be.
    """

    name: str
    label: Label
    help: Label
    columns: tuple[Column, ...]
    fresh: Callable[[], Any]
    rows: Callable[[Sketch], list[Any]]
    handed: Callable[[Sketch, list[Any]], None]
    faults: Callable[[Any], dict[str, str]] = lambda row: {}
    least: int = 0


def groups_of(model: type[Detail]) -> Iterator[Group]:
    """The groups of a kind: its lists, its satellites, what its module adds, links and sources."""
    for name, pieces in model.makeup.lists.items():
        yield listed(model, name, pieces)
    for name in model.satellites:
        if (satellite := satellite_of(model, name)).is_told:
            yield attached(model, name, satellite)
    yield from (hook(model, "registry", "GROUPS") or (lambda: ()))()
    yield links()
    yield sources()


def satellite_of(model: type[Detail], name: str) -> type[Satellite]:
    """The table behind the name of a satellite."""
    found: type[Satellite] = model._meta.get_field(name).related_model  # type: ignore[assignment] # -- a reverse relation
    return found


# ---------------------------------------------------------------- lists inside a field


def listed(model: type[Detail], name: str, pieces: tuple[Piece, ...]) -> Group:
    """The entries of a list that a field keeps."""
    label = model._meta.get_field(name).verbose_name  # type: ignore[union-attr] # -- a concrete field

    def rows(sketch: Sketch) -> list[Any]:
        return [dict(one) for one in getattr(sketch.detail, name) or ()]

    def handed(sketch: Sketch, several: list[Any]) -> None:
        setattr(sketch.detail, name, several)

    return Group(name, label, "", tuple(_piece(one) for one in pieces), dict, rows, handed)


def _piece(piece: Piece) -> Column:
    sort = Sort(piece.sort)

    def written(sketch: Sketch) -> str:
        value = sketch.detail.get(piece.name)
        return "" if value is None else str(value)

    def taken(sketch: Sketch, text: str) -> None:
        if not text:
            sketch.detail.pop(piece.name, None)
        elif sort == Sort.NUMBER:
            if not (text.isascii() and text.isdigit()):
                raise Unreadable(
                    _("“%(value)s” is not a number. Write figures only, such as 2021.") % {"value": text[:40]}
                )
            sketch.detail[piece.name] = int(text)
        elif sort == Sort.ADDRESS:
            sketch.detail[piece.name] = web(text)
        else:
            sketch.detail[piece.name] = cells.language(text) if sort == Sort.LANGUAGE else text

    return Column(
        piece.name, piece.label, piece.help, written, taken,
        example=piece.example, is_required=piece.is_required, limit=2000, sort=sort,
    )  # fmt: skip


def web(text: str) -> str:
    """An address of the web.

    Raises:
        Unreadable: it is none.
    """
    try:
        WEB(text)
    except ValidationError as fault:
        raise Unreadable(
            _("“%(value)s” is no address. Write it whole: https://example.org/page.") % {"value": text[:60]}
        ) from fault
    return text


# ---------------------------------------------------------------- satellites


def attached(model: type[Detail], name: str, satellite: type[Satellite]) -> Group:
    """The rows of a satellite."""
    owner = str(model._meta.get_field(name).remote_field.name)  # type: ignore[union-attr] # -- a reverse relation
    siblings = {one.name: one for one in satellite.siblings()}
    columns = [*columns_in(satellite, without={owner, "position", *siblings})]
    columns += [_sibling(field) for field in siblings.values()]

    def handed(sketch: Sketch, several: list[Any]) -> None:
        for position, row in enumerate(several, 1):
            row.position = position
        held = getattr(sketch.detail, "edited", {})
        sketch.detail.edited = held | {name: several}

    return Group(
        name,
        satellite._meta.verbose_name_plural or name,
        "",
        tuple(columns),
        # It gets its place among the others when all are there.
        lambda: satellite(position=0),
        lambda sketch: sketch.detail.rows().get(name, []),
        handed,
        lambda row: of_the_detail(row, satellite) or in_the_database(row, without=(owner, *siblings)),
    )


def _sibling(field: Any) -> Column:
    """The column that points at a row of another group by its number; it is joined when all rows are there."""

    def written(sketch: Sketch) -> str:
        wanted = getattr(sketch.detail, "pointed", {}).get(field.name)
        if wanted is not None:
            return str(wanted)
        sibling = getattr(sketch.detail, field.name, None)
        return str(sibling.position) if sibling is not None else ""

    def taken(sketch: Sketch, text: str) -> None:
        if text and not (text.isascii() and text.isdigit()):
            raise Unreadable(_("“%(value)s” is not the number of a row.") % {"value": text[:40]})
        held = getattr(sketch.detail, "pointed", {})
        sketch.detail.pointed = held | {field.name: int(text) if text else 0}

    return Column(
        field.name,
        field.verbose_name,
        gettext_lazy("The number of the row that is meant."),
        written,
        taken,
        example="1",
        is_required=not field.blank,
        sort=Sort.SIBLING,
    )


def joined(model: type[Detail], detail: Any) -> dict[tuple[str, int, str], str]:
    """Hand the rows that a form made to their detail, each pointing at its siblings.

    Returns:
        What points at a row that is not there: by group, row (from 0) and column, a sentence.
    """
    held: dict[str, list[Any]] = getattr(detail, "edited", {})
    wrong: dict[tuple[str, int, str], str] = {}
    every = detail.rows() | held
    by_table = {satellite_of(model, name): rows for name, rows in every.items()}
    for name, rows in held.items():
        for index, row in enumerate(rows):
            for field in row.siblings():
                number = getattr(row, "pointed", {}).get(field.name, 0)
                among = by_table.get(field.related_model, [])
                if number > len(among):
                    wrong[name, index, field.name] = _("There is no row %(number)s.") % {"number": number}
                    continue
                setattr(row, field.name, among[number - 1] if number else None)
    if held:
        detail.attach(every)
    return wrong


# ---------------------------------------------------------------- sources and links


def sources() -> Group:
    """Where the record comes from; one at least."""

    def column(name: str) -> Column:
        one = column_of_source(1, name)

        def written(row: Sketch) -> str:
            return one.written(Sketch(detail=None, sources=[row.detail]))

        def taken(row: Sketch, text: str) -> None:
            one.taken(Sketch(detail=None, sources=[row.detail]), text)

        label, told, example, limit = SOURCE_WORDS[name]
        return Column(
            name, label, told, written, taken,
            example=example, is_required=name == "title", limit=limit, sort=one.sort,
        )  # fmt: skip

    def handed(sketch: Sketch, several: list[Any]) -> None:
        sketch.sources = several

    return Group(
        "sources",
        gettext_lazy("Sources"),
        gettext_lazy("Where all of this is known from. One source at least."),
        tuple(column(name) for name in SOURCE_FIELDS),
        dict,
        lambda sketch: [dict(one) for one in sketch.sources],
        handed,
        least=1,
    )


def links(naming: Label = "") -> Group:
    """To which other records this one is linked, and how.

    Args:
        naming: how the other record is named, in a sentence; as on a form when left out.
    """
    choices = tuple((one.value, one.label) for one in Relation)
    read = cells.choice(cells.labels_of(dict(choices)), dict(choices))

    def relation(row: Sketch, text: str) -> None:
        row.detail.relation = read(text) if text else ""

    def other(row: Sketch, text: str) -> None:
        row.detail.object = record_meant(text) if text else None

    def locator(row: Sketch, text: str) -> None:
        row.detail.locator = text

    def handed(sketch: Sketch, several: list[Any]) -> None:
        sketch.links = [(one.relation, one.object, one.locator) for one in several]

    columns = (
        Column(
            "relation", gettext_lazy("How it bears on the other"), gettext_lazy("One of the values listed."),
            lambda row: row.detail.relation, relation, choices, is_required=True, sort=Sort.CHOICE,
        ),
        Column(
            "object", gettext_lazy("The other record"),
            naming
            or gettext_lazy("Its address here, its identifier, or words of its title: you are shown what is found."),
            lambda row: str(row.detail.object or ""), other, example="XVIII-12", is_required=True, sort=Sort.RECORD,
        ),
        Column(
            "locator", gettext_lazy("The part that is meant"),
            gettext_lazy("Such as an article; empty for the whole."),
            lambda row: row.detail.locator, locator, example="18", limit=100,
        ),
    )  # fmt: skip
    return Group(
        "links",
        gettext_lazy("Links to other records"),
        gettext_lazy("What it cites, amends, carries out or applies, where that is in this portal."),
        columns,
        lambda: SimpleNamespace(relation="", object=None, locator=""),
        lambda sketch: [
            SimpleNamespace(relation=relation, object=key, locator=locator)
            for relation, key, locator in sketch.links or ()
        ],
        handed,
    )


def record_meant(text: str) -> uuid.UUID:
    """The key of the record that an address, an identifier or a key names, whoever may read it.

    Raises:
        Unreadable: none is named so.
    """
    keys = keys_named(text)
    found = Record.objects.filter(pk__in=keys).values_list("pk", flat=True).first() if keys else None
    if found is None:
        raise cells.no_record(text)
    return found


def keys_named(text: str) -> list[uuid.UUID]:
    """The keys that records of each kind would have under a name, or at an address of their page."""
    plain = text.strip().split("?")[0].split("#")[0].rstrip("/")
    if found := KEY.search(plain.lower()):
        return [uuid.UUID(found[0])]
    parts = plain.split("/")
    names = {plain, parts[-1], "/".join(parts[-2:])} - {""}
    return [identity(kind, name) for kind in detail_models() for name in sorted(names)]
