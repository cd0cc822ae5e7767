"""What a judgment is about, and which treaties it names: found by words, since nobody has annotated it."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from comity.base.terms import queries as terms
from comity.base.terms.models import Concept
from comity.engines.records.models import Text


# A judgment says at its beginning what it is about, and at its end what it decided.
BEGINNING: Final = 20_000
END: Final = 3_000
# A crime that is mentioned less often, or more thinly, is one that the judgment only mentions.
FEWEST: Final = 4
THINNEST: Final = 3_500
# Of the crime that is named most, so much must another be named that the judgment is about as well.
BESIDE: Final = 0.4
# Shorter titles, such as “Convention”, are no names of one treaty.
SHORTEST_TITLE: Final = 30
ARTICLE: Final = re.compile(
    r"(?:articles?|art\.|artículos?|artigos?|artikel|第)\s*(\d{1,3}(?:\s?bis)?)(?:\s?\(\d+\))*\s*(?:of|de|del|du|da|des|der)?"
    r"\s*(?:the|la|l’|l'|el)?\s*$"
)
BEFORE: Final = 60


@dataclass(frozen=True, slots=True)
class Named:
    """A treaty that a text names: under which title, which record it is, and the article that stands before it."""

    title: str
    record: object
    article: str


def crimes_by_concept() -> Mapping[str, str]:
    """The crime type to which each keyword belongs, by the mappings of the vocabulary and what is narrower."""
    above = dict(Concept.objects.filter(scheme="keywords").order_by().values_list("key", "broader_id"))
    exact = {
        row.concept_id: crime
        for crime in terms.labels("crime-types", "en")
        for row in terms.mapped_to(f"crime-types:{crime}")
    }
    found = {f"crime-types:{crime}": crime for crime in terms.labels("crime-types", "en")}
    for key in above:
        climbed: str | None = key
        while climbed and climbed not in exact:
            climbed = above.get(climbed)
        if climbed:
            found[key] = exact[climbed]
    return found


def crimes_of(title: str, text: str, language: str, by_concept: Mapping[str, str]) -> list[str]:
    """The crime types that a judgment deals with, most often named first."""
    sample = f"{title}\n{text[:BEGINNING]}\n{text[-END:] if len(text) > BEGINNING else ''}"
    named = Counter(
        crime for found in terms.phrases_in(sample, language) if (crime := by_concept.get(found.concept)) is not None
    )
    most = max(named.values(), default=0)
    needed = max(FEWEST, len(sample) / THINNEST, most * BESIDE)
    return [crime for crime, number in named.most_common() if number >= needed]


def treaty_titles() -> list[tuple[str, str, object]]:
    """The titles of the treaties in the portal, as they are looked for and as they are written, the longest first."""
    rows = Text.objects.filter(record__kind="treaty", record__state="published").order_by("pk")
    titles = {plain(title): (title, record) for title, record in rows.values_list("title", "record_id")}
    several = [(key, title, record) for key, (title, record) in titles.items() if len(key) >= SHORTEST_TITLE]
    return sorted(several, key=lambda one: -len(one[0]))


def plain(text: str) -> str:
    """A text in small letters with single blanks, and without the commas about which writers differ."""
    return " ".join(text.casefold().replace(",", "").split())


def treaties_named(text: str, titles: list[tuple[str, str, object]]) -> Iterator[Named]:
    """The treaties that a text names by title, each with each article once; a title inside a longer one is none."""
    told = plain(text)
    taken: list[tuple[int, int]] = []
    seen: set[tuple[object, str]] = set()
    for key, title, record in titles:
        start = told.find(key)
        while start >= 0:
            end = start + len(key)
            if not any(first < end and start < last for first, last in taken):
                taken.append((start, end))
                cited = ARTICLE.search(told[max(0, start - BEFORE) : start])
                article = " ".join(cited[1].split()) if cited else ""
                if (record, article) not in seen:
                    seen.add((record, article))
                    yield Named(title, record, article)
            start = told.find(key, end)
