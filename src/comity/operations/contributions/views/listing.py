"""The page of a State, and of the Secretariat: what waits for whom; what is old; what was published."""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.contrib.auth.decorators import login_required
from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from comity.base.access.enums import Permission
from comity.base.access.roles import Grant, may
from comity.base.places import queries as places
from comity.engines.procedures.flow import Step
from comity.engines.procedures.rules import steps_for
from comity.engines.records.forms.columns import capitalised
from comity.engines.records.registry import detail_models
from comity.engines.records.views.editing import editor_of_records
from comity.engines.records.views.reading import reading_language
from comity.kernel.errors import NotPermitted
from comity.kernel.lists import listed
from comity.operations.contributions import queries, rules
from comity.operations.contributions.models import Proposal
from comity.operations.contributions.views.reading import shown_record, told
from comity.operations.contributions.views.together import MOST, TOGETHER
from comity.operations.contributions.views.writing import crumbs


# Of each part so many stand on the page where all are together; by itself a part has pages.
FIRST: Final = 20
PARTS: Final = ("waiting", "others", "finished")
HEADINGS: Final = {
    "waiting": gettext_lazy("Waits for you"),
    "others": gettext_lazy("With others"),
    "finished": gettext_lazy("Finished lately"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What the list is narrowed to.

    Attributes:
        place: code of a State.
        kind: of record.
        batch: proposals that came in one file.
        record: those that concern one public record.
        part: what is shown by itself; empty for everything.
        page: of that part.
    """

    place: str = ""
    kind: str = ""
    batch: str = ""
    record: str = ""
    part: str = ""
    page: str = ""

    @classmethod
    def of(cls, sent: QueryDict) -> "Asked":
        """As it was sent; a part that there is not is everything."""
        told = {name: sent.get(name, "") for name in ("place", "kind", "batch", "record", "part", "page")}
        return cls(**told | {"part": told["part"] if told["part"] in PARTS else ""})

    @property
    def is_together(self) -> bool:
        """Whether it is about proposals that belong together, which are read and decided on one page."""
        return bool(self.batch or self.record)

    def narrow(self, proposals: QuerySet[Proposal]) -> QuerySet[Proposal]:
        """Those that were asked for; what is no key asks for nothing that there is."""
        wanted = Q()
        if self.place:
            wanted &= Q(procedure__place=self.place)
        if self.kind:
            wanted &= Q(kind=self.kind)
        for name in ("batch", "record"):
            if sent := getattr(self, name):
                wanted &= Q(**{f"{name}__in": rules.keys_of([sent])})
        return proposals.filter(wanted)

    def address(self, **changed: str) -> str:
        """The address of the same list with something else in it."""
        fields = ("place", "kind", "batch", "record", "part")
        sent = QueryDict(mutable=True)
        sent.update({name: value for name in fields if (value := changed.get(name, getattr(self, name)))})
        if "page" in changed:
            sent["page"] = changed["page"]
        return f"?{sent.urlencode()}"


@never_cache
@login_required
@require_safe
def dashboard(request: HttpRequest) -> HttpResponse:
    """What waits for this person; what is under way, by State and kind; what the State has; what was published."""
    person = editor_of_records(request)
    if not rules.may_contribute(person):
        raise NotPermitted(_("Only who contributes for a State, and the Secretariat’s editors, come here."))
    grants, is_editor = person.grants, may(person, Permission.RECORD_PUBLISH)
    own = queries.places_for(person)
    asked = Asked.of(request.GET)
    pages = dict(paged(grants, asked))
    waiting = list(pages["waiting"].object_list) if "waiting" in pages else []
    steps = steps_together(grants, waiting)
    common = common_to(asked, [one for page in pages.values() for one in page.object_list])
    names = places.names(reading_language())
    content = {
        "parts": {name: shown(one, name, asked) for name, one in pages.items()},
        "steps": [one for one in steps if not one.is_reasoned],
        "reasoned": [one for one in steps if one.is_reasoned],
        "holdings": [holding(row, own) for row in queries.holdings(person, own)]
        if own and not (asked.part or asked.is_together)
        else [],
        "own": listed(names.get(code, code) for code in own),
        "is_editor": is_editor,
        "may_propose": bool(own),
        "asked": asked,
        "together": common,
        "places": [(code, names.get(code, code)) for code in queries.places_with_open()] if is_editor else [],
        "kinds": sorted(
            (kind, capitalised(str(model._meta.verbose_name_plural))) for kind, model in detail_models().items()
        ),
        "crumbs": crumbs(str(HEADINGS.get(asked.part) or common["heading"]))
        if asked.part or common["heading"]
        else (),
        "now": timezone.now(),
    }
    return render(request, "contributions/dashboard.html", content)


@never_cache
@login_required
@require_safe
def of_file(request: HttpRequest, batch: uuid.UUID) -> HttpResponse:
    """Those that came in one file; the address that a notice names, since it names none with a query."""
    return redirect(f"{reverse('contributions:dashboard')}?batch={batch}")


def paged(grants: Sequence[Grant], asked: Asked) -> Iterator[tuple[str, "Page[Proposal]"]]:
    """The parts of the page, each with those of its proposals that are shown."""
    found = {"waiting": queries.waiting, "others": queries.under_way, "finished": queries.finished}
    for name in (asked.part,) if asked.part else PARTS:
        size = MOST if asked.part or asked.is_together else FIRST
        pages = Paginator(asked.narrow(found[name](grants)), size)
        yield name, pages.get_page(asked.page if asked.part else 1)


def shown(page: "Page[Proposal]", name: str, asked: Asked) -> dict[str, Any]:
    """What the page says of one of its parts: lines, how many there are, and the way to the rest."""
    before = page.previous_page_number() if asked.part and page.has_previous() else 0
    after = page.next_page_number() if asked.part and page.has_next() else 0
    return {
        "lines": [told(one) for one in page.object_list],
        "count": page.paginator.count,
        "first": page.start_index(),
        "last": page.end_index(),
        "back": asked.address(page=str(before)) if before else "",
        "following": asked.address(page=str(after)) if after else "",
        "all": asked.address(part=name) if not asked.part and page.has_next() else "",
    }


def steps_together(grants: Sequence[Grant], proposals: Sequence[Proposal]) -> list[Step]:
    """The steps that can be taken with any of some proposals, each once."""
    # Where parties, subjects and state are the same, the steps are.
    alike = {
        (
            one.procedure.state,
            tuple((each.part, each.organisation_id, each.place_id) for each in one.procedure.parties.all()),
            frozenset(each.pk for each in one.procedure.subjects.all()),
        ): one
        for one in proposals
    }
    offered = [step for one in alike.values() for step in steps_for(grants, one) if step.name in TOGETHER]
    return rules.offered(list(dict.fromkeys(offered)))


def common_to(asked: Asked, proposals: Sequence[Proposal]) -> dict[str, Any]:
    """What proposals that belong together have in common: a sentence, and the public record that they concern.

    Where nothing is shown, nothing is said either: neither that there is such a file nor such a record.
    """
    if not (asked.is_together and proposals):
        return {"heading": "", "record": None}
    if asked.batch:
        return {"heading": _("Contributions that came in one file"), "record": None}
    return {"heading": _("Contributions to one record"), "record": shown_record(proposals[0])}


def holding(row: dict[str, Any], own: Sequence[str]) -> dict[str, Any]:
    """A database of a State: what it is called, where its records are, how many, how many old ones."""
    model = detail_models()[row["kind"]]
    where = QueryDict(mutable=True)
    where.setlist("place", own)
    where["kind"] = row["kind"]
    address = f"{reverse('search:page')}?{where.urlencode()}"
    return row | {"name": capitalised(str(model._meta.verbose_name_plural)), "address": address}
