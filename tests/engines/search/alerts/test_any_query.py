"""Whatever is asked of whatever texts: kept searches answer as the lasting index does, tried one by one."""

import random
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comity.engines.search.enums import Facet
from comity.engines.search.grammar import normalise_citation, parse
from comity.engines.search.grammar.tree import Words
from comity.engines.search.index import Question
from comity.engines.search.index.embedded import EmbeddedIndex
from comity.engines.search.index.interface import Rendering
from comity.engines.search.index.needing import needs
from comity.engines.search.index.schema import unstored
from comity.engines.search.index.standing import Standing
from comity.engines.search.index.watching import Watch, answered
from comity.engines.search.shapes import PUBLIC

from ..conftest import SECRET, document


# Few words, so that queries are answered; several forms of one word, and letters of all six languages.
TEXTS = {
    language: tuple(text.split())
    for language, text in {
        "en": "the seizure of confiscated proceeds and crime crimes confiscation is an offence 2003",
        "fr": "la confiscation des produits du crime l'argent saisie extradition confisqué",
        "es": "el blanqueo de capitales decomiso del delito extradición",
        "ru": "легализация преступных доходов конфискация ещё преступление",
        "ar": "غسل الأموال جريمة مُصادرة الجرائم",
        "zh": "毒品犯罪 洗钱罪 没收 引渡 罪",
    }.items()
}
PLACES = ("GB", "FR", "UY")
KINDS = ("law", "provision")
CRIMES = ("crime-types:money-laundering", "crime-types:corruption")
MARKS = ("case-verdict:guilty", "case-verdict:acquitted", "case-court:1")


def written(chance, language, most):
    return (" " if language != "zh" else "，").join(chance.choices(TEXTS[language], k=chance.randint(1, most)))


def documents(number=60):
    chance = random.Random(5)
    for n in range(number):
        language = chance.choice(list(TEXTS))
        yield document(
            f"d{n}",
            written(chance, language, 4),
            written(chance, language, 9),
            language,
            record=f"r{n // 3}",
            context=written(chance, language, 2) if n % 2 else "",
            kind=chance.choice(KINDS),
            places=(chance.choice(PLACES),),
            terms=tuple(chance.sample(CRIMES, chance.randint(0, 2))),
            marks=tuple(chance.sample(MARKS, chance.randint(0, 2))),
            articles=tuple(chance.sample(("XVIII-12:5", "XVIII-12:6"), chance.randint(0, 2))),
            on=date(chance.randint(1999, 2004), 1, 1) if n % 5 else None,
            citations=(normalise_citation("Proceeds of Crime Act"),) if n % 7 == 0 else (),
            audience=SECRET if n % 11 == 0 else PUBLIC,
        )


ALL = tuple(documents())
VISITORS = frozenset({PUBLIC})

words = st.sampled_from([word for many in TEXTS.values() for word in many] + ["zebrafish", "section 6"])
phrases = st.lists(words, min_size=1, max_size=3).map(" ".join)
simple = st.one_of(
    words,
    phrases,
    phrases.map('"{}"'.format),
    words.map(lambda word: f"{word[: max(2, len(word) // 2)]}*"),
    words.map("title:{}".format),
    phrases.map('title:"{}"'.format),
    st.sampled_from(PLACES).map("place:{}".format),
    st.sampled_from(sorted(TEXTS)).map("language:{}".format),
    st.sampled_from(("year:2003", "year:2001..2003", "year:>2002", "kind:law", "Proceeds of Crime Act", "the of")),
)
queries = st.recursive(
    simple,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(" ".join),
        st.tuples(inner, inner).map(" OR ".join).map("({})".format),
        inner.map("NOT {}".format),
        st.tuples(inner, inner).map(" NOT ".join),
    ),
    max_leaves=6,
)
filters = st.fixed_dictionaries(
    {},
    optional={
        Facet.PLACE: st.lists(st.sampled_from(PLACES), max_size=2, unique=True).map(tuple),
        Facet.KIND: st.sampled_from(KINDS).map(lambda kind: (kind,)),
        Facet.YEAR: st.sampled_from((("2003",), ("2001", "2002"), ("no year",))),
        Facet.CRIME_TYPE: st.just(("money-laundering",)),
        Facet.MARK: st.lists(st.sampled_from(MARKS), min_size=1, max_size=3, unique=True).map(tuple),
        Facet.ARTICLE: st.just(("XVIII-12:5",)),
    },
)
rendered = st.lists(
    st.sampled_from(sorted(TEXTS)).flatmap(
        lambda language: st.lists(st.sampled_from(TEXTS[language]), min_size=1, max_size=2).map(
            lambda several: Rendering(language, Words(tuple(several)))
        )
    ),
    max_size=2,
).map(tuple)


@st.composite
def questions(draw):
    text = draw(st.one_of(st.just(""), queries, queries, queries))
    language = draw(st.sampled_from(sorted(TEXTS)))
    return Question(
        query=parse(text, language),
        audience=VISITORS,
        language=language,
        filters=draw(filters),
        renderings=draw(rendered) if text else (),
    )


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """The lasting index of all the texts."""
    made = EmbeddedIndex(tmp_path_factory.mktemp("whole") / "index")
    made.write(ALL, position=1)
    yield made
    made.close()


def strictly(index, asked):
    """The records that the lasting index gives when it has all of the words: what is found loosely is not told."""
    compiled = index._compiler(asked, index.searcher(), is_loose=False)
    matching = compiled.whole(asked.query, asked.renderings).matching
    found = index.searcher().search(index._ready(asked, index.searcher(), matching), len(ALL)).hits
    return {unstored(index.searcher().doc(address).get_first("stored"))[0]["record"] for _, address in found}


def percolated(asked, texts, together):
    """Which records answer each of some questions, when all are kept and the texts come so many at a time."""
    needed = [needs(one) for one in asked]
    standing = Standing()
    for number, one in enumerate(needed):
        standing.add(number, one.packed())
    unsure = {number: asked[number] for number, one in enumerate(needed) if not one.is_exact}
    told = [set() for _ in asked]
    for start in range(0, len(texts), together):
        watch = Watch(texts[start : start + together], VISITORS)
        found = answered(watch, standing, lambda likely: {name: unsure[name] for name in likely if name in unsure})
        for number, records in found.items():
            told[number] |= records
    return told


@given(asked=st.lists(questions(), min_size=1, max_size=12), together=st.sampled_from((1, 7, 60)))
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_records_are_those_that_the_lasting_index_finds(whole, asked, together):
    assert percolated(asked, ALL, together) == [strictly(whole, one) for one in asked]


def test_the_queries_of_this_test_are_answered():
    """A comparison of nothing with nothing would say nothing."""
    chance = random.Random(1)
    asked = [
        Question(query=parse(" ".join(chance.choices(TEXTS[language], k=2)), language), audience=VISITORS)
        for language in TEXTS
        for _ in range(5)
    ]
    assert sum(map(bool, percolated(asked, ALL, 60))) > len(asked) / 2


def test_a_search_that_is_dropped_is_not_answered_any_more():
    standing = Standing()
    asked = Question(query=parse("confiscation", "en"), audience=VISITORS, language="en")
    for name in ("one", "other"):
        standing.add(name, needs(asked).packed())
    watch = Watch(ALL, VISITORS)
    where = watch.where(standing.wanted())
    assert set(standing.answered(where, watch.everywhere())) == {"one", "other"}
    standing.drop({"one"})
    assert standing.names() == {"other"}
    assert set(standing.answered(where, watch.everywhere())) == {"other"}
    assert standing.is_worn()
