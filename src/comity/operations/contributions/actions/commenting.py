"""Speak about a field or a row of a proposal, answer, and settle it."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from comity.base.audit.actions import note
from comity.base.people.models import User
from comity.kernel.errors import NotNow
from comity.operations.contributions import rules
from comity.operations.contributions.models import Comment, Proposal


Where = tuple[str, int, str]


@transaction.atomic
def comment(proposal: Proposal, where: Where, text: str, *, by: User, quoted: str = "") -> Comment:
    """Say something of a field or row, or of the whole.

    Args:
        proposal: of which.
        where: group, row and column; all empty for the whole.
        text: what is said; the audit log keeps a hash of it.
        by: who says it.
        quoted: what stands there now, as people read it.

    Raises:
        NotPermitted: the person takes no part in it.
        NotNow: it is finished.
    """
    rules.check_may_comment(by, proposal)
    group, row, column = where
    said = Comment.objects.create(
        proposal=proposal, group=group, row=row, column=column, text=text, quoted=quoted[:2000], by=by
    )
    place = "|".join([group, str(row), column])
    note("contribution.comment", proposal.procedure, by=by, sealed={"text": text}, comment=said.pk, where=place)
    return said


@transaction.atomic
def answer(first: Comment, text: str, *, by: User) -> Comment:
    """Answer a comment.

    Raises:
        NotPermitted: the person takes no part.
        NotNow: the contribution is finished, or the comment is settled.
    """
    rules.check_may_comment(by, first.proposal)
    if first.settled_at is not None:
        raise NotNow(_("This comment is settled. Write a new one."))
    said = Comment.objects.create(
        proposal=first.proposal, answers=first, group=first.group, row=first.row, column=first.column, text=text, by=by
    )
    note(
        "contribution.comment",
        first.proposal.procedure,
        by=by,
        sealed={"text": text},
        comment=said.pk,
        answers=first.pk,
    )
    return said


@transaction.atomic
def settle(first: Comment, *, by: User) -> None:
    """Say that a comment is settled; it stays to be read.

    Raises:
        NotPermitted: the person takes no part.
        NotNow: the contribution is finished, or the comment is settled already.
    """
    first = Comment.objects.select_for_update(of=("self",)).select_related("proposal__procedure").get(pk=first.pk)
    rules.check_may_comment(by, first.proposal)
    if first.settled_at is not None:
        raise NotNow(_("This comment is settled already."))
    first.settled_at, first.settled_by = timezone.now(), by
    first.save(update_fields=["settled_at", "settled_by"])
    note("contribution.settle", first.proposal.procedure, by=by, comment=first.pk)
