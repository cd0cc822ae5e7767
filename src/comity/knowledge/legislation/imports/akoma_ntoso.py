"""Akoma Ntoso 3.0 (OASIS LegalDocML) read in."""

import re
from typing import Final

from lxml import etree

from comity.kernel.akoma_ntoso import LANGUAGE_CODES, REMOVED
from comity.kernel.errors import Unreadable
from comity.knowledge.legislation.enums import Kind, PartKind, Split, Status
from comity.knowledge.legislation.grammar import eid_of
from comity.knowledge.legislation.imports import dates, plain
from comity.knowledge.legislation.imports.sources import LARGEST_FILE, SourceFile
from comity.knowledge.legislation.shapes import (
    OURS,
    WORDS,
    Accounting,
    ParsedLaw,
    ParsedPart,
    ParsedVersion,
)


# Elements of the hierarchy that are cited as one provision when nothing like them stands above.
PROVISIONS: Final = frozenset({"article", "section", "rule"})
DIVISIONS: Final = frozenset({
    "book", "tome", "part", "title", "chapter", "subpart", "subtitle", "subchapter", "division", "subdivision",
    "crossHeading", "hcontainer", "attachment", "level", "proviso",
})  # fmt: skip
BLOCKS: Final = frozenset({"p", "li", "tr", "listIntroduction", "listWrapUp", "heading", "subheading", "crossHeading"})
NOT_SHOWN: Final = frozenset({"meta", "staticContent"})
BODIES: Final = ("body", "mainBody", "debateBody", "judgmentBody")
WRAPPERS: Final = frozenset({*BODIES, "components", "component", "attachments", "doc"})
LANGUAGES: Final = {code: language for language, code in LANGUAGE_CODES.items()}
SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"
KINDS: Final = {"act": Kind.LAW, "bill": Kind.BILL, "constitution": Kind.CONSTITUTION, "code": Kind.CODE}
DEEPEST: Final = 200
BREAK: Final = "\u2028"
Element = etree._Element  # noqa: SLF001 -- lxml gives its element class no public name


def tree_of(source: SourceFile) -> Element:
    """The root of a document, read without entities, network or document type.

    Raises:
        Unreadable: broken XML, a document type declaration, or too large.
    """
    content = source.content
    if len(content) > LARGEST_FILE:
        raise Unreadable(f"The file is larger than {LARGEST_FILE // 2**20} MB, which no law is.", where=source.name)
    declared = re.search(rb"<!(DOCTYPE|ENTITY)", content[: 2**16])
    if declared:
        line = content.count(b"\n", 0, declared.start()) + 1
        raise Unreadable(
            "The file declares a document type or entities, which can be made to read other files or to grow without "
            "end. Remove the declaration.",
            where=f"{source.name}, line {line}",
        )
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=False)
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        line = getattr(error, "lineno", 1) or 1
        raise Unreadable(f"The XML is broken: {error}.", where=f"{source.name}, line {line}") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise Unreadable("The file declares a document type. Remove the declaration.", where=source.name)
    return root


