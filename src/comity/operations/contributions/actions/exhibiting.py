"""Put a file to a proposal that shows that it is so."""

from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from comity.base.audit.actions import note
from comity.base.files import actions as files
from comity.base.files.shapes import Laid
from comity.base.people.models import User
from comity.kernel.errors import NotNow
from comity.operations.contributions import rules
from comity.operations.contributions.models import Exhibit, Proposal


MOST: Final = 20


@transaction.atomic
def exhibit(proposal: Proposal, laid: Laid, *, by: User) -> Exhibit:
    """Put a file whose bytes are in the store to a proposal; who sees the proposal reads it once it is released.

    Raises:
        NotPermitted: the person takes no part in the contribution.
        NotNow: it is finished, or has as many files as it can.
    """
    proposal = Proposal.objects.select_for_update(of=("self",)).select_related("procedure").get(pk=proposal.pk)
    rules.check_may_comment(by, proposal)
    if proposal.exhibits.count() >= MOST:
        raise NotNow(_("A contribution has at most %(most)s files.") % {"most": MOST})
    made = Exhibit.objects.create(proposal=proposal, file=files.receive(laid, by=by))
    note("contribution.exhibit", proposal.procedure, by=by, file=str(made.file_id), sha256=laid.digest)
    return made
