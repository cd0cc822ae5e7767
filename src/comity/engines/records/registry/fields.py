"""A column for each field that only one kind of record has, from what its model says of the field."""

import uuid
from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy

from comity.base.places.models import Place
from comity.engines.records.models import Detail
from comity.engines.records.registry import cells
from comity.engines.records.registry.sketch import Column, Label, Sketch


def fields_of(
    model: type[Detail], pending: AbstractSet[uuid.UUID], *, taken: AbstractSet[str] = frozenset()
) -> Iterator[Column]:
    """A column for each field that a person may fill in; a date known as a period is one column, not three.

    A field whose name is ``taken`` by a column of the card is called ``kind:name``.
    """
    for column in _fields_of(model, pending):
        yield replace(column, name=f"{model.kind}:{column.name}") if column.name in taken else column


def _fields_of(model: type[Detail], pending: AbstractSet[uuid.UUID]) -> Iterator[Column]:
    given = [one for one in model._meta.concrete_fields if not one.primary_key and one.editable]
    names = {one.name for one in given}
    # “on_text” stands beside “earliest_on”, and “decided” beside “decided_earliest_on”.
    stems = {
        one.name: one.name.removesuffix("on_text") if one.name.endswith("on_text") else f"{one.name}_" for one in given
    }
    periods = {name: stem for name, stem in stems.items() if {f"{stem}earliest_on", f"{stem}latest_on"} <= names}
    derived = {f"{stem}{end}" for stem in periods.values() for end in ("earliest_on", "latest_on")}
    for one in given:
        if one.name in periods:
            yield _period(one, periods[one.name])
        elif one.name not in derived:
            yield _field(one, model, pending)


def _period(field: models.Field[Any, Any], stem: str) -> Column:
    def take(sketch: Sketch, text: str) -> None:
        read = cells.period(text) if text else None
        setattr(sketch.detail, field.name, read.text if read else "")
        setattr(sketch.detail, f"{stem}earliest_on", read.earliest if read else None)
        setattr(sketch.detail, f"{stem}latest_on", read.latest if read else None)

    return Column(
        field.name,
        field.verbose_name,
        gettext_lazy("A date as far as it is known: 2003-09-24, 2003-09, 2003 or 2017-02/2018-02."),
        lambda sketch: str(getattr(sketch.detail, field.name) or ""),
        take,
        example="2003-09",
        is_required=not field.blank,
    )


def _field(field: models.Field[Any, Any], model: type[Detail], pending: AbstractSet[uuid.UUID]) -> Column:
    read, write, told, example = _ways(field, pending if field.related_model is model else frozenset())
    choices: tuple[tuple[str, Label], ...] = ()
    if field.flatchoices:
        choices = tuple((str(value), label) for value, label in field.flatchoices if value not in {"", None})
        listed = dict(choices)
        labelled = cells.choice(cells.labels_of(listed), listed)
        told, example = gettext_lazy("One of the values listed."), choices[0][0] if choices else ""
        plain = read

        def read(text: str) -> Any:
            return plain(labelled(text))

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
    )


def _nothing(field: models.Field[Any, Any]) -> Any:
    """What a field holds when it holds nothing."""
    if field.has_default():
        return field.get_default()
    return None if field.null else field.get_default() if field.empty_strings_allowed else None


Ways = tuple[Callable[[str], Any], Callable[[Any], str], Label, str]


def _ways(field: models.Field[Any, Any], pending: AbstractSet[uuid.UUID]) -> Ways:  # noqa: PLR0911 -- a table
    """How a field is read and written, what may stand in it, and an example."""
    if field.remote_field is not None:
        target: Any = field.related_model
        told = gettext_lazy("Code of a place.") if target is Place else gettext_lazy("Identifier of another record.")
        return cells.pointer(target, pending), str, told, "IT" if target is Place else ""
    match field:
        case models.JSONField():
            told = gettext_lazy("Words with a bar between them: corruption | terrorism. Anything else as JSON.")
            return cells.several, cells.several_written, told, "corruption | terrorism"
        case models.DateTimeField():
            told = gettext_lazy("A moment: 2003-09-24T10:30+00:00.")
            return cells.moment, lambda value: str(value.isoformat()), told, "2003-09-24T10:30+00:00"
        case models.DateField():
            told = gettext_lazy("A day: year, month and day, such as 2003-09-24.")
            return cells.day, str, told, "2003-09-24"
        case models.BooleanField():
            told = gettext_lazy("Yes or no.")
            return cells.yes_or_no, lambda value: "yes" if value else "no", told, "yes"
        case models.IntegerField():
            return cells.number(field), str, gettext_lazy("A whole number, in figures."), "2021"
        case models.DecimalField() | models.FloatField():
            return cells.number(field), str, gettext_lazy("A number, with a point before its decimals."), "12.5"
        case models.URLField():
            told = gettext_lazy("An address that begins with https:// or http://.")
            return str, str, told, "https://example.org/page"
        case models.CharField() | models.TextField():
            return str, str, gettext_lazy("Text."), ""
        case _:
            return field.to_python, str, gettext_lazy("Text."), ""
