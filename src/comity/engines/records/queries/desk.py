"""What of records waits for the staff, and the ways to what they look after."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from comity.base.access.enums import Permission
from comity.base.access.registry import Line, Part
from comity.engines.records.enums import State
from comity.engines.records.models import Record


def desk() -> Iterator[Line | Part]:
    """What was handed in and nobody has decided on."""
    yield Line(
        "records.review",
        _("drafts handed in for review"),
        lambda person: Record.objects.filter(state=State.IN_REVIEW).count(),
        Permission.RECORD_PUBLISH,
        "records:drafts",
    )
    yield Part(
        _("Drafts and new records"),
        _("What was handed in, what you have begun, and a new record of any kind."),
        Permission.RECORD_PUBLISH,
        "records:drafts",
    )
    yield Part(
        _("Import records"),
        _("Many records at once, from a table."),
        Permission.RECORD_PUBLISH,
        "records:import",
    )
