"""What the pages of one law have in common."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from comity.base.places import queries as places
from comity.engines.records.enums import State
from comity.engines.records.models import Text
from comity.engines.records.queries import best_text
from comity.engines.records.views import Gone, readable, reader, reading_language
from comity.kernel.dates import Period
from comity.kernel.errors import Unreadable
from comity.knowledge.legislation import queries
from comity.knowledge.legislation.enums import Split, Status
from comity.knowledge.legislation.models import Law, Version
from comity.ui.components import Badge, Crumb, Tone


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around every page of one law."""

    law: Law
    title: Text
    place: str
    place_name: str
    versions: Sequence[Version]
    shown: Version | None
    on: dt.date | None
    # What the address asked for and was not understood, in a sentence; empty when all was.
    sentence: str
    badges: tuple[Badge, ...]
    crumbs: tuple[Crumb, ...]

    @property
    def query(self) -> str:
        """The day, as the addresses of this page's neighbours carry it."""
        return f"?on={self.on.isoformat()}" if self.on else ""


def frame(request: HttpRequest, place: str, slug: str, *, here: str = "") -> Frame:
    """The law at an address, on the day that the address asks for.

    Raises:
        Http404: there is none, or not for this reader.
        Gone: there was one, and it is withdrawn.
    """
    law = queries.law_by(place, slug, reader(request))
    if law is None:
        readable(request, Law.kind, law__jurisdiction=place.lower(), law__slug=slug)
        raise Http404
    if law.record.state == State.WITHDRAWN:
        raise Gone(law.record)
    on, sentence = day_asked(request)
    versions = queries.versions_of(law)
    shown = queries.version_on(law, on, request.GET.get("text") or None, versions=versions)
    texts = list(law.record.texts.all())
    title = best_text(texts, language=law.language)
    assert title is not None, "a published law has a title"
    names = places.names(reading_language())
    code = law.record.place_id or ""
    name = names.get(code, _("Other"))
    link = reverse("legislation:page", args=[law.jurisdiction, law.slug])
    short = law.short_title or title.title
    short = short if len(short) <= 60 else f"{short[:59]}…"  # noqa: PLR2004 -- what fits in one line
    crumbs = [Crumb(_("Laws"), reverse("legislation:list"))]
    crumbs.append(Crumb(name, f"{reverse('legislation:list')}?place={law.jurisdiction}"))
    crumbs += [Crumb(short, link, title.language), Crumb(here)] if here else [Crumb(short, language=title.language)]
    return Frame(law, title, code, name, versions, shown, on, sentence, badges(law, shown), tuple(crumbs))


def day_asked(request: HttpRequest) -> tuple[dt.date | None, str]:
    """The day in the address, None for the present; and a sentence when what stands there is no day."""
    text = request.GET.get("on", "").strip()
    if not text:
        return None, ""
    try:
        return Period.parse(text).latest, ""
    except Unreadable:
        return None, _(
            "This is not a date. Write it as 2003-09-24, or as 2003-09, 2003 or 2017-02/2018-02 "
            "when only the period is known."
        )


def badges(law: Law, version: Version | None) -> tuple[Badge, ...]:
    """What a reader must know before reading: draft, repealed, unofficial, not divided."""
    tones = {Status.DRAFT: Tone.DANGER, Status.REPEALED: Tone.DANGER, Status.UNKNOWN: Tone.OUTLINE}
    found = [
        Badge(law.get_form_display()),
        Badge(law.get_status_display(), tones.get(Status(law.status), Tone.SUCCESS)),
    ]
    if not law.is_official:
        found.append(Badge(_("not an official text"), Tone.OUTLINE))
    if version is not None and version.split != Split.ARTICLES:
        found.append(Badge(version.get_split_display(), Tone.OUTLINE))
    return tuple(found)
