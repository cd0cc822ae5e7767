"""A small real index in six languages, served at the addresses of the portal."""

import datetime as dt

import pytest
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from comity.base.access.enums import Permission
from comity.base.places.index import forget
from comity.base.places.models import Place
from comity.engines.search.grammar import normalise_citation
from comity.engines.search.index.embedded import EmbeddedIndex
from comity.engines.search.index.shelf import shelf_at
from comity.engines.search.shapes import Document
from comity.ui.shell import Menus


UNDISCLOSED = "Undisclosed draft on beneficial ownership"


class Addresses:
    """The part of the portal's addresses that these pages need."""

    urlpatterns = i18n_patterns(
        path("", include("comity.ui.urls")),
        path("search/", include("comity.engines.search.urls")),
        path("records/", include("comity.engines.records.urls")),
    )


def law(number, title, *, record="", **more):
    return Document(
        **{
            "id": f"provision:{number}",
            "record": record or f"law-{number}",
            "kind": "provision",
            "address": f"/laws/it/code/{number}/",
            "language": "en",
            "title": title,
            "context": "Criminal Code",
            "places": ("IT",),
            "regions": ("150",),
            "terms": ("crime-types:money-laundering",),
            "status": "in-force",
            "on": dt.date(2000 + number % 25, 3, 1),
            "wording": "official",
        }
        | more
    )


DOCUMENTS = [
    Document(
        id="article:XVIII-12:18:en",
        record="treaty-xviii-12",
        kind="article",
        address="/treaties/XVIII-12/articles/18/",
        language="en",
        title="Mutual legal assistance",
        context="United Nations Convention against Transnational Organized Crime",
        body="States help one another in investigations and trials about laundering and other offences.",
        citations=(normalise_citation("UNTOC", "18"),),
        articles=("XVIII-12:18",),
        on=dt.date(2000, 11, 15),
        weight=2.0,
    ),
    law(
        1, "Laundering of money", body="Whoever conceals where money comes from is punished.", articles=("XVIII-12:6",)
    ),
    law(2, "Laundering by negligence", status="repealed", on=dt.date(1999, 1, 2)),
    law(3, "Laundering in casinos", status="draft", on=dt.date(2024, 5, 6), terms=(), wording="machine"),
    law(
        4, "Blanchiment d’argent", language="fr", places=("FR",), body="Le blanchiment est puni.", context="Code pénal"
    ),
    law(
        5,
        "غسل الأموال",
        language="ar",
        places=("EG",),
        regions=("002",),
        body="يعاقب على غسل الأموال.",
        context="قانون",
    ),
    law(
        6,
        "洗钱罪",
        language="zh",
        places=("CN",),
        regions=("142",),
        body="明知是犯罪所得而掩饰的，构成洗钱罪。",
        context="刑法",
    ),
    law(7, "<script>alert(1)</script> laundering", body="<img src=x onerror=alert(2)> laundering & more"),
    law(8, '=HYPERLINK("http://example.org") laundering', on=None),
    law(
        9,
        UNDISCLOSED,
        body="Secret words about laundering: zyzzyva.",
        audience=Permission.RECORD_PUBLISH.value,
        places=("KP",),
    ),
    *(law(number, f"Seizure of vessel {number}", kind="law", places=("MT",)) for number in range(100, 160)),
]


@pytest.fixture
def portal(settings, tmp_path, db):
    """The pages over an index with ``DOCUMENTS``; gives its shelf."""
    settings.HOME = tmp_path
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STATIC_ROOT.mkdir()
    settings.ROOT_URLCONF = Addresses
    settings.UI_MENUS = Menus(home="search:page", search="search:page", suggest="search:suggest")
    for code, name in (("IT", "Italy"), ("FR", "France")):
        Place.objects.update_or_create(code=code, defaults={"kind": "state", "short_names": {"en": name}})
    forget()
    shelf = shelf_at(tmp_path / "index")
    begun = shelf.begin(0, len(DOCUMENTS))
    index = EmbeddedIndex(shelf.home / begun.folder)
    index.write(DOCUMENTS)
    index.close()
    shelf.switch(begun.folder)
    yield shelf
    forget()
