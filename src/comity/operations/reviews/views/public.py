"""What everybody may know of reviews: the mechanisms, where each review stands, and what was published."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from comity.engines.records.views import reader
from comity.kernel.languages import alphabetical
from comity.kernel.lists import between, listed
from comity.operations.reviews.enums import Cluster, Matter, Side, Step
from comity.operations.reviews.models import Review
from comity.operations.reviews.queries import drawing, published
from comity.operations.reviews.queries import reviews as queries
from comity.operations.reviews.rules import acting, needs
from comity.operations.reviews.shapes import Standpoint
from comity.operations.reviews.views import following
from comity.operations.reviews.views.reviewing import badge_of, place_name, told
from comity.ui.components import Column, Crumb, Fact, Row
from comity.ui.templatetags.addresses import in_language
from comity.ui.written import badge as drawn
from comity.ui.written import place as flagged


@never_cache
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """The mechanisms, one's own reviews, and where every review stands."""
    person = reader(request)
    mine = list(queries.for_listing(queries.taking_part(person)).order_by("procedure__place")) if person else []
    cycles: dict[Any, dict[str, Any]] = {}
    for one in queries.public():
        entry = cycles.setdefault(one.cycle_id, {"cycle": one.cycle, "reviews": []})
        entry["reviews"].append(one)
    content = {
        "mine": [told(one) for one in mine],
        "is_host": acting.may_conduct(person),
        "may_assist": bool(needs.states_for(person) or needs.offers_for(person) or acting.may_conduct(person)),
        "cycles": [
            {
                "cycle": each["cycle"],
                "cluster": Cluster(each["cycle"].cluster).label,
                "columns": [Column(_("Reviewed by")), Column(_("Where it stands"))],
                "rows": [_row(one) for one in sorted(each["reviews"], key=_name)],
                "count": len(each["reviews"]),
                "published": sum(one.stage is Step.PUBLISHED for one in each["reviews"]),
            }
            for each in cycles.values()
        ],
        "crumbs": [Crumb(_("Reviews"))],
    }
    return render(request, "reviews/overview.html", content)


def _name(one: Review) -> tuple[int, tuple[bytes, str]]:
    return one.group, alphabetical(place_name(str(one.procedure.place_id)))


def _row(one: Review) -> Row:
    code = str(one.procedure.place_id)
    name = flagged(code, place_name(code))
    link = format_html('<a href="{}">{}</a>', reverse("reviews:review", args=[one.pk]), name)
    by = format_html_join(between(), "{}", ((place_name(each.place_id),) for each in one.reviewers.all()))
    return Row(link, (by, drawn(badge_of(one))))


@never_cache
@require_safe
def review(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """One review as far as it is public, with the way to the working pages for who has them."""
    one = queries.public().filter(pk=key).first()
    if one is None:
        raise Http404
    person = reader(request)
    consented = queries.consented(one) if one.stage is Step.PUBLISHED else frozenset()
    names = drawing.instrument_names(one.cycle.mechanism)
    code = str(one.procedure.place_id)
    is_published = one.stage is Step.PUBLISHED
    content = {
        "review": one,
        "place": code,
        "place_name": place_name(code),
        "badge": badge_of(one),
        "facts": [
            Fact(_("Mechanism"), one.cycle.get_mechanism_display()),
            Fact(_("Cycle"), one.cycle.name),
            Fact(_("What is reviewed"), Cluster(one.cycle.cluster).label),
            Fact(_("Instruments"), listed(names.get(symbol, symbol) for symbol in one.instruments)),
            *late_facts(one, names),
            Fact(_("Reviewed by"), listed(place_name(each.place_id) for each in one.reviewers.all())),
            Fact(_("Begun on"), f"{one.began_at:%Y-%m-%d}"),
            *([Fact(_("Published on"), f"{one.finished_at:%Y-%m-%d}")] if is_published and one.finished_at else []),
        ],
        "draw": one.cycle.draw if one.cycle.draw_id else None,
        "may_work": queries.visible_to(person).filter(pk=one.pk).exists(),
        "is_published": is_published,
        "withheld": [matter.label for matter in Matter if matter.value not in consented] if is_published else [],
        "result": result_of(one) if consented else "",
        "parts": [matter.label for matter in Matter if matter.value in consented],
        "followed": following.shown_to_all(one, Standpoint(Side.PUBLIC), person) if is_published else [],
        "crumbs": [Crumb(_("Reviews"), reverse("reviews:reviews")), Crumb(place_name(code))],
    }
    return render(request, "reviews/review.html", content)


def late_facts(one: Review, names: Mapping[str, str]) -> list[Fact]:
    """The instruments about which the State was asked after the others; that it was is no secret, and why is."""
    late = dict.fromkeys(each.instrument for each in queries.assessments_of(one) if each.reason)
    return [Fact(_("Added later"), listed(names.get(symbol, symbol) for symbol in late))] if late else []


def result_of(one: Review) -> str:
    """Where everybody reads what came of a review, in the language of the page; empty when an editor withdrew it."""
    address = published.address_of(one)
    return in_language(address) if address else ""
