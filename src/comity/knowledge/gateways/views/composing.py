"""Where editors compose hot topics: words, order, preview, publication."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from comity.base.people.models import User
from comity.engines.records import actions as records
from comity.engines.records.enums import State
from comity.engines.records.models import Record
from comity.engines.records.queries import best_text, known_to
from comity.engines.records.views import reader, reading_language
from comity.engines.search import queries as search
from comity.engines.search.index.interface import Hit
from comity.engines.search.views import naming
from comity.kernel.errors import NotPermitted, Overtaken, Refused, Unreadable
from comity.kernel.languages import INTERFACE
from comity.knowledge.gateways import actions, forms, queries, rules
from comity.knowledge.gateways.forms import HotTopicForm
from comity.knowledge.gateways.models import MOST_ITEMS, PORTALS, HotTopic
from comity.knowledge.gateways.shapes import Item
from comity.knowledge.gateways.views.showing import lines
from comity.ui.components import Crumb


UNPROCESSABLE: Final = 422
CONFLICT: Final = 409
# So many records are offered for one search.
OFFERED: Final = 10
LONGEST_FIND: Final = 2000
LONGEST_REASON: Final = 1000
KEEPING: Final = frozenset({"save", "publish"})


@dataclass(slots=True)
class Desk:
    """What lies before the editor: the form, the items as they stand on the page, what was found to be added."""

    record: Record | None
    form: HotTopicForm
    items: list[Item]
    offered: list[Item]
    find: str = ""
    fault: str = ""
    is_previewed: bool = False
    overtaken: bool = False
    differences: tuple[tuple[str, str, str], ...] = ()


def composer(request: HttpRequest) -> User:
    """The person who asks, when they may compose hot topics.

    Raises:
        NotPermitted: they may not.
    """
    person = reader(request)
    assert person is not None, "only who is signed in comes here"
    rules.check_may_compose(person)
    return person


@never_cache
@login_required
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Every hot topic with where it stands."""
    person = composer(request)
    language = reading_language()
    shown = [
        {
            "record": record,
            "text": best_text(list(record.texts.all()), language=language),
            "edit": reverse("gateways:edit", args=[record.pk]),
            "count": len(record.hottopic.items),
            "languages": ", ".join(sorted(text.language for text in record.texts.all())),
        }
        for record in queries.for_staff(person)
    ]
    content = {"lines": shown, "crumbs": (*_steps(), Crumb(_("Compose")))}
    return render(request, "gateways/composer.html", content)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Begin a hot topic."""
    person = composer(request)
    portal = request.GET.get("portal", "")
    return _at_the_desk(request, None, person, forms.filled((), [portal] if portal else [], ""))


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Go on with a hot topic: change, preview, publish or withdraw it; which of them, says the button."""
    person = composer(request)
    found = known_to(person).filter(pk=pk, kind=HotTopic.kind).select_related(HotTopic.kind).prefetch_related("texts")
    record = found.first()
    if record is None:
        raise Http404
    texts = ((text.language, text.title, text.summary) for text in record.texts.all())
    portals = [one.term for one in record.topics.all() if one.scheme == PORTALS]
    return _at_the_desk(request, record, person, forms.filled(texts, portals, _seen(record)))


def _seen(record: Record) -> str:
    """What stands there now, to find out whether somebody else changes it meanwhile: a number, or a whole draft."""
    revisions = record.revisions.count()
    return str(revisions) if revisions else json.dumps(records.snapshot(record, record.hottopic), ensure_ascii=False)


