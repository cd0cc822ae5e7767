"""Where a change of one part of a public record is proposed, such as of one provision of a law."""

import uuid

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from comity.engines.records import queries as record_queries
from comity.engines.records.views.parting import part_of_request
from comity.operations.contributions import actions
from comity.operations.contributions.models import Proposal
from comity.operations.contributions.shapes import Written
from comity.operations.contributions.views.writing import answered, changed, shown


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, key: uuid.UUID, part: str) -> HttpResponse:
    """A change of a part that is there, or a new one."""
    record, model, person, office = changed(request, key)
    editor = part_of_request(request, record_queries.for_editing(model, record.pk), part, person)
    if request.method != "POST":
        return shown(request, editor, None, person)

    def kept(written: Written) -> Proposal:
        return actions.propose(written, kind=model.kind, office=office, by=person, record=record, part=part)

    return answered(request, editor, None, person, kept)
