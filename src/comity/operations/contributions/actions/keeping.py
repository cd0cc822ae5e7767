"""Keep what somebody proposes: nothing of it is a record before it is published."""

import uuid
from collections.abc import Mapping
from typing import Any, Final

from django.db import transaction

from comity.base.access.roles import Grant
from comity.base.audit.actions import note
from comity.base.people.models import User
from comity.engines.procedures import actions as procedures
from comity.engines.procedures.shapes import Part as Party
from comity.engines.records.models import Record
from comity.operations.contributions import rules
from comity.operations.contributions.enums import Part, Way
from comity.operations.contributions.models import Proposal
from comity.operations.contributions.shapes import Written


# Under this name a row of what is proposed carries its number, as the form of the records has it.
ROW_NUMBER: Final = "~"


@transaction.atomic
def propose(  # noqa: PLR0913 -- what a proposal is made of
    written: Written,
    *,
    kind: str,
    office: Grant,
    by: User,
    record: Record | None = None,
    way: Way = Way.FORM,
    into: str = "",
    part: str = "",
    batch: uuid.UUID | None = None,
) -> Proposal:
    """Begin a proposal: a new record, or a change of one that is public.

    Args:
        written: what is proposed.
        kind: of record.
        office: for which organisation, as ``rules.check_may_propose`` found it.
        by: who proposes.
        record: which is to be changed; None for a new one.
        way: how it came.
        into: of a translation, its language.
        part: the part of the record that is to be changed, where it is written by itself.
        batch: in which file it came.

    Raises:
        NotPermitted: the person may not propose for that State and subject, or the record is another State's.
    """
    assert office.organisation is not None, "whoever proposes acts for an organisation"
    proposal = Proposal(
        kind=kind,
        way=way,
        record=record,
        is_change=record is not None,
        author_id=(by.acting.person_id if by.acting else by.pk),
        organisation_id=office.organisation,
        into=into,
        part=part,
        batch=batch,
    )
    _write(proposal, written)
    parties = [
        Party(Part.AUTHOR, organisation=office.organisation),
        Party(Part.STATE, place=office.place),
        Party(Part.SECRETARIAT),
    ]
    procedures.start(proposal, parties=parties, by=by, place=office.place, subjects=written.subjects)
    rules.check_place(proposal, written.place)
    # What is not public stays secret in the trail too.
    note(
        "contribution.propose",
        proposal.procedure,
        by=by,
        sealed={"content": written.content},
        kind=kind,
        way=way.value,
    )
    return proposal


@transaction.atomic
def amend(proposal: Proposal, written: Written, *, by: User, version: int) -> Proposal:
    """Change what is proposed; whoever has to act now may.

    Raises:
        NotPermitted: it is with somebody else, or the record would be another State's.
        NotNow: it is finished, or another changed it since the person opened it.
    """
    proposal = _locked(proposal)
    rules.check_may_work_on(by, proposal)
    rules.check_same(proposal, version)
    rules.check_place(proposal, written.place)
    _write(proposal, written)
    proposal.version += 1
    proposal.save()
    procedures.concern(proposal, written.subjects, by=by)
    sealed = {"content": written.content}
    note("contribution.amend", proposal.procedure, by=by, sealed=sealed, version=proposal.version)
    return proposal


def numbered(content: Mapping[str, Any], *, before: Mapping[str, Any]) -> dict[str, Any]:
    """The same with a number on every row that it keeps, so that what is said of a row stays with it.

    A number is given once: neither the row after one that was taken away nor a new one gets it again.

    Args:
        content: what is proposed; a row that was there carries its number.
        before: what was proposed until now.
    """
    if not content:
        return {}
    following = {name: int(number) for name, number in before.get("next", {}).items()}
    for name, rows in before.get("rows", {}).items():
        # What was written before rows had numbers: each has that of its place.
        following.setdefault(name, len(rows))
    told: dict[str, list[dict[str, str]]] = {}
    for name, rows in content.get("rows", {}).items():
        taken: set[int] = set()
        told[name] = []
        for row in rows:
            number = int(row.get(ROW_NUMBER, -1))
            if not 0 <= number < following.get(name, 0) or number in taken:
                number = following[name] = following.get(name, 0)
                number = following.get(name, 0)
                following[name] = number + 1
            taken.add(number)
            told[name].append({**row, ROW_NUMBER: str(number)})
    return {**content, "rows": told, "next": following}


def _locked(proposal: Proposal) -> Proposal:
    """The proposal as it stands, which nobody else changes meanwhile."""
    return Proposal.objects.select_for_update(of=("self",)).select_related("procedure").get(pk=proposal.pk)


def _write(proposal: Proposal, written: Written) -> None:
    proposal.content = numbered(written.content, before=proposal.content)
    proposal.title, proposal.language = written.title, written.language
    proposal.would_be = written.would_be
    proposal.evidence, proposal.evidence_url = written.evidence, written.evidence_url
