"""What comes from an authority without an installation: its card, and its answers, each in a file."""

import json
from typing import IO, Any, Final

from django.utils.translation import gettext as _

from comity.base.people.models import User
from comity.engines.exchange import actions, rules
from comity.engines.exchange.enums import Fault
from comity.engines.exchange.rules import NotTaken
from comity.kernel.errors import Refused


# How the file of an answer begins: its program writes it so.
BEGINNING: Final = b'{"version":1,"kind":"comity-answer"'


def is_answer_file(file: IO[bytes]) -> bool:
    """Whether a file begins as an answer does; it is left at its beginning."""
    found = file.read(len(BEGINNING))
    file.seek(0)
    return found == BEGINNING


def take_answer(file: IO[bytes], *, by: User) -> actions.Answered:
    """Take the answer of an authority that has no installation; whole, or nothing of it.

    Raises:
        Refused: it was changed or cut, is signed with a key that is not the one of now, or is of no message of theirs.
    """
    line = file.readline(rules.LONGEST_HEAD)
    try:
        head = json.loads(line)
    except (ValueError, RecursionError):
        head = None
    try:
        return actions.take_answer_file(head, file.read, by=by)
    except NotTaken as no:
        raise Refused(_sentence(no.fault)) from no


def _sentence(fault: Fault) -> str:
    said: dict[Fault, str] = {
        Fault.UNREADABLE: _("This is no answer, or it was cut or changed on the way. Nothing of it was taken."),
        Fault.CHANGED: _("This answer was changed or cut on the way. Nothing of it was taken."),
        Fault.MESSAGE: _("This answers no message of your authority. Nothing of it was taken."),
        Fault.OTHER_PARTIES: _("This is signed by an authority that takes no part in the conversation."),
        Fault.OTHER_KEYS: _("This is signed with, or sealed to, a key that is not of the conversation."),
        Fault.SIGNATURE: _("The signature of this answer is not good. Nothing of it was taken."),
        Fault.REVOKED: _(
            "This was signed with, or sealed to, a key that is not used any more. Nothing of it was taken: ask for an"
            " answer to a new message."
        ),
        Fault.REPLAYED: _("Something of this came before, as something else. Nothing of it was taken."),
        Fault.NOT_SEALED: _("The message in it is not sealed. Nothing of it was taken."),
    }
    return said.get(fault, str(fault.label))


def read_card(file: IO[bytes]) -> Any:
    """What an authority without an installation says of itself.

    Raises:
        Refused: it is no card.
    """
    content = file.read(rules.LONGEST_CARD + 1)
    try:
        return json.loads(content[: rules.LONGEST_CARD])
    except (ValueError, RecursionError) as error:
        raise Refused(_("This file is not the card of an authority, or was changed.")) from error
