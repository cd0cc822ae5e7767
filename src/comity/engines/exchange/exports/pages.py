"""One page that stands alone: it makes a key for an authority without an installation, or opens what is sealed to it.

Everything of a message that is in it is sealed. The program in it opens it, asks nobody for anything, and is the same
in every file.
"""

import base64
import hashlib
import html
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from django.conf import settings
from django.db.models import Sum
from django.utils.translation import override

from comity.engines.exchange import crypto, rules
from comity.engines.exchange.exports.words import words
from comity.engines.exchange.models import AuthorityKey, Correspondent, Envelope, KeyLeaf
from comity.kernel.languages import INTERFACE, direction
from comity.ui import assets, modules


ENTRY: Final = "carried/index.js"
# Text within a page, of which a browser runs nothing.
DATA: Final = '<script type="text/plain"'


@dataclass(frozen=True, slots=True)
class Carried:
    """A message for an authority that has no installation.

    Args:
        envelope: the message.
        receiver: to whom it goes.
        author: the key that signed it.
    """

    envelope: Envelope
    receiver: Correspondent
    author: AuthorityKey


@cache
def program() -> str:
    """The program, with its packages of npm."""
    return modules.enclosed(ENTRY, npm=settings.NODE_MODULES)


@cache
def told() -> str:
    """Every sentence in six languages, as JSON that may stand within a page."""
    several = {}
    for language in INTERFACE:
        with override(language):
            several[language] = words()
    return _plain(several)


def _plain(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def _allowed(text: str) -> str:
    return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"


def _beginning(language: str) -> str:
    """Up to where a message would stand. Nothing but this program and this style may run, and nothing be asked."""
    script, style = program(), assets.bundle(fonts=False)
    policy = (
        f"default-src 'none'; script-src {_allowed(script)}; style-src {_allowed(style)}; base-uri 'none';"
        " form-action 'none'"
    )
    options = "".join(
        f'<option value="{code}" lang="{code}"{" selected" if code == language else ""}>{html.escape(name)}</option>'
        for code, name in INTERFACE.items()
    )
    return "".join(
        (
            f'<!doctype html>\n<html lang="{language}" dir="{direction(language)}">\n<head>\n<meta charset="utf-8">\n',
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n',
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n',
            '<meta name="referrer" content="no-referrer">\n',
            '<meta name="color-scheme" content="light dark">\n<title>Comity</title>\n',
            f"<style>{style}</style>\n</head>\n<body>\n",
            '<header class="masthead"><div class="wrap row inline-form"><span class="brand-name">Comity</span> ',
            f'<select id="carried-language" aria-label="Language">{options}</select></div></header>\n',
            '<main class="wrap stack stack-wide" id="main"></main>\n',
            f"<noscript><p>{html.escape(' · '.join(_without_script()))}</p></noscript>\n",
            f'<script type="application/json" id="carried-words">{told()}</script>\n<script>{script}</script>\n',
        )
    )


def _without_script() -> Iterator[str]:
    for language in INTERFACE:
        with override(language):
            yield words()["no-script"]


def key_page(language: str) -> str:
    """The page with which an authority without an installation makes its key."""
    return f"{_beginning(language)}</body>\n</html>\n"


def is_too_large(envelope: Envelope) -> bool:
    """Whether a message with its files is more than a browser opens from one page; one query."""
    files = envelope.attachments.aggregate(whole=Sum("size"))["whole"] or 0
    return bool(files + len(envelope.sealed) > rules.LONGEST_CARRIED)


def carried_page(one: Carried, language: str) -> Iterator[str]:
    """A message with its files as one page that opens it, piece by piece; a query for each megabyte."""
    files = {
        file.pk: list(file.pieces.order_by("number").values_list("number", "digest"))
        for file in one.envelope.attachments.order_by("pk")
    }
    yield _beginning(language)
    digests = {str(key): [digest for _number, digest in several] for key, several in files.items()}
    yield f'<script type="application/json" id="carried-message">{_plain(_about(one, digests))}</script>\n'
    yield f'{DATA} id="carried-sealed">{_coded(one.envelope.sealed)}</script>\n'
    for file in one.envelope.attachments.order_by("pk"):
        for number, _digest in files[file.pk]:
            sealed = file.pieces.get(number=number).sealed
            yield f'{DATA} data-file="{file.pk}" data-number="{number}">{_coded(sealed)}</script>\n'
    yield f'{DATA} id="carried-end"></script>\n</body>\n</html>\n'


def _coded(sealed: bytes | memoryview) -> str:
    return base64.b64encode(bytes(sealed)).decode()


def _about(one: Carried, digests: dict[str, list[str]]) -> dict[str, Any]:
    """What the program is told beside what is sealed: all of it is checked against that, or known to everybody."""
    envelope = one.envelope
    keys = AuthorityKey.objects.filter(organisation=envelope.sender_id).order_by("number")
    leaves = KeyLeaf.objects.filter(pk__in=keys.values("leaf")).order_by("index")
    return {
        "version": rules.VERSION,
        "sender": envelope.sender.name,
        "recipient": one.receiver.organisation.name,
        # The name of this installation, which is in what was signed.
        "at": crypto.identity().name,
        "author": one.author.fingerprint,
        "leaves": [leaf.leaf for leaf in leaves],
        "envelope": {
            "id": str(envelope.pk),
            "thread": str(envelope.thread_id),
            "digest": envelope.digest,
            "at": envelope.at.isoformat(),
        },
        "files": digests,
    }
