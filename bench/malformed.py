# ruff: noqa: PLC0415 -- our code is imported after the settings of the installation that is measured
"""Send bodies, fields, files and parameters that cannot be right to every door, and look at how each is refused.

Every one must be answered with a status that says that it was refused, with a sentence, and never with a fault. It is
tried on a copy of the installation, in one process, by people who have signed in.
"""

import argparse
import html as escapes
import io
import itertools
import json
import random
import re
import time
from collections import Counter

from bench.installation import machine
from bench.strangers.cast import put_away
from bench.strangers.rehearsal import rehearsal
from bench.strangers.spoilt import LARGE, MULTIPART, Sending, damaged, fields, form_of, parameters, spoilt_files


REFUSED = {400, 403, 404, 405, 409, 410, 413, 414, 415, 422, 429}
DOOR = "/en/account/sign-in/"
SENTENCES = (
    r'class="lead"[^>]*>([^<]{10,})',
    r'class="field-error"[^>]*>([^<]{10,})',
    r'role="alert"[^>]*>(?:\s|<[^>]*>)*([^<]{10,})',
    r"<h1>([^<]{8,})</h1>",
)


def sentence_of(answer):
    """The sentence that a refusal carries; empty when it has none."""
    if answer.status_code == 302:
        return "To the door."
    body = answer.content.decode("utf-8", "replace")
    kind = answer.headers.get("Content-Type", "")
    if "json" in kind:
        told = json.loads(body)
        told = told.get("message") or (told.get("error") or {}).get("message") if isinstance(told, dict) else ""
        return told or ""
    if "html" in kind:
        return next((escapes.unescape(found[1]).strip() for one in SENTENCES if (found := re.search(one, body))), "")
    return body.strip()[:200]


def is_refusal(answer):
    """Whether an answer is a refusal, by its status or as the protocol of assistants has it."""
    if answer.status_code in REFUSED:
        return True
    if answer.status_code == 302:
        # A visitor is led to the door; what they sent is read past.
        return answer.headers["Location"].startswith(DOOR)
    kind = answer.headers.get("Content-Type", "")
    return answer.status_code == 200 and "json" in kind and "error" in json.loads(answer.content)


def answered(browser, sending):
    """Send it as it is, past the test's own making of forms."""
    return browser.generic(
        sending.method, sending.path, sending.body, content_type=sending.content_type, **sending.headers
    )


def good_files():
    """Small files that are what they say."""
    import pikepdf
    from openpyxl import Workbook
    from PIL import Image

    made = {}
    for ending in ("png", "pdf", "xlsx"):
        kept = io.BytesIO()
        if ending == "png":
            Image.effect_noise((64, 64), 50).save(kept, "PNG")
        elif ending == "pdf":
            document = pikepdf.new()
            document.add_blank_page()
            document.save(kept)
        else:
            book = Workbook()
            book.active.append(["title", "language"])
            book.active.append(["A title", "en"])
            book.save(kept)
        made[ending] = kept.getvalue()
    return made


def doors(browsers, addresses):
    """Where forms are taken: for every address the roles for whom it is there, and the page with its forms.

    An address that is asked by POST and answers that it takes none is no door.
    """
    found = {}
    for one in addresses:
        if one.path.startswith("/api/"):
            continue
        if browsers["editor"].generic("POST", one.path, b"x", content_type="text/plain").status_code == 405:
            continue
        found[one] = {role: it.get(one.path) for role, it in browsers.items()}
    return found


def described(description, addresses):
    """For each path of the description the address of the same route, with arguments that lead somewhere."""
    made = {}
    for path in description["paths"]:
        route = re.compile(re.sub(r"\\\{[^}]+\\\}", "[^/]+", re.escape(path)))
        fits = [one.path for one in addresses if route.fullmatch(one.path)]
        made[path] = min(fits, key=len) if fits else path
    return made


