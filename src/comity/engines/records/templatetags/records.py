"""The tools above a record: where it stands, and what the person who reads may do with it."""

from typing import Any

from django import template
from django.utils.translation import gettext as _

from comity.base.files import queries as file_queries
from comity.base.files.enums import State as FileState
from comity.base.people.models import User
from comity.engines.records import queries, rules
from comity.engines.records.enums import State
from comity.engines.records.forms import ReasonForm
from comity.engines.records.models import Record
from comity.engines.records.registry import detail_models
from comity.engines.records.views.editing import may_open
from comity.engines.records.views.reading import reader
from comity.kernel.errors import Refused
from comity.ui.components import Badge, Tone


register = template.Library()

TONES = {State.DRAFT: Tone.BRASS, State.IN_REVIEW: Tone.ACCENT, State.WITHDRAWN: Tone.DANGER}


@register.inclusion_tag("records/tools.html", takes_context=True)
def record_tools(context: dict[str, Any], record: Record) -> dict[str, Any]:
    """When the record was confirmed, for everyone; for who may change it, what can be done. No query for a visitor."""
    request = context["request"]
    person = reader(request)
    is_previewed = bool(getattr(request, "above", ""))
    may = {
        name: person is not None and not is_previewed and is_allowed(check, person, record)
        for name, check in {
            "edit": rules.check_may_revise,
            "submit": rules.check_may_submit,
            "publish": rules.check_may_publish,
            "withdraw": rules.check_may_withdraw,
            "confirm": rules.check_may_confirm,
        }.items()
    }
    # Whoever may publish need not hand anything in.
    may["submit"] = may["submit"] and not may["publish"]
    state = State(record.state)
    return {
        "record": record,
        "badge": Badge(state.label, TONES[state]) if state in TONES else None,
        "may": may,
        "is_staff": any(may.values()),
        "confirmed_on": record.confirmed_on,
        "has_own_confirmation": hasattr(detail_models()[record.kind], "confirmed_on"),
        "reason": ReasonForm(auto_id="id_withdraw_%s") if may["withdraw"] else None,
        "csrf_token": context.get("csrf_token", ""),
    }


def is_allowed(check: Any, person: User, record: Record) -> bool:
    """Whether a rule lets a person do something to a record now."""
    try:
        check(person, record)
    except Refused:
        return False
    return True


@register.inclusion_tag("records/begin.html", takes_context=True)
def record_begin(context: dict[str, Any], kind: str) -> dict[str, Any]:
    """The way to a new record of a kind, for who may begin one."""
    person = reader(context["request"])
    model = detail_models()[kind]
    name = str(model._meta.verbose_name)
    allowed = person is not None and may_open(person, model)
    return {"kind": kind, "label": _("New: %(name)s") % {"name": name}, "may_begin": allowed}


@register.inclusion_tag("records/attachments.html")
def record_attachments(record: Record) -> dict[str, Any]:
    """The files on a record that can be read; whoever shows it has asked whether this person may. One query."""
    shown = queries.attachments_of(record).filter(file__state=FileState.RELEASED) if record.pk else ()
    return {"attachments": shown, "has_scanner": file_queries.has_scanner()}
