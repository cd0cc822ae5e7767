"""What treaties are called to a reader: by their cards where they are here, else as the designation names them."""

from collections.abc import Iterable
from dataclasses import dataclass

from comity.engines.records import queries as records
from comity.engines.records.enums import State
from comity.engines.records.models import Text
from comity.engines.records.shapes import identity
from comity.knowledge.authorities.models import Designation


@dataclass(frozen=True, slots=True)
class Title:
    """A treaty's title, its language, and the path of its page here; empty when it has none."""

    text: str
    language: str
    address: str = ""


def titles(designations: Iterable[Designation], language: str) -> dict[str, Title]:
    """The titles of the treaties of some designations, by symbol; one query."""
    every = list(designations)
    named = {one.treaty: Title(one.treaty_title or one.treaty, one.treaty_language or "en") for one in every}
    named.pop("", None)
    return titles_of(named, language)


def titles_of(named: dict[str, Title], language: str) -> dict[str, Title]:
    """The titles of treaties by symbol, from their cards where a public one is here; one query."""
    keys = {identity("treaty", symbol): symbol for symbol in named}
    texts: dict[str, list[Text]] = {}
    found = Text.objects.filter(record__in=keys, record__kind="treaty", record__state=State.PUBLISHED)
    for text in found.order_by("pk"):
        texts.setdefault(keys[text.record_id], []).append(text)
    told = dict(named)
    for symbol, several in texts.items():
        best = records.best_text(several, language=language)
        assert best is not None, "there is one"
        told[symbol] = Title(best.title, best.language, f"/treaties/{symbol}/")
    return told
