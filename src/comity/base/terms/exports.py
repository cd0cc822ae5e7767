"""Vocabularies for others, in SKOS (W3C Recommendation of 18 August 2009) written as Turtle."""

from typing import Final
from urllib.parse import quote

from rdflib import BNode, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.namespace import DCTERMS, OWL, RDF, RDFS, SKOS

from comity.base.terms.enums import LabelKind, Relation, Review
from comity.base.terms.models import Concept, Label, Scheme


# SKOS knows no former labels, so ours are a kind of altLabel that says more; whoever does not know it reads altLabel.
FORMER: Final = "former-label"
WITHIN: Final = {Relation.RELATED.value: SKOS.related}
BETWEEN: Final = {
    Relation.EXACT.value: SKOS.exactMatch,
    Relation.BROAD.value: SKOS.broadMatch,
    Relation.NARROW.value: SKOS.narrowMatch,
    Relation.RELATED.value: SKOS.relatedMatch,
}

# Of labels that nobody checked but who wrote them, the vocabulary says so.
ANSWERED_FOR: Final = {
    Review.MACHINE: "Labels translated by machine, not checked by a person,",
    Review.OWN: "Labels written by this project, not yet checked by anyone else,",
}


def address(base: str, key: str) -> URIRef:
    """The address of a concept of ours; that of another vocabulary is one already."""
    return URIRef(key) if "://" in key else URIRef(base + quote(key.replace(":", "/", 1)))


def languages_of(scheme: Scheme, review: Review) -> list[str]:
    """The languages in which somebody answers so for some of the labels."""
    labels = Label.objects.filter(concept__scheme=scheme, review=review)
    return sorted(set(labels.order_by().values_list("language", flat=True).distinct()))


def describe(graph: Graph, concept: Concept, ours: Namespace) -> None:
    """Say in a graph all that is said of a concept."""
    this, whole = address(ours, concept.key), URIRef(ours + quote(concept.scheme_id))
    properties = {
        LabelKind.PREFERRED.value: SKOS.prefLabel,
        LabelKind.ALTERNATIVE.value: SKOS.altLabel,
        LabelKind.FORMER.value: ours[FORMER],
        LabelKind.HIDDEN.value: SKOS.hiddenLabel,
    }
    graph.add((this, RDF.type, SKOS.Concept))
    graph.add((this, SKOS.inScheme, whole))
    if concept.notation:
        graph.add((this, SKOS.notation, Literal(concept.notation)))
    if concept.source:
        graph.add((this, DCTERMS.source, Literal(concept.source)))
    if concept.broader_id:
        graph.add((this, SKOS.broader, address(ours, concept.broader_id)))
    elif not concept.retired:
        graph.add((this, SKOS.topConceptOf, whole))
    if concept.retired:
        graph.add((this, OWL.deprecated, Literal(lexical_or_value=True)))
    decided_by_staff(graph, concept, ours)
    for label in concept.labels.all():
        graph.add((this, properties[label.kind], Literal(label.text, lang=label.language)))
    for definition in concept.definitions.all():
        graph.add((this, SKOS.definition, Literal(definition.text, lang=definition.language)))
    for mapping in concept.mappings.all():
        is_within = mapping.target.startswith(f"{concept.scheme_id}:")
        relation = (WITHIN if is_within else {}).get(mapping.relation, BETWEEN[mapping.relation])
        graph.add((this, relation, address(ours, mapping.target)))


def decided_by_staff(graph: Graph, concept: Concept, ours: Namespace) -> None:
    """Say in a graph what only staff say of a concept: what is to be used in its place, and when to choose it."""
    this = address(ours, concept.key)
    if concept.successor_id:
        graph.add((this, DCTERMS.isReplacedBy, address(ours, concept.successor_id)))
    for language, note in concept.notes.items():
        graph.add((this, SKOS.scopeNote, Literal(note, lang=language)))


def graph_of(scheme: Scheme, base: str) -> Graph:
    """A vocabulary as a graph; retired concepts are in it and say so. Four queries, and two for its languages."""
    graph = Graph()
    ours = Namespace(base)
    graph.bind("skos", SKOS)
    graph.bind("own", ours)
    whole = URIRef(base + quote(scheme.code))
    graph.add((whole, RDF.type, SKOS.ConceptScheme))
    graph.add((ours[FORMER], RDFS.subPropertyOf, SKOS.altLabel))
    graph.add((whole, OWL.versionInfo, Literal(str(scheme.version))))
    if scheme.source:
        graph.add((whole, DCTERMS.source, Literal(scheme.source, lang="en")))
    for language, title in scheme.titles.items():
        graph.add((whole, DCTERMS.title, Literal(title, lang=language)))
    for review, said in ANSWERED_FOR.items():
        if languages := languages_of(scheme, review):
            note = f"{said} are among those in: {', '.join(languages)}."
            graph.add((whole, SKOS.editorialNote, Literal(note, lang="en")))
    concepts = list(
        Concept.objects.filter(scheme=scheme)
        .order_by("position", "code")
        .prefetch_related("labels", "definitions", "mappings")
    )
    for concept in concepts:
        describe(graph, concept, ours)
    order = ours[f"{quote(scheme.code)}/#order"]
    members = BNode()
    graph.add((order, RDF.type, SKOS.OrderedCollection))
    graph.add((order, SKOS.memberList, members))
    Collection(graph, members, [address(base, concept.key) for concept in concepts if not concept.retired])
    return graph


def turtle(scheme: Scheme, base: str) -> str:
    """A vocabulary in Turtle.

    Args:
        scheme: the vocabulary.
        base: the address of the web below which the vocabularies of this installation stand, with “/” at its end.
    """
    return graph_of(scheme, base).serialize(format="turtle")
