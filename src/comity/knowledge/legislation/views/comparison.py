"""Two versions of a law, provision by provision."""

from collections import Counter
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from comity.knowledge.legislation import queries
from comity.knowledge.legislation.enums import Change
from comity.knowledge.legislation.models import Version
from comity.knowledge.legislation.shapes import Pair
from comity.knowledge.legislation.views.frame import Frame, frame
from comity.knowledge.legislation.views.law import first_asked, steps_to, window
from comity.ui.components import Change as Stretch
from comity.ui.components import Crumb, Difference, Fact


# So many changes stand on one page; a code may have hundreds.
MOST: Final = 50


@require_safe
def page(request: HttpRequest, place: str, slug: str) -> HttpResponse:
    """What was added, changed and removed between two days."""
    around = frame(request, place, slug)
    before, after = asked(request, around)
    found = queries.matches(before, after) if before and after else []
    count = Counter(one.change for one in found)
    changed = [one for one in found if one.change != Change.SAME]
    start = first_asked(request)
    names = {
        Change.ADDED: _("Added"),
        Change.CHANGED: _("Changed"),
        Change.REMOVED: _("Removed"),
        Change.SAME: _("Unchanged"),
    }
    return render(
        request,
        "legislation/comparison.html",
        {
            "frame": around,
            "crumbs": (
                *steps_to(around.law, around),
                Crumb(_("Comparison")),
            ),
            "days": [version.on.isoformat() for version in held(around) if version.on],
            "before": before,
            "after": after,
            "figures": [Fact(name, count[change]) for change, name in names.items()],
            "lines": [line(pair, str(names[pair.change])) for pair in queries.worded(changed[start : start + MOST])],
            "back": window(request, max(0, start - MOST)) if start else "",
            "following": window(request, start + MOST) if start + MOST < len(changed) else "",
            "language": after.language if after else around.law.language,
        },
    )


def held(around: Frame) -> list[Version]:
    """The dated versions whose text is held, newest first, in the language that is shown."""
    language = around.shown.language if around.shown else around.law.language
    return [version for version in around.versions if version.is_held and version.on and version.language == language]


def asked(request: HttpRequest, around: Frame) -> tuple[Version | None, Version | None]:
    """The two versions that the address names by their days, else the last two."""
    versions = held(around)
    by_day = {version.on.isoformat(): version for version in versions if version.on}
    newest = versions[0] if versions else None
    earlier = versions[1] if len(versions) > 1 else newest
    before = by_day.get(request.GET.get("before", ""), earlier)
    after = by_day.get(request.GET.get("after", ""), newest)
    return before, after


def line(pair: Pair, name: str) -> dict[str, object]:
    """One provision that is not the same: its words as one text with marks."""
    before = "\n\n".join(filter(None, (pair.before.heading, pair.before.body))) if pair.before else ""
    after = "\n\n".join(filter(None, (pair.after.heading, pair.after.body))) if pair.after else ""
    return {
        "eid": pair.eid,
        "label": pair.label or pair.eid,
        "name": name,
        "tone": {Change.ADDED: "success", Change.REMOVED: "danger"}.get(pair.change, "brass"),
        "pieces": [Difference(piece.text, Stretch(piece.change.value)) for piece in queries.pieces(before, after)],
    }
