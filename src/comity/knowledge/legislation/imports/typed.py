"""The text of a law as somebody typed or uploaded it with its card: Markdown, HTML, Akoma Ntoso or our JSON."""

import datetime as dt
import json
import re
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comity.kernel.errors import Unreadable
from comity.knowledge.legislation import rules
from comity.knowledge.legislation.enums import PartKind, Split
from comity.knowledge.legislation.imports import akoma_ntoso, dates, plain
from comity.knowledge.legislation.imports.segmenting import Dialect, Marks, Rest, account, parts_of
from comity.knowledge.legislation.imports.sources import SourceFile, front_matter
from comity.knowledge.legislation.models import Law
from comity.knowledge.legislation.shapes import ParsedPart, ParsedVersion


COLUMN: Final = "words"
NAME: Final = "text"
# So many numbers are told; of more, the first and the last.
MOST_TOLD: Final = 40
FIRST_TOLD: Final = 30
LAST_TOLD: Final = 3
DOCUMENT: Final = re.compile(r"\s*<(?:\?xml|(?:.{0,2000}<)?(?:[\w.-]+:)?akomaNtoso)", re.DOTALL)
# In this order: headings of Markdown, paragraphs, and lines, of which only a complete sequence is believed.
MARKS: Final = (Marks.SEQUENCE, Marks.PARAGRAPHS, Marks.LINES)


def complete(law: Law, sketch: Any) -> dict[str, str]:
    """Divide the text that was typed with a new law into its parts; gives what cannot be, by column.

    What was found stands in ``law.typed_version``, and in a sentence in ``sketch.understood``.
    """
    text: str = getattr(law, "typed_text", "")
    if not text.strip() or not law.language or law.record_id is not None:
        return {}
    try:
        version = version_typed(text, law.language, law.in_force_on or law.published_on or law.adopted_on)
        rules.check_version(version)
    except Unreadable as fault:
        return {COLUMN: fault.sentence}
    law.typed_version = version  # kept with the record by ``keep_rows``
    sketch.understood[COLUMN] = sentence_of(version)
    return {}


def version_typed(text: str, language: str, on: dt.date | None) -> ParsedVersion:
    """A text in its parts, whatever form it has.

    Raises:
        Unreadable: it is damaged, or it has the form of a document and is none.
    """
    if "\ufffd" in text:
        raise Unreadable(_("The text holds a character that could not be read. Save the file in UTF-8."))
    begins = text.lstrip()
    if DOCUMENT.match(text):
        read = akoma_ntoso.read(SourceFile(NAME, text.encode())).versions
    elif begins.startswith("{"):
        read = plain.data(SourceFile(NAME, with_card(text, language).encode())).versions
    else:
        read = [divided(plain.lines_of_page(text) if begins.startswith("<") else text, language)]
    held = [version for version in read if version.is_held]
    if not held:
        raise Unreadable(_("There is no text in it."))
    version = max(held, key=lambda one: one.on or dt.date.min)
    version.on, version.language = on, language
    version.file, version.source_url = "", ""
    return version


def with_card(text: str, language: str) -> str:
    """Our JSON with a card where it has none: what the form says of the law counts, and not what the file says."""
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as fault:
        raise Unreadable(_("It begins like JSON and is none: %(fault)s.") % {"fault": str(fault)[:100]}) from fault
    card = {"identifier": NAME, "title": NAME, "place": "X-ANY", "language": language}
    versions = content.get("versions") if isinstance(content, dict) else None
    for one in versions if isinstance(versions, list) else ():
        if isinstance(one, dict) and dates.iso(one.get("on")) is None:
            one["on"] = None
    return json.dumps({**card, "versions": versions}, ensure_ascii=False)


def divided(text: str, language: str) -> ParsedVersion:
    """Plain text or Markdown in its parts, by the first way that finds articles; what finds none stays whole."""
    _fields, start = front_matter(text, NAME)
    parts: list[ParsedPart] = []
    split = Split.WHOLE
    for marks in MARKS:
        if marks is Marks.SEQUENCE and not re.search(r"(?m)^#{2,6} ", text):
            continue
        rest = Rest.HEADING if marks is Marks.SEQUENCE else Rest.BODY
        parts, split = parts_of(text, Dialect(language, marks, rest, levels_by_hashes=True), start=start)
        if split is not Split.WHOLE:
            break
    version = ParsedVersion(None, language, parts, split)
    version.accounting = account(NAME, text, start, parts)
    return version


def sentence_of(version: ParsedVersion) -> str:
    """What was read, so that whoever typed it sees whether it is so: how many articles, and their numbers."""
    numbers = [part.number or part.label or part.eid for part in version.parts if part.kind is PartKind.PROVISION]
    if not numbers:
        return _("No articles were found in it: it is kept as one text.")
    told = numbers if len(numbers) <= MOST_TOLD else [*numbers[:FIRST_TOLD], "…", *numbers[-LAST_TOLD:]]
    count = len(numbers)
    sentence = ngettext("%(number)s article was read: %(list)s.", "%(number)s articles were read: %(list)s.", count)
    return sentence % {"number": count, "list": ", ".join(told)}
