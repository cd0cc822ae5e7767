"""What must be so of a cycle before it is set up."""

from django.utils.translation import gettext as _

from comity.kernel.errors import Unreadable
from comity.operations.reviews.registry import TIMED, Course
from comity.operations.reviews.shapes import Setting


MOST_DAYS = 3650


def check_setting(setting: Setting, said: Course) -> None:
    """Raise Unreadable where a cycle is set up with what its mechanism does not have."""
    if not setting.name.strip():
        raise Unreadable(_("Say what the cycle is called."))
    if setting.cluster not in said.clusters:
        raise Unreadable(_("These articles are not reviewed together in this mechanism."))
    for step, days in setting.days.items():
        if step not in TIMED or not 1 <= days <= MOST_DAYS:
            raise Unreadable(_("A step may take a whole number of days, from 1 to %(most)s.") % {"most": MOST_DAYS})
