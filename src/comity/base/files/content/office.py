"""Office files: what they are by their parts, what must not be in them, and their authors' names taken out."""

import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Final
from xml.parsers import expat

from lxml import etree

from comity.base.files.content.archives import Meter, opened, rewritten
from comity.base.files.content.types import TYPES, Family, Flaw, Flawed, Found, Limits, Type


CONTENT_TYPES: Final = "[Content_Types].xml"
XML: Final = (".xml", ".rels", ".rdf", ".vml")
# Parts larger than this are read for what they must not hold, but not kept in memory.
LARGEST_READ: Final = 8 * 2**20
# Relations whose target is fetched or run as soon as somebody opens the file.
FETCHED: Final = (
    "/attachedTemplate", "/oleObject", "/frame", "/subDocument", "/externalLinkPath", "/control", "/image", "/audio",
    "/video", "/media",
)  # fmt: skip
# Fields of a text that run a program, or fetch something, when they are brought up to date.
FIELDS: Final = re.compile(
    r"^[\s\"]*(DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|IMPORT|DATABASE)\b", re.IGNORECASE | re.MULTILINE
)
LINKS: Final = frozenset({"ddeLink", "oleLink", "dde-source", "dde-link", "dde-connection-decl"})
ACTIVE: Final = ("vbaproject.bin", "vbadata.xml", "vbaprojectsignature.bin")
ACTIVE_FOLDERS: Final = ("/activex/", "/macrosheets/", "/dialogsheets/", "/customui/")
OPEN_ACTIVE: Final = ("basic/", "scripts/", "dialogs/")
# Taken out: who made it, with what, when, and its picture in small.
PROPERTIES: Final = "docProps/"
SIGNED: Final = "_xmlsignatures/"
LEFT_OUT: Final = (PROPERTIES, SIGNED)
LEFT_OUT_RELATIONS: Final = ("/core-properties", "/extended-properties", "/custom-properties", "/thumbnail", "/origin")
NO_META: Final = (
    b'<?xml version="1.0" encoding="UTF-8"?>\n'
    b'<office:document-meta xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" office:version="1.2">'
    b"<office:meta/></office:document-meta>"
)


def identified(path: Path, limits: Limits) -> Type:
    """Which type an archive is by its parts: an office file, or a plain archive.

    Raises:
        Flawed: it is an office file that cannot be told, or that holds what is never taken.
    """
    with opened(path, limits) as archive:
        names = set(archive.namelist())
        if CONTENT_TYPES in names:
            return _office_type(archive)
        if "mimetype" in names:
            return _open_type(archive)
    return TYPES["zip"]


def _office_type(archive: zipfile.ZipFile) -> Type:
    root = _tree(_read(archive, CONTENT_TYPES))
    declared = [str(element.get("ContentType", "")) for element in root]
    if any("macroenabled" in one.lower() or "vbaproject" in one.lower() for one in declared):
        raise Flawed(Flaw.MACROS)
    for kind in TYPES.values():
        if kind.family == Family.OFFICE and any(f".{kind.main}+xml" in one for one in declared):
            return kind
    raise Flawed(Flaw.UNKNOWN, "Office Open XML")


def _open_type(archive: zipfile.ZipFile) -> Type:
    said = _read(archive, "mimetype").decode("ascii", "replace").strip()
    for kind in TYPES.values():
        if kind.family == Family.OPEN_DOCUMENT and kind.media == said:
            return kind
    raise Flawed(Flaw.UNKNOWN, said[:100])


def look_through(path: Path, limits: Limits) -> None:
    """Read every part of an office file once, counting.

    Raises:
        Flawed: it holds macros or other active content, is fetched from elsewhere when opened, declares entities, is
            encrypted or unpacks to too much.
    """
    with opened(path, limits) as archive:
        meter = Meter(limits)
        for entry in archive.infolist():
            name = entry.filename.lower()
            _check_name(name)
            if not name.endswith(XML):
                for _piece in meter.parts_of(archive, entry):
                    pass
                continue
            reader = _Reader(entry.filename)
            for piece in meter.parts_of(archive, entry):
                reader.take(piece)
            reader.end()


def _check_name(name: str) -> None:
    base = name.rpartition("/")[2]
    is_object = "/embeddings/" in name and base.startswith("oleobject")
    is_active = base in ACTIVE or is_object or any(folder in f"/{name}" for folder in ACTIVE_FOLDERS)
    if is_active or name.startswith(OPEN_ACTIVE):
        raise Flawed(Flaw.MACROS, name[:100])


