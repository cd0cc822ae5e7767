"""Vocabularies of others, read from SKOS (W3C Recommendation of 18 August 2009) in Turtle or RDF/XML."""

from collections.abc import Iterator
from typing import Final
from urllib.parse import unquote, urlsplit
from xml.parsers import expat
from xml.sax import SAXParseException

from rdflib import Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.exceptions import Error, ParserError
from rdflib.namespace import DCTERMS, OWL, RDF, RDFS, SKOS
from rdflib.plugins.parsers.notation3 import BadSyntax
from rdflib.term import Node

from comity.base.terms.enums import LabelKind, Relation, Review
from comity.base.terms.shapes import (
    IDENTIFIER,
    LANGUAGE,
    LONGEST_KEY,
    LONGEST_LABEL,
    NewConcept,
    NewDefinition,
    NewLabel,
    NewScheme,
    key_of,
)
from comity.kernel.errors import Unreadable


# Bytes. The largest vocabularies that governments publish have some thousands of concepts, about a megabyte.
LARGEST: Final = 8 * 2**20
# What relative addresses in a file stand below; it is seen only when a file has some.
NOWHERE: Final = "https://vocabulary.invalid/"
# In the order in which a text that is there twice is taken.
LABELS: Final = ((SKOS.prefLabel, LabelKind.PREFERRED), (SKOS.altLabel, LabelKind.ALTERNATIVE))
RELATIONS: Final = (
    (SKOS.exactMatch, Relation.EXACT),
    (SKOS.broadMatch, Relation.BROAD),
    (SKOS.narrowMatch, Relation.NARROW),
    (SKOS.relatedMatch, Relation.RELATED),
    (SKOS.related, Relation.RELATED),
)
SCRIPTS: Final = {"zh-hans": "zh", "zh-cn": "zh", "zh-sg": "zh", "zh-hk": "zh-hant", "zh-tw": "zh-hant"}


def refuse_document_type(content: bytes, where: str) -> None:
    """Raise Unreadable when the XML declares a document type, in whatever encoding: no entity is ever expanded.

    An entity could repeat itself without end, or name a file of this machine.
    """

    def refuse(*declared: object) -> None:
        raise Unreadable("The file declares a document type (DOCTYPE). Remove it; RDF needs none.", where=where)

    reader = expat.ParserCreate()
    reader.StartDoctypeDeclHandler = refuse
    try:
        reader.Parse(content, True)  # noqa: FBT003 -- expat takes no names
    except expat.ExpatError as error:
        raise Unreadable(
            f"The file is not XML: {expat.ErrorString(error.code)}.", where=f"{where}, line {error.lineno}"
        ) from error


def is_xml(content: bytes) -> bool:
    """Whether a file means to be XML; Turtle too may begin with “<”, but it declares no names as XML does."""
    begins = content[:4096].lstrip()
    in_two_bytes = content[:2] in {b"\xfe\xff", b"\xff\xfe"} or b"\x00" in content[:4]
    return in_two_bytes or begins.startswith((b"<?xml", b"<!")) or (begins.startswith(b"<") and b" xmlns" in begins)


def graph_in(content: bytes, where: str) -> Graph:
    """The graph of a file in Turtle or RDF/XML.

    Raises:
        Unreadable: the file is too large, or neither of the two; the sentence names the line.
    """
    if len(content) > LARGEST:
        raise Unreadable(f"The file is larger than {LARGEST // 2**20} MB. Split the vocabulary.", where=where)
    content = content.removeprefix(b"\xef\xbb\xbf")
    graph = Graph()
    try:
        if is_xml(content):
            refuse_document_type(content, where)
            return graph.parse(data=content, format="xml", publicID=NOWHERE)
        return graph.parse(data=content.decode(), format="turtle", publicID=NOWHERE)
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise Unreadable("The file is not in UTF-8. Save it so.", where=f"{where}, line {line}") from error
    except BadSyntax as error:
        raise Unreadable(
            f"The file is not Turtle: {error._why}.",  # noqa: SLF001 -- its text alone names the file as a path
            where=f"{where}, line {error.lines + 1}",
        ) from error
    except SAXParseException as error:
        raise Unreadable("The file is not RDF/XML.", where=f"{where}, line {error.getLineNumber()}") from error
    except IndexError as error:
        line = content.count(b"\n") + 1
        raise Unreadable("The file ends in the middle of a statement.", where=f"{where}, line {line}") from error
    except RecursionError as error:
        raise Unreadable("The file nests too deeply. Give each node an address.", where=where) from error
    except (Error, ParserError, ValueError, TypeError, LookupError, AttributeError, AssertionError) as error:
        # The library has no one error for what it cannot read.
        raise Unreadable(f"The file is neither Turtle nor RDF/XML ({type(error).__name__}).", where=where) from error


def code_of(node: Node, where: str) -> str:
    """The id that an address gives: what stands after its last “#” or “/”.

    Raises:
        Unreadable: it has none that can be part of an address of ours.
    """
    parts = urlsplit(str(node)) if isinstance(node, URIRef) else None
    last = unquote((parts.fragment or parts.path.rstrip("/").rpartition("/")[2]) if parts is not None else "")
    if not IDENTIFIER.fullmatch(last):
        raise Unreadable(
            f"“{str(node)[:200]}” does not end in an id of letters, digits, “.”, “_” and “-”. Let it end in one.",
            where=where,
        )
    return last


def language_of(text: Literal) -> str:
    """A language as we write it: ``en-gb`` is ``en``, ``zh-tw`` is ``zh-hant``; a text without one is in English."""
    code = (text.language or "en").lower()
    code = SCRIPTS.get(code, code)
    return code if code == "zh-hant" else code.split("-")[0]


