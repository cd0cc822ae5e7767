"""A column for each field that only one kind of record has, from what its model says of the field."""

import uuid
from collections.abc import Callable, Collection, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import Any, ClassVar, Protocol

from django.db import models
from django.db.models.options import Options
from django.utils.translation import gettext_lazy

from comity.base.places.models import Place
from comity.engines.records.enums import Sort
from comity.engines.records.models import Detail, Satellite
from comity.engines.records.registry import cells
from comity.engines.records.registry.coded import coded
from comity.engines.records.registry.sketch import Column, Label, Sketch
from comity.engines.records.shapes import Makeup
from comity.kernel.languages import OWN_NAMES


class Described(Protocol):
    """A table of a module's own that says what stands in its fields, as details and satellites do."""

    makeup: ClassVar[Makeup]
    _meta: ClassVar[Options[Any]]


Fields = type[Detail] | type[Satellite] | type[Described]


def fields_of(
    model: type[Detail], pending: AbstractSet[uuid.UUID], *, taken: AbstractSet[str] = frozenset()
) -> Iterator[Column]:
    """A column for each field that a person may fill in; a date known as a period is one column, not three.

    A field whose name is ``taken`` by a column of the card is called ``kind:name``.
    """
    for column in columns_in(model, pending):
        yield replace(column, name=f"{model.kind}:{column.name}") if column.name in taken else column


def columns_in(
    model: Fields, pending: AbstractSet[uuid.UUID] = frozenset(), *, without: Collection[str] = ()
) -> Iterator[Column]:
    """A column for each field of a table but those that are left out; what follows from a date is in its column."""
    given = [one for one in model._meta.concrete_fields if not one.primary_key and one.editable]
    dates = dates_of(model)
    derived = {name for days in dates.values() for name in days} | set(without)
    for one in given:
        if one.name in derived:
            continue
        if one.name in dates:
            yield _period(one, dates[one.name])
        elif schemes := model.makeup.coded.get(one.name):
            yield coded(one, schemes)
        else:
            yield _field(one, model, pending)


def dates_of(model: Fields) -> dict[str, tuple[str, str]]:
    """The fields that hold a date in EDTF, each with the fields of its first and last day; empty where there are none.

    A field ``…on_text`` between ``…earliest_on`` and ``…latest_on`` is one; others are named by the model.
    """
    names = {one.name for one in model._meta.concrete_fields}
    found = dict(model.makeup.dates)
    for name in names:
        first, last = (f"{name.removesuffix('on_text')}{end}" for end in ("earliest_on", "latest_on"))
        if name.endswith("on_text") and {first, last} <= names:
            found[name] = (first, last)
    return found


def _period(field: models.Field[Any, Any], days: tuple[str, str]) -> Column:
    first, last = days

    def take(sketch: Sketch, text: str) -> None:
        read = cells.period(text) if text else None
        setattr(sketch.detail, field.name, read.text if read else "")
        if first:
            setattr(sketch.detail, first, read.earliest if read else None)
        if last:
            setattr(sketch.detail, last, read.latest if read else None)

    return Column(
        field.name,
        field.verbose_name,
        gettext_lazy("A date as far as it is known: 2003-09-24, 2003-09, 2003 or 2017-02/2018-02."),
        lambda sketch: str(getattr(sketch.detail, field.name) or ""),
        take,
        example="2003-09",
        is_required=not field.blank,
        limit=field.max_length or 0,
        sort=Sort.PERIOD,
    )


def _field(field: models.Field[Any, Any], model: Fields, pending: AbstractSet[uuid.UUID]) -> Column:
    read, write, told, example, sort = _ways(field, pending if field.related_model is model else frozenset())
    choices: tuple[tuple[str, Label], ...] = ()
    if field.flatchoices:
        choices = tuple((str(value), label) for value, label in field.flatchoices if value not in {"", None})
        listed = dict(choices)
        labelled = cells.choice(cells.labels_of(listed), listed)
        told, example = gettext_lazy("One of the values listed."), choices[0][0] if choices else ""
        plain, sort = read, Sort.CHOICE

        def read(text: str) -> Any:
            return plain(labelled(text))

    elif field.name in model.makeup.languages:
        plain_code, sort, example = read, Sort.LANGUAGE, "en"
        told = gettext_lazy("The code of a language: en, fr, zh-hant.")

        def read(text: str) -> Any:
            return plain_code(cells.language(text))

    def written(sketch: Sketch) -> str:
        value = getattr(sketch.detail, field.attname)
        return "" if value is None else write(value)

    def take(sketch: Sketch, text: str) -> None:
        setattr(sketch.detail, field.attname, read(text) if text else _nothing(field))

    return Column(
        field.name,
        field.verbose_name,
        field.help_text or told,
        written,
        take,
        choices,
        example=example,
        is_required=not field.blank and not field.has_default(),
        limit=field.max_length or 0,
        sort=sort,
    )


def _nothing(field: models.Field[Any, Any]) -> Any:
    """What a field holds when it holds nothing."""
    if field.has_default():
        return field.get_default()
    return None if field.null else field.get_default() if field.empty_strings_allowed else None


Ways = tuple[Callable[[str], Any], Callable[[Any], str], Label, str, Sort]


def _ways(field: models.Field[Any, Any], pending: AbstractSet[uuid.UUID]) -> Ways:  # noqa: C901, PLR0911 -- a table
    """How a field is read and written, what may stand in it, an example, and what it is."""
    if field.remote_field is not None:
        target: Any = field.related_model
        told = gettext_lazy("Code of a place.") if target is Place else gettext_lazy("Identifier of another record.")
        sort = Sort.PLACE if target is Place else Sort.RECORD
        return cells.pointer(target, pending), str, told, "IT" if target is Place else "", sort
    match field:
        case models.JSONField():
            told = gettext_lazy("Words with a bar between them: corruption | terrorism. Anything else as JSON.")
            return cells.several, cells.several_written, told, "corruption | terrorism", Sort.SEVERAL
        case models.DateTimeField():
            told = gettext_lazy("A moment: 2003-09-24T10:30+00:00.")
            example = "2003-09-24T10:30+00:00"
            return cells.moment, lambda value: str(value.isoformat()), told, example, Sort.MOMENT
        case models.DateField():
            told = gettext_lazy("A day: year, month and day, such as 2003-09-24.")
            return cells.day, str, told, "2003-09-24", Sort.DAY
        case models.BooleanField():
            told = gettext_lazy("Yes or no.")
            return cells.yes_or_no, lambda value: "yes" if value else "no", told, "yes", Sort.YES_NO
        case models.IntegerField():
            return cells.number(field), str, gettext_lazy("A whole number, in figures."), "2021", Sort.NUMBER
        case models.DecimalField() | models.FloatField():
            told = gettext_lazy("A number, with a point before its decimals.")
            return cells.number(field), str, told, "12.5", Sort.NUMBER
        case models.URLField():
            told = gettext_lazy("An address that begins with https:// or http://.")
            return str, str, told, "https://example.org/page", Sort.ADDRESS
        case models.TextField():
            return str, str, gettext_lazy("Text."), "", Sort.WORDS
        case models.CharField():
            return str, str, gettext_lazy("Text."), "", Sort.LINE
        case _:
            return field.to_python, str, gettext_lazy("Text."), "", Sort.LINE


def languages() -> tuple[tuple[str, str], ...]:
    """The languages that a form offers, each by its own name, the code before it."""
    return tuple((code, f"{code} – {name}") for code, name in sorted(OWN_NAMES.items()))
