import pytest
from rdflib import Graph
from rdflib.namespace import SKOS

from comity.base.terms import actions, exports, grammar, imports, queries
from comity.base.terms.enums import LabelKind, Relation
from comity.base.terms.models import Label, Scheme
from comity.kernel.errors import Unreadable


BASE = "https://comity.example/vocabularies/"
HEAD = "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n@prefix : <https://other.example/words#> .\n"


def read(text, **more):
    return imports.skos((HEAD + text).encode(), code="words", where="words.ttl", **more)


@pytest.mark.usefixtures("vocabularies")
@pytest.mark.parametrize("code", ["crime-types", "cross-cutting", "keywords"])
def test_what_is_written_is_read_again_the_same(code, service):
    actions.load_facts(by=service)
    turtle = exports.turtle(Scheme.objects.get(pk=code), BASE)
    actions.bring_in(imports.skos(turtle.encode(), code="copy"), by=service)

    def labels(scheme):
        rows = Label.objects.filter(concept__scheme=scheme).values_list("concept__code", "language", "kind", "text")
        return sorted(rows)

    assert labels("copy") == labels(code)
    for language in ("ar", "en", "zh"):
        # Equal also in their order.
        assert list(queries.labels("copy", language).items()) == list(queries.labels(code, language).items())
        assert queries.definitions("copy", language) == queries.definitions(code, language)
    assert queries.narrower("copy") == queries.narrower(code)
    # Brought in again it changes nothing, and it does not widen searches unless somebody decides so.
    assert not actions.bring_in(imports.skos(turtle.encode(), code="copy"), by=service)
    assert not Scheme.objects.get(pk="copy").is_expanded


@pytest.mark.usefixtures("vocabularies")
def test_the_export_is_skos_and_says_which_languages_a_machine_translated():
    graph = Graph().parse(data=exports.turtle(Scheme.objects.get(pk="crime-types"), BASE), format="turtle")
    assert len(set(graph.subjects(SKOS.topConceptOf))) == 16
    machine, own = sorted(map(str, graph.objects(None, SKOS.editorialNote)))
    assert machine.startswith("Labels translated by machine")
    assert machine.endswith("ar, es, fr, ru, zh.")
    assert own.startswith("Labels written by this project")
    assert own.endswith(": en.")


def test_the_vocabulary_of_another_is_read():
    new = read("""
    :set a skos:ConceptScheme ; skos:prefLabel "Words"@en .
    :b a skos:Concept ; skos:prefLabel "fraud"@en-GB, "deceit"@en-US, "詐騙"@zh-TW ; skos:broader :a ;
       skos:altLabel "swindle"@en ; skos:hiddenLabel "frawd"@en ; skos:exactMatch <https://third.example/9> .
    :a a skos:Concept ; skos:prefLabel "crime"@en ; skos:definition "What is punished."@en ; skos:notation "1" ;
       skos:related :b .
    """)
    assert new.titles == {"en": "Words"}
    assert {one.code: one.broader for one in new.concepts} == {"a": "", "b": "a"}
    fraud = next(one for one in new.concepts if one.code == "b")
    assert {(one.language, one.kind, one.text) for one in fraud.labels} == {
        ("en", LabelKind.PREFERRED, "fraud"),
        ("en", LabelKind.ALTERNATIVE, "deceit"),
        ("en", LabelKind.ALTERNATIVE, "swindle"),
        ("en", LabelKind.HIDDEN, "frawd"),
        ("zh-hant", LabelKind.PREFERRED, "詐騙"),
    }
    assert fraud.mappings == ((Relation.EXACT, "https://third.example/9"),)
    crime = next(one for one in new.concepts if one.code == "a")
    assert crime.mappings == ((Relation.RELATED, "words:b"),)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            ':a a skos:Concept ;\n skos:prefLabel "crime"@en .\n:b a ;;; "',
            r"words\.ttl, line 5: The file is not Turtle",
        ),
        (":a a", r"words\.ttl, line 3: The file ends in the middle"),
        ("", "no skos:Concept"),
        (":a a skos:Concept .", r"words\.ttl, a: The concept has no skos:prefLabel"),
        ('[] a skos:Concept ; skos:prefLabel "x"@en .', "does not end in an id"),
        (":a a skos:ConceptScheme . :b a skos:ConceptScheme .", "more than one skos:ConceptScheme"),
        (
            (
                ':a a skos:Concept ; skos:prefLabel "a" ; skos:broader :b, :c .'
                ':b a skos:Concept ; skos:prefLabel "b" .'
                ':c a skos:Concept ; skos:prefLabel "c" .'
            ),
            "more than one broader concept: b, c",
        ),
        ("(" * 50_000, "nests too deeply"),
        (f':a a skos:Concept ; skos:prefLabel "{"x" * 301}"@en .', "more than 300 characters"),
    ],
)
def test_a_wrong_file_is_refused_with_a_sentence_and_where(text, sentence):
    with pytest.raises(Unreadable, match=sentence):
        read(text)


