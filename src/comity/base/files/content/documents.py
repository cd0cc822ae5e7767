"""PDF: opened by its own grammar, and written anew without what acts, what is hidden and what tells of its maker.

What may act or carry is named in ISO 32000-2: 12.6 (actions), 12.5 (annotations), 7.11.4 (embedded files),
14.3 (metadata), 14.5 (page-piece dictionaries), 12.7.8 (XFA forms), 12.8 (signatures).
"""

import re
from pathlib import Path
from typing import Any, Final

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

from comity.base.files.content.types import Flaw, Flawed, Found, Limits


BEGINS: Final = b"%PDF-"
# Actions that lead nowhere but within the document or to an address that the reader is shown before.
HARMLESS: Final = frozenset({"/GoTo", "/URI", "/Named", "/Hide", "/Thread", "/Trans", "/SetOCGState", "/GoTo3DView"})
# What a link may lead to; anything else, such as javascript: or file:, is no address.
ADDRESS: Final = re.compile(r"(https?://|mailto:)", re.IGNORECASE)
# Annotations that carry or play something.
CARRYING: Final = frozenset({"/FileAttachment", "/RichMedia", "/Movie", "/Sound", "/Screen", "/3D", "/TrapNet"})
# Keys that are taken from every dictionary, with what that is called.
TAKEN: Final = {
    "/Metadata": "metadata",
    "/PieceInfo": "metadata",
    "/LastModified": "metadata",
    "/AA": "scripts",
    "/OpenAction": "scripts",
    "/JS": "scripts",
    "/JavaScript": "scripts",
    "/XFA": "scripts",
    "/AF": "embedded",
    "/EmbeddedFiles": "embedded",
    "/Collection": "embedded",
    "/EF": "embedded",
    "/Perms": "signature",
    "/DSS": "signature",
}
DEEPEST: Final = 60


def look_through(path: Path, limits: Limits) -> None:
    """Open a PDF and count its pages.

    Raises:
        Flawed: it is broken, protected, or has too many pages.
    """
    with _opened(path, limits):
        pass


def cleaned(path: Path, out: Path, limits: Limits) -> Found:
    """Write a PDF anew without metadata, actions, scripts and embedded files. No signature survives that."""
    with _opened(path, limits) as pdf:
        taken_out: set[str] = set()
        if Name.Info in pdf.trailer:
            taken_out.add("metadata")
            del pdf.trailer["/Info"]
        for one in list(pdf.objects):
            _clean(one, taken_out, 0)
        try:
            # Streams stay as they are packed: what unpacks to a mountain is not unpacked here.
            pdf.save(
                out,
                stream_decode_level=pikepdf.StreamDecodeLevel.none,
                compress_streams=False,
                object_stream_mode=pikepdf.ObjectStreamMode.disable,
                deterministic_id=True,
            )
        except (pikepdf.PdfError, RuntimeError) as error:
            raise Flawed(Flaw.DAMAGED) from error
    return Found("pdf", sorted(taken_out), is_changed=True)


def _clean(one: Object, taken_out: set[str], depth: int) -> None:
    """Take from a dictionary, and from what stands within it, whatever must not go out."""
    if depth > DEEPEST:
        raise Flawed(Flaw.DAMAGED)
    if isinstance(one, Array):
        for child in list(one):
            _within(child, taken_out, depth)
        return
    if not isinstance(one, Dictionary | Stream):
        return
    keys: Any = one.stream_dict if isinstance(one, Stream) else one
    for key in list(keys.keys()):
        if name := TAKEN.get(key):
            taken_out.add(name)
            del keys[key]
        elif key in {"/A", "/Next", "/PA"} and _is_harmful(keys[key]):
            taken_out.add("scripts")
            del keys[key]
        elif key == "/Annots" and isinstance(keys[key], Array):
            _without_carriers(keys[key], taken_out)
            _within(keys[key], taken_out, depth)
        elif key == "/V" and _told(keys, "/FT") == "/Sig":
            taken_out.add("signature")
            del keys[key]
        else:
            _within(keys[key], taken_out, depth)


def _within(child: Any, taken_out: set[str], depth: int) -> None:
    # What is an object of its own comes in its own turn.
    if isinstance(child, Object) and not child.is_indirect:
        _clean(child, taken_out, depth + 1)


def _is_harmful(action: Any) -> bool:
    """Whether an action, or one of several, does more than lead through the document."""
    if isinstance(action, Array):
        return any(_is_harmful(one) for one in action)
    if not isinstance(action, Dictionary):
        # A string or an array of numbers is a place in the document.
        return False
    kind = _told(action, "/S") or "/GoTo"
    if kind == "/URI":
        return not ADDRESS.match(_told(action, "/URI").strip())
    return kind not in HARMLESS


def _told(one: Any, key: str) -> str:
    """What stands under a key, as text; a question mark when it is none that can be read."""
    try:
        return str(one.get(key, ""))
    except UnicodeDecodeError:
        return "?"


def _without_carriers(annotations: Any, taken_out: set[str]) -> None:
    for index in range(len(annotations) - 1, -1, -1):
        one = annotations[index]
        if isinstance(one, Dictionary) and _told(one, "/Subtype") in CARRYING:
            taken_out.add("embedded")
            del annotations[index]


def _opened(path: Path, limits: Limits) -> Pdf:
    with path.open("rb") as file:
        # Elsewhere than at the very beginning, it hides in something else.
        if file.read(len(BEGINS)) != BEGINS:
            raise Flawed(Flaw.TWO_TYPES)
    try:
        pdf = Pdf.open(path, suppress_warnings=True)
    except pikepdf.PasswordError as error:
        raise Flawed(Flaw.ENCRYPTED) from error
    except (pikepdf.PdfError, RuntimeError, ValueError) as error:
        raise Flawed(Flaw.DAMAGED) from error
    if pdf.is_encrypted:
        pdf.close()
        raise Flawed(Flaw.ENCRYPTED)
    try:
        pages = len(pdf.pages)
    except (pikepdf.PdfError, RuntimeError, ValueError) as error:
        pdf.close()
        raise Flawed(Flaw.DAMAGED) from error
    if not pages or pages > limits.pages:
        pdf.close()
        raise Flawed(Flaw.TOO_MANY_PAGES if pages else Flaw.DAMAGED, str(pages))
    return pdf
