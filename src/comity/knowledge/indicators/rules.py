"""Who may record figures, and what a figure must be."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from comity.base.access.enums import Permission
from comity.base.access.roles import may
from comity.base.people.models import User
from comity.kernel.errors import NotPermitted, Refused
from comity.knowledge.indicators.enums import Dimension
from comity.knowledge.indicators.models import Indicator


def check_may_record(person: User | None) -> None:
    """Raise NotPermitted unless the person may record and correct figures, which are public at once."""
    if not may(person, Permission.RECORD_PUBLISH):
        raise NotPermitted(_("Only editors may record figures."))


def may_record(person: User | None) -> bool:
    """Whether the person may record and correct figures."""
    return may(person, Permission.RECORD_PUBLISH)


def check_typed_in(indicator: Indicator) -> None:
    """Raise a refusal for an indicator whose figures only its own query may give."""
    if indicator.is_computed:
        raise Refused(
            _("The figures of “%(code)s” are computed by a query and cannot be given by hand.")
            % {"code": indicator.code}
        )


def check_dimensions(dimensions: Mapping[str, str]) -> None:
    """Raise a refusal unless every dimension is one that is known."""
    unknown = sorted(set(dimensions) - set(Dimension.values))
    if unknown:
        raise Refused(
            _("There is no dimension “%(name)s”. Known are: %(known)s.")
            % {"name": unknown[0][:40], "known": ", ".join(Dimension.values)}
        )
