"""A proposal beside what is public now, with what was said of it, what stands against it, and what became of it."""

import uuid
from typing import Any, Final

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from comity.base.access.roles import Grant
from comity.base.audit.actions import seen
from comity.base.people.models import User
from comity.base.places import queries as places
from comity.engines.procedures.queries import log_of
from comity.engines.procedures.rules import steps_for
from comity.engines.records.models import Detail
from comity.engines.records.registry import detail_models
from comity.engines.records.registry.parts import NEW, parts_of
from comity.engines.records.views.editing import editor_of_records
from comity.engines.records.views.reading import line, reading_language
from comity.kernel.errors import Refused
from comity.operations.contributions import queries, rules
from comity.operations.contributions.enums import Part, State
from comity.operations.contributions.forms import ExhibitForm, compared, editor_of, read
from comity.operations.contributions.models import Proposal
from comity.operations.contributions.views.writing import crumbs
from comity.ui.components import Badge, Tone
from comity.ui.templatetags.addresses import in_language


TONES: Final = {
    State.DRAFT: Tone.BRASS,
    State.RETURNED: Tone.DANGER,
    State.HANDED_IN: Tone.ACCENT,
    State.IN_REVIEW: Tone.ACCENT,
    State.PUBLISHED: Tone.SUCCESS,
}


def known(request: HttpRequest, key: uuid.UUID) -> tuple[Proposal, User]:
    """The proposal that this person may see, and who asks.

    Raises:
        Http404: there is none of which this person may know.
    """
    person = editor_of_records(request)
    proposal = queries.one(person, key)
    if proposal is None:
        raise Http404
    return proposal, person


@never_cache
@login_required
@require_safe
def page(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """A proposal as it stands."""
    proposal, person = known(request, key)
    return answered(request, proposal, person)


def answered(
    request: HttpRequest, proposal: Proposal, person: User, *, status: int = 200, refusal: str = ""
) -> HttpResponse:
    """The page of a proposal; whoever reads it, and did not write it, is noted."""
    if proposal.author_id != person.pk:
        seen("contribution.read", proposal.procedure, by=person, state=proposal.procedure.state)
    return render(
        request, "contributions/page.html", content_of(request, proposal, person) | {"refusal": refusal}, status=status
    )


def badge_of(proposal: Proposal) -> Badge:
    """Where it stands."""
    state = State(proposal.procedure.state)
    return Badge(state.label, TONES.get(state, Tone.PLAIN))


def told(proposal: Proposal) -> dict[str, Any]:
    """What a list says of a proposal."""
    model, code = detail_models()[proposal.kind], proposal.procedure.place_id or ""
    owner = proposal.flow.owners.get(proposal.procedure.state)
    parts = parts_of(model) if proposal.part else None
    return {
        "proposal": proposal,
        "kind": str(parts.label) if parts is not None else str(model._meta.verbose_name),
        "badge": badge_of(proposal),
        "place": code,
        "place_name": places.names(reading_language()).get(code, code),
        "waits_for": Part(owner).label if owner else "",
        "since": proposal.procedure.moved_at,
        "into": proposal.into,
    }


def content_of(request: HttpRequest, proposal: Proposal, person: User) -> dict[str, Any]:
    """Everything that the page shows."""
    grants = person.grants
    comments = queries.comments_of(proposal)
    is_open = proposal.procedure.state in proposal.flow.owners
    content: dict[str, Any] = told(proposal) | {
        "lines": [],
        "overtaken": [],
        "clashes": [],
        "faults": [],
        "whole": [one for one in comments if not (one.group or one.column)],
        "past": [] if is_open and proposal.is_written else [one for one in comments if one.group or one.column],
        "steps": steps_for(grants, proposal),
        "works": is_open and rules.works_on(grants, proposal),
        "speaks": is_open,
        "exhibits": queries.exhibits_of(proposal),
        "exhibit": ExhibitForm(auto_id="id_exhibit_%s") if is_open else None,
        "log": [
            (one, state_name(proposal, one.after), step_name(proposal, one.step)) for one in log_of(proposal.procedure)
        ],
        "others": [other(one, grants) for one in queries.against(proposal, grants)] if is_open else [],
        "record": shown_record(proposal, part=True),
        "beside": queries.beside(proposal, person),
        "as_of": "",
        "is_change": proposal.is_change,
        "crumbs": crumbs(proposal.title),
    }
    if is_open and proposal.is_written:
        editor = editor_of(proposal, by=person)
        read(editor)
        lines = compared(editor, [one for one in comments if one.group or one.column])
        placed = {one.pk for line in lines for one in line.comments}
        content |= {
            "lines": lines,
            # Of what is proposed no more.
            "past": [one for one in comments if (one.group or one.column) and one.pk not in placed],
            "overtaken": editor.taken_over,
            "clashes": editor.clashes,
            "faults": [
                (editor.label(name or f"+{group}"), said) for (group, _row, name), said in editor.wrong.items()
            ],
            "as_of": editor.as_of,
        }
    content["steps"] = rules.offered(content["steps"], sound=not content["faults"])
    if not proposal.is_written:
        # What is only a link and words must be written first.
        content["steps"] = [one for one in content["steps"] if one.name != "publish"]
    content["must_write"] = is_open and (bool(content["faults"]) or not proposal.is_written)
    return content


def state_name(proposal: Proposal, state: str) -> str:
    """What people call a state."""
    return str(proposal.flow.states[state])


def step_name(proposal: Proposal, step: str) -> str:
    """What people call a step; empty for the beginning."""
    return str(proposal.flow.step(step).label) if step else ""


def other(proposal: Proposal, grants: list[Grant]) -> dict[str, Any]:
    """Another proposal about the same: what it is called, whose, and a link where the reader may open it."""
    return told(proposal) | {"may_open": rules.sees(grants, proposal)}


def shown_record(proposal: Proposal, *, part: bool = False) -> dict[str, Any] | None:
    """The public record that it concerns, or has become: title and address.

    Args:
        proposal: which.
        part: whether the address is that of the part of it which is proposed.
    """
    if proposal.record is None:
        return None
    try:
        found = line(proposal.record)
    except Refused:
        return None
    text, address = found["text"], found["address"]
    if part and proposal.part and proposal.part != NEW:
        detail: Detail = getattr(proposal.record, proposal.kind)
        parts = parts_of(type(detail))
        there = parts.sketch(detail, proposal.part) if parts is not None else None
        if parts is not None and there is not None:
            address = parts.address(detail, there)
    return {"address": in_language(address), "text": text} if text else None