def _at_the_desk(
    request: HttpRequest, record: Record | None, person: User, initial: Mapping[str, Any]
) -> HttpResponse:
    if request.method != "POST":
        items = record.hottopic.parts if record else []
        return _shown(request, Desk(record, HotTopicForm(initial=initial), items, []), person)
    posted = request.POST
    press, _colon, which = posted.get("do", "find").partition(":")
    if record is not None and press in {"withdraw", "again"}:
        try:
            return _in_or_out(request, record, person, press)
        except Unreadable as fault:
            again = Desk(record, HotTopicForm(initial=initial), record.hottopic.parts, [], fault=fault.sentence)
            return _shown(request, again, person)
    # What is only being put in order is not judged yet.
    form = HotTopicForm(posted) if press in KEEPING else HotTopicForm(initial=forms.typed(posted))
    find = posted.get("find", "").strip()
    desk = Desk(record, form, [], [], find=find[:LONGEST_FIND])
    try:
        if len(find) > LONGEST_FIND:
            raise Unreadable(_("What is looked for has at most %(most)s letters.") % {"most": LONGEST_FIND})
        desk.items = forms.items_sent(posted, reading_language())
        _pressed(desk, posted, press, which, person)
    except Unreadable as fault:
        desk.fault = fault.sentence
    if press in KEEPING and not desk.fault and (kept := _kept(desk, person, press)):
        messages.success(
            request, _("The hot topic is published.") if press == "publish" else _("The hot topic was kept.")
        )
        return redirect("gateways:edit", kept.pk)
    return _shown(request, desk, person)


def _pressed(desk: Desk, posted: QueryDict, press: str, which: str, person: User) -> None:
    """Do with the items on the page what a button says; nothing is kept yet."""
    number = int(which) if which.isdecimal() else -1
    offered = [forms.items_sent(_one(text), "")[0] for text in posted.getlist("offered")[:OFFERED]]
    match press:
        case "up" | "down":
            desk.items = forms.moved(desk.items, number, -1 if press == "up" else 1)
        case "remove":
            desk.items = [one for place, one in enumerate(desk.items) if place != number]
        case "add" if number < len(offered):
            desk.items = _with(desk.items, offered[number])
            desk.offered = [one for place, one in enumerate(offered) if place != number]
        case "find" if desk.find:
            if parameters := forms.search_named(desk.find):
                desk.items, desk.find = _with(desk.items, Item(search=parameters)), ""
            else:
                desk.offered = _offered(desk.find, person)
        case "preview":
            desk.is_previewed = True
        case _:
            desk.offered = offered


def _one(text: str) -> QueryDict:
    one = QueryDict(mutable=True)
    one.setlist("item", [text])
    one.setlist("words", [""])
    return one


def _with(items: list[Item], item: Item) -> list[Item]:
    if any((one.record, one.part, one.search) == (item.record, item.part, item.search) for one in items):
        raise Unreadable(_("This is in the hot topic already."))
    if len(items) >= MOST_ITEMS:
        raise Unreadable(_("A hot topic holds at most %(most)s items.") % {"most": MOST_ITEMS})
    return [*items, item]


def _offered(text: str, person: User) -> list[Item]:
    """What a search finds, as items that can be added; parts of records are called what they are called there."""
    language = reading_language()
    answer = search.ask(text, person=person, language=language, facets=(), limit=2 * OFFERED, snippet=0)
    # One article has a text in each language; it is offered once.
    hits = {(hit.record, hit.address): hit for hit in reversed(answer.hits) if hit.kind != HotTopic.kind}
    return [_item(hit, person, language) for hit in list(reversed(hits.values()))[:OFFERED]]


def _item(hit: Hit, person: User, language: str) -> Item:
    """A hit as an item: what its address says beyond that of its record is the part."""
    whole = queries.shown([Item(hit.record)], person=person, language=language)
    part = hit.address.removeprefix(whole[0].address) if whole and hit.address != whole[0].address else ""
    words = {hit.language if hit.language in INTERFACE else language: hit.title[:300]} if part else {}
    return Item(hit.record, part, words=words)


def _kept(desk: Desk, person: User, press: str) -> Record | None:
    """Keep what stands on the page, and publish it if that was asked for; None when a fault is shown instead."""
    if not desk.form.is_valid():
        return None
    before = {text.language: text.wording for text in desk.record.texts.order_by("pk")} if desk.record else {}
    try:
        record = actions.compose(
            desk.record,
            texts=desk.form.texts(before),
            portals=desk.form.cleaned_data["portals"],
            items=desk.items,
            by=person,
            expected=_expected(desk.form.cleaned_data["seen"]),
        )
        if press == "publish" and record.state != State.PUBLISHED:
            actions.publish(record, by=person)
    except NotPermitted:
        raise
    except Overtaken as fault:
        assert desk.record is not None, "nobody can be overtaken at what is new"
        desk.overtaken = True
        desk.differences = tuple((one.field, one.now, one.wanted) for one in fault.changes)
        data = desk.form.data.copy()  # type: ignore[attr-defined] # -- what was posted can be copied
        data["seen"] = _seen(desk.record)
        desk.form.data = data
        return None
    except Refused as fault:
        desk.fault = str(fault)
        return None
    return record


