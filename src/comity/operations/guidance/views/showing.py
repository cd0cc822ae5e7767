"""What the questions and the sheets show alike: a line with its source, whom to ask, articles as links."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from comity.engines.records.queries import best_text
from comity.kernel.languages import isolated
from comity.knowledge.authorities import queries as authorities
from comity.knowledge.authorities.exports.sentences import by, confirmation, explained, spoken
from comity.knowledge.authorities.queries import Title
from comity.knowledge.registers.models import Register
from comity.operations.assistance.shapes import Place
from comity.operations.guidance.shapes import Source
from comity.ui.templatetags.addresses import in_language


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that is known: where it leads, its language, what is said beside it, and where it is known from."""

    text: str | SafeString
    address: str = ""
    language: str = ""
    beside: str | SafeString = ""
    source: str | SafeString = ""
    # When the language of what stands beside is not that of the page.
    beside_language: str = ""
    # Where a contact point of the network asks its colleague.
    ask: str = ""


def cited(sources: Iterable[Source], titles: Mapping[str, Title]) -> SafeString:
    """Articles as links, each with the treaty to which it belongs."""
    shown = []
    for one in sources:
        place = Place(one.symbol, one.article, one.paragraph)
        title = titles.get(one.symbol, Title(one.symbol, "en"))
        shown.append((in_language(place.path), isolated(place.number), title.language, title.text))
    return format_html_join(" · ", '<a href="{}">{} <bdi lang="{}">{}</bdi></a>', shown)


def register_line(register: Register, language: str) -> Line:
    """A register by its title."""
    text = best_text(list(register.record.texts.all()), language=language)
    assert text is not None, "a record has a title"
    return Line(text.title, in_language(register.address), text.language)


def body_of(one: authorities.Found, question: authorities.Question, titles: Any, language: str) -> dict[str, Any]:
    """An authority that may be asked, as any visitor may read it."""
    name, own = one.shown.name(language)
    return {
        "name": name,
        "language": own,
        "link": in_language(one.shown.authority.address),
        "why": explained(one, question, titles, language),
        "languages": spoken(one.languages),
        "channels": by(one.channels),
        "urgent": one.shown.particulars.get("urgent_procedure", ""),
        "words_language": one.shown.authority.language,
        "source": one.designation.source,
        "confirmation": confirmation(one.shown),
    }


def abbreviated(text: str, most: int) -> str:
    """The beginning of a long text, to its last whole word."""
    plain = " ".join(text.split())
    return plain if len(plain) <= most else f"{plain[:most].rsplit(' ', 1)[0]}…"


def in_own(text: str, language: str, direction: str) -> SafeString:
    """Words in a language that may not be the reader's."""
    return format_html('<span lang="{}" dir="{}">{}</span>', language, direction, text)
