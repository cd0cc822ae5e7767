"""The request writer as one script, and as one file that works without a server."""

import base64
import hashlib
import html
from functools import cache
from pathlib import Path
from typing import Final

from comity.kernel.languages import INTERFACE, direction
from comity.operations.assistance.exports import writing
from comity.ui import assets, modules


FOLDER: Final = Path(__file__).parents[1] / "script"


@cache
def program() -> str:
    """The writer as one script of which nothing is seen outside: the page asks for it, the off-line file holds it."""
    return modules.enclosed("writer.js", FOLDER)


def digest(text: str) -> str:
    """A short name of a text, which changes with it."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _allowed(text: str) -> str:
    return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"


def offline(language: str, site: str) -> str:
    """The whole writer in one file: opened from a disk it asks nobody for anything, and its policy sees to it.

    Nothing but this very script and this very style may run in it, and no connection may be opened at all.
    """
    script, style, told = program(), assets.bundle(fonts=False), writing.written()
    policy = f"default-src 'none'; script-src {_allowed(script)}; style-src {_allowed(style)}; base-uri 'none'"
    options = "".join(
        f'<option value="{code}" lang="{code}"{" selected" if code == language else ""}>{html.escape(name)}</option>'
        for code, name in INTERFACE.items()
    )
    title = html.escape(writing.read("words")["untitled"][language])
    return "".join(
        (
            f'<!doctype html>\n<html lang="{language}" dir="{direction(language)}">\n<head>\n<meta charset="utf-8">\n',
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n',
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n',
            f'<meta name="color-scheme" content="light dark">\n<title>{title} · Comity</title>\n',
            f"<style>{style}</style>\n</head>\n<body>\n",
            '<header class="masthead"><div class="wrap masthead-top"><span class="brand-name">Comity',
            f'</span> <bdi class="quiet">{html.escape(site)}</bdi> ',
            f'<select id="writer-language" aria-label="Language">{options}</select></div></header>\n',
            f'<main class="wrap" id="main"><h1>{title}</h1>\n',
            f'<div id="writer" class="request-writer" data-language="{language}"></div></main>\n',
            f'<script type="application/json" id="writer-data">{told}</script>\n<script>{script}</script>\n',
            "</body>\n</html>\n",
        )
    )
