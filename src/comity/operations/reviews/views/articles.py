"""The articles about which the mechanisms ask, by the names that their questionnaires give them."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

from comity.engines.questionnaires import queries as questionnaires
from comity.engines.questionnaires.enums import Stage
from comity.engines.questionnaires.grammar.values import said
from comity.engines.questionnaires.registry import definition_of
from comity.engines.records.views import reading_language
from comity.operations.reviews.enums import Mechanism
from comity.operations.reviews.queries import drawing
from comity.operations.reviews.registry import course


def _codes() -> list[str]:
    several = [questions for one in Mechanism for questions in course(one).clusters.values()]
    return sorted({code for one in several for codes in one.values() for code in codes})


def names() -> Mapping[str, str]:
    """The title of every article by the id of its term, in the reader's language; one query once they were read."""
    found = questionnaires.visible_to(None).filter(questionnaire__code__in=_codes(), stage=Stage.RELEASED)
    digests = tuple(found.order_by("questionnaire__code", "number").values_list("digest", flat=True))
    return _named(digests, reading_language())


@lru_cache(maxsize=16)
def _named(digests: Sequence[str], language: str) -> Mapping[str, str]:
    known: dict[str, str] = {}
    for version in questionnaires.visible_to(None).filter(digest__in=digests).order_by("questionnaire__code"):
        for section in definition_of(version).sections:
            if section.article:
                known.setdefault(section.article, said(section.title, language))
    return known


def choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Each instrument as a group: the whole of it, and its articles in their order; three queries at most."""
    titles = names()
    groups = []
    for mechanism in Mechanism:
        for symbol, name in drawing.instrument_names(mechanism).items():
            own = sorted((one for one in titles if one.partition(":")[0] == symbol), key=_order)
            groups.append((name, [(symbol, name), *((one, label(one, titles)) for one in own)]))
    return groups


def label(article: str, titles: Mapping[str, str]) -> str:
    """An article by its number and title; a whole instrument, and what is not known, by its symbol."""
    _symbol, _colon, number = article.partition(":")
    title = titles.get(article, "")
    return f"{number}. {title}" if number and title else article


def _order(article: str) -> tuple[int, str]:
    number = article.partition(":")[2]
    digits = "".join(one for one in number if one.isdigit())
    return (int(digits or 0), number)
