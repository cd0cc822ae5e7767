"""Who may import and annotate laws, and what a law must be before it is kept."""

import hashlib
import re
from collections.abc import Iterable
from typing import Final

from django.utils.translation import gettext as _

from comity.base.access.enums import Permission
from comity.base.access.roles import HasRoles, may
from comity.kernel.errors import NotPermitted, Unreadable
from comity.knowledge.legislation.enums import Method
from comity.knowledge.legislation.models import Annotation
from comity.knowledge.legislation.shapes import ParsedLaw, ParsedVersion


WEB: Final = re.compile(r"https?://[^\s<>\"]+")
LONGEST_FILE: Final = 500
LANGUAGE: Final = re.compile(r"[a-z]{2,3}(-[a-z]{4})?")
EID: Final = re.compile(r"[\w.-]{1,100}")
LONGEST: Final = {
    "identifier": 300, "short_title": 200, "publisher": 300, "licence": 300, "licence_url": 2000, "source_url": 2000,
}  # fmt: skip


def check_may_import(person: HasRoles) -> None:
    """Raise NotPermitted unless the person may bring laws into the portal."""
    if not may(person, Permission.RECORD_PUBLISH):
        raise NotPermitted(_("Only editors may import laws."))


def may_annotate(person: HasRoles | None) -> bool:
    """Whether the person may say what provisions are about; a visitor may not."""
    return may(person, Permission.ANNOTATION_EDIT)


def check_may_annotate(person: HasRoles) -> None:
    """Raise NotPermitted unless the person may say what provisions are about."""
    if not may_annotate(person):
        raise NotPermitted(_("Only editors may annotate laws."))


def state_of(annotations: Iterable[Annotation]) -> str:
    """A name for what a person has said of a provision just now: another whenever that has changed.

    Args:
        annotations: all of the provision, with their terms.
    """
    said = [
        (one.note, sorted(str(term) for term in one.terms.all()))
        for one in annotations
        if one.method == Method.PERSON
    ]  # fmt: skip
    return hashlib.sha256(repr(said).encode()).hexdigest()[:32]


def check_sound(law: ParsedLaw) -> None:
    """Raise Unreadable unless the law can be kept whole as it was read.

    Raises:
        Unreadable: a character of the source is unaccounted for, a field is too long, an address is none of the web,
            two parts have one name.
    """
    where = law.versions[0].file if law.versions else law.identifier
    for name, longest in LONGEST.items():
        if len(getattr(law, name)) > longest:
            raise Unreadable(f"The field “{name}” is longer than {longest} characters. Shorten it.", where=where)
    if not law.identifier or not law.title.strip():
        raise Unreadable("The law has no identifier or no title. Add both.", where=where)
    check_language(law.language, where)
    for language in law.titles:
        check_language(language, f"{where}, titles")
    for address in (law.source_url, law.licence_url, *(version.source_url for version in law.versions)):
        if address and not WEB.fullmatch(address):
            raise Unreadable(f"“{address[:80]}” is not an address that begins with https://.", where=where)
    days: set[tuple[object, str]] = set()
    for version in law.versions:
        if (version.on, version.language) in days:
            raise Unreadable(f"Two versions begin on {version.on or 'no day'}. Keep one of them.", where=version.file)
        days.add((version.on, version.language))
        check_version(version)


def check_language(code: str, where: str) -> None:
    """Raise Unreadable unless this may be the code of a language."""
    if not LANGUAGE.fullmatch(code):
        raise Unreadable(f"“{code[:20]}” is not a code of a language such as fr.", where=where)


def check_version(version: ParsedVersion) -> None:
    """Raise Unreadable unless nothing of a version was lost and every part has a name of its own."""
    check_language(version.language, version.file)
    if len(version.file) > LONGEST_FILE:
        raise Unreadable("The path of the file is longer than 500 characters. Shorten it.", where=version.file[:200])
    if not version.is_held:
        return
    counted = version.accounting
    if counted is None or counted.unaccounted or counted.missing_words:
        lost = "all" if counted is None else counted.unaccounted or ", ".join(counted.missing_words[:5])
        raise Unreadable(f"Not every character could be placed ({lost}), so nothing was imported.", where=version.file)
    seen: set[str] = set()
    for part in version.parts:
        if not EID.fullmatch(part.eid):
            raise Unreadable(
                f"“{part.eid[:40]}” cannot be the name of a part: letters, digits, full stops, hyphens, 100 at most.",
                where=version.file,
            )
        if part.eid in seen:
            raise Unreadable(f"Two parts are called “{part.eid}”. Number them apart.", where=version.file)
        seen.add(part.eid)
