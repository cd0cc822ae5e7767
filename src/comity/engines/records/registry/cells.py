"""A field's value as the text of a cell, and back; what cannot be read says how to write it."""

import datetime as dt
import json
import re
import uuid
from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from functools import cache
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import translation
from django.utils.translation import gettext as _

from comity.base.places.models import Place
from comity.engines.records.models import Detail, Record
from comity.engines.records.registry.sketch import Label
from comity.engines.records.shapes import identity
from comity.kernel.dates import EXACT, Period
from comity.kernel.errors import Unreadable
from comity.kernel.languages import INTERFACE


# What a spreadsheet program may take for a formula (OWASP, CSV Injection), and what was already kept from that.
HARMFUL: Final = re.compile(r"'*[=+\-@\t\r]")
BETWEEN: Final = " | "
LANGUAGE: Final = re.compile(r"[a-z]{2,3}(-[a-z]{4})?")
# What a cell of yes or no may say, besides what the six languages say.
YES: Final = frozenset({"yes", "y", "true", "1", "oui", "vrai", "sí", "si", "verdadero", "да", "истина", "نعم", "是"})
NO: Final = frozenset({"no", "n", "false", "0", "non", "faux", "falso", "нет", "ложь", "لا", "否"})


def harmless(text: str) -> str:
    """The text of a cell with a mark before it when a spreadsheet program might take it for a formula."""
    return f"'{text}" if HARMFUL.match(text) else text


def restored(text: str) -> str:
    """The text of a cell as it was before ``harmless`` marked it."""
    return text[1:] if text.startswith("'") and HARMFUL.match(text) else text


def day(text: str) -> dt.date:
    """A day as ISO 8601 writes it; a moment of midnight, as spreadsheets keep days, is one too."""
    if EXACT.fullmatch(text.removesuffix(" 00:00:00")):
        try:
            return dt.date.fromisoformat(text[:10])
        except ValueError:
            pass
    raise Unreadable(_("“%(value)s” is not a day. Write year, month and day: 2003-09-24.") % {"value": text[:40]})


def moment(text: str) -> dt.datetime:
    """A moment as ISO 8601 writes it, in UTC unless it says otherwise."""
    try:
        read = dt.datetime.fromisoformat(text)
    except ValueError as fault:
        raise Unreadable(
            _("“%(value)s” is not a moment. Write it as 2003-09-24T10:30+00:00.") % {"value": text[:40]}
        ) from fault
    return read if read.tzinfo else read.replace(tzinfo=dt.UTC)


def yes_or_no(text: str) -> bool:
    """Yes or no, in any of the six languages."""
    word = text.casefold()
    if word in YES or word in NO:
        return word in YES
    raise Unreadable(_("“%(value)s” is neither yes nor no. Write “yes” or “no”.") % {"value": text[:40]})


def several(text: str) -> Any:
    """A list of words with bars between them; anything else as JSON."""
    if text.startswith(("[", "{", '"')):
        try:
            return json.loads(text)
        except (ValueError, RecursionError) as fault:
            raise Unreadable(
                _("“%(value)s” is not JSON. Write words with a bar between them: corruption | terrorism.")
                % {"value": text[:40]}
            ) from fault
    return [word.strip() for word in text.split("|") if word.strip()]


def several_written(value: Any) -> str:
    """A list of plain words with bars between them; anything else as JSON."""
    if value in (None, [], {}):
        return ""
    plain = isinstance(value, list) and all(
        isinstance(one, str) and one and one == one.strip() and "|" not in one for one in value
    )
    if plain and not value[0].startswith(("[", "{", '"')):
        return BETWEEN.join(value)
    return json.dumps(value, ensure_ascii=False)


def choice(allowed: Mapping[str, str], given: Mapping[str, Label]) -> Callable[[str], str]:
    """A function that finds a choice by its value or by what it is called in any of the six languages."""

    def read(text: str) -> str:
        found = allowed.get(text.strip().casefold())
        if found is None:
            listed = ", ".join(given)
            raise Unreadable(
                _("“%(value)s” is not one of the values that may stand here: %(allowed)s.")
                % {"value": text[:40], "allowed": listed if len(listed) <= 300 else f"{listed[:300]}…"}  # noqa: PLR2004 -- what a person reads
            )
        return found

    return read


def labels_of(given: Mapping[str, Label]) -> dict[str, str]:
    """Every way in which the choices may be written, each with the value that it means; a value is never overruled."""
    found: dict[str, str] = {}
    for language in INTERFACE:
        with translation.override(language):
            for value, label in given.items():
                found.setdefault(str(label).casefold(), value)
    return found | {value.casefold(): value for value in given}


def language(text: str) -> str:
    """The code of a language: two or three letters, and of a script where that matters."""
    code = text.strip().lower()
    if not LANGUAGE.fullmatch(code):
        raise Unreadable(_("“%(value)s” is no code of a language. Write en, fr, zh-hant.") % {"value": text[:40]})
    return code


def known_places() -> Callable[[str], str]:
    """A function that takes the code of a place that is known here, and remembers it as long as it lives."""

    @cache
    def read(text: str) -> str:
        code = text.strip().upper()
        if not Place.objects.filter(pk=code).exists():
            raise Unreadable(
                _("There is no place “%(value)s”. Write its code, such as IT, EU or ORG-AU.") % {"value": text[:40]}
            )
        return code

    return read


def period(text: str) -> Period:
    """A date as far as it is known."""
    try:
        return Period.parse(text.removesuffix(" 00:00:00"))
    except Unreadable as fault:
        raise Unreadable(
            _(
                "“%(value)s” is not a date. Write it as 2003-09-24, or as 2003-09, 2003 or 2017-02/2018-02 "
                "when only the period is known."
            )
            % {"value": text[:40]}
        ) from fault


def no_record(text: str) -> Unreadable:
    """That no record is named so: the same sentence whether there is none or its existence is nobody's business."""
    return Unreadable(
        _("There is no record “%(value)s” here, or you may not read it. Write its address or its identifier.")
        % {"value": text[:60]}
    )


def pointer(target: type[models.Model], pending: AbstractSet[uuid.UUID]) -> Callable[[str], Any]:
    """A function that finds what a cell points at: a place, a record by its identifier, anything else by its key.

    What was found once is remembered as long as the function, which lives for one run; what is ``pending`` is not
    there yet, but will be.
    """
    if target is Place:
        return known_places()

    @cache
    def read(text: str) -> Any:
        try:
            key: Any = text
            if issubclass(target, Detail):
                key = identity(target.kind, text)
            elif target is Record:
                key = uuid.UUID(text)
            key = target._meta.pk.to_python(key) if target._meta.pk.remote_field is None else key
            if key in pending or target._default_manager.filter(pk=key).exists():
                return key
        except (ValueError, ValidationError):
            pass
        if issubclass(target, (Detail, Record)):
            raise no_record(text)
        raise Unreadable(
            _("There is no “%(value)s” among “%(name)s”. Write the identifier of one that is here.")
            % {"value": text[:60], "name": target._meta.verbose_name_plural}
        )

    return read


def number(field: models.Field[Any, Any]) -> Callable[[str], Any]:
    """A function that reads a number of a field; a whole one may come from a spreadsheet as 2021.0."""
    is_whole = isinstance(field, models.IntegerField)

    def read(text: str) -> Any:
        try:
            return field.to_python(text.removesuffix(".0") if is_whole else text)
        except ValidationError as fault:
            raise Unreadable(
                _("“%(value)s” is not a number. Write figures only, such as 2021.") % {"value": text[:40]}
            ) from fault

    return read
