"""Authorities as the pages show them: lines of a list, facts of a page, answers of the look-up."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from comity.base.audit.actions import seen_many
from comity.base.people.models import User
from comity.base.places import queries as places
from comity.engines.citations.views import Shown as Cited
from comity.kernel.languages import isolated
from comity.kernel.lists import listed
from comity.knowledge.authorities.citations import NAMING, TELLING, law_unit, source_unit
from comity.knowledge.authorities.enums import Freshness, Function, Group, Origin
from comity.knowledge.authorities.exports.sentences import advised, by, confirmation, dated, spoken, today
from comity.knowledge.authorities.models import Designation
from comity.knowledge.authorities.queries import Answer, Disclosed, Title
from comity.knowledge.authorities.shapes import FIELDS, Field, Form, parts_of
from comity.ui.components import Badge, Fact, Tone
from comity.ui.templatetags.addresses import in_language
from comity.ui.templatetags.ui import badge


TONES = {Freshness.CONFIRMED: Tone.SUCCESS, Freshness.STALE: Tone.BRASS, Freshness.NEVER: Tone.BRASS}
NOWHERE = Title("", "")
NOTHING_CITED: Final = Cited({})
TELEPHONE: Final = '<a href="tel:{}" dir="ltr">{}</a>'


@dataclass(frozen=True, slots=True)
class Line:
    """A designation as a page shows it."""

    function: str
    treaty: str
    language: str
    address: str
    article: str
    counterpart: tuple[str, str]
    territory: tuple[str, str]
    begins_on: str
    ends_on: str
    origin: str
    is_extracted: bool
    source: str
    source_url: str
    is_source_here: bool
    source_host: str


@dataclass(frozen=True, slots=True)
class Shown:
    """An authority as a list or a page shows it."""

    disclosed: Disclosed
    name: str
    language: str
    link: str
    place: str
    place_name: str
    functions: Sequence[str]
    badge: Badge
    confirmation: str
    is_confirmed: bool
    facts: Sequence[Fact]
    designations: Sequence[Line]
    notices: Sequence[tuple[str, str]]
    withheld: str


def shown(one: Disclosed, language: str, titles: Mapping[str, Title], cited: Cited = NOTHING_CITED) -> Shown:
    """All that a page says of an authority; it asks the database nothing.

    Args:
        one: as this reader may read it.
        language: of the page.
        titles: of the treaties of its designations.
        cited: what its words cite that is in this portal; without it, nothing becomes a link.
    """
    name, own = one.name(language)
    names = places.names(language)
    return Shown(
        disclosed=one,
        name=name,
        language=own,
        link=in_language(one.authority.address),
        place=one.place,
        place_name=names.get(one.place, one.place),
        functions=[str(Function(each).label) for each in one.functions],
        badge=Badge(str(one.freshness.label), TONES[one.freshness]),
        confirmation=confirmation(one),
        is_confirmed=one.freshness == Freshness.CONFIRMED,
        facts=facts(one, cited),
        designations=[
            line_of(
                each,
                titles,
                names,
                cited.marked(each.source, source_unit(number), each.treaty_language or one.authority.language),
            )
            for number, each in enumerate(one.designations, start=1)
        ],
        notices=[(dated(notice), notice["text"]) for notice in one.notices(today())],
        withheld=listed(str(Group(each).label) for each in one.withheld),
    )


def note_kept(person: User | None, several: Iterable[Disclosed], *, how: str) -> None:
    """Put into the trail what authorities keep for each other and this person is shown; nothing for visitors."""
    if person is not None:
        kept = [one for one in several if one.kept]
        seen_many(
            (
                ("authority.read_kept", one.authority, one.authority.pk, {"groups": list(one.kept), "how": how})
                for one in kept
            ),
            by=person,
        )


def line_of(one: Designation, titles: Mapping[str, Title], names: Mapping[str, str], source: SafeString) -> Line:
    """A designation for the table of a page; ``source`` has the laws as links that are in this portal."""
    title = titles.get(one.treaty, NOWHERE)
    other, part = one.counterpart_id or "", one.territory_id or ""
    return Line(
        function=str(Function(one.function).label),
        treaty=title.text,
        language=title.language or "en",
        address=in_language(title.address) if title.address else one.treaty_url,
        article=isolated(one.article),
        counterpart=(other, names.get(other, other)),
        territory=(part, names.get(part, part)),
        begins_on=str(one.begins_on or ""),
        ends_on=str(one.ends_on or ""),
        origin=str(Origin(one.origin).label),
        is_extracted=one.origin == Origin.EXTRACTED,
        source=source,
        source_url=one.source_url,
        is_source_here=source != escape(one.source),
        source_host=host_of(one.source_url),
    )


def facts(one: Disclosed, cited: Cited = NOTHING_CITED) -> list[Fact]:
    """The fields that are filled in and that this reader may read; what only authorities read says so.

    The laws among them that are in this portal are links to it.
    """
    found = []
    for field in FIELDS:
        value = one.particulars.get(field.name)
        if field.form == Form.NOTICES and value:
            # Those that hold today stand above everything else.
            value = [each for each in value if each not in one.notices(today())]
        if value in (None, []):
            continue
        words = _told(field, value, one.authority.language, cited)
        if field.group in one.kept:
            words = format_html("{} {}", words, badge(Badge(_("for authorities only"), Tone.BRASS)))
        found.append(Fact(field.label, words, language=_language(field, one.authority.language)))
    return found


def _told(field: Field, value: Any, language: str, cited: Cited) -> str:
    if field.form is Form.LINKS and field.name in NAMING:
        several = (
            _law(each, cited.marked(each["title"], law_unit(number), language))
            for number, each in enumerate(value, start=1)
        )
        return format_html_join(SafeString("<br>"), "{}", ((each,) for each in several))
    if field.name in TELLING and cited.of(value, field.name, language):
        return format_html_join(
            SafeString("<br>"), "{}", ((each,) for each in cited.paragraphs(value, field.name, language, between="\n"))
        )
    return worded(field, value)


def _law(one: Mapping[str, str], title: SafeString) -> SafeString:
    """A law that an authority names: as it stands in this portal, and where the authority reads it."""
    if title == escape(one["title"]):
        return _link(one)
    if not one["url"]:
        return format_html("<bdi>{}</bdi>", title)
    return format_html(
        '<bdi>{}</bdi> <a class="quiet" href="{}" rel="external" dir="ltr">{}</a>',
        title,
        one["url"],
        host_of(one["url"]),
    )


def host_of(url: str) -> str:
    """Whose site an address is on, as readers are shown it; empty when it is none."""
    return urlsplit(url).hostname or ""


def _language(field: Field, language: str) -> str:
    """Words are in the authority's language; numbers, names of languages and answers are in nobody's."""
    return language if field.form in {Form.LINE, Form.WORDS, Form.NOTICES} else ""


def worded(field: Field, value: Any) -> str:
    """The value of a field as a page shows it."""
    return WORDED[field.form](value)


def _lines(form: str, rows: Sequence[tuple[str, ...]]) -> SafeString:
    return format_html_join(SafeString("<br>"), form, rows)


def _link(one: Mapping[str, str]) -> SafeString:
    if one["url"]:
        return format_html('<a href="{}" rel="external"><bdi>{}</bdi></a>', one["url"], one["title"])
    return format_html("<bdi>{}</bdi>", one["title"])


def _dialled(number: str) -> str:
    return "".join(letter for letter in number if letter.isdigit() or letter == "+")


WORDED: Final[dict[Form, Callable[[Any], str]]] = {
    Form.LINE: str,
    Form.WORDS: lambda value: _lines("{}", [(each,) for each in str(value).splitlines()]),
    Form.YES_NO: lambda value: _("Yes") if value else _("No"),
    Form.LANGUAGES: spoken,
    Form.CHANNELS: by,
    Form.TELEPHONES: lambda value: _lines(TELEPHONE, [(_dialled(each), each) for each in value]),
    Form.EMAILS: lambda value: _lines('<a href="mailto:{}" dir="ltr">{}</a>', [(each, each) for each in value]),
    Form.WEB: lambda value: format_html('<a href="{}" rel="external" dir="ltr">{}</a>', value, value),
    Form.PERSONS: lambda value: _lines(
        "<bdi>{}</bdi>", [(" · ".join(filter(None, parts_of(each))),) for each in value]
    ),
    Form.LINKS: lambda value: format_html_join(SafeString("<br>"), "{}", ((_link(each),) for each in value)),
    Form.NOTICES: lambda value: _lines(
        "<span>{}: <bdi>{}</bdi></span>", [(dated(each), each["text"]) for each in value]
    ),
}


def ways_of(answer: Answer, language: str) -> list[Fact]:
    """What remains where no authority is known: what it is called, and what to do."""
    return [
        Fact(
            str(way.kind.label),
            _advice(advised(way, answer.question, language), way.network.url if way.network else ""),
        )
        for way in answer.remaining
    ]


def _advice(sentence: str, url: str) -> str:
    return format_html('{} <a href="{}" rel="external" dir="ltr">{}</a>', sentence, url, url) if url else sentence
