"""The page for an authority without an installation: how long a browser takes to open a file in it, and its memory."""

import argparse
import base64
import hashlib
import json
import os
import tempfile
import time
import uuid
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from bench.installation import machine
from bench.large_file import pieces
from bench.sealing import FLAGS, Memory, chromium, made
from bench.working import Installation


INFO: Final = b"comity: to sign, of an authority without an installation"


def receiver() -> tuple[Any, str]:
    """A key as the page makes it: the one to sign with follows from the identity."""
    import pyrage  # noqa: PLC0415 -- after the settings are named
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey  # noqa: PLC0415 -- as above
    from cryptography.hazmat.primitives.hashes import SHA256  # noqa: PLC0415 -- as above
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF  # noqa: PLC0415 -- as above
    from tests.engines.exchange.sealers import Secret  # noqa: PLC0415 -- as above

    identity = pyrage.x25519.Identity.generate()
    raw = HKDF(SHA256(), 32, None, INFO).derive(str(identity).encode())
    return Secret(identity, Ed25519PrivateKey.from_private_bytes(raw)), str(identity)


def page(path: Path, sealed: Path, plain_size: int) -> str:
    """Write a page with a message and one file; the identity that opens it."""
    from tests.engines.exchange.sealers import Secret, seal  # noqa: PLC0415 -- as above

    from comity.engines.exchange.exports import pages  # noqa: PLC0415 -- after the settings are named

    author, (theirs, identity) = Secret(), receiver()
    import pyrage  # noqa: PLC0415 -- as above

    keys = [author.age.to_public(), theirs.age.to_public()]
    pyrage.encrypt_file(str(sealed.with_suffix("")), str(sealed), keys)
    digests = [hashlib.sha256(one).hexdigest() for one in pieces(sealed)]
    digest = hashlib.sha256(b"".join(map(bytes.fromhex, digests))).hexdigest()
    file = {
        "id": str(uuid.uuid4()), "name": "telephone.img", "type": "", "plain_size": plain_size,
        "size": sealed.stat().st_size, "digest": digest,
    }  # fmt: skip
    thread, message = str(uuid.uuid4()), str(uuid.uuid4())
    content = {
        "version": 1, "thread": thread, "message": message, "at": "2026-11-22T08:00:00Z",
        "from": {"owner": "organisation:1", "key": author.fingerprint},
        "to": [{"owner": "correspondent:1", "key": theirs.fingerprint}],
        "subject": "A telephone", "text": "What was on it.", "attachments": [file], "head": {}, "heads": {},
        "about": "",
    }  # fmt: skip
    words = seal(json.dumps({"content": content, "signature": author.sign(content)}).encode(), author, theirs)
    public = author.published("organisation:1")
    about = {
        "version": 1, "sender": "Sender", "recipient": "Receiver", "at": "", "author": author.fingerprint,
        "leaves": [{"content": public.content, "self": public.itself, "continuity": ""}],
        "envelope": {
            "id": message, "thread": thread, "digest": hashlib.sha256(words).hexdigest(), "at": "2026-11-22T08:00:00Z",
        },
        "files": {file["id"]: digests},
    }  # fmt: skip
    with path.open("w", encoding="utf-8") as out:
        out.writelines(_lines(pages, about, words, file["id"], sealed))
    return identity


def _lines(pages: Any, about: dict[str, Any], words: bytes, key: str, sealed: Path) -> Iterator[str]:
    yield pages.key_page("en").removesuffix("</body>\n</html>\n")
    yield f'<script type="application/json" id="carried-message">{json.dumps(about)}</script>\n'
    yield f'{pages.DATA} id="carried-sealed">{base64.b64encode(words).decode()}</script>\n'
    for number, one in enumerate(pieces(sealed)):
        yield f'{pages.DATA} data-file="{key}" data-number="{number}">{base64.b64encode(one).decode()}</script>\n'
    yield f'{pages.DATA} id="carried-end"></script>\n</body>\n</html>\n'


def opened(path: Path, identity: str, flags: list[str]) -> dict[str, Any]:
    """Open the page, the message and the file as its reader does; seconds, and the memory of the page's process."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 -- only here

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=[*FLAGS, *flags])
        tab = browser.new_context(locale="en", offline=True, accept_downloads=True).new_page()
        tab.set_default_timeout(600_000)
        with Memory() as memory:
            times = [time.monotonic()]
            tab.goto(path.as_uri())
            times.append(time.monotonic())
            tab.locator("#open details summary").click()
            tab.locator("#carried-identity").fill(identity)
            tab.locator("#open button[type=submit]").click()
            tab.locator("#opened").wait_for()
            times.append(time.monotonic())
            with tab.expect_download() as download:
                tab.locator("#opened li button").first.click()
            times.append(time.monotonic())
            with Path(download.value.path()).open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
        browser.close()
    loading, message, whole = (after - before for before, after in pairwise(times))
    return {"loading": loading, "message": message, "file": whole, "memory": memory.most, "digest": digest}


def main(arguments: list[str] | None = None) -> None:
    """Make a page, open it, print."""
    parser = argparse.ArgumentParser(prog="python -m bench carried", description=__doc__)
    parser.add_argument("--megabytes", type=int, default=198, help="of the file in the page (default: %(default)s)")
    parser.add_argument("--flag", action="append", default=[], help="for Chromium")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="comity-bench-") as home:
        folder = Path(home)
        os.environ["COMITY_HOME"] = home
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comity.project.settings")
        Installation(folder)
        import django  # noqa: PLC0415 -- after the settings are named

        django.setup()
        plain = made(folder / "telephone", given.megabytes)
        path = folder / "message.html"
        identity = page(path, folder / "telephone.age", given.megabytes * 1_000_000)
        with plain.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        found = opened(path, identity, given.flag)
        size = path.stat().st_size
    print(machine())
    print(f"  a page of {size / 1e6:.0f} MB with a file of {given.megabytes} MB:")
    print(f"    {found['loading']:.1f} s until the page stands, {found['message']:.1f} s for the message")
    print(f"    {found['file']:.1f} s until the file is saved")
    print(f"    at most {found['memory'] / 1e6:.0f} MB of memory of its own in the page's process")
    if found["digest"] != digest:
        raise SystemExit("What was opened is not what was sealed.")