class _Reader:
    """Reads one XML part as it comes, and stops at the first thing that must not be in it."""

    def __init__(self, name: str) -> None:
        self._name = name[:100]
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._parser.StartElementHandler = self._element
        self._parser.EndElementHandler = self._ended
        self._parser.CharacterDataHandler = self._said
        self._is_field = False
        # What fields say, which may be cut into pieces anywhere.
        self._fields: list[str] = []

    def _doctype(self, *_told: object) -> None:
        raise Flawed(Flaw.ENTITIES, self._name)

    def _element(self, tag: str, attributes: dict[str, str]) -> None:
        local = tag.rpartition(" ")[2]
        if local == "Relationship" and attributes.get("TargetMode") == "External":
            if attributes.get("Type", "").endswith(FETCHED):
                raise Flawed(Flaw.OUTSIDE, attributes.get("Target", "")[:100])
        elif local == "instrText":
            self._is_field = True
        elif local == "fldChar":
            # Each field has its own beginning, also one within another.
            self._fields.append("\n" if any(value == "begin" for value in attributes.values()) else "")
        elif local == "fldSimple":
            self._fields.append("\n")
            self._fields += [value for name, value in attributes.items() if name.endswith("instr")] + ["\n"]
        elif local in LINKS:
            raise Flawed(Flaw.OUTSIDE, self._name)
        elif local == "encryption-data":
            raise Flawed(Flaw.ENCRYPTED)
        elif local in {"script", "event-listener"} and "opendocument" in tag:
            raise Flawed(Flaw.MACROS, self._name)

    def _ended(self, tag: str) -> None:
        if tag.endswith(" instrText"):
            self._is_field = False
        elif tag.endswith(" p"):
            self._fields.append("\n")

    def _said(self, text: str) -> None:
        if self._is_field:
            self._fields.append(text)

    def take(self, piece: bytes) -> None:
        try:
            self._parser.Parse(piece, False)  # noqa: FBT003 -- expat takes it by position
        except expat.ExpatError as error:
            raise Flawed(Flaw.DAMAGED, self._name) from error

    def end(self) -> None:
        try:
            self._parser.Parse(b"", True)  # noqa: FBT003 -- expat takes it by position
        except expat.ExpatError as error:
            raise Flawed(Flaw.DAMAGED, self._name) from error
        if FIELDS.search("".join(self._fields)):
            raise Flawed(Flaw.OUTSIDE, self._name)


def cleaned(path: Path, out: Path, limits: Limits, kind: Type) -> Found:
    """Write an office file anew without who made it, when and with what, its thumbnail and its signatures.

    Names of people in comments and tracked changes stay: they are part of what the document says.
    """
    look_through(path, limits)
    taken_out: set[str] = set()

    def change(name: str, content: bytes) -> bytes | None:
        if kind.family == Family.OPEN_DOCUMENT:
            return _open_part(name, content, taken_out)
        if name.startswith(LEFT_OUT):
            taken_out.add("signature" if name.startswith(SIGNED) else "properties")
            return None
        if name == CONTENT_TYPES:
            return _without(content, "PartName", lambda value: value.lstrip("/").startswith(LEFT_OUT))
        if name == "_rels/.rels":
            return _without(content, "Type", lambda value: value.endswith(LEFT_OUT_RELATIONS))
        return content

    rewritten(path, out, limits, change)
    return Found(kind.name, sorted(taken_out), is_changed=True)


def _open_part(name: str, content: bytes, taken_out: set[str]) -> bytes | None:
    if name == "meta.xml":
        taken_out.add("properties")
        return NO_META
    if name.startswith("Thumbnails/"):
        taken_out.add("properties")
        return None
    if name == "META-INF/documentsignatures.xml":
        taken_out.add("signature")
        return None
    if name == "META-INF/manifest.xml":
        return _without(content, "full-path", lambda value: value.startswith(("Thumbnails/", "META-INF/documentsign")))
    return content


def _without(content: bytes, attribute: str, is_left_out: Callable[[str], bool]) -> bytes:
    """An XML part without the children of its root one of whose attributes says something."""
    root = _tree(content)
    for child in list(root):
        values = [str(value) for name, value in child.attrib.items() if etree.QName(str(name)).localname == attribute]
        if any(is_left_out(value) for value in values):
            root.remove(child)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _tree(content: bytes) -> "etree._Element":
    reader = _Reader(CONTENT_TYPES)
    reader.take(content)
    reader.end()
    # No entity is left to resolve, for the reader before has refused every declaration.
    return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))


def _read(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as file:
        content = file.read(LARGEST_READ + 1)
    if len(content) > LARGEST_READ:
        raise Flawed(Flaw.UNPACKS_TOO_LARGE, name)
    return content
