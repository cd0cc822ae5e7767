"""What is written and not public yet, for who wrote it and for who publishes it."""

from typing import Any, Final

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from comity.base.access.enums import Permission
from comity.base.access.roles import may
from comity.engines.records import queries, rules
from comity.engines.records.enums import State
from comity.engines.records.models import Record
from comity.engines.records.registry import detail_models
from comity.engines.records.templatetags.records import TONES
from comity.engines.records.views.editing import editor_of_records
from comity.engines.records.views.reading import line
from comity.ui.components import Badge, Crumb


PAGE: Final = 50


@never_cache
@login_required
@require_safe
def drafts(request: HttpRequest) -> HttpResponse:
    """The drafts of who is signed in, and for editors what others have handed in for review."""
    person = editor_of_records(request)
    rules.check_may_draft(person)
    pages = Paginator(queries.unpublished_for(person), PAGE)
    page = pages.get_page(request.GET.get("page"))

    def shown(record: Record) -> dict[str, Any]:
        state, author = State(record.state), record.created_by
        kind = str(detail_models()[record.kind]._meta.verbose_name)
        by = "" if author == person else author.get_full_name() or author.username
        return line(record) | {"said": (capfirst(kind), by), "badges": (Badge(state.label, TONES[state]),)}

    content = {
        "lines": [shown(record) for record in page],
        "is_editor": may(person, Permission.RECORD_PUBLISH),
        "summary": ngettext("%(number)s record", "%(number)s records", pages.count) % {"number": pages.count},
        "back": f"?page={page.previous_page_number()}" if page.has_previous() else "",
        "following": f"?page={page.next_page_number()}" if page.has_next() else "",
        "crumbs": (Crumb(_("Drafts")),),
    }
    return render(request, "records/drafts.html", content)