def local(element: Element) -> str:
    """The element's name without its namespace; empty for comments."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def read(source: SourceFile) -> ParsedLaw:
    """One act with one version.

    Raises:
        Unreadable: not Akoma Ntoso, or hostile.
    """
    root = tree_of(source)
    if local(root) != "akomaNtoso" or len(root) == 0:
        raise Unreadable(
            "The first element is not akomaNtoso. Hand in a document of Akoma Ntoso 3.0.",
            where=f"{source.name}, line 1",
        )
    document = root[0]
    ours = document.find(f"{{*}}meta/{{*}}proprietary/{{{OURS}}}law")
    law = card(document, source) if ours is None else own_card(ours, source)
    parts: list[ParsedPart] = []
    for child in document:
        walk(child, 1, parts, source)
    parts = [part for part in parts if part.kind is not PartKind.TEXT or part.body]
    version = law.versions[0]
    version.parts = parts
    if ours is None:
        name_and_place(parts)
        version.split = Split.ARTICLES if version.provisions else Split.WHOLE
    version.accounting = account(document, source, parts)
    return law


def value(document: Element, path: str, attribute: str = "value") -> str:
    """An attribute of the first element at a path below the metadata."""
    steps = "/".join(f"{{*}}{step}" for step in path.split("/"))
    found = document.find(f"{{*}}meta/{{*}}identification/{steps}")
    return "" if found is None else str(found.get(attribute) or "").strip()


def card(document: Element, source: SourceFile) -> ParsedLaw:
    """Identifier, title, place, language and dates from the metadata."""
    uri = value(document, "FRBRWork/FRBRuri") or value(document, "FRBRWork/FRBRthis")
    place = (value(document, "FRBRWork/FRBRcountry") or uri.removeprefix("/akn/").split("/")[0]).split("-")[0].upper()
    if not uri or not place:
        raise Unreadable("FRBRWork has no FRBRuri or no FRBRcountry, so the law has no name.", where=source.name)
    code = value(document, "FRBRExpression/FRBRlanguage", "language")
    language = LANGUAGES.get(code, code[:2] or "en")
    title = next(
        (
            str(alias.get("value"))
            for alias in document.iterfind("{*}meta/{*}identification/{*}FRBRWork/{*}FRBRalias")
            if alias.get("value")
        ),
        "",
    )
    long_title = document.find(".//{*}docTitle")
    title = " ".join(
        (title or ("".join(map(str, long_title.itertext())) if long_title is not None else "") or uri).split()
    )
    law = ParsedLaw(identifier=uri, title=title, place=place, language=language)
    subtype = value(document, "FRBRWork/FRBRsubtype")
    law.kind = KINDS.get(subtype) or KINDS.get(local(document), Kind.OTHER)
    law.status = Status.DRAFT if local(document) == "bill" else Status.UNKNOWN
    law.adopted_on = dates.iso(value(document, "FRBRWork/FRBRdate", "date"))
    publication = document.find("{*}meta/{*}publication")
    published = dates.iso(publication.get("date")) if publication is not None else None
    law.published_on = published if published and published.year > 1 else None
    on = dates.iso(value(document, "FRBRExpression/FRBRdate", "date"))
    law.versions = [ParsedVersion(on, language, file=source.name)]
    return law


def own_card(ours: Element, source: SourceFile) -> ParsedLaw:
    """The card as our own export wrote it, with nothing but the version's own description."""
    where = f"{source.name}, line {ours.sourceline}"
    fields: dict[str, object] = {str(name): str(text) for name, text in ours.attrib.items()}
    fields["official"] = fields.get("official") != "false"
    fields["titles"] = {
        str(title.get("language")): str(title.get("value")) for title in ours.iterfind(f"{{{OURS}}}title")
    }
    law = plain.law_from(fields, where)
    version = ours.find(f"{{{OURS}}}version")
    said = {} if version is None else {str(name): str(text) for name, text in version.attrib.items()}
    split = said.get("split", Split.ARTICLES.value)
    if split not in Split.values:
        raise Unreadable(f"“{split[:40]}” is none of: {', '.join(Split.values)}.", where=where)
    law.versions = [
        ParsedVersion(
            dates.iso(said.get("on")),
            said.get("language", law.language),
            split=Split(split),
            source_url=said.get("source_url", ""),
            file=source.name,
            note=said.get("note", ""),
        )
    ]
    return law


def own_part(element: Element, level: int) -> ParsedPart | None:
    """A container as our own export writes it; None when it is somebody else's."""
    name, eid = element.get("name"), element.get("eId") or ""
    if local(element) != "hcontainer" or name not in {"division", "text"}:
        return None
    if name == "text":
        return ParsedPart(PartKind.TEXT, level=level, body=body_of(element), eid=eid)
    heading = element.find("{*}heading")
    return ParsedPart(
        PartKind.DIVISION,
        level=level,
        heading="" if heading is None else line_of(heading),
        body="\n\n".join(block for intro in element.iterfind("{*}intro") for block in blocks(intro)),
        eid=eid,
    )


def line_of(element: Element) -> str:
    """The words of an element in one line, to the blank where the document asks for it."""
    text = "".join(str(piece) for piece in element.itertext())
    return text if element.get(SPACE) == "preserve" else " ".join(text.split())


def body_of(element: Element) -> str:
    """The text of an element without its number and heading."""
    inner = (child for child in element if local(child) not in {"num", "heading"})
    return "\n\n".join(block for child in inner for block in blocks(child))


def walk(element: Element, level: int, parts: list[ParsedPart], source: SourceFile) -> None:
    """Add what an element holds: a provision whole, a division and then what stands in it, text as text."""
    kind = local(element)
    if not kind or kind in NOT_SHOWN:
        return
    if level > DEEPEST:
        raise Unreadable("Elements are nested too deeply.", where=f"{source.name}, line {element.sourceline}")
    if kind in PROVISIONS and not any(local(inner) in PROVISIONS for inner in element.iterdescendants()):
        parts.append(provision_of(element, kind, level))
    elif own := own_part(element, level):
        parts.append(own)
        if own.kind is PartKind.DIVISION:
            walk_all(element, {"heading", "intro"}, level + 1, parts, source)
    elif kind in DIVISIONS | PROVISIONS:
        _, label, heading = title_of(element)
        word = "" if kind in {"hcontainer", "level", "crossHeading", "proviso"} else kind.capitalize()
        heading = " — ".join(piece for piece in (f"{word} {label}".strip(), heading) if piece)
        parts.append(ParsedPart(PartKind.DIVISION, level=level, heading=heading))
        walk_all(element, {"num", "heading"}, level + 1, parts, source)
    elif kind in WRAPPERS:
        walk_all(element, set(), level, parts, source)
    else:
        add_text("\n\n".join(blocks(element)), level, parts)


def walk_all(element: Element, passed: set[str], level: int, parts: list[ParsedPart], source: SourceFile) -> None:
    """Add what the children of an element hold, some names passed over."""
    for child in element:
        if local(child) not in passed:
            walk(child, level, parts, source)