RDF = (
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
    'xmlns:skos="http://www.w3.org/2004/02/skos/core#">'
)
CONCEPT = (
    '<skos:Concept rdf:about="https://other.example/words#a"><skos:prefLabel xml:lang="en">{}</skos:prefLabel>'
    "</skos:Concept></rdf:RDF>"
)


def test_rdf_in_xml_is_read():
    new = imports.skos((RDF + CONCEPT.format("crime")).encode(), code="words")
    assert [one.labels[0].text for one in new.concepts] == ["crime"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_xml_with_a_document_type_is_refused_unread(encoding, tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("secret")
    text = (
        f'<?xml version="1.0" encoding="{encoding}"?>\n<!DOCTYPE rdf [<!ENTITY x SYSTEM "{secret.as_uri()}">]>\n'
        + RDF
        + CONCEPT.format("&x;")
    )
    with pytest.raises(Unreadable, match="DOCTYPE"):
        imports.skos(text.encode(encoding), code="words")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (RDF.encode() + b"\n<skos:Concept>", "line 2: The file is not XML"),
        (b"\xff\x00\xfa", "not XML|not in UTF-8"),
        (b"# \xe9", "line 1: The file is not in UTF-8"),
        (b"#" * (imports.LARGEST + 1), "larger than 8 MB"),
    ],
)
def test_what_is_no_text_or_too_large_is_refused(content, sentence):
    with pytest.raises(Unreadable, match=sentence):
        imports.skos(content, code="words")


def facts(body):
    return f"scheme: s\nsource: Us.\nreview: {{en: person, fr: machine}}\n{body}"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (facts("concepts:\n  a: {fr: mot}"), r"f\.yaml, a: A concept needs a label in English"),
        (facts("concepts:\n  a: {en: no}"), "must be a text; quote it"),
        (facts("concepts:\n  a: {en: word, xx: word}"), "“xx” is no field, and no language"),
        (facts("concepts:\n  a b: {en: word}"), "An id has letters"),
        (facts("concepts:\n  a: {en: word, exact: b}"), "names no scheme"),
        (facts("columns: [id, en]\nrows:\n  - [a, word, too, many]"), "row 1: The number of cells"),
        (facts("concept: {}"), "“concept” is no field"),
        (facts("concepts: {a: {en: 'x}}"), "line 4: The file is not YAML|The file is not YAML"),
        ("scheme: s\nsource: Us.\nreview: {en: somebody}", "is not a language with one of person, own, machine"),
    ],
)
def test_a_wrong_file_of_facts_is_refused_with_a_sentence_and_where(text, sentence):
    with pytest.raises(Unreadable, match=sentence):
        grammar.parsed(text, "f.yaml")


def test_our_files_have_every_keyword_in_six_languages_with_their_review():
    # Those of another system hold its exact strings, which it has in English alone.
    ours = [scheme for scheme in grammar.schemes() if not scheme.code.startswith("sherloc-")]
    assert len(ours) > 10
    for scheme in ours:
        assert set(scheme.titles) == {"ar", "en", "es", "fr", "ru", "zh"}, scheme.code
        for concept in scheme.concepts:
            preferred = {one.language for one in concept.labels if one.kind == LabelKind.PREFERRED}
            assert preferred >= {"ar", "en", "es", "fr", "ru", "zh"}, concept.where
