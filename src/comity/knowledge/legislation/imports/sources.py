"""A file from outside, read with limits: its bytes, its text, its place in a sentence when it is refused."""

import re
from dataclasses import dataclass
from typing import Any, Final

import yaml

from comity.kernel.errors import Unreadable


LARGEST_FILE: Final = 64 * 2**20  # bytes; the largest published code seen is 4 MB
LONGEST_LINE: Final = 8 * 2**20  # characters; a line beyond is no line of a law
LARGEST_FRONT: Final = 256 * 2**10
C1_CONTROL: Final = re.compile("[\x80-\x9f]")


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file of a pack: its name inside the pack and its content."""

    name: str
    content: bytes

    def text(self) -> str:
        """The content as UTF-8 without a byte order mark.

        Raises:
            Unreadable: too large, not UTF-8, or a line without end.
        """
        return decode(self.content, self.name)


def decode(content: bytes, name: str) -> str:
    """Bytes as text, refusing what is too large, in another encoding, or holds characters no text has."""
    if len(content) > LARGEST_FILE:
        raise Unreadable(
            f"The file is larger than {LARGEST_FILE // 2**20} MB, which no law is. Split it into one file per law.",
            where=name,
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise Unreadable(
            f"Byte {error.object[error.start]:#04x} is not UTF-8. Save the file in UTF-8 and hand it in again.",
            where=f"{name}, line {line}",
        ) from error
    for number, line_text in enumerate(text.split("\n"), start=1):
        if len(line_text) > LONGEST_LINE:
            raise Unreadable(
                f"The line is longer than {LONGEST_LINE // 2**20} million characters. Break the text into paragraphs.",
                where=f"{name}, line {number}",
            )
    if "\x00" in text:
        raise Unreadable(
            "There is a null character in the text. The file is not a text file, or it was damaged on its way.",
            where=f"{name}, line {text.count(chr(10), 0, text.index(chr(0))) + 1}",
        )
    return text


class PlainLoader(yaml.SafeLoader):
    """YAML with plain values only: no tags, and no aliases, by which a small file unfolds into a large one."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.events.AliasEvent):
            event = self.peek_event()  # type: ignore[no-untyped-call]  # -- PyYAML has no types
            raise yaml.YAMLError(f"an alias (*) on line {event.start_mark.line + 1}; write the value out")
        return super().compose_node(parent, index)


def windows(found: re.Match[str]) -> str:
    """The character that Windows-1252 has at the place of a control character, which YAML does not allow."""
    return found[0].encode("latin-1").decode("cp1252", errors="replace")


def front_matter(text: str, name: str) -> tuple[dict[str, Any], int]:
    """The YAML between the first two lines ``---`` and the offset of the text after it.

    Raises:
        Unreadable: there is a beginning without an end, or the YAML is broken.
    """
    if not text.startswith("---"):
        return {}, 0
    end = text.find("\n---", 3, LARGEST_FRONT)
    if end < 0:
        raise Unreadable(
            "The header begins with --- but does not end. Put a line --- after the last field.",
            where=f"{name}, line 1",
        )
    body = text.find("\n", end + 1)
    try:
        fields = yaml.load(C1_CONTROL.sub(windows, text[3:end]), Loader=PlainLoader)  # noqa: S506 -- PlainLoader is stricter than SafeLoader
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{name}, line {mark.line + 1}" if mark else name
        raise Unreadable(f"The header is not readable YAML: {str(error).splitlines()[0]}.", where=where) from error
    if not isinstance(fields, dict):
        raise Unreadable("The header is not a list of fields such as “title: …”.", where=f"{name}, line 1")
    return fields, len(text) if body < 0 else body + 1
