# ruff: noqa: PLC0415 -- our code is imported after the settings of the installation that is measured
"""Queries made from the texts that an installation has, each with the one address that answers it."""

import random
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias


OPENING: Final = 240  # characters of an article that are asked for, a third of it in Chinese
LONGER: Final = 400  # the same for who pastes more of it
SHORTEST: Final = 90  # an article with fewer characters says too little to be known again
WORDS: Final = 7  # in a row, out of the middle of a provision
CHARACTERS: Final = 12  # the same where words are not set apart
UNSPACED: Final = ("zh", "ja")
LONGEST_TITLE: Final = 80  # of a law that anybody would type out to cite it
OF_ONE_LAW: Final = 5  # provisions, so that a large code does not fill the sample
CITED: Final = {
    "ar": "المادة {number} {title}",
    "de": "Art. {number} {title}",
    "en": "article {number} {title}",
    "es": "artículo {number} {title}",
    "fr": "article {number} {title}",
    "it": "articolo {number} {title}",
    "pt": "artigo {number} {title}",
    "ru": "статья {number} {title}",
    "zh": "{title}第{number}条",
}
BATCH: Final = 200
# With the vowel signs of Arabic, which stand inside words.
WORD: Final = re.compile(r"[\w\u0610-\u061a\u064b-\u065f\u0670]+")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A query in a language, for the one address; ``within`` is the language of the documents that may answer."""

    query: str
    language: str
    address: str
    group: str
    within: str = ""


# Whether a query may be drawn.
May: TypeAlias = Callable[[Wanted], bool]


def shared(groups: Mapping[str, Sequence[Wanted]], number: int, chance: random.Random) -> list[Wanted]:
    """As many of each group as can be, ``number`` together: what a small group leaves, the others have."""
    chosen: list[Wanted] = []
    for done, (_, several) in enumerate(sorted(groups.items(), key=lambda item: (len(item[1]), item[0]))):
        share = (number - len(chosen)) // (len(groups) - done)
        chosen += chance.sample(list(several), min(share, len(several)))
    return chosen


def _any(_one: Wanted) -> bool:
    return True


def of_articles(number: int, chance: random.Random, may: May = _any, *, length: int = OPENING) -> list[Wanted]:
    """The opening of an article in one language, answered by the same article in another; all pairs of languages."""
    from comity.knowledge.treaties.models import ArticleText

    bodies: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    rows = ArticleText.objects.order_by("pk").values_list(
        "article__treaty__symbol", "article__number", "language", "body"
    )
    for symbol, locator, language, body in rows:
        if len(body) >= (SHORTEST // 3 if language.startswith(UNSPACED) else SHORTEST):
            bodies[symbol, locator].setdefault(language, body)
    pairs: dict[str, list[Wanted]] = defaultdict(list)
    for (symbol, locator), several in bodies.items():
        address = f"/treaties/{symbol}/articles/{locator.replace(' ', '-')}/"
        for one, body in several.items():
            for other in several:
                if other != one:
                    pair = f"{one} → {other}"
                    pairs[pair].append(Wanted(_opening(body, one, length), one, address, pair, other))
    return shared(_drawn(pairs, may), number, chance)


def of_summaries(number: int, chance: random.Random, may: May = _any) -> list[Wanted]:
    """The opening of the project's own summary of an article in one language, answered by the article in another."""
    from comity.kernel.languages import INTERFACE
    from comity.knowledge.treaties.models import ArticleSummary

    groups: dict[str, list[Wanted]] = defaultdict(list)
    for said in ArticleSummary.objects.select_related("article__treaty").order_by("pk"):
        for other in INTERFACE:
            if other != said.language:
                typed = _opening(said.summary, said.language)
                group = f"{said.language} → others"
                groups[group].append(Wanted(typed, said.language, said.article.address, group, other))
    return shared(_drawn(groups, may), number, chance)


def of_titles(number: int, chance: random.Random, may: May = _any) -> list[Wanted]:
    """The titles of laws that no other law has."""
    groups: dict[str, list[Wanted]] = defaultdict(list)
    for law, title in _titled():
        groups[law.language].append(Wanted(title, law.language, law.address, law.language))
    return shared(_drawn(groups, may), number, chance)


def of_citations(number: int, chance: random.Random, may: May = _any) -> list[Wanted]:
    """Provisions of laws whose title is short, and articles of treaties by their short names."""
    from comity.knowledge.treaties.models import Article

    groups: dict[str, list[Wanted]] = defaultdict(list)
    named = {law.pk: title for law, title in _titled() if len(title) <= LONGEST_TITLE and law.language in CITED}
    for version, parts in _provisions(named, chance):
        language = version.law.language
        for part in parts:
            typed = CITED[language].format(number=part.number, title=named[version.law_id])
            group = f"{language} laws"
            groups[group].append(Wanted(typed, language, version.law.address_of(part.eid), group))
    for article in Article.objects.exclude(treaty__short="").select_related("treaty").order_by("pk"):
        typed = f"art. {article.number} {article.treaty.short}"
        groups["treaties"].append(Wanted(typed, "en", article.address, "treaties"))
    return shared(_drawn(groups, may), number, chance)


