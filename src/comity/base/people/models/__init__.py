"""People, what they belong to, how they come in, and how they are invited."""

from comity.base.people.models.entrance import Attempts, Device, Visit
from comity.base.people.models.joining import EmailChange, Invitation, InvitationLink, Nomination, NoteVerbale
from comity.base.people.models.organisation import Delegation, Membership, Organisation
from comity.base.people.models.person import Acting, User, remembering


__all__ = [
    "Acting",
    "Attempts",
    "Delegation",
    "Device",
    "EmailChange",
    "Invitation",
    "InvitationLink",
    "Membership",
    "Nomination",
    "NoteVerbale",
    "Organisation",
    "User",
    "Visit",
    "remembering",
]
