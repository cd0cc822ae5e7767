"""Authorities that States named in declarations and notifications: extracted where it is certain, never guessed."""

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

from django.db import transaction

from comity.base.people.models import User
from comity.knowledge.authorities import rules
from comity.knowledge.authorities.actions import known, put_entry
from comity.knowledge.authorities.enums import Origin
from comity.knowledge.authorities.imports.rows import Done, Report
from comity.knowledge.authorities.registry import Designating, designating
from comity.knowledge.authorities.shapes import Entry, NewDesignation, Statement


# “the [competent] authority [now designated by …] under article 17 (7) [of the Convention] is [as follows:]”
NAMING: Final = (
    r"(?:competent|central|designated)?\s*authorit(?:y|ies)\b[^.:;]{{0,120}}?\b(?:under|pursuant to|in accordance with"
    r"|for the purposes? of|referred to in|as provided for in)\s+(?:the provisions of\s+)?"
    r"(?:paragraph\s+{paragraph}\s+of\s+)?article\s+{article}{numbered}"
    r"[^.:;]{{0,80}}?\bis\b(?:\s+(?:as follows|the following))?\s*:?\s*"
)
DESIGNATING: Final = (
    r"(?:under|pursuant to|in accordance with)\s+(?:paragraph\s+{paragraph}\s+of\s+)?article\s+{article}{numbered}"
    r"[^.:;]{{0,160}}?"
    r"\bdesignates?\s+(?:as\s+(?:its|the)\s+(?:central|competent)\s+authority\s*:?\s*|(?=the\s+[A-Z]))"
)
# Where the name ends: what follows is told as such.
LABEL: Final = re.compile(
    r"\b(?:24[ -]?hour\s+)?(?:Tel(?:ephone)?\b\.?|Telephone|Phone|Fax|E-?mail|Website|Web\s?site|Office\s+hours|"
    r"Languages?\b|Time\s+zone|Address)",
)
# The line breaks of a statement were lost when it was collected: a small letter, then a capital.
GLUED: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z][a-z]+)")
# An institution names itself so; one of its parts or posts needs what stands around it to be found.
INSTITUTION: Final = re.compile(
    r"(?:the\s+)?(?:\w+\s+){0,3}(?:Ministry|Ministère|Department|Office|Directorate|Commission|Agency|Bureau|Attorney|"
    r"Prosecutor|Secretary|Secretariat|Court|Police)\b",
)
PART: Final = re.compile(r"\b(?:Division|Unit|Section|Branch|Service|Customs)\b")
EMAIL: Final = re.compile(r"[\w.+-]+@[\w-]+(?:\.[a-z]{2,})+")
NUMBER: Final = (
    r"\s*[:.]?\s*(?P<number>\+?\s?[(\d][\d ()./-]{5,24}\d)"
    r"(?=\s*(?:$|[;,.]|Fax|E-?mail|Tel|Website|Office|Languages?))"
)
TELEPHONE: Final = re.compile(r"(?<!hour )(?<!hour)\bTel(?:ephone)?\b\.?[^:+\d]{0,30}" + NUMBER)
AROUND_THE_CLOCK: Final = re.compile(r"24[ -]?hour\s+Tel(?:ephone)?[^:]{0,50}" + NUMBER)
FAX: Final = re.compile(r"\bFax(?:imile)?[^:+\d]{0,20}" + NUMBER)
SPOKEN: Final = re.compile(
    r"Languages?[^:]{0,60}accepted\s*:\s*(?P<names>[A-Z][a-z]+(?:(?:\s*,\s*|\s+(?:and|or)\s+)[A-Z][a-z]+)*)"
)
LANGUAGES: Final = {"English": "en", "French": "fr", "Spanish": "es", "Arabic": "ar", "Russian": "ru", "Chinese": "zh"}
LONGEST_NAME: Final = 300
# Marks that end the naming of an authority and begin something else.
ENDS: Final = re.compile(r"[\"”“]\s*|\bIn accordance with\b|\bPursuant to\b")


