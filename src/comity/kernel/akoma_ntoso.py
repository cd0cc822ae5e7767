"""Documents of Akoma Ntoso 3.0 (OASIS LegalDocML): what every module that writes one has in common."""

import re
from dataclasses import dataclass
from typing import Any, Final

from lxml import etree


NAMESPACE: Final = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
MEDIA_TYPE: Final = "application/akn+xml; charset=utf-8"
# ISO 639-2 by ISO 639-1, as Akoma Ntoso names languages.
LANGUAGE_CODES: Final = {
    "en": "eng", "fr": "fra", "es": "spa", "ar": "ara", "ru": "rus", "zh": "zho", "sw": "swa", "de": "deu",
    "pt": "por", "it": "ita", "nl": "nld", "ja": "jpn", "el": "ell", "id": "ind", "ko": "kor", "pl": "pol",
    "tr": "tur", "uk": "ukr", "fa": "fas", "ro": "ron", "cs": "ces", "hu": "hun", "sv": "swe", "da": "dan",
    "fi": "fin", "he": "heb", "vi": "vie",
}  # fmt: skip
# XML 1.0, production 2: what no document may contain.
FORBIDDEN: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# The standard asks for a day where none is known.
UNDATED: Final = "0001-01-01"
# The standard's word, as the status of an element, for what no longer stands in a text.
REMOVED: Final = "removed"


@dataclass(frozen=True, slots=True)
class Identity:
    """What a document says that it is, by work, expression and manifestation (FRBR).

    Attributes:
        work: the address of the work, ``/akn/it/act/2001-02-03/ACT-7``.
        country: whose it is, in small letters.
        title: of the work.
        language: of this expression, ISO 639-1.
        adopted_on: day of the work; empty when it is not known.
        expressed_on: day from which this text stands; empty when it is not known.
        made_on: day on which the text was retrieved; empty when it is not known.
        publisher: who made the text public.
        subtype: a narrower kind of document, ``treaty``.
        number: as it is numbered.
        file: last step of the manifestation's address.
        is_authoritative: whether this text is an authentic one; None where that is not said.
    """

    work: str
    country: str
    title: str
    language: str
    adopted_on: str = ""
    expressed_on: str = ""
    made_on: str = ""
    publisher: str = ""
    subtype: str = ""
    number: str = ""
    file: str = "main"
    is_authoritative: bool | None = None

    @property
    def expression(self) -> str:
        """The address of the work in this language as it stood on its day."""
        return f"{self.work}/{language_code(self.language)}@{self.expressed_on or UNDATED}"

    @property
    def manifestation(self) -> str:
        """The address of this file."""
        return f"{self.expression}/{self.file}.xml"


def language_code(language: str) -> str:
    """A language as the standard writes it; one in another script keeps the name of its script.

    >>> language_code("zh"), language_code("zh-hant"), language_code("xx")
    ('zho', 'zh-Hant', 'und')
    """
    base, _mark, script = language.partition("-")
    if base not in LANGUAGE_CODES:
        return "und"
    return f"{base}-{script.capitalize()}" if script else LANGUAGE_CODES[base]


def tag(name: str) -> str:
    """An element's name in the namespace of the standard."""
    return f"{{{NAMESPACE}}}{name}"


def clean(text: str) -> str:
    """Text that XML can carry: what it forbids becomes a blank."""
    return FORBIDDEN.sub(" ", text)


def add_identification(meta: Any, identity: Identity, *, component: str = "") -> None:
    """Work, expression and manifestation in the order of the standard, and the organisations that they name.

    Args:
        meta: the element that receives them.
        identity: the document.
        component: the name of a part that is a document of its own (an annex); the whole when empty. The
            organisations are named once, by the whole.
    """
    identification = etree.SubElement(meta, tag("identification"), source="#comity")
    days = {
        "FRBRWork": (identity.work, identity.adopted_on),
        "FRBRExpression": (identity.expression, identity.expressed_on),
        "FRBRManifestation": (identity.manifestation, identity.made_on),
    }
    for name, (uri, day) in days.items():
        level = etree.SubElement(identification, tag(name))
        part = f"!{component}" if component else "!main"
        this = uri if name == "FRBRManifestation" and not component else f"{uri.removesuffix('.xml')}/{part}"
        etree.SubElement(level, tag("FRBRthis"), value=this)
        etree.SubElement(level, tag("FRBRuri"), value=uri)
        if name == "FRBRWork":
            etree.SubElement(level, tag("FRBRalias"), name="title", value=clean(identity.title))
        etree.SubElement(level, tag("FRBRdate"), name="date", date=day or UNDATED)
        etree.SubElement(level, tag("FRBRauthor"), href="#publisher")
        if name == "FRBRWork":
            etree.SubElement(level, tag("FRBRcountry"), value=identity.country)
            for element, value in (("FRBRsubtype", identity.subtype), ("FRBRnumber", identity.number)):
                if value:
                    etree.SubElement(level, tag(element), value=clean(value))
        if name == "FRBRExpression":
            if identity.is_authoritative is not None:
                etree.SubElement(level, tag("FRBRauthoritative"), value=str(identity.is_authoritative).lower())
            etree.SubElement(level, tag("FRBRlanguage"), language=language_code(identity.language))
    if component:
        return
    references = etree.SubElement(meta, tag("references"), source="#comity")
    etree.SubElement(references, tag("TLCOrganization"), eId="comity", href="/ontology/comity", showAs="Comity")
    etree.SubElement(
        references, tag("TLCOrganization"), eId="publisher", href="/ontology/publisher",
        showAs=clean(identity.publisher or "Publisher not stated"),
    )  # fmt: skip


def add_words(above: Any, name: str, text: str, *, always: bool = False) -> Any:
    """An element with words in one line; None when there are none and it may be left out."""
    if not text and not always:
        return None
    element = etree.SubElement(above, tag(name))
    element.text = clean(text)
    keep_space(element, text)
    return element


def keep_space(element: Any, text: str) -> None:
    """Mark words whose blanks a reader must not even out."""
    if " ".join(text.split()) != text:
        element.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")


def add_body(above: Any, body: str) -> None:
    """Paragraphs, their lines divided by ``eol``; one kept to the blank where evening out would change it."""
    paragraphs = body.split("\n\n")
    lines = [line for paragraph in paragraphs for line in paragraph.split("\n")]
    if any(not line or " ".join(line.split()) != line for line in lines):
        add_words(above, "p", body, always=True)
        return
    for paragraph in paragraphs:
        first, *others = paragraph.split("\n")
        element = etree.SubElement(above, tag("p"))
        element.text = clean(first)
        for line in others:
            etree.SubElement(element, tag("eol")).tail = clean(line)
