"""The content of the style guide: every component once, in the language of the interface."""

from collections.abc import Mapping
from typing import Any, Final

from comity.kernel.languages import own_name
from comity.ui.components import (
    Badge,
    Change,
    Crumb,
    Difference,
    Download,
    Facet,
    FacetValue,
    Fact,
    Heading,
    Moment,
    Piece,
    Result,
    Status,
    Tab,
    Tone,
)
from comity.ui.samples import SAMPLES, Sample


# A handful of States, by M49 number and code, so that the map of the guide has colours without the places of the base.
NUMBERS: Final = {
    "380": "IT",
    "250": "FR",
    "466": "ML",
    "156": "CN",
    "032": "AR",
    "643": "RU",
    "682": "SA",
    "776": "TO",
}
TONES: Final = ("ink", "accent", "deep", "brass", "sunken", "danger", "success")


def content(language: str) -> Mapping[str, Any]:
    """What the guide's template shows, in one of the six languages."""
    sample = SAMPLES[language]
    other = "fr" if language != "fr" else "en"
    return {
        "sample": sample,
        "other": SAMPLES[other],
        "other_language": other,
        "language": language,
        "crumbs": [Crumb("Comity", "#main"), Crumb(sample.treaty, "#main"), Crumb(sample.article)],
        "tabs": [
            Tab(sample.article_kind, "#main", is_current=True, count=41),
            Tab(sample.party, "#main", count=192),
            Tab(sample.law_kind, "#main", count=12840),
        ],
        "facts": [
            Fact(sample.article_kind, "18"),
            Fact(sample.law_kind, sample.law, "#main"),
            Fact(sample.party, sample.state, "#main", flag="IT"),
        ],
        "figures": [Fact(sample.party, 192), Fact(sample.signatory, 2), Fact(sample.neither, 3)],
        "facets": _facets(sample),
        "results": _results(sample, language, other),
        "badges": [Badge(tone.name.capitalize(), tone) for tone in Tone],
        "moments": [
            Moment("2000-12-12", sample.signatory, iso="2000-12-12"),
            Moment("2006-08-02", sample.party, iso="2006-08-02", is_strong=True, detail=sample.state),
        ],
        "series": {
            2000: 0,
            2001: 6,
            2002: 25,
            2003: 59,
            2004: 96,
            2006: 128,
            2009: 154,
            2013: 179,
            2018: 190,
            2024: 192,
        },
        "differences": [
            Difference(sample.paragraphs[0] + " "),
            Difference(sample.points[0], Change.REMOVED),
            Difference(sample.points[1], Change.ADDED),
        ],
        "downloads": [Download("PDF", "#main"), Download("Akoma Ntoso", "#main", "XML"), Download("CSV", "#main")],
        "contents": [
            Heading(sample.law, "#main", "I", children=[Heading(sample.article, "#g-18", "18", is_current=True)]),
            Heading(sample.treaty, "#main", "II"),
        ],
        "statuses": [
            Status("party", sample.party, 192),
            Status("signatory", sample.signatory, 2),
            Status("none", sample.neither, 3),
        ],
        "rows": [("IT", sample.state, "2000-12-12", "2006-08-02", 41), ("ML", "Mali", "2000-12-15", "2002-04-12", 9)],
        "total": 13252,
        "tones": TONES,
    }


def _facets(sample: Sample) -> list[Facet]:
    return [
        Facet(
            "kind",
            sample.article_kind,
            [
                FacetValue("article", sample.article_kind, 412, is_chosen=True),
                FacetValue("provision", sample.law_kind, 12840),
            ],
            is_open=True,
        ),
        Facet("place", sample.state, [FacetValue("IT", sample.state, 87, flag="IT")], is_open=True),
        Facet("language", own_name("en"), [FacetValue(code, own_name(code), 50, language=code) for code in SAMPLES]),
    ]


def _results(sample: Sample, language: str, other: str) -> list[Result]:
    foreign = SAMPLES[other]
    return [
        Result(
            title=f"18. {sample.article}",
            address="#main",
            kind=sample.article_kind,
            language=language,
            context=sample.treaty,
            snippet=[Piece(sample.summary[0]), Piece(sample.summary[1], is_match=True), Piece(sample.summary[2])],
        ),
        Result(
            title=f"{foreign.law}: {foreign.article}",
            address="#main",
            kind=sample.law_kind,
            language=other,
            language_name=own_name(other),
            place=sample.state,
            flag="IT",
            context=foreign.law,
            snippet=[Piece(foreign.summary[0]), Piece(foreign.summary[1], is_match=True), Piece(foreign.summary[2])],
            badges=[Badge(sample.signatory, Tone.BRASS)],
            why=f"{sample.query} = {foreign.query}",
        ),
    ]
