"""What is taken from an authority that has no installation: its card, and its answers in a file."""

import re
from typing import Any, Final

from django.utils.translation import gettext as _

from comity.engines.exchange import crypto
from comity.engines.exchange.enums import Fault, Sort
from comity.engines.exchange.models import AuthorityKey
from comity.engines.exchange.rules.lines import HEX, VERSION, NotTaken, is_file, is_key, is_moment
from comity.kernel.errors import Refused


PUBLIC: Final = ("recipient", "recipient_pq", "signing")
OWNER: Final = re.compile(r"correspondent:[0-9a-f]{24}", re.ASCII)
# What a card and the head of an answer may be long; an answer names the pieces of its files.
LONGEST_CARD: Final = 20_000
LONGEST_HEAD: Final = 1_000_000
# Messages with their files up to here are given out as one page that opens them: browsers hold it in memory.
LONGEST_CARRIED: Final = 200_000_000
MOST_RECEIPTS: Final = 10
# As the column.
LONGEST_NAME: Final = 200


def owner_of(public: dict[str, Any]) -> str:
    """As the log names an authority that has no installation: by the first key that it had."""
    return f"correspondent:{crypto.fingerprint(public)[:24]}"


def check_card(card: Any) -> None:
    """Raise Refused unless this is what an authority says of itself, signed by the key that it names."""
    wrong = Refused(_("This file is not the card of an authority, or was changed."))
    if not isinstance(card, dict) or not isinstance(card.get("statement"), dict):
        raise wrong
    statement = card["statement"]
    content = statement.get("content")
    if statement.get("kind") != Sort.CARD or statement.get("version") != VERSION or not isinstance(content, dict):
        raise wrong
    if set(content) != {"owner", "number", "before", *PUBLIC} or type(content["number"]) is not int:
        raise wrong
    said = [statement.get(name) for name in ("name", "self", "continuity")]
    parts = [content[name] for name in ("owner", "before", *PUBLIC)]
    if not all(isinstance(one, str) for one in [*said, *parts, card.get("signature")]):
        raise wrong
    if not statement["name"].strip() or len(statement["name"]) > LONGEST_NAME or content["number"] < 1:
        raise wrong
    if len(content["recipient"]) > 200 or len(content["signing"]) > 60 or not OWNER.fullmatch(content["owner"]):  # noqa: PLR2004 -- as the columns
        raise wrong
    if content["number"] == 1 and content["owner"] != owner_of(content):
        raise wrong
    if not crypto.is_signed(content["signing"], statement, card["signature"]):
        raise wrong


def is_answer(head: Any) -> bool:
    """Whether this begins the answer of an authority that has no installation; not yet whether it is good."""
    if not isinstance(head, dict) or head.get("kind") != Sort.ANSWER or head.get("version") != VERSION:
        return False
    statement, receipts = head.get("statement"), head.get("receipts")
    if not isinstance(receipts, list) or len(receipts) > MOST_RECEIPTS:
        return False
    if not all(isinstance(one, dict) and isinstance(one.get("statement"), dict) for one in receipts):
        return False
    if not isinstance(statement, dict) or not isinstance(head.get("signature"), str):
        return False
    return _is_said(statement)


def _is_said(statement: dict[str, Any]) -> bool:
    by, files, keys = statement.get("by"), statement.get("files"), statement.get("keys")
    named = isinstance(by, dict) and all(isinstance(by.get(name), str) for name in ("owner", "key"))
    several = isinstance(files, list) and all(is_file(one) for one in files)
    sealed = isinstance(keys, list) and all(isinstance(one, str) and HEX.fullmatch(one) for one in keys)
    size = statement.get("size")
    return bool(
        named
        and several
        and sealed
        and type(size) is int
        and size >= 0
        and all(is_key(statement.get(name)) for name in ("thread", "about", "message"))
        and isinstance(statement.get("digest"), str)
        and is_moment(statement.get("at"))
        # Who says no word sends no files either.
        and (size > 0 or not (files or keys))
    )


def check_answer(head: dict[str, Any], key: AuthorityKey | None) -> None:
    """Raise NotTaken unless an answer is signed by this key, which is the one that the authority has now."""
    if key is None:
        raise NotTaken(Fault.OTHER_KEYS)
    by = {"owner": key.owner, "key": key.fingerprint}
    if head["statement"]["by"] != by or not crypto.is_signed(key.signing, head["statement"], head["signature"]):
        raise NotTaken(Fault.SIGNATURE)
    if key.ended_at is not None:
        raise NotTaken(Fault.REVOKED)