def of_passages(number: int, chance: random.Random, may: May = _any) -> list[Wanted]:
    """A few words in a row out of the middle of a provision, which stand so in no other text."""
    groups: dict[str, list[Wanted]] = defaultdict(list)
    laws = {law.pk: title for law, title in _titled()}
    for version, parts in _provisions(laws, chance):
        language = version.law.language
        for part in parts:
            if typed := _middle(part.body, language):
                groups[language].append(Wanted(typed, language, version.law.address_of(part.eid), language))
    # Half as many again as are wanted, because some stand in several texts and so have no one answer.
    chosen = shared(_drawn(groups, may), number + number // 2, chance)
    everywhere = _everywhere({one.language for one in chosen})
    alone: dict[str, list[Wanted]] = defaultdict(list)
    for one in chosen:
        row = f" {_even(one.query)} " if not one.language.startswith(UNSPACED) else _even(one.query)
        if sum(row in text for text in everywhere[one.language]) == 1:
            alone[one.group].append(one)
    return shared(alone, number, chance)


def _drawn(groups: Mapping[str, Sequence[Wanted]], may: May) -> dict[str, list[Wanted]]:
    return {group: chosen for group, several in groups.items() if (chosen := [one for one in several if may(one)])}


def _even(text: str) -> str:
    """The words of a text in small letters with one space between."""
    return " ".join(WORD.findall(text)).casefold()


def _everywhere(languages: Collection[str]) -> dict[str, set[str]]:
    """Every text of a law or a treaty in these languages; one that stands in several places once for each law."""
    from comity.knowledge.legislation.models import Part
    from comity.knowledge.legislation.queries.reading import current_versions
    from comity.knowledge.treaties.models import ArticleText

    texts: dict[str, set[str]] = defaultdict(set)
    laws = list(dict.fromkeys(law.pk for law, _ in _titled()))
    for start in range(0, len(laws), BATCH):
        for version in current_versions(laws[start : start + BATCH]).values():
            if version.language in languages:
                rows = Part.objects.filter(version=version).values_list("eid", "passage__body")
                texts[version.language].update(f"{version.pk} {eid}\n {_even(body)} " for eid, body in rows if body)
    for key, language, body in ArticleText.objects.values_list("article_id", "language", "body"):
        if language in languages:
            texts[language].add(f"{key}\n {_even(body)} ")
    return texts


def _opening(body: str, language: str, length: int = OPENING) -> str:
    text = re.sub(r"\s+", " ", body).strip()
    if language.startswith(UNSPACED):
        return text[: length // 3]
    return text if len(text) <= length else text[:length].rpartition(" ")[0]


def _middle(body: str, language: str) -> str:
    if language.startswith(UNSPACED):
        runs = [run for run in re.findall(r"\w+", body) if len(run) >= CHARACTERS]
        return runs[len(runs) // 2][:CHARACTERS] if runs else ""
    words = WORD.findall(body)
    start = (len(words) - WORDS) // 2
    return " ".join(words[start : start + WORDS]) if start >= WORDS else ""


def _titled() -> list[tuple[Any, str]]:
    """Published laws with their title in their own language, where no other law has the same."""
    from comity.engines.records.enums import State
    from comity.engines.records.models import Text
    from comity.knowledge.legislation.models import Law

    laws = {law.pk: law for law in Law.objects.filter(record__state=State.PUBLISHED).order_by("pk")}
    rows = Text.objects.filter(record__law__isnull=False).order_by("pk").values_list("record_id", "language", "title")
    found = [(laws[key], title) for key, language, title in rows if key in laws and laws[key].language == language]
    counted = Counter(title.casefold() for _, title in found)
    return [(law, title) for law, title in found if counted[title.casefold()] == 1]


def _provisions(laws: Mapping[Any, str], chance: random.Random) -> Iterator[tuple[Any, list[Any]]]:
    """The version of each law that is shown, with a few of its provisions whose number no other has."""
    from comity.knowledge.legislation.enums import PartKind
    from comity.knowledge.legislation.models import Part
    from comity.knowledge.legislation.queries.reading import current_versions

    keys = list(laws)
    for start in range(0, len(keys), BATCH):
        for version in current_versions(keys[start : start + BATCH]).values():
            if version.language != version.law.language:
                continue
            parts = Part.objects.filter(version=version, kind=PartKind.PROVISION).exclude(number="")
            rows = list(parts.order_by("position").values_list("pk", "number"))
            counted = Counter(locator for _, locator in rows)
            own = [key for key, locator in rows if counted[locator] == 1]
            chosen = chance.sample(own, min(len(own), OF_ONE_LAW))
            yield version, list(parts.filter(pk__in=chosen).select_related("passage").order_by("position"))