def everything(browsers, *, share=1.0):  # noqa: C901 -- family after family
    """Every sending with the role by whom it is sent; the same for the same seed.

    Args:
        browsers: of every role.
        share: how much of what could be sent is; 1 gives about ten thousand.
    """
    from bench.strangers.addresses import addresses

    known = addresses()
    found = doors(browsers, known)
    made = []
    for one in found:
        for role in ("visitor", "editor", "secretariat"):
            made += [(role, sending) for sending in damaged(one.path, max(1, round(13 * share)), role)]
    for make in LARGE:
        made.append(("editor", Sending("damaged bodies", make.__name__, "/en/account/sign-in/", *make())))
    seen = set()
    for one, pages in found.items():
        for role, page in pages.items():
            if page.status_code != 200 or page.streaming or b"<form" not in page.content:
                continue
            for sending in fields(page.content, one.path):
                key = (sending.path, sending.fault, sending.body)
                if key not in seen:
                    seen.add(key)
                    made.append((role, sending))
    made += [("editor", sending) for sending in files(found, round(2000 * share))]
    description = browsers["visitor"].get("/api/v1/openapi.json").json()
    rounds = max(1, round(6 * share))
    for _ in range(rounds):
        made += [("visitor", one) for one in parameters(description, described(description, known))]
    if share < 1:
        kept = [pair for pair in made if pair[1].family in {"wrong fields", "interface"}]
        others = [pair for pair in made if pair[1].family not in {"wrong fields", "interface"}]
        made = others + random.sample(kept, min(len(kept), round(len(kept) * share)))
    return made


def files(found, number):
    """Files that are none, to every page that takes one."""
    good, taking = good_files(), []
    for one, pages in found.items():
        page = pages["editor"]
        if page.status_code == 200 and not page.streaming and b'type="file"' in page.content:
            taking.append((one.path, page.content))
    assert taking, "There is no page that takes a file."
    tables, others = spoilt_files(good, is_table=True), spoilt_files(good, is_table=False)
    for path, page in itertools.islice(itertools.cycle(taking), number):
        fault, name, content = next(others if path.endswith("/attachments/") else tables)
        kind = re.search(rb'<option value="([^"]+)"', page)
        values = [("kind", kind[1].decode() if kind else ""), ("label", "A file"), ("language", "en")]
        yield Sending("files", fault, path, form_of(values, [("file", name, content)]), MULTIPART)


def tried(pairs, browsers, *, progress=None):
    """Send all; what became of them.

    Returns:
        How many of each family and status, and a line for each that was not refused clearly.
    """
    counted, unclear = Counter(), []
    for number, (role, sending) in enumerate(pairs):
        answer = answered(browsers[role], sending)
        counted[sending.family, answer.status_code] += 1
        told = "" if answer.streaming else sentence_of(answer)
        if not is_refusal(answer) or " " not in told:
            fault = repr(answer.exc_info[1])[:200] if getattr(answer, "exc_info", None) else ""
            where = answer.headers.get("Location", "")
            unclear.append(
                f"{answer.status_code} {role} {sending.method} {sending.path} [{sending.fault}] "
                f"{where} {told[:80]} {fault}"
            )
        put_away(answer)
        if progress and number % 500 == 0:
            progress(number, len(pairs))
    return counted, unclear


def main(arguments):
    """Send what the words on the command line ask for."""
    parser = argparse.ArgumentParser(prog="python -m bench malformed", description=__doc__)
    parser.add_argument("--share", type=float, default=1.0, help="1 sends about ten thousand")
    parser.add_argument("--seed", type=int, default=4)
    parser.add_argument("--show", type=int, default=200, help="so many that were not refused clearly")
    asked = parser.parse_args(arguments)
    random.seed(asked.seed)
    with rehearsal():
        from bench.strangers.cast import everybody

        browsers = everybody()
        pairs = everything(browsers, share=asked.share)
        print(machine())
        print(f"{len(pairs):,} to {len({one.path.partition('?')[0] for _role, one in pairs})} addresses")
        began = time.monotonic()
        counted, unclear = tried(pairs, browsers, progress=lambda done, of: print(f"  {done:,} of {of:,}", flush=True))
        for (family, status), number in sorted(counted.items()):
            print(f"{family:16} {status} {number:6,}")
        faults = sum(number for (_family, status), number in counted.items() if status >= 500)
        print(f"{time.monotonic() - began:.0f} s; {faults} faults; {len(unclear)} not refused clearly")
        for line in unclear[: asked.show]:
            print(line)