def import_statements(statements: Iterable[Statement], *, by: User, dry_run: bool = False) -> Report:
    """Keep the authorities that statements name with certainty, marked as extracted and unconfirmed.

    What an authority or its State has since reported or confirmed stays as it is.
    """
    rules.check_may_edit(by)
    entries = [entry for statement in statements for entry in extracted(statement)]
    before = known([entry.identifier for entry in entries])
    report = Report("statements", dry_run)
    with transaction.atomic():
        for number, entry in enumerate(entries, start=1):
            standing = before.get(entry.identifier)
            if standing is not None and not _is_ours(standing):
                continue
            outcome = put_entry(entry, by=by)
            report.done.append(Done(number, entry.identifier, outcome))
        if dry_run:
            transaction.set_rollback(True)
    return report


def _is_ours(entry: Entry) -> bool:
    """Whether nobody has touched what was extracted before."""
    return entry.confirmed_on is None and {one.origin for one in entry.designations} == {Origin.EXTRACTED}


def extracted(statement: Statement) -> Iterator[Entry]:
    """The authorities that a statement names under an article by which States name authorities; as a rule none."""
    if not statement.language.startswith("en"):
        return
    for article in designating():
        if article.treaty != statement.treaty:
            continue
        block = _named_under(article, statement.text)
        if block and (entry := _entry(article, statement, block)) is not None:
            yield entry


def _named_under(article: Designating, text: str) -> str:
    """The words that follow the naming of an authority under an article; empty when there is none, or are two."""
    number, _bracket, paragraph = article.article.partition("(")
    paragraph = paragraph.rstrip(")")
    parts = {
        "article": re.escape(number),
        "paragraph": re.escape(paragraph),
        "numbered": rf"(?:\s*\(\s*{re.escape(paragraph)}\s*\)|,?\s*paragraph\s+{re.escape(paragraph)}\b)?",
    }
    found = []
    for form in (NAMING, DESIGNATING):
        pattern = re.compile(form.format(**parts), re.IGNORECASE)
        # The paragraph must be named one way or the other: an article names authorities for several things.
        told = re.compile(rf"\(\s*{re.escape(paragraph)}\s*\)|paragraph\s+{re.escape(paragraph)}\b", re.IGNORECASE)
        found += [text[match.end() :] for match in pattern.finditer(text) if told.search(match.group())]
    return found[0] if len(found) == 1 else ""


def _entry(article: Designating, statement: Statement, block: str) -> Entry | None:
    block = GLUED.sub("\n", " ".join(ENDS.split(block, maxsplit=1)[0].split()))
    label = LABEL.search(block)
    named = block[: label.start()] if label else re.split(r"(?<=[a-z])\.\s|\.$|;", block, maxsplit=1)[0]
    lines = [line.strip(" ,;.") for line in named.splitlines() if line.strip(" ,;.")]
    whole = ", ".join(lines)
    if len(whole) > LONGEST_NAME or not (INSTITUTION.search(whole) or PART.search(whole)):
        return None
    first, _comma, rest = whole.partition(", ")
    name = first if rest and INSTITUTION.match(first) else whole
    particulars: dict[str, Any] = {"address_lines": "\n".join(lines)} if rest else {}
    particulars |= _reached(block[label.start() :] if label else "")
    return Entry(
        f"{statement.place}-{article.treaty}-{re.sub(r'[^0-9]+', '-', article.article).strip('-')}",
        statement.place,
        {"en": name},
        particulars=particulars,
        designations=(
            NewDesignation(
                article.function,
                treaty=article.treaty,
                article=article.article,
                begins_on=statement.begins_on,
                origin=Origin.EXTRACTED.value,
                source=statement.source[:1000],
                source_url=statement.source_url,
            ),
        ),
    )


def _reached(text: str) -> dict[str, Any]:
    """Numbers and addresses that are told as such and end where they seem to; the others are left out."""
    found: dict[str, Any] = {}
    for name, pattern in (("telephones", TELEPHONE), ("telephones_24h", AROUND_THE_CLOCK), ("faxes", FAX)):
        if match := pattern.search(text):
            number = re.sub(r"^\+\s+", "+", match["number"].strip())
            found[name] = [re.sub(r"\s+", " ", number)]
    emails = EMAIL.findall(text)
    if emails:
        found["emails"] = list(dict.fromkeys(emails))
    if match := SPOKEN.search(text):
        names = re.findall(r"[A-Z][a-z]+", match["names"])
        if all(one in LANGUAGES for one in names):
            found["languages"] = [LANGUAGES[one] for one in names]
    return found
