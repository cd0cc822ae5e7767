"""Chinese laws in Markdown: a title, the history of the text, the text."""

import re
from pathlib import PurePosixPath
from typing import Final

from comity.kernel.errors import Unreadable
from comity.knowledge.legislation.enums import Kind, Status
from comity.knowledge.legislation.imports import dates
from comity.knowledge.legislation.imports.publishers import DIALECTS
from comity.knowledge.legislation.imports.segmenting import account, parts_of
from comity.knowledge.legislation.imports.sources import SourceFile
from comity.knowledge.legislation.shapes import ParsedLaw, ParsedVersion


TITLE: Final = re.compile(r"\s*#[ \t]+([^\n]+)(?:\n|$)")
HISTORY_END: Final = "<!-- INFO END -->"
FOLDERS: Final = {"司法解释": Kind.INTERPRETATION, "行政法规": Kind.REGULATION, "宪法": Kind.CONSTITUTION}
FILE_DATE: Final = re.compile(r"\((\d{4}-\d{2}-\d{2})\)$")
PASSED: Final = ("通过", "公布", "发布", "批准")
CHANGED: Final = ("修正", "修订")
EFFECTIVE: Final = ("施行", "生效")


def read(source: SourceFile) -> ParsedLaw:
    """One law with the version that the file holds; versions of one title are joined later.

    Raises:
        Unreadable: not UTF-8, or without a title.
    """
    text = source.text()
    heading = TITLE.match(text)
    if heading is None:
        raise Unreadable("The first line is not a title (# …).", where=f"{source.name}, line 1")
    title = "".join(heading[1].split())
    path = PurePosixPath(source.name)
    law = ParsedLaw(identifier=title, title=title, place="CN", language="zh", status=Status.UNKNOWN)
    law.kind = next((kind for folder, kind in FOLDERS.items() if folder in path.parts), Kind.LAW)
    if title.endswith("法") and law.kind is Kind.LAW and "刑法" in title:
        law.kind = Kind.CODE
    end = text.find(HISTORY_END)
    history = text[heading.end() : end].splitlines() if end >= 0 else []
    if law.kind is Kind.LAW and "修正案" in title:
        law.short_title = title.removeprefix("中华人民共和国")
    steps = [(line, day) for line in history if (day := dates.chinese(line))]
    law.adopted_on = next((day for line, day in steps if any(word in line for word in (*PASSED, *CHANGED))), None)
    law.in_force_on = next((day for line, day in steps if any(word in line for word in EFFECTIVE)), None)
    stamp = FILE_DATE.search(path.stem)
    changes = [day for line, day in steps if any(word in line for word in (*PASSED, *CHANGED))]
    on = dates.iso(stamp[1]) if stamp else max(changes, default=law.in_force_on)
    if any(word in line for line, _ in steps for word in CHANGED):
        law.status = Status.AMENDED
    parts, split = parts_of(text, DIALECTS["cn"], start=heading.end())
    version = ParsedVersion(on, "zh", parts, split, file=source.name)
    version.accounting = account(source.name, text, heading.end(), parts)
    law.versions = [version]
    return law
