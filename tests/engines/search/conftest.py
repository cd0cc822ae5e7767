"""A small index of every language, as any engine has to hold it."""

from dataclasses import replace
from datetime import date

import pytest

from comity.base.places import index as places_index
from comity.base.terms import index as terms_index
from comity.engines.search.enums import Facet
from comity.engines.search.grammar import normalise_citation, parse
from comity.engines.search.index import Question
from comity.engines.search.index.embedded import EmbeddedIndex
from comity.engines.search.shapes import PUBLIC, Document


SECRET = "record.draft"  # noqa: S105 -- the name of a permission


def document(name, title, body="", language="en", **others):
    """A document of its own record unless told otherwise."""
    given = {
        "id": f"{name}:{language}",
        "record": name,
        "kind": "law",
        "address": f"/laws/{name}/",
        "language": language,
        "title": title,
        "body": body,
    }
    return Document(**(given | others))


DOCUMENTS = (
    document(
        "act",
        "Proceeds of Crime Act",
        "Whoever conceals the proceeds of crime is punished. The parties shall co-operate.",
        places=("GB",),
        regions=("150",),
        terms=("crime-types:money-laundering",),
        status="in-force",
        on=date(2002, 7, 24),
        citations=(normalise_citation("Proceeds of Crime Act"),),
    ),
    document(
        "act:1",
        "Confiscation orders",
        "The court makes an order; the crime of the proceeds is looked at first.",
        record="act",
        kind="provision",
        context="Proceeds of Crime Act",
        places=("GB",),
        regions=("150",),
        on=date(2002, 7, 24),
        citations=(normalise_citation("Proceeds of Crime Act", "6"), normalise_citation("", "6")),
    ),
    document("codigo", "Código penal", "El blanqueo de capitales se castiga con prisión.", "es", places=("UY",)),
    document(
        "code",
        "Code pénal",
        "Les extraditions sont accordées selon l’usage. L'argent provenant d'un crime est confisqué.",
        "fr",
        places=("FR",),
        on=date(1994, 3, 1),
    ),
    document("uk", "Уголовный кодекс", "Легализация денежных средств, приобретённых преступным путём.", "ru"),
    document("nizam", "نظام مكافحة غسل الأموال", "يُعَاقَبُ كُلُّ مَنْ ارتكب جريمةَ غسلِ الأموالِ بالسجن.", "ar", places=("SA",)),
    document(
        "xingfa",
        "中华人民共和国刑法",
        "明知是毒品犯罪的所得，构成洗钱罪的，处五年以下有期徒刑。",
        "zh",
        places=("CN",),
    ),
    document(
        "plan",
        "Zebrafish whistleblower plan",
        "A hidden zebrafish plan about proceeds of crime.",
        audience=SECRET,
        places=("ZZ",),
        regions=("999",),
        terms=("crime-types:corruption",),
        status="draft",
        on=date(1901, 1, 1),
        citations=(normalise_citation("Zebrafish plan"),),
    ),
)


@pytest.fixture
def empty(tmp_path):
    """An index of each engine that there is, with nothing in it."""
    made = EmbeddedIndex(tmp_path / "index")
    yield made
    made.close()


@pytest.fixture
def index(empty):
    empty.write(DOCUMENTS, position=5)
    return empty


@pytest.fixture
def ask(index):
    """Ask the index as a visitor unless told otherwise."""

    def asking(text, language="en", audience=(PUBLIC,), **others):
        question = {"query": parse(text, language), "audience": frozenset(audience), "language": language}
        return index.query(Question(**({"facets": tuple(Facet)} | question | others)))

    return asking


@pytest.fixture
def found(ask):
    """The ids of the documents that answer, best first."""
    return lambda text, language="en", **others: [hit.id for hit in ask(text, language, **others).hits]


class Shop:
    """A module that hands in documents: what is in it can be changed like records."""

    def __init__(self):
        self.records = {}
        self.read = []

    def documents(self, record_ids):
        self.read += record_ids
        for record in record_ids:
            yield from self.records.get(record, ())

    def everything(self):
        return iter(list(self.records))

    def put(self, record, *documents):
        """Change a record as a module's action does: with an event."""
        from comity.base.audit.actions import note

        self.records[record] = [replace(one, record=record) for one in documents]
        note("test.put", None, by=None, record_id=record)


@pytest.fixture
def shop(db, settings, tmp_path, monkeypatch):
    """The one module of an installation of its own."""
    from comity.engines.search import registry

    settings.HOME = tmp_path
    made = Shop()
    provider = registry.Provider("shop", ("law",), made.documents, made.everything)
    monkeypatch.setattr(registry, "providers", lambda: (provider,))
    return made


@pytest.fixture(autouse=True)
def _no_vocabulary_of_another_test():
    """Names and labels that another test has loaded are kept for some seconds; here there are none."""
    places_index.forget()
    terms_index.forget()
    yield
    places_index.forget()
    terms_index.forget()
