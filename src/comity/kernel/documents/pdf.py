"""A document as PDF: PDF/A-2a to be kept, and tagged (PDF/UA-1) to be heard."""

import json
import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any, Final

import typst

from comity.kernel.documents import fonts
from comity.kernel.documents.shapes import (
    Beside,
    Block,
    Box,
    Document,
    Field,
    Heading,
    Inline,
    Items,
    PageBreak,
    Paragraph,
    Run,
    Table,
    paragraphs,
)


TEMPLATE: Final = Path(__file__).with_name("document.typ")
STANDARDS: Final[list[Any]] = ["a-2a", "ua-1"]
# Setting takes a processor: one document at a time in each process, and others wait for their turn.
TURN: Final = BoundedSemaphore(1)
LONG: Final = re.compile(r"[!-~\u00c0-\u04ff]{45,}")
# Line ends, and what joins, parts and turns letters without a sign of its own.
KEPT: Final = frozenset("\n\u200b\u200c\u200d\u200e\u200f")
# What is seen by its effect only, and needs no sign of its own.
SPACES: Final = frozenset({"Zs", "Zl", "Zp"})
UNSEEN: Final = SPACES | {"Cf", "Cc"}


def to_pdf(document: Document) -> bytes:
    """The file; signs that no typeface of ours has are written by their number."""
    folder = fonts.prepared()
    writer = _Writer(fonts.signs_of(folder))
    content = json.dumps(writer.document(document), ensure_ascii=False)
    with TURN:
        made = _compiler(folder).compile(
            input=TEMPLATE.read_bytes(),
            format="pdf",
            sys_inputs={"document": content},
            pdf_standards=STANDARDS,
            timestamp=document.made_at.replace(microsecond=0),
        )
    assert isinstance(made, bytes), "one file is asked for"
    return made


@lru_cache(maxsize=2)
def _compiler(folder: Path) -> typst.Compiler:
    """A typesetter that knows our typefaces and no other, and reads no file."""
    known = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder)])
    return typst.Compiler(font_paths=known, root=str(folder))


class _Writer:
    """Turns blocks into what the template reads."""

    def __init__(self, signs: frozenset[int]) -> None:
        self._signs = signs

    def document(self, one: Document) -> dict[str, Any]:
        made_at = one.made_at
        return {
            "title": self._held(one.title),
            "author": self._held(one.author),
            "language": one.language,
            "families": fonts.FAMILIES,
            "made_at": [made_at.year, made_at.month, made_at.day, made_at.hour, made_at.minute, made_at.second],
            "mark": self._held(one.mark),
            "foot": self._held(one.foot),
            "blocks": self._blocks(one.blocks),
        }

    def _held(self, text: str) -> str:
        # A word that is wider than a line breaks somewhere.
        broken = LONG.sub(lambda found: "\u200b".join(found.group()), text)
        return "".join(
            sign
            if ord(sign) in self._signs or sign in KEPT
            else (" " if sign == "\t" or unicodedata.category(sign) in SPACES else "")
            if unicodedata.category(sign) in UNSEEN
            else f"[U+{ord(sign):04X}]"
            for sign in broken
        )

    def _blocks(self, several: Sequence[Block]) -> list[dict[str, Any]]:
        return [self._block(one) for one in several]

    def _block(self, one: Block) -> dict[str, Any]:  # noqa: PLR0911 -- a table, kind by kind
        match one:
            case Heading(level, content, language):
                return {"what": "heading", "level": level, "content": self._inlines(content), "language": language}
            case Paragraph(content, style, language, keeps):
                look = {"style": style.value, "language": language}
                return {"what": "paragraph", "keeps": keeps, "content": self._inlines(content), **look}
            case Items(items, is_ordered, language, style):
                look = {"style": style.value, "language": language}
                several = [self._inlines(each) for each in items]
                return {"what": "items", "ordered": is_ordered, "items": several, **look}
            case Box(blocks, lines):
                # Room to write by hand, where nothing stands yet and what is there cannot need more.
                roomy = lines > len(blocks) and not any(field.value for field in _fields(one))
                return {"what": "box", "blocks": self._blocks(blocks), "lines": lines, "roomy": roomy}
            case Table():
                return {
                    "what": "table",
                    "widths": one.widths or [1] * len(one.head),
                    "head": [self._inlines(cell) for cell in one.head],
                    "rows": [[self._inlines(cell) for cell in row] for row in one.rows],
                }
            case Beside(languages, pairs):
                sides = [[self._blocks(side) for side in pair] for pair in pairs]
                return {"what": "beside", "languages": languages, "pairs": sides}
            case PageBreak():
                return {"what": "break"}

    def _inlines(self, content: Sequence[Inline]) -> list[dict[str, Any]]:
        return [self._inline(one) for one in content]

    def _inline(self, one: Inline) -> dict[str, Any]:
        if isinstance(one, Run):
            look = {"bold": one.is_bold, "italic": one.is_italic, "quiet": one.is_quiet}
            return {"what": "run", "text": self._held(one.text), "language": one.language, **look}
        written = {"value": self._held(one.value), "hint": self._held(one.hint), "label": self._held(one.label)}
        return {"what": "field", "kind": one.kind.value, "language": one.language, **written}


def _fields(one: Box) -> list[Field]:
    return [each for content in paragraphs(one.blocks) for each in content if isinstance(each, Field)]
