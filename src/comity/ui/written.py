"""What stands on a page by the hundred, written as text in one go.

A template would take a third of the time in which a search is answered for it. Every piece is ours or escaped here.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from html import escape
from typing import Any

from babel.numbers import format_decimal
from django.templatetags.static import static
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from comity.kernel.languages import direction, interface_language
from comity.ui.assets import flags
from comity.ui.components import Badge, Facet, FacetValue, Piece, Result, Tone


_known_flags: frozenset[str] | None = None


def text(value: Any) -> str:
    """Anything that stands in a page, escaped; quickly if it is plain text."""
    return escape(value) if type(value) is str else conditional_escape(value)


def number(value: float | Decimal | str) -> str:
    """A number as the CLDR has it for the interface's language: 2,700, 2 700, 2.700; what is none stays as it is."""
    return amount(value, get_language() or "en") if value not in {"", None} else ""


@lru_cache(maxsize=10_000)
def amount(value: float | Decimal | str, language: str) -> str:
    """A number as readers of a language write it, without decimals that say nothing: 16.5 or 2,700."""
    try:
        exact = Decimal(str(value))
    except InvalidOperation:
        return str(value)
    shown = exact.quantize(Decimal(1)) if exact == exact.to_integral_value() else exact.normalize()
    return str(format_decimal(shown, locale=interface_language(language), decimal_quantization=False))


def moment(value: dt.datetime | None) -> SafeString:
    """A minute in UTC as ISO 8601 writes it, never turned round inside Arabic; empty for none."""
    if value is None:
        return SafeString()
    return format_html('<bdi class="date" dir="ltr">{} UTC</bdi>', f"{value.astimezone(dt.UTC):%Y-%m-%d %H:%M}")


def flag(code: str, size: str = "") -> SafeString:
    """The flag of a place, decorative: its name must stand beside it. An empty mark where there is no flag.

    Args:
        code: ISO 3166-1 alpha-2, or ``EU``; anything else gives nothing.
        size: ``"large"`` on the page of a State.
    """
    global _known_flags  # noqa: PLW0603 -- read from disk once, not once per flag
    if not _known_flags:
        _known_flags = flags()
        _flag.cache_clear()
    if not code:
        return SafeString()
    return _flag(code.lower(), large=size == "large", is_known=code.lower() in _known_flags)


@lru_cache(maxsize=1000)
def _flag(code: str, *, large: bool, is_known: bool) -> SafeString:
    """A flag, drawn once: the name of its file is looked up among all files of the portal."""
    extra = " flag-large" if large else ""
    if not is_known:
        return format_html('<span class="flag flag-none{}" aria-hidden="true"></span>', extra)
    width, height = (68, 51) if large else (24, 18)
    return format_html(
        '<img class="flag{}" src="{}" alt="" width="{}" height="{}" loading="lazy" decoding="async">',
        extra,
        static(f"flags/{code}.svg"),
        width,
        height,
    )


def badge(shape: Badge | str, tone: str = "") -> SafeString:
    """A badge, from its shape or from its words and tone."""
    if not isinstance(shape, Badge):
        shape = Badge(shape, Tone(tone))
    toned = f" badge-{shape.tone}" if shape.tone else ""
    return mark_safe(f'<span class="badge{toned}">{text(shape.text)}</span>')  # noqa: S308 -- escaped


def place(code: str, name: object, address: str = "") -> SafeString:
    """A place by flag and name, and the way to its page."""
    named = f'<a href="{text(address)}">{text(name)}</a>' if address else text(name)
    return mark_safe(f'<span class="place">{flag(code)}{named}</span>')  # noqa: S308 -- escaped


def link(address: str, words: str, language: str, told: str) -> SafeString:
    """A link in a language of its own, and quietly beside it what it is known by."""
    spoken = f'lang="{text(language)}" dir="{direction(language)}"'
    return mark_safe(  # noqa: S308 -- escaped
        f'<a href="{text(address)}" {spoken}>{text(words)}</a> <span class="quiet">{text(told)}</span>'
    )


def marked(pieces: Sequence[Piece]) -> SafeString:
    """Stretches of text with what was searched for marked."""
    return mark_safe(  # noqa: S308 -- escaped
        "".join(f"<mark>{text(piece.text)}</mark>" if piece.is_match else text(piece.text) for piece in pieces)
    )


def boxes(group: Facet) -> SafeString:
    """The boxes of a facet."""
    return mark_safe("\n".join(_box(text(group.name), value) for value in group.values))  # noqa: S308 -- escaped


def _box(name: str, one: FacetValue) -> str:
    value = text(one.value)
    label = place(one.flag, one.label) if one.flag else text(one.label)
    return (
        f'<label><input type="checkbox" id="box-{name}-{value}" name="{name}" value="{value}"'
        f"{' checked' if one.is_chosen else ''}><span{_told(one.language)}>{label}</span>"
        f'<span class="count">{text(number(one.count))}</span></label>'
    )


def _told(language: str) -> str:
    """The language of what stands in an element, and its direction, as attributes."""
    return f' lang="{text(language)}" dir="{direction(language)}"' if language else ""


def result(found: Result) -> SafeString:
    """One thing that was found."""
    return mark_safe("".join(_result(found)))  # noqa: S308 -- escaped


def _result(found: Result) -> Iterator[str]:
    spoken = f' lang="{text(found.language)}" dir="{direction(found.language)}"'
    yield f'<article class="result">\n  <p class="result-kind"><span class="eyebrow">{text(found.kind)}</span>'
    if found.place:
        yield f" {place(found.flag, found.place)}"
    if found.language_name:
        yield f' <span class="badge badge-outline"{spoken}>{text(found.language_name)}</span>'
    for one in found.badges:
        yield f" {badge(one)}"
    if found.date:
        yield f' <time class="numbers" datetime="{text(found.iso)}">{text(found.date)}</time>'
    heading = marked(found.heading) if found.heading else text(found.title)
    yield f'</p>\n  <h3{spoken}><a href="{text(found.address)}">{heading}</a></h3>\n'
    if found.context:
        yield f'  <p class="result-context"><bdi>{text(found.context)}</bdi></p>\n'
    if found.snippet:
        yield f'  <p class="snippet"{spoken}>{marked(found.snippet)}</p>\n'
    if found.why:
        yield f'  <p class="why">{text(found.why)}</p>\n'
    if found.collect:
        told = f'<span class="visually-hidden">: <span{spoken}>{text(found.title)}</span></span>'
        words = text(gettext("Add to collection"))
        yield f'  <p class="result-tools"><a href="{text(found.collect)}" rel="nofollow">{words}{told}</a></p>\n'
    yield "</article>\n"
