"""Collections: put a record in, look through, order, note, share and take away, all without an account or a script."""

import uuid
from typing import Any, Final

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from comity.base.access.enums import Permission
from comity.base.access.roles import may
from comity.engines.records import queries
from comity.engines.records.actions import collecting
from comity.engines.records.exports.collected import FORMS, taken_away
from comity.engines.records.forms import CollectForm, NoteForm, TitleForm
from comity.engines.records.models import Collection
from comity.engines.records.registry import detail_models
from comity.engines.records.views.reading import line, readable_by_key, reader, reading_language
from comity.kernel.errors import NotNow
from comity.ui.components import Crumb, Download
from comity.ui.templatetags.addresses import in_language
from comity.ui.visitors import network


# The key of the collection that this browser writes to; only this server reads it.
COOKIE: Final = f"{settings.COOKIE_PREFIX}collection"
KEPT_FOR: Final = 365 * 24 * 3600
UNPROCESSABLE: Final = 422


def current(request: HttpRequest) -> tuple[Collection, str] | None:
    """The collection that this browser writes to, with the key; None when there is none."""
    key = request.COOKIES.get(COOKIE, "")
    found = queries.collection_to_write(collecting.write_digest(key)) if key else None
    return (found, key) if found else None


def remembered(response: HttpResponse, key: str) -> HttpResponse:
    """The answer, with which the browser keeps the key."""
    response.set_cookie(
        COOKIE, key, max_age=KEPT_FOR, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
    )
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def collect(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Put a record into the collection that this browser writes to, or into a new one."""
    record, known = readable_by_key(request, key), current(request)
    is_new = known is None or request.GET.get("new") == "1"
    form = CollectForm(request.POST if request.method == "POST" else None, is_new=is_new)
    if request.method == "POST" and form.is_valid():
        person = reader(request)
        try:
            if is_new or known is None:
                known = collecting.begin(form.cleaned_data["title"], by=person, network=network(request))
            collecting.collect(known[0], record, remark=form.cleaned_data["note"], by=person)
        except NotNow as no:
            form.add_error(None, str(no))
        else:
            messages.success(request, _("It is in your collection."))
            return remembered(redirect("records:collection-edit", known[1]), known[1])
    shown = line(record)
    text = shown["text"]
    content = {
        "form": form,
        "text": text,
        "collection": None if is_new or known is None else known[0],
        "edit": reverse("records:collection-edit", args=[known[1]]) if known else "",
        "crumbs": (
            Crumb(str(text or ""), in_language(shown["address"]), text.language if text else ""),
            Crumb(_("Add to collection")),
        ),
    }
    return render(request, "records/collect.html", content, status=UNPROCESSABLE if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """What collections are, the way to one's own, and a new one."""
    form, known = TitleForm(request.POST if request.method == "POST" else None), current(request)
    if request.method == "POST" and form.is_valid():
        try:
            _collection, key = collecting.begin(
                form.cleaned_data["title"], by=reader(request), network=network(request)
            )
        except NotNow as no:
            form.add_error(None, str(no))
        else:
            return remembered(redirect("records:collection-edit", key), key)
    content = {
        "form": form,
        "collection": known[0] if known else None,
        "edit": reverse("records:collection-edit", args=[known[1]]) if known else "",
        "draft_days": collecting.DRAFT_KEPT.days,
        "crumbs": (Crumb(_("Collections")),),
    }
    return render(request, "records/collections.html", content, status=UNPROCESSABLE if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, key: str) -> HttpResponse:
    """A collection to whoever has its link for writing."""
    collection = queries.collection_to_write(collecting.write_digest(key))
    if collection is None:
        raise Http404
    if request.method == "POST":
        return _changed(request, collection, key)
    shown = [_shown(one) for one in queries.gathered_in(collection, reader(request))]
    read = reverse("records:collection", args=[collection.read_key])
    content = {
        "collection": collection,
        "lines": shown,
        "title_form": TitleForm(initial={"title": collection.title}, auto_id="collection-%s"),
        "write_address": request.build_absolute_uri(),
        "read_address": request.build_absolute_uri(read),
        "read": read,
        "draft_days": collecting.DRAFT_KEPT.days,
        "crumbs": (Crumb(_("Collections"), reverse("records:collections")), Crumb(collection.title)),
    }
    return remembered(render(request, "records/collection_edit.html", content), key)


def _changed(request: HttpRequest, collection: Collection, key: str) -> HttpResponse:
    """Do one thing to a collection, and show it again."""
    person, doing = reader(request), request.POST.get("do", "")
    number = _number(request.POST.get("entry", ""))
    entry = collection.entries.filter(pk=number).first() if number is not None else None
    title, note = TitleForm(request.POST), NoteForm(request.POST)
    match doing:
        case "rename" if title.is_valid():
            collecting.rename(collection, title.cleaned_data["title"], by=person)
        case "note" if entry and note.is_valid():
            collecting.write_note(entry, note.cleaned_data["note"], by=person)
        case "up" | "down" if entry:
            collecting.move(entry, up=doing == "up", by=person)
        case "remove" if entry:
            collecting.remove(entry, by=person)
        case "share" | "hide":
            collecting.share(collection, is_shared=doing == "share", by=person)
        case "discard":
            collecting.discard(collection, by=person)
            messages.success(request, _("The collection is deleted."))
            response = redirect("records:collections")
            response.delete_cookie(COOKIE)
            return response
        case _:
            messages.warning(request, _("Nothing was changed: the title or the note was empty or too long."))
    return redirect("records:collection-edit", key)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None  # noqa: PLR2004 -- of 64 bits


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def shared(request: HttpRequest, key: str) -> HttpResponse:
    """A shared collection to whoever has its link for reading; an editor may take it down."""
    collection, person = _to_read(key), reader(request)
    if request.method == "POST":
        if person is None:
            raise Http404
        collecting.take_down(collection, by=person)
        messages.success(request, _("The collection is deleted."))
        return redirect("records:collections")
    address = reverse("records:collection", args=[key])
    content = {
        "collection": collection,
        "lines": [_shown(one) for one in queries.gathered_in(collection, person)],
        "downloads": [Download(label, f"{address}export.{form}") for form, (label, _type) in FORMS.items()],
        "may_take_down": may(person, Permission.RECORD_WITHDRAW),
        "crumbs": (Crumb(_("Collections"), reverse("records:collections")), Crumb(collection.title)),
    }
    return render(request, "records/collection.html", content)


@never_cache
@require_safe
def download(request: HttpRequest, key: str, form: str) -> HttpResponse:
    """A shared collection in one of the forms, without what is withdrawn or not for this reader."""
    if form not in FORMS:
        raise Http404
    found = queries.gathered_in(_to_read(key), reader(request))
    entries = [one.entry for one in found if one.record is not None and not one.is_withdrawn]
    root = request.build_absolute_uri("/").rstrip("/")
    content = taken_away(entries, form, root=root, language=reading_language())
    response = HttpResponse(content, content_type=FORMS[form][1])
    response["Content-Disposition"] = f'attachment; filename="comity-collection.{form}"'
    response["X-Robots-Tag"] = "noindex"
    return response


def _to_read(key: str) -> Collection:
    collection = queries.collection_shared(key)
    if collection is None:
        raise Http404
    return collection


def _shown(one: queries.Gathered) -> dict[str, Any]:
    """An entry as a page shows it."""
    told: dict[str, Any] = {"entry": one.entry, "is_withdrawn": one.is_withdrawn, "line": None, "kind_name": ""}
    if one.record is not None:
        told["line"] = line(one.record)
        told["kind_name"] = str(detail_models()[one.record.kind]._meta.verbose_name)
    return told
