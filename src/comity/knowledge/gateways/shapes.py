"""Plain data about themes and about what hot topics hold."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext as _

from comity.kernel.errors import Unreadable


# What an item of a hot topic may say, as it is kept.
FIELDS: Final = frozenset({"record", "part", "search", "words"})
LONGEST_WORDS: Final = 300
LONGEST_ADDRESS: Final = 2000


@dataclass(frozen=True, slots=True)
class Item:
    """One thing in a hot topic: a record, a part of one, or whatever a search finds at the time.

    Attributes:
        record: the key of the record; empty when it is a search.
        part: what follows the address of the record to that of its part: ``articles/3/``.
        search: the parameters of a search as its address has them: ``q=ransomware&crime_type=cybercrime``.
        words: by language, what it is called here, or why it stands here.
    """

    record: str = ""
    part: str = ""
    search: str = ""
    words: Mapping[str, str] = field(default_factory=dict)

    def plain(self) -> dict[str, Any]:
        """The item as it is kept, without what is empty."""
        told = {"record": self.record, "part": self.part, "search": self.search, "words": dict(self.words)}
        return {name: value for name, value in told.items() if value}


def item_of(said: Any) -> Item:
    """An item from plain data.

    Raises:
        Unreadable: it is neither a record nor a search, or says something that means nothing.
    """
    if not isinstance(said, dict) or (strange := set(said) - FIELDS):
        named = ", ".join(sorted(map(str, strange))) if isinstance(said, dict) else str(said)[:40]
        raise Unreadable(_("“%(value)s” is no item. Give a record or a search.") % {"value": named})
    words = said.get("words", {})
    texts = [said.get(name, "") for name in ("record", "part", "search")]
    is_plain = isinstance(words, dict) and all(isinstance(one, str) for one in (*texts, *words, *words.values()))
    if not is_plain or any(len(one) > LONGEST_ADDRESS for one in texts):
        raise Unreadable(_("An item holds plain texts, and none of them is longer than an address."))
    if any(len(one) > LONGEST_WORDS for one in words.values()):
        raise Unreadable(_("Say in at most %(most)s characters what it is.") % {"most": LONGEST_WORDS})
    if bool(said.get("record")) == bool(said.get("search")):
        raise Unreadable(_("An item is either a record or a search; give one of the two."))
    if said.get("record"):
        try:
            UUID(said["record"])
        except ValueError as fault:
            raise Unreadable(_("“%(value)s” is no key of a record.") % {"value": said["record"][:40]}) from fault
    if said.get("part") and (not said.get("record") or said["part"].startswith(("/", ".")) or "//" in said["part"]):
        raise Unreadable(_("“%(value)s” is no part of a record.") % {"value": said["part"][:40]})
    record, part, search = texts
    return Item(record, part, search, {code: text.strip() for code, text in words.items() if text.strip()})


@dataclass(frozen=True, slots=True)
class Introduction:
    """What a portal says of its theme in one language: a sentence, and paragraphs on the crime and on what is here."""

    lead: str
    paragraphs: tuple[str, ...]

    def plain(self) -> dict[str, Any]:
        """The introduction as it is kept."""
        return {"lead": self.lead, "paragraphs": list(self.paragraphs)}


@dataclass(frozen=True, slots=True)
class Schedule:
    """A list of substances under control, as a convention keeps it; the substances themselves are not here.

    Attributes:
        treaty: the symbol of the convention.
        names: what it is called, by language.
        articles: what says so, with paragraphs: ``31(4)``.
        asks: what is asked when a substance of it crosses a border, by language; in our own words.
    """

    treaty: str
    names: Mapping[str, str]
    articles: tuple[str, ...]
    asks: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Theme:
    """What a portal leads to; names of other databases are known to whoever composes its page.

    Attributes:
        code: one of ``enums.Portal``.
        crime_types: terms of the vocabulary of crime types; the first stands for the whole theme.
        treaties: symbols of the treaties that matter, the most important first.
        definitions: articles that define the crime, as ``XVIII-12-a:3``.
        facets: by what the records are narrowed: facets of the search, or groups of marks with their top term.
        aspects: keywords of the theme, as ``keywords:ransomware``; each is a search within it.
        indicators: codes of the indicators that measure something of it, with the key of the series that does where
            an indicator has several: ``practitioners-trained:crime_type=cybercrime``.
        functions: of authorities that can be asked.
        sections: what only this portal has.
        introductions: by language.
    """

    code: str
    crime_types: tuple[str, ...]
    treaties: tuple[str, ...]
    definitions: tuple[str, ...]
    facets: tuple[str, ...]
    aspects: tuple[str, ...]
    indicators: tuple[str, ...]
    functions: tuple[str, ...]
    sections: tuple[str, ...]
    introductions: Mapping[str, Introduction]

    def introduction(self, language: str) -> Introduction:
        """What it says of itself in a language of the interface."""
        return self.introductions[language] if language in self.introductions else self.introductions["en"]
