"""What people call what the log calls by a verb."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


VERBS: Final[dict[str, Promise]] = {
    "audit.erase": _("Identity erased from the log"),
    "audit.export": _("Log exported"),
    "audit.read": _("Log read"),
    "audit.unwatch": _("No longer a witness of a log"),
    "audit.watch": _("Witness of a log from now on"),
    "authority.confirm": _("Authority confirmed"),
    "authority.export_kept": _("Restricted particulars exported"),
    "authority.read_kept": _("Restricted particulars read"),
    "law.annotate": _("Provision annotated"),
    "law.import": _("Law read from a pack"),
    "law.remove_annotation": _("Annotation removed"),
    "law.verify_annotation": _("Annotation verified"),
    "notices.read": _("Messages to others read"),
    "people.add_person": _("Account opened"),
    "people.close_account": _("Account closed"),
    "people.sign_in": _("Signed in"),
    "record.confirm": _("Confirmed as still true"),
    "record.draft": _("Draft begun"),
    "record.link": _("Linked to another record"),
    "record.publish": _("Published"),
    "record.put": _("Brought up to date by an importer"),
    "record.read": _("Unpublished record read"),
    "record.revise": _("Changed"),
    "record.submit": _("Handed in for review"),
    "record.unlink": _("Link removed"),
    "record.withdraw": _("Withdrawn"),
    "treaty.correct_action": _("Act of a treaty corrected"),
    "treaty.participation": _("Participation in a treaty recorded"),
    "treaty.retract_action": _("Act of a treaty retracted"),
}


def said(verb: str) -> str:
    """A verb in the reader's language; empty where nobody has put it into words yet, and the verb itself must do."""
    return str(VERBS.get(verb, ""))
