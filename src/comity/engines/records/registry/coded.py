"""Columns that hold ids of a vocabulary, or codes of places: one, or several with bars between them."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from django.db import models
from django.utils import translation
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from comity.base.places import queries as places
from comity.base.terms import queries as terms
from comity.engines.records.enums import Sort
from comity.engines.records.registry import cells
from comity.engines.records.registry.sketch import Column, Label, Sketch
from comity.engines.records.shapes import PLACES
from comity.kernel.errors import Unreadable
from comity.kernel.languages import INTERFACE, interface_language


def coded(field: models.Field[Any, Any], schemes: Sequence[str]) -> Column:
    """The column of a field that holds ids of terms; what it may hold is asked of the vocabularies."""
    is_list, of_places = isinstance(field, models.JSONField), tuple(schemes) == (PLACES,)
    one = place if of_places else term(tuple(schemes))

    def take(sketch: Sketch, text: str) -> None:
        if not is_list:
            setattr(sketch.detail, field.name, one(text) if text else "")
            return
        # As the plain exports write a list too: ["corruption"].
        words = cells.several(text if text.startswith("[") else text.replace(";", "|"))
        several = list(dict.fromkeys(one(str(word)) for word in words))
        # Boxes come back in the order of the vocabulary: the same ones in another order are no change.
        if set(several) != set(getattr(sketch.detail, field.name) or ()):
            setattr(sketch.detail, field.name, several)

    def written(sketch: Sketch) -> str:
        value = getattr(sketch.detail, field.name)
        return cells.several_written(value) if is_list else str(value or "")

    return Column(
        field.name,
        field.verbose_name,
        told(is_list=is_list, of_places=of_places),
        written,
        take,
        () if of_places else choices(tuple(schemes)),
        example="IT" if of_places else "",
        is_required=not field.blank and not field.has_default(),
        limit=0 if is_list else field.max_length or 0,
        sort=(Sort.PLACES if is_list else Sort.PLACE) if of_places else Sort.SEVERAL if is_list else Sort.CHOICE,
    )


def told(*, is_list: bool, of_places: bool) -> Label:
    """What may stand in such a column."""
    if of_places:
        return gettext_lazy("Names or codes of places, with a bar or a semicolon between them: IT | FR.")
    if is_list:
        return gettext_lazy("Terms of the list, with a bar between them.")
    return gettext_lazy("One of the values listed.")


def choices(schemes: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """The terms of some vocabularies as the reader's language calls them; of several, each with its vocabulary."""
    language = interface_language(get_language() or "en")
    if len(schemes) == 1:
        return tuple(terms.labels(schemes[0], language).items())
    return tuple(
        (f"{scheme}:{code}", f"{label} ({terms.title(scheme, language)})")
        for scheme in schemes
        for code, label in terms.labels(scheme, language).items()
    )


def term(schemes: tuple[str, ...]) -> Callable[[str], str]:
    """A function that takes the id of a term, or what it is called in any of the six languages."""

    @cache
    def known() -> dict[str, str]:
        found: dict[str, str] = {}
        for language in INTERFACE:
            with translation.override(language):
                for value, label in choices(schemes):
                    found.setdefault(label.casefold(), value)
                    found.setdefault(value.casefold(), value)
        return found

    def read(text: str) -> str:
        # A vocabulary that is not loaded refuses nothing: an installation fills its tables in any order.
        if not known():
            return text
        value = known().get(text.strip().casefold())
        if value is None:
            offered = ", ".join(value for value, _label in choices(schemes))
            raise Unreadable(
                _("“%(value)s” is not one of the values that may stand here: %(allowed)s.")
                % {"value": text[:40], "allowed": offered if len(offered) <= 300 else f"{offered[:300]}…"}  # noqa: PLR2004 -- what a person reads
            )
        return value

    return read


def place(text: str) -> str:
    """The code of a place by its code or by its name in any language; what is misspelt is answered with what is near.

    Raises:
        Unreadable: no place is known so.
    """
    typed = text.strip()
    if typed.upper() in places.places():
        return typed.upper()
    # As a form's list of suggestions writes it: “Italy (IT)”.
    if typed.endswith(")") and (code := typed[typed.rfind("(") + 1 : -1].upper()) in places.places():
        return code
    if found := places.resolve(typed):
        return found.code
    language = interface_language(get_language() or "en")
    near = [f"{places.names(language).get(one.code, one.code)} ({one.code})" for one in _near(typed, language)]
    sentence = _("No place is known as “%(value)s”.") % {"value": typed[:60]}
    if near:
        sentence += " " + _("Did you mean “%(name)s”?") % {"name": near[0]}
    raise Unreadable(sentence)


def _near(text: str, language: str) -> Sequence[places.Match]:
    return places.look_up(text[:100], language=language, limit=1)