def _expected(seen: str) -> int | Mapping[str, Any] | None:
    if seen.isdecimal():
        return int(seen)
    try:
        read = json.loads(seen) if seen else None
    except (ValueError, RecursionError):
        return None
    return read if isinstance(read, dict) else None


def _in_or_out(request: HttpRequest, record: Record, person: User, press: str) -> HttpResponse:
    """Withdraw what is public, or show again what was withdrawn."""
    if press == "withdraw":
        reason = request.POST.get("reason", "").strip()
        if not reason or len(reason) > LONGEST_REASON:
            # What is longer is not cut off: nobody would know what readers are told.
            raise Unreadable(_("Say in at most %(most)s letters why it is withdrawn.") % {"most": LONGEST_REASON})
        actions.withdraw(record, by=person, reason=reason)
        messages.success(request, _("The hot topic is withdrawn."))
    else:
        actions.publish(record, by=person)
        messages.success(request, _("The hot topic is published."))
    return redirect("gateways:edit", record.pk)


def _shown(request: HttpRequest, desk: Desk, person: User) -> HttpResponse:
    language = reading_language()
    record = desk.record
    text = best_text(list(record.texts.all()), language=language) if record else None
    content = {
        "desk": desk,
        "record": record,
        "title": text.title if text else _("A new hot topic"),
        "title_language": text.language if text else "",
        "languages": [
            (code, name, desk.form[f"title_{code}"], desk.form[f"summary_{code}"])
            for code, name in _in_order(language)
        ],
        "items": _rows(desk.items, person, language),
        "offered": _rows(desk.offered, person, language),
        "preview": _preview(desk, person) if desk.is_previewed else None,
        "is_public": record is not None and record.state == State.PUBLISHED,
        "is_withdrawn": record is not None and record.state == State.WITHDRAWN,
        "revisions": list(record.revisions.select_related("by")) if record else [],
        "crumbs": (
            *_steps(),
            Crumb(_("Compose"), reverse("gateways:composer")),
            Crumb(text.title if text else _("New")),
        ),
    }
    status = CONFLICT if desk.overtaken else UNPROCESSABLE if desk.fault or desk.form.errors else 200
    return render(request, "gateways/compose.html", content, status=status)


def _in_order(language: str) -> list[tuple[str, str]]:
    """The six languages, the reader's own first."""
    return sorted(INTERFACE.items(), key=lambda one: one[0] != language)


def _rows(items: list[Item], person: User, language: str) -> list[dict[str, Any]]:
    """The items as the page has them, each with its title, its words in this language and what is sent back."""
    told = {id(one.item): one for one in queries.shown(items, person=person, language=language)}
    return [
        {
            "number": number,
            "shown": (one := told.get(id(item))),
            "title": one.title if one else _("This record is not on this installation."),
            "language": one.language if one else "",
            "kind": naming.kind(one.kind) if one and one.kind else _("Search"),
            "said": one.said if one and item.part else "",
            "is_public": one is not None and one.is_public,
            "words": item.words.get(language, ""),
            "sent": forms.written(item),
        }
        for number, item in enumerate(items)
    ]


def _preview(desk: Desk, person: User) -> dict[str, Any]:
    """How it would stand before readers, in this language or the nearest that has words."""
    titled = [code for code in INTERFACE if (desk.form[f"title_{code}"].value() or "").strip()]
    titled.sort(key=lambda code: (code != reading_language(), code != "en"))
    code = titled[0] if titled else "en"
    return {
        "title": desk.form[f"title_{code}"].value() or "",
        "summary": desk.form[f"summary_{code}"].value() or "",
        "language": code,
        "lines": lines(desk.items, person),
    }


def _steps() -> tuple[Crumb, ...]:
    name = str(HotTopic._meta.verbose_name_plural)
    return (Crumb(name[:1].upper() + name[1:], reverse("gateways:list")),)