def texts(graph: Graph, subject: Node, predicate: Node) -> list[Literal]:
    """The texts that a property gives, in an order that does not change from reading to reading."""
    found = [value for value in graph.objects(subject, predicate) if isinstance(value, Literal) and str(value).strip()]
    return sorted(found, key=lambda value: (value.language or "", str(value)))


def former_labels(graph: Graph) -> set[Node]:
    """The properties by which files such as ours give former labels."""
    return {node for node in graph.subjects(RDFS.subPropertyOf, SKOS.altLabel) if str(node).endswith("former-label")}


def labels_of(graph: Graph, concept: Node, review: Review, where: str) -> Iterator[NewLabel]:
    properties = (
        *LABELS,
        *((node, LabelKind.FORMER) for node in former_labels(graph)),
        (SKOS.hiddenLabel, LabelKind.HIDDEN),
    )
    seen: set[tuple[str, str]] = set()
    preferred: set[str] = set()
    for predicate, kind in properties:
        for value in texts(graph, concept, predicate):
            language, text = language_of(value), " ".join(str(value).split())
            if not LANGUAGE.fullmatch(language):
                raise Unreadable(f"“{value.language}” is no code of a language.", where=where)
            if len(text) > LONGEST_LABEL:
                raise Unreadable(f"A label has more than {LONGEST_LABEL} characters: “{text[:60]}…”.", where=where)
            if (language, text) in seen:
                continue
            seen.add((language, text))
            # American and British English may both prefer a label; the second is another one.
            is_second = kind == LabelKind.PREFERRED and language in preferred
            if kind == LabelKind.PREFERRED:
                preferred.add(language)
            yield NewLabel(language, LabelKind.ALTERNATIVE if is_second else kind, text, review)


def mappings_of(graph: Graph, concept: Node, codes: dict[Node, str], scheme: str) -> Iterator[tuple[Relation, str]]:
    for predicate, relation in RELATIONS:
        for target in sorted(graph.objects(concept, predicate), key=str):
            if target in codes and target != concept:
                yield relation, key_of(scheme, codes[target])
            elif isinstance(target, URIRef) and target not in codes and "://" in target:
                yield relation, str(target)


def in_order(graph: Graph, nodes: list[Node]) -> list[Node]:
    """The concepts in the order that the file gives them: by its ordered collection, else by notation and address."""
    place: dict[Node, int] = {}
    for collection in sorted(graph.subjects(RDF.type, SKOS.OrderedCollection), key=str):
        for first in graph.objects(collection, SKOS.memberList):
            for member in Collection(graph, first):
                place.setdefault(member, len(place))
    return sorted(
        nodes, key=lambda node: (place.get(node, len(place)), str(graph.value(node, SKOS.notation) or ""), str(node))
    )


def skos(content: bytes, *, code: str, where: str = "vocabulary", review: Review = Review.PERSON) -> NewScheme:
    """A vocabulary of others, ready for ``actions.bring_in``.

    Args:
        content: the file, in Turtle or RDF/XML.
        code: under which name it will stand here.
        where: the name of the file, for the sentences about it.
        review: who answers for its wording.

    Raises:
        Unreadable: too large, neither of the two forms, no vocabulary or more than one; or a concept without a label,
            with an address that gives no id, or with two broader ones.
    """
    graph = graph_in(content, where)
    schemes = sorted(graph.subjects(RDF.type, SKOS.ConceptScheme), key=str)
    if len(schemes) > 1:
        raise Unreadable("The file has more than one skos:ConceptScheme. Make a file of each.", where=where)
    nodes = [
        node
        for node in dict.fromkeys(graph.subjects(RDF.type, SKOS.Concept))
        if (node, OWL.deprecated, Literal(lexical_or_value=True)) not in graph
    ]
    if not nodes:
        raise Unreadable("The file has no skos:Concept.", where=where)
    codes = {node: code_of(node, where) for node in nodes}
    concepts = []
    for node in in_order(graph, nodes):
        place = f"{where}, {codes[node]}"
        labels = tuple(labels_of(graph, node, review, place))
        if not any(label.kind == LabelKind.PREFERRED for label in labels):
            raise Unreadable("The concept has no skos:prefLabel. Give it one.", where=place)
        if len(key_of(code, codes[node])) > LONGEST_KEY:
            raise Unreadable(f"The id has more than {LONGEST_KEY} characters with “{code}:”. Shorten it.", where=place)
        above = {codes[one] for one in graph.objects(node, SKOS.broader) if one in codes}
        above |= {codes[one] for one in graph.subjects(SKOS.narrower, node) if one in codes}
        if len(above) > 1:
            raise Unreadable(
                f"The concept has more than one broader concept: {', '.join(sorted(above))}. Keep one.", where=place
            )
        meanings = {language_of(text): " ".join(str(text).split()) for text in texts(graph, node, SKOS.definition)}
        concepts.append(
            NewConcept(
                code=codes[node],
                broader=above.pop() if above else "",
                notation=str(graph.value(node, SKOS.notation) or "")[:40],
                source=str(graph.value(node, DCTERMS.source) or "")[:200],
                labels=labels,
                definitions=tuple(NewDefinition(language, text, review) for language, text in meanings.items()),
                mappings=tuple(dict.fromkeys(mappings_of(graph, node, codes, code))),
                where=place,
            )
        )
    titles = {
        language_of(text): str(text)
        for predicate in (RDFS.label, SKOS.prefLabel, DCTERMS.title)
        for one in schemes
        for text in texts(graph, one, predicate)
    }
    sources = [str(text) for one in schemes for text in graph.objects(one, DCTERMS.source)]
    return NewScheme(code=code, titles=titles, source=" ".join(sorted(sources)) or where, concepts=tuple(concepts))