def provision_of(element: Element, kind: str, level: int) -> ParsedPart:
    """A whole article, section or rule."""
    number, label, heading = title_of(element)
    prefix = {"article": "art", "section": "sec", "rule": "rule"}[kind]
    eid = name_of(element.get("eId") or "") or eid_of(prefix, number)
    is_repealed = element.get("status") == REMOVED
    return ParsedPart(
        PartKind.PROVISION, level, number, label, heading, body_of(element), eid, is_repealed=is_repealed
    )


def add_text(text: str, level: int, parts: list[ParsedPart]) -> None:
    """Add text, or lengthen the text that stands before it."""
    last = parts[-1] if parts else None
    if last and last.kind is PartKind.TEXT and last.level == level:
        last.body = "\n\n".join(piece for piece in (last.body, text) if piece)
    else:
        parts.append(ParsedPart(PartKind.TEXT, level=level, body=text))


def name_of(eid: str) -> str:
    """The provision's own name in an eId that begins with the names of its divisions."""
    own = re.search(r"(?:^|__)((?:art|sec|rule|item)(?:_(?:(?!__).)+)?(?:__\d+)?)$", eid)
    attached = re.match(r"att_\d+__", eid)
    return (attached[0] if attached else "") + own[1] if own else ""


def title_of(element: Element) -> tuple[str, str, str]:
    """Number, number as written, and heading."""
    written = {
        name: line_of(found) for name in ("num", "heading") if (found := element.find(f"{{*}}{name}")) is not None
    }
    label = written.get("num", "")
    num = element.find("{*}num")
    stated = num.get("title") if num is not None else None
    if stated is not None:  # the normalised number, as our own export writes it beside «第一条»
        return stated, label, written.get("heading", "")
    number = re.sub(r"^(?:Article|Section|Art\.|Sec\.|§)\s*", "", label, flags=re.IGNORECASE).strip(" .()")
    return number, label, written.get("heading", "")


def inline(node: Element) -> str:
    """The text of an element with its line breaks."""
    pieces = [node.text or ""]
    for child in node:
        pieces.append(BREAK if local(child) in {"br", "eol"} else inline(child) if local(child) else "")
        pieces.append(child.tail or "")
    return "".join(pieces)


def blocks(element: Element) -> list[str]:
    """The text of an element, one string for each paragraph; a number stands before its paragraph."""
    rows: list[str] = []
    waiting = ""

    def add(text: str) -> None:
        nonlocal waiting
        text = "\n".join(line for piece in text.split(BREAK) if (line := " ".join(piece.split())))
        if text:
            rows.append(f"{waiting} {text}".strip())
            waiting = ""

    def visit(node: Element) -> None:
        nonlocal waiting
        kind = local(node)
        if kind and node.get(SPACE) == "preserve":
            rows.append("".join(map(str, node.itertext())))
            return
        if not kind:
            add(node.tail or "")
            return
        if kind == "num":
            waiting = f"{waiting} {' '.join(''.join(map(str, node.itertext())).split())}".strip()
        elif kind in BLOCKS or not any(
            local(inner) in BLOCKS | {"num", "content"} for inner in node.iterdescendants()
        ):
            add(inline(node))
        else:
            add(node.text or "")
            for child in node:
                visit(child)
        add(node.tail or "") if node is not element else None

    visit(element)
    if waiting:
        rows.append(waiting)
    return rows


def name_and_place(parts: list[ParsedPart]) -> None:
    """Permanent names, unique within the version."""
    seen: dict[str, int] = {}
    counts = {PartKind.DIVISION: 0, PartKind.TEXT: 0}
    for part in parts:
        if part.kind is not PartKind.PROVISION:
            counts[part.kind] += 1
            part.eid = f"{'div' if part.kind is PartKind.DIVISION else 'text'}_{counts[part.kind]}"
            continue
        seen[part.eid] = seen.get(part.eid, 0) + 1
        if seen[part.eid] > 1:
            part.eid = f"{part.eid}__{seen[part.eid]}"


def account(document: Element, source: SourceFile, parts: list[ParsedPart]) -> Accounting:
    """Characters of text nodes by where they went; tags, attributes and metadata are markup."""
    text = " ".join(
        " ".join(str(piece) for piece in child.itertext())
        for child in document
        if local(child) and local(child) not in NOT_SHOWN
    )
    kept = "".join(WORDS.findall(" ".join(f"{p.label} {p.heading} {p.body}" for p in parts)))
    result = Accounting(file=source.name, characters=len(source.content.decode("utf-8", errors="replace")))
    for part in parts:
        size = len(part.label) + len(part.heading) + len(part.body)
        if part.kind is PartKind.PROVISION:
            result.provisions += size
            result.articles += 1
        elif part.kind is PartKind.DIVISION:
            result.headings += size
        else:
            result.other_text += size
    # Words added for the reader (Chapter, Part) are not in the source; only what is missing counts.
    position = 0
    lost = []
    for word in WORDS.findall(text):
        found = kept.find(word, position)
        if found < 0 or found - position > len("Subdivision") * 2:
            lost.append(word)
        else:
            position = found + len(word)
    result.missing_words = tuple(lost)
    result.markup = result.characters - result.provisions - result.headings - result.other_text
    return result
