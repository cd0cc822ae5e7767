"""Where files are attached to a record of any kind."""

import uuid
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from comity.base.files import actions as files
from comity.base.files import queries as file_queries
from comity.base.files.store import AT_ONCE
from comity.base.people.models import User
from comity.engines.records import actions, queries, rules
from comity.engines.records.forms.attaching import AttachForm
from comity.engines.records.models import Detail, Record
from comity.engines.records.registry import detail_models
from comity.engines.records.views.reading import line, readable_by_key, reader
from comity.kernel.errors import NotPermitted, Refused
from comity.ui.components import Crumb
from comity.ui.templatetags.addresses import in_language


UNPROCESSABLE: Final = 422


def for_change(request: HttpRequest, key: uuid.UUID) -> tuple[Record, User]:
    """The record, and who asks, when they may change it.

    Raises:
        Http404: there is no such record for this person.
        NotPermitted: they may read it only.
    """
    record, person = readable_by_key(request, key), reader(request)
    assert person is not None, "only who is signed in comes here"
    rules.check_may_revise(person, record)
    return record, person


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """What is attached to a record, and the form by which more is."""
    record, person = for_change(request, key)
    if request.method != "POST":
        return shown(request, record, AttachForm())
    form = AttachForm(request.POST, request.FILES)
    if not form.is_valid():
        return shown(request, record, form)
    given = form.cleaned_data["file"]
    try:
        # The bytes first, outside any transaction: nobody waits while they are looked through.
        laid = files.lay(given.chunks(AT_ONCE), given.name or "")
        actions.attach(
            record, laid, label=form.cleaned_data["label"], language=form.cleaned_data["language"], by=person
        )
    except NotPermitted:
        raise
    except Refused as refused:
        form.add_error("file", str(refused))
        return shown(request, record, form)
    messages.success(request, _("It was taken, and is scanned and cleaned now. Readers see it after that."))
    return redirect("records:attachments", record.pk)


@never_cache
@login_required
@require_POST
def remove(request: HttpRequest, key: uuid.UUID, number: int) -> HttpResponse:
    """Take an attachment away."""
    record, person = for_change(request, key)
    actions.detach(get_object_or_404(queries.attachments_of(record), pk=number), by=person)
    messages.success(request, _("It is taken away. Nobody can read it any more."))
    return redirect("records:attachments", record.pk)


def shown(request: HttpRequest, record: Record, form: AttachForm) -> HttpResponse:
    """The page."""
    model, told = detail_models()[record.kind], line(record)
    detail: Detail = getattr(record, record.kind)
    listed = str(model._meta.verbose_name_plural)
    text = told["text"]
    content: dict[str, Any] = {
        "record": record,
        "text": text,
        "attachments": queries.attachments_of(record),
        "has_scanner": file_queries.has_scanner(),
        "form": form,
        "crumbs": (
            Crumb(listed[:1].upper() + listed[1:], reverse(f"{model._meta.app_label}:list")),
            Crumb(text.title if text else str(record.pk), in_language(detail.address), text.language if text else ""),
            Crumb(_("Attachments")),
        ),
    }
    return render(request, "records/attach.html", content, status=UNPROCESSABLE if form.errors else 200)
