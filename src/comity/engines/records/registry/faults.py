"""What is wrong with a record that is still being written, for files and forms alike."""

import re
from collections.abc import Iterator
from typing import Final

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from comity.engines.records.models import Detail
from comity.engines.records.registry.sketch import Column, Sketch
from comity.kernel.errors import Unreadable


CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def put(column: Column, sketch: Sketch, text: str) -> None:
    """Put a text onto a record.

    Raises:
        Unreadable: it cannot stand there, and why.
    """
    if CONTROL.search(text):
        raise Unreadable(_("The cell holds a character that cannot be written. Type the text anew."))
    if column.limit and len(text) > column.limit:
        raise Unreadable(
            _("The text has %(length)s characters; at most %(limit)s may stand here.")
            % {"length": len(text), "limit": column.limit}
        )
    try:
        column.taken(sketch, text)
    except ValidationError as fault:
        raise Unreadable(" ".join(fault.messages)) from fault


def of_the_card(sketch: Sketch) -> Iterator[tuple[str, str]]:
    """What the texts and sources of a record lack: the column that is meant, ``title:`` for any title, and why."""
    if not any(words.title for words in sketch.texts.values()):
        yield "title:", _("A record needs a title in at least one language.")
    for language, words in sketch.texts.items():
        if words.summary and not words.title:
            yield f"title:{language}", _("There is a summary in this language and no title.")
    for number, source in enumerate(sketch.sources, 1):
        if any(source.values()) and not source.get("title"):
            yield f"source{number if number > 1 else ''}:title", _("Name the source.")


def of_the_detail(detail: models.Model, model: type[models.Model]) -> dict[str, str]:
    """What is wrong with the fields of a detail, a sentence for each, apart from what it points at."""
    pointers = [one.name for one in model._meta.concrete_fields if one.remote_field]
    try:
        detail.clean_fields(exclude=pointers)
        detail.clean()
    except ValidationError as fault:
        return {name: " ".join(sentences) for name, sentences in messages(fault).items()}
    return {}


def in_the_database(detail: models.Model, *, without: tuple[str, ...] = ("record",)) -> dict[str, str]:
    """What the database would refuse: a value that another record has, or two that contradict each other."""
    found: dict[str, str] = {}
    for check in (detail.validate_unique, detail.validate_constraints):
        try:
            check(exclude=set(without))
        except ValidationError as fault:
            for name, sentences in messages(fault).items():
                found.setdefault(name, " ".join(sentences))
    return found


def messages(fault: ValidationError) -> dict[str, list[str]]:
    """The sentences of a fault by field; those of the whole under an empty name."""
    if hasattr(fault, "error_dict"):
        return {"" if name == "__all__" else name: list(told) for name, told in fault.message_dict.items()}
    return {"": fault.messages}


def missing(name: str, model: type[Detail]) -> Column | None:
    """A column for a field that the table has not, so that what is said of it says its name."""
    if not name:
        return None
    label = {one.name: one.verbose_name for one in model._meta.fields}.get(name, name)
    return Column(name, label, "", lambda sketch: "", lambda sketch, text: None)
