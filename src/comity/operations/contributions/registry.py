"""What contributions tell the desk of the staff."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from comity.base.access.enums import Permission
from comity.base.access.registry import Line, Part
from comity.operations.contributions.enums import State
from comity.operations.contributions.models import Proposal


def desk() -> Iterator[Line | Part]:
    """What waits for the Secretariat, and the way to it."""
    yield Line(
        "contributions.review",
        _("contributions to be reviewed"),
        lambda person: Proposal.objects.filter(procedure__state=State.IN_REVIEW).count(),
        Permission.RECORD_PUBLISH,
        "contributions:dashboard",
    )
    yield Part(
        _("Contributions"),
        _("What States propose, what waits for whom, and what was decided."),
        Permission.RECORD_PUBLISH,
        "contributions:dashboard",
    )
