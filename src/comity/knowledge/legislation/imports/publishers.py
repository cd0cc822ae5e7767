"""What each publisher's header says, in our own words: one small function per source of Markdown."""

import re
from collections.abc import Callable
from pathlib import PurePosixPath
from typing import Any, Final

from comity.knowledge.legislation.enums import Kind, Status
from comity.knowledge.legislation.imports import dates
from comity.knowledge.legislation.imports.segmenting import Dialect, Marks, Rest
from comity.knowledge.legislation.shapes import ParsedLaw


Fields = dict[str, Any]
STATUS: Final = {"in_force": Status.IN_FORCE, "repealed": Status.REPEALED, "draft": Status.DRAFT}
KINDS: Final = {
    "code": Kind.CODE, "ley": Kind.LAW, "loi": Kind.LAW, "bundesgesetz": Kind.LAW, "verordnung": Kind.REGULATION,
    "reglement": Kind.REGULATION, "andere": Kind.OTHER, "decreto_ley": Kind.DECREE,
    "decreto_necesidad_urgencia": Kind.DECREE,
    "نظام": Kind.LAW, "قرار": Kind.DECISION, "مرسوم ملكي": Kind.DECREE, "أمر ملكي": Kind.DECREE,
    "لائحة": Kind.REGULATION, "اتفاقية": Kind.TREATY, "معايير": Kind.OTHER, "أخرى": Kind.OTHER,
}  # fmt: skip
SWISS_TREATY: Final = re.compile(
    r"\b(Vertrag|\w*vertrag|Übereinkommen|Abkommen|Protokoll|Notenaustausch|Briefwechsel)\b"
)


def text_of(fields: Fields, key: str) -> str:
    """A field as one line of text."""
    return " ".join(str(fields.get(key) or "").split())


def base(fields: Fields, name: str, place: str, language: str) -> ParsedLaw:
    """What all headers of this family share."""
    title = text_of(fields, "title")
    identifier = text_of(fields, "identifier") or PurePosixPath(name).stem
    return ParsedLaw(
        identifier=identifier,
        title=title or identifier,
        place=place,
        language=language,
        kind=KINDS.get(str(fields.get("rank") or fields.get("doc_type") or ""), Kind.OTHER),
        status=STATUS.get(str(fields.get("status") or ""), Status.UNKNOWN),
        short_title=text_of(fields, "short_title"),
        published_on=dates.stated(fields.get("publication_date")),
        source_url=text_of(fields, "source"),
    )


def amended_if_later(law: ParsedLaw, fields: Fields) -> None:
    """A law in force that changed after its publication is marked as amended."""
    changed = dates.stated(fields.get("last_updated"))
    if law.status is Status.IN_FORCE and changed and law.published_on and changed > law.published_on:
        law.status = Status.AMENDED


def argentina(fields: Fields, name: str) -> ParsedLaw:
    """InfoLEG: the title is the subject's name; the summary says what the act is about."""
    law = base(fields, name, "AR", "es")
    number = re.fullmatch(r"([A-Z-]+?)-(\d+)(?:-(\d{4}))?", law.identifier)
    if number:
        words = {"LEY": "Ley", "DECRETO-LEY": "Decreto-Ley", "DL": "Decreto-Ley", "DNU": "DNU"}
        digits = f"{int(number[2]):,}".replace(",", ".")
        law.short_title = f"{words.get(number[1], number[1])} {digits}" + (f"/{number[3]}" if number[3] else "")
    law.summary = text_of(fields, "texto_resumido")
    law.adopted_on = dates.stated(fields.get("enactment_date"))
    amended_if_later(law, fields)
    return law


def uruguay(fields: Fields, name: str) -> ParsedLaw:
    """IMPO."""
    law = base(fields, name, "UY", "es")
    law.short_title = f"{text_of(fields, 'official_type')} {text_of(fields, 'official_number')}".strip()
    law.adopted_on = dates.stated(fields.get("promulgation_date"))
    return law


def france(fields: Fields, name: str) -> ParsedLaw:
    """Légifrance."""
    law = base(fields, name, "FR", "fr")
    amended_if_later(law, fields)
    return law


def luxembourg(fields: Fields, name: str) -> ParsedLaw:
    """Legilux; the date in the identifier is the date of the act."""
    law = base(fields, name, "LU", "fr")
    law.adopted_on = law.published_on
    law.published_on = dates.stated(fields.get("memorial_date"))
    law.in_force_on = dates.stated(fields.get("entry_in_force"))
    law.source_url = law.source_url or text_of(fields, "eli") or text_of(fields, "complex_work")
    return law


def switzerland(fields: Fields, name: str) -> ParsedLaw:
    """Fedlex, with titles in the other national languages."""
    law = base(fields, name, "CH", "de")
    law.titles = {
        language: text_of(fields, f"title_{language}")
        for language in ("fr", "it", "rm", "en")
        if fields.get(f"title_{language}")
    }
    law.adopted_on, law.published_on = law.published_on, None
    law.in_force_on = dates.stated(fields.get("entry_into_force"))
    if text_of(fields, "sr_number").startswith("0.") or SWISS_TREATY.search(law.title):
        law.kind = Kind.TREATY
    amended_if_later(law, fields)
    return law


def saudi_arabia(fields: Fields, name: str) -> ParsedLaw:
    """Unofficial transcriptions; the number in the address identifies the text."""
    law = base(fields, name, "SA", "ar")
    law.source_url = text_of(fields, "source_url")
    found = re.search(r"qanoonsa\.com/p/(\d+)", law.source_url)
    law.identifier = f"qanoonsa-{found[1]}" if found else PurePosixPath(name).stem
    law.publisher = {"qanoonsa": "qanoonsa.com", "nezams": "nezams.com"}.get(text_of(fields, "source"), "")
    law.official = False
    law.adopted_on = dates.arabic(text_of(fields, "issued_date"))
    gazette = text_of(fields, "gazette_ref")
    law.published_on = dates.arabic(gazette)
    law.retrieved_on = dates.iso(fields.get("retrieved_at"))
    law.summary = text_of(fields, "issued_by")
    status = text_of(fields, "status")
    if status.startswith("غير"):
        law.status = Status.REPEALED
    elif status.startswith("ساري"):
        amendments = fields.get("amendments")
        changed = isinstance(amendments, list) and any("لم يجر" not in str(line) for line in amendments)
        law.status = Status.AMENDED if changed else Status.IN_FORCE
    return law


Reader = Callable[[Fields, str], ParsedLaw]
READERS: Final[dict[str, Reader]] = {
    "ar": argentina, "uy": uruguay, "fr": france, "lu": luxembourg, "ch": switzerland, "sa": saudi_arabia,
}  # fmt: skip
DIALECTS: Final = {
    "ar": Dialect("es", Marks.PARAGRAPHS, Rest.BODY),
    "uy": Dialect("es", Marks.HEADINGS, levels_by_hashes=True),
    "fr": Dialect("fr", Marks.HEADINGS, any_heading_divides=True),
    "fr-plain": Dialect("fr", Marks.ALONE),
    "lu": Dialect("fr", Marks.SEQUENCE, Rest.BOLD_IS_HEADING, levels_by_hashes=True),
    "ch": Dialect("de", Marks.HEADINGS, levels_by_hashes=True, notes=("Fussnoten",), may_be_torn=True),
    "sa": Dialect("ar", Marks.HEADINGS, levels_by_hashes=True),
    "cn": Dialect("zh", Marks.PARAGRAPHS, Rest.BODY),
}
