"""Who may draw lots, who may see what of a draw when, and what must be so before each step."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from comity.base.access.enums import Permission
from comity.base.access.roles import is_free
from comity.base.people.models import User
from comity.kernel.errors import NotNow, NotPermitted, Unreadable
from comity.kernel.lists import listed
from comity.operations.reviews.enums import Stage
from comity.operations.reviews.lots.worlds import Impossible
from comity.operations.reviews.models.drawing import Lot


def may_draw(person: User | None) -> bool:
    """Whether somebody sets up and draws lots."""
    return is_free(person, Permission.REVIEW_DRAW)


def check_may_draw(person: User | None) -> None:
    """Raise NotPermitted unless somebody sets up and draws lots."""
    if not may_draw(person):
        raise NotPermitted(_("Lots are set up and drawn by the Secretariat."))


# What a stranger may see of a lot in each of its stages. Who draws sees everything at once.
SEEN: Mapping[Stage, frozenset[str]] = {
    Stage.DRAFT: frozenset(),
    Stage.COMMITTED: frozenset({"commitment"}),
    Stage.DRAWN: frozenset({"commitment"}),
    Stage.PUBLISHED: frozenset({"commitment", "randomness", "outcome"}),
    Stage.ABANDONED: frozenset({"commitment"}),
}


def may_see(person: User | None, lot: Lot, what: str) -> bool:
    """Whether somebody may see the ``commitment``, the ``randomness`` or the ``outcome`` of a lot.

    Of what was given up the commitment stays to be seen, and nothing of what was never committed to.
    """
    if may_draw(person):
        return True
    return lot.committed_at is not None and what in SEEN[lot.stage]


def check_stage(lot: Lot, *stages: Stage) -> None:
    """Raise NotNow unless a lot stands at one of some stages."""
    if lot.stage not in stages:
        raise NotNow(_("Not now: this lot stands at “%(stage)s”.") % {"stage": lot.stage.label})


def check_randomness(source: str, at: dt.datetime) -> None:
    """Raise Unreadable unless a source of randomness is named, and a moment at which it is not yet known."""
    if not source.strip():
        raise Unreadable(_("Say which public randomness will be used, so that anybody can look it up."))
    if at <= timezone.now():
        raise Unreadable(_("The randomness must become known later than now: name a moment to come."))


def check_values(values: Mapping[str, Any]) -> None:
    """Raise Unreadable where values of a rule set do not fit each other."""
    if values["least"] > values["most"]:
        raise Unreadable(_("The least number of reviews is greater than the most."))
    if values["late_group"] < values["groups"]:
        raise Unreadable(_("Who joins late is reviewed in the last group or after it."))


# How a rule that cannot hold is named in a sentence; the keys are those of ``lots``.
def name_of_rule(rule: str, values: Mapping[str, Any]) -> str:
    """A rule in the reader's language."""
    known = {
        "same": _("one reviewer is of the same regional group"),
        "other": _("one reviewer is of another regional group"),
        "instruments": _("a reviewer is party to an instrument under review"),
        "mutual": _("no two States review each other"),
        "least": _("each State does at least %(number)s reviews") % {"number": values["least"]},
        "most": _("no State does more than %(number)s reviews") % {"number": values["most"]},
        "additional": _("an additional reviewer is drawn for an instrument to which a reviewer is not party"),
        "groups": _("each group has its proportional part of each regional group"),
        "later": _("who asks not to be in the first group is not"),
        "released": _("who was released is not drawn again for the same seat"),
    }
    return known[rule]


def told(no: Impossible, values: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """Why there is no outcome, in the reader's language.

    Args:
        no: what the draw found.
        values: the rules of the draw.
        names: of places, in the reader's language.
    """
    states = listed(names.get(code, code) for code in no.states)
    own = {
        "parties": _("There are too few parties: a State and two reviewers are needed."),
        "join": _("%(states)s cannot join: it is under review already, or is no party."),
        "under_review": _("%(states)s is not under review in this draw."),
        "defer": _("%(states)s is in the last group: there is none to which it could move."),
        "redraws": _("%(states)s has had %(number)s reviewers drawn anew, which is the most that the rules allow."),
    }
    if no.rules[0] in own:
        return own[no.rules[0]] % {"states": states, "number": values["redraws"]}
    rules_named = "; ".join(name_of_rule(rule, values) for rule in no.rules)
    if not no.is_sure:
        return _(
            "No outcome was found, and it could not be shown that there is none. These rules were in force: %(rules)s."
        ) % {"rules": rules_named}
    if no.instrument:
        return _("For %(states)s nobody is left who is party to %(instrument)s and could review it.") % {
            "states": states,
            "instrument": no.instrument,
        }
    if not states:
        return _("No outcome is admissible. These rules cannot hold together: %(rules)s.") % {"rules": rules_named}
    return _(
        "No outcome is admissible. These rules cannot hold together: %(rules)s. They fail for: %(states)s. "
        "If any one of them is changed, or any one of these States left out, this conflict is gone."
    ) % {"rules": rules_named, "states": states}
