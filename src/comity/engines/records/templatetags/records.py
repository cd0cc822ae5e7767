"""The tools above a record: where it stands, and what the person who reads may do with it."""

from collections.abc import Sequence
from typing import Any

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _

from comity.base.files import queries as file_queries
from comity.base.files.enums import State as FileState
from comity.base.people.models import User
from comity.engines.records import queries, rules
from comity.engines.records.enums import State
from comity.engines.records.forms import ReasonForm
from comity.engines.records.models import Record
from comity.engines.records.registry import detail_models, proposing
from comity.engines.records.registry.parts import NEW, parts_of
from comity.engines.records.views.editing import may_open, may_propose_change
from comity.engines.records.views.reading import reader
from comity.kernel.errors import Refused
from comity.ui.components import Badge, Tone


register = template.Library()

# What a link says, and what stands after the address.
Link = tuple[Any, str]

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
    ways = proposing.ways() if person is not None and not is_previewed and may_propose_change(person, record) else None
    return {
        "record": record,
        "badge": Badge(state.label, TONES[state]) if state in TONES else None,
        "may": may,
        "propose": reverse(ways.change, args=[record.pk]) if ways else "",
        "translate": reverse(ways.translate, args=[record.pk]) if ways else "",
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


@register.inclusion_tag("records/part_tools.html", takes_context=True)
def part_tools(context: dict[str, Any], record: Record, part: str = "", more: Sequence[Link] = ()) -> dict[str, Any]:
    """What whoever reads may do with a part of a record, or with none yet: write it, or propose what is to be written.

    Args:
        context: of the page.
        record: of which it is a part.
        part: its name; empty on the page of the record, where only a new one is begun.
        more: further ways to the form: label, what stands after its address.
    """
    request = context["request"]
    person = reader(request)
    if person is None or bool(getattr(request, "above", "")):
        return {"edit": "", "propose": "", "add": "", "more": (), "label": ""}
    ways = proposing.ways()
    name = ""
    if is_allowed(rules.check_may_revise, person, record):
        name = "records:part"
    elif ways is not None and may_propose_change(person, record):
        name = ways.part
    if not name:
        return {"edit": "", "propose": "", "add": "", "more": (), "label": ""}
    parts = parts_of(detail_models()[record.kind])
    add = reverse(name, args=[record.pk, NEW]) + (f"?after={part}" if part else "")
    address = reverse(name, args=[record.pk, part]) if part else ""
    return {
        "edit": address if name == "records:part" else "",
        "propose": address if name != "records:part" else "",
        "add": add,
        "more": [(label, f"{address}{after}") for label, after in more] if name != "records:part" else (),
        "label": _("New: %(name)s") % {"name": parts.label} if parts is not None else "",
    }
