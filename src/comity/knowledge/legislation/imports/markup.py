"""Markdown of laws as lines with their places in the source, and as plain text."""

import re
from dataclasses import dataclass
from typing import Final

from comity.knowledge.legislation.shapes import WORDS


# Only tags that occur in published laws; «<» in «a < b» stays.
TAG: Final = re.compile(
    r"</?(?:sup|sub|span|br|b|i|u|em|strong|p|div|a|font|small|table|tr|td|th|tbody|thead)\b[^<>]*>"
)
COMMENT: Final = re.compile(r"<!--.*?-->", re.DOTALL)
IMAGE: Final = re.compile(r"!\[([^\]\n]*)\]\((?:[^()\s]|\([^()\s]*\))*\)")
LINK: Final = re.compile(r"\[([^\[\]]*)\]\((?:[^()\s]|\([^()\s]*\))*(?:\s+\"[^\"\n]*\")?\)")
TARGET: Final = re.compile(r"\]\((?:[^()\s]|\([^()\s]*\))*(?:\s+\"[^\"\n]*\")?\)")
EMPHASIS: Final = re.compile(r"(?<![\w*])\*(?=[^\s*])([^*]{1,2000}?)(?<=[^\s*])\*(?![\w*])")
ESCAPE: Final = re.compile(r"\\([\\`*_{}\[\]()#+.!|<>~-])")
HEADING: Final = re.compile(r"(#{1,6})[ \t]+(.*?)[ \t]*#*[ \t]*$")
BLANKS: Final = re.compile(r"\n[ \t\u3000\xa0]*(?:\n[ \t\u3000\xa0]*)+")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the source; ``text`` is plain, ``raw`` as it stands, ``start`` and ``end`` are its offsets."""

    start: int
    end: int
    raw: str
    text: str
    hashes: int
    begins: bool
    alone: bool

    @property
    def is_bold(self) -> bool:
        """Whether the line opens in bold type."""
        return self.raw.lstrip("# \t").startswith("**")


def plain(text: str) -> str:
    """Markdown without its marks: emphasis, targets of links and tags go, every word stays."""
    if "<" in text:
        text = TAG.sub("", COMMENT.sub("", text))
    if "*" in text:
        text = text.replace("***", "**").replace("**", "")
        text = EMPHASIS.sub(r"\1", text)
    if "](" in text:
        text = LINK.sub(r"\1", IMAGE.sub(r"\1", text))
        text = LINK.sub(r"\1", text)  # a linked image leaves a link
        text = TARGET.sub("]", text)  # brackets inside the words of a link
    if "\\" in text:
        text = ESCAPE.sub(r"\1", text)
    return text


def paragraphs(text: str) -> str:
    """Plain text with one blank line between paragraphs and no space at the ends of lines."""
    lines = "\n".join(line.strip(" \t\u3000\xa0\ufeff") for line in plain(text).splitlines())
    return BLANKS.sub("\n\n", lines).strip("\n")


def visible_words(text: str) -> list[str]:
    """The words that a reader of the source sees: not those in targets of links, tags or comments."""
    if "<" in text:
        text = TAG.sub("", COMMENT.sub("", text))
    if "](" in text:
        text = TARGET.sub("]", text)
    return WORDS.findall(text)


def lines_of(text: str, start: int = 0) -> list[Line]:
    """Every line of the text from an offset on."""
    rows: list[Line] = []
    raw_lines = text[start:].splitlines(keepends=True)
    position = start
    previous_blank = True
    for index, raw in enumerate(raw_lines):
        bare = raw.rstrip("\r\n")
        following = raw_lines[index + 1] if index + 1 < len(raw_lines) else ""
        found = HEADING.match(bare) if bare.startswith("#") else None
        content = found[2] if found else bare
        rows.append(
            Line(
                start=position,
                end=position + len(raw),
                raw=bare,
                text=plain(content).strip(" \t\u3000\xa0\ufeff"),
                hashes=len(found[1]) if found else 0,
                begins=previous_blank or found is not None,
                alone=(previous_blank and not following.strip()) or found is not None,
            ),
        )
        previous_blank = not bare.strip() or found is not None
        position += len(raw)
    return rows
