"""What the pages of one treaty have in common: how it is found, named and divided into tabs."""

import datetime as dt
import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from comity.base.places import queries as places
from comity.engines.records import queries as records
from comity.engines.records.enums import State
from comity.engines.records.models import Text
from comity.engines.records.views import Gone, readable, reader, reading_language
from comity.kernel.dates import Period
from comity.kernel.errors import Unreadable
from comity.knowledge.treaties.enums import ActionKind
from comity.knowledge.treaties.models import Treaty
from comity.knowledge.treaties.queries import instruments
from comity.ui.components import Crumb, Tab
from comity.ui.templatetags.ui import day


__all__ = [
    "Frame",
    "day_asked",
    "found",
    "frame",
    "kind_names",
    "links_of_places",
    "name_of_place",
    "title_of",
    "titles_of",
    "written",
]


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around every page of one treaty."""

    treaty: Treaty
    title: str
    language: str
    short: str
    crumbs: tuple[Crumb, ...]
    tabs: tuple[Tab, ...]


def found(request: HttpRequest, symbol: str) -> Treaty:
    """The treaty of a symbol, whatever the case in which it was typed.

    Raises:
        Http404: there is none that this reader may see.
        Gone: there was one, and it is withdrawn.
    """
    visible = instruments.with_titles(instruments.visible_to(reader(request)))
    treaty = visible.filter(symbol=symbol).first() or visible.filter(symbol__iexact=symbol).first()
    if treaty is None:
        withdrawn = readable(request, Treaty.kind, treaty__symbol__iexact=symbol)
        raise Http404(withdrawn.pk)
    if treaty.record.state == State.WITHDRAWN:
        raise Gone(treaty.record)
    return treaty


def title_of(treaty: Treaty, language: str = "") -> tuple[str, str]:
    """A treaty's title in a language, or the nearest there is, and the language of that title."""
    text = records.best_text(list(treaty.record.texts.all()), language=language or reading_language())
    return (text.title, text.language) if text else (treaty.symbol, "en")


def titles_of(treaties: Sequence[Treaty], language: str = "") -> dict[uuid.UUID, tuple[str, str]]:
    """``title_of`` for many treaties by their keys, without loading them again; two queries at most."""
    wanted = language or reading_language()
    titles: dict[uuid.UUID, tuple[str, str]] = {}
    missing = {treaty.pk for treaty in treaties}
    # Nearly every treaty has a title in the language that is wanted or in English; the others are asked for apart.
    for among in (Text.objects.filter(language__in=(wanted, "en")), Text.objects.all()):
        if missing:
            rows = among.filter(record__in=missing).order_by("pk").values_list("record", "language", "title")
            for record, code, title in rows:
                if record not in titles or (code == wanted and titles[record][1] != wanted):
                    titles[record] = (title, code)
            missing -= titles.keys()
    return {treaty.pk: titles.get(treaty.pk, (treaty.symbol, "en")) for treaty in treaties}


def frame(treaty: Treaty, current: str, *, here: str = "") -> Frame:
    """The frame of a page of a treaty; ``here`` names the page when it lies below a tab."""
    title, language = title_of(treaty)
    short = instruments.short_name(treaty)
    called = short or treaty.symbol
    crumbs = [Crumb(_("Treaties"), reverse("treaties:list"))]
    crumbs += [Crumb(called, reverse("treaties:page", args=[treaty.symbol])), Crumb(here)] if here else [Crumb(called)]
    entries = [
        ("page", _("Articles")),
        ("participation", _("Participation")),
        ("statements", _("Statements of States")),
    ]
    tabs = tuple(
        Tab(label, reverse(f"treaties:{name}", args=[treaty.symbol]), name == current) for name, label in entries
    )
    return Frame(treaty, title, language, short, tuple(crumbs), tabs)


def day_asked(request: HttpRequest, name: str = "on") -> tuple[dt.date, str]:
    """The day that the address asks for, else today; and a sentence when what it asks for is no day."""
    text = request.GET.get(name, "").strip()
    today = timezone.now().date()
    if not text:
        return today, ""
    try:
        return Period.parse(text).latest, ""
    except Unreadable:
        return today, _(
            "This is not a date. Write it as 2003-09-24, or as 2003-09, 2003 or 2017-02/2018-02 "
            "when only the period is known."
        )


def written(period: Period | None) -> SafeString:
    """A date as the page shows it: 2003-09-24, or a period in words."""
    if period is None:
        return SafeString()
    if "/" not in period.text:
        return day(period.text)
    earliest, latest = period.text.split("/", 1)
    words = conditional_escape(pgettext("a period of time", "between %(earliest)s and %(latest)s"))
    # Safe, since the words were escaped and each day is a component.
    return SafeString(f"<span>{words}</span>" % {"earliest": day(earliest), "latest": day(latest)})


def kind_names() -> dict[str, str]:
    """What each kind of act is called in the reader's language, asked once and not once for every act of a page."""
    return {kind.value: str(kind.label) for kind in ActionKind}


def links_of_places() -> Callable[[str], str]:
    """A function from the code of a place to the address of its page, for pages that show them all."""
    address = reverse("place", args=["CODE"])
    return lambda code: address.replace("CODE", code)


def name_of_place(codes: Iterable[str]) -> dict[str, str]:
    """The names of places in the reader's language."""
    names = places.names(reading_language())
    return {code: names.get(code, code) for code in codes}
