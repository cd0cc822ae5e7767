"""The vocabularies in memory: asked with every search and every page, changed hardly ever."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

from django.db import transaction
from django.db.models import Count, F, Max, Sum
from django.utils import timezone

from comity.base.terms.enums import LabelKind
from comity.base.terms.models import Concept, Definition, Label, Scheme
from comity.kernel.kept import Kept


# You may wonder why the version is not asked for each time: the question would cost more than the answer. Whoever
# changes a vocabulary sees the change at once, since every action forgets the catalogue; another process, that the
# action cannot reach, asks one small query after this many seconds.
FRESH: Final = 5.0
# Letters that Unicode does not take apart, and Arabic ones that are written now so, now so.
UNMARKED: Final = {
    "ø": "o", "đ": "d", "ł": "l", "ı": "i", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th",
    "ى": "ي", "ة": "ه", "ٱ": "ا", "ک": "ك", "ی": "ي", "ـ": "",
}  # fmt: skip
# Words that Arabic writes together with the next: and, so, with, like, for.
ATTACHED: Final = frozenset("وفبكل")
ARTICLE: Final = "ال"
FOR_THE: Final = "لل"
# A word from which one of these is taken still has this many letters, or it was no prefix.
SHORTEST_STEM: Final = 4
OXFORD: Final = re.compile(r"iz(?=ation|e|ing)")
ORDER: Final = {kind.value: number for number, kind in enumerate(LabelKind)}


@lru_cache(maxsize=65_536)
def folded_character(character: str) -> str:
    """A character without case and marks; a blank for what is no letter or digit, nothing for a mark.

    Each ideograph stands between blanks, since Chinese writes no blanks between words: so a phrase of Chinese is found
    within a sentence just as a phrase of words is.
    """
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", character).casefold())
    kept = []
    for letter in apart:
        plain = UNMARKED.get(letter, letter)
        if unicodedata.combining(letter) or unicodedata.category(letter) in {"Mn", "Me", "Cf"}:
            continue
        if unicodedata.category(letter) == "Nd":
            plain = str(unicodedata.decimal(letter))
        elif "\u3400" <= letter <= "\u9fff" or "\U00020000" <= letter <= "\U000323af":
            plain = f" {letter} "
        elif plain and not plain.isalnum():
            plain = " "
        kept.append(plain)
    return "".join(kept)


@dataclass(frozen=True, slots=True)
class Word:
    """One folded word or ideograph of a text, and between which characters of the text it stands."""

    text: str
    start: int
    end: int


def words(text: str) -> list[Word]:
    """The words of a text, without case, accents, vowel marks and punctuation."""
    found: list[Word] = []
    letters: list[str] = []
    start = 0
    for place, character in enumerate(text):
        for letter in folded_character(character):
            if letter != " ":
                if not letters:
                    start = place
                letters.append(letter)
            elif letters:
                # An ideograph ends with its own character; another word before this one, which is the blank.
                end = place + 1 if start == place else place
                found.append(Word("".join(letters), start, end))
                letters = []
    if letters:
        found.append(Word("".join(letters), start, len(text)))
    return found


def fold(text: str) -> str:
    """A text in which two spellings of one phrase are equal."""
    return " ".join(word.text for word in words(text))


def is_arabic(word: str) -> bool:
    return "\u0600" <= word[0] <= "\u06ff"


def spellings(word: str) -> Iterator[str]:
    """A word as it stands, then without what Arabic may have written in front of it."""
    yield word
    if not is_arabic(word):
        return
    if word.startswith(FOR_THE) and len(word) >= SHORTEST_STEM + 2:
        yield ARTICLE + word[2:]
    if word[0] in ATTACHED and len(word) > SHORTEST_STEM:
        yield word[1:]
        if word.startswith(FOR_THE, 1) and len(word) >= SHORTEST_STEM + 3:
            yield ARTICLE + word[3:]


def other_numbers(parts: list[str]) -> Iterator[list[str]]:
    """An English phrase in the plural, and one of several words in the singular; “arms” alone is no plural of arm."""
    *before, last = parts
    if last[-1] not in "sxyz" and last.isalpha():
        yield [*before, f"{last}s"]
    elif before and last.endswith("s") and not last.endswith("ss"):
        yield [*before, last[:-1]]


def other_spellings(parts: list[str]) -> Iterator[list[str]]:
    """An English phrase as many in Britain write it, in both numbers: “organised” for “organized”."""
    other = [OXFORD.sub("is", part) for part in parts]
    if other != parts:
        yield other
        yield from other_numbers(other)


@dataclass(frozen=True, slots=True)
class Card:
    """One concept with all that is said of it, the preferred label of each language first."""

    key: str
    scheme: str
    code: str
    broader: str
    retired: bool
    preferred: dict[str, str] = field(default_factory=dict)
    labels: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    definitions: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Entry:
    """A label under its folded form."""

    concept: str
    label: str
    language: str


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All vocabularies as they stood when the catalogue was made."""

    cards: dict[str, Card] = field(default_factory=dict)
    # By scheme, in the order of the file, without those retired.
    schemes: dict[str, list[Card]] = field(default_factory=lambda: defaultdict(list))
    # Those retired, which records may still name.
    retired: dict[str, list[Card]] = field(default_factory=lambda: defaultdict(list))
    titles: dict[str, dict[str, str]] = field(default_factory=dict)
    phrases: dict[str, list[Entry]] = field(default_factory=lambda: defaultdict(list))
    # How many words the longest phrase has that begins with a word; most begin none, so a text is read once.
    reach: dict[str, int] = field(default_factory=dict)
    # The folded form of each label of ``phrases``, in which “money-laundering” and “Money laundering” are one.
    folded: dict[str, str] = field(default_factory=dict)
    # What readers have worked out of it, under their own names: it goes when the catalogue goes.
    memory: dict[str, dict[Any, Any]] = field(default_factory=lambda: defaultdict(dict))

    def add_phrase(self, entry: Entry) -> None:
        """Let a label be found in texts, in Arabic also without its article, in English in the other number."""
        self.folded[entry.label] = fold(entry.label)
        parts = self.folded[entry.label].split()
        if not parts or (len(parts) == 1 and len(parts[0]) == 1):
            # One letter or ideograph alone is part of nearly every text.
            return
        forms = [parts]
        if is_arabic(parts[0]) and parts[0].startswith(ARTICLE) and len(parts[0]) >= SHORTEST_STEM + 2:
            forms.append([parts[0].removeprefix(ARTICLE), *parts[1:]])
        if entry.language == "en":
            forms.extend([*other_numbers(parts), *other_spellings(parts)])
        for form in forms:
            phrase = " ".join(form)
            if entry not in self.phrases[phrase]:
                self.phrases[phrase].append(entry)
            self.reach[form[0]] = max(self.reach.get(form[0], 0), len(form))

    def longest_at(self, text: list[Word], place: int) -> tuple[int, list[Entry]]:
        """How many words from a place on make the longest phrase there, and what it is; 0 words when there is none."""
        best: tuple[int, list[Entry]] = (0, [])
        for first in spellings(text[place].text):
            for length in range(min(self.reach.get(first, 0), len(text) - place), best[0], -1):
                rest = (word.text for word in text[place + 1 : place + length])
                entries = self.phrases.get(" ".join((first, *rest)))
                if entries:
                    best = (length, entries)
                    break
        return best


def version() -> tuple[object, ...]:
    """What differs as soon as any action of this module has changed anything; one query."""
    now = Scheme.objects.aggregate(latest=Max("changed_at"), number=Count("pk"), changes=Sum("version"))
    return now["latest"], now["number"], now["changes"]


def made() -> Catalogue:
    """A new catalogue: four queries, however much it holds."""
    catalogue = Catalogue(titles=dict(Scheme.objects.values_list("code", "titles")))
    concepts = Concept.objects.order_by("scheme", "position", "code")
    for key, scheme, code, broader, retired in concepts.values_list(
        "key", "scheme_id", "code", "broader_id", "retired"
    ):
        card = Card(key, scheme, code, broader or "", retired)
        catalogue.cards[key] = card
        (catalogue.retired if retired else catalogue.schemes)[scheme].append(card)
    expanded = F("concept__scheme__is_expanded")
    labels = Label.objects.values_list("concept_id", "language", "kind", "text", expanded)
    for key, language, kind, text, is_expanded in sorted(
        labels.order_by("concept", "language", "position", "pk"), key=lambda label: ORDER[label[2]]
    ):
        card = catalogue.cards[key]
        if kind == LabelKind.PREFERRED:
            card.preferred[language] = text
        card.labels[language].append(text)
        if is_expanded:
            catalogue.add_phrase(Entry(key, text, language))
    for key, language, text in Definition.objects.values_list("concept_id", "language", "text"):
        catalogue.cards[key].definitions[language] = text
    return catalogue


KEPT: Final = Kept(made, version, fresh=FRESH)


def current() -> Catalogue:
    """The catalogue; every few seconds one small query finds out whether it is still the right one."""
    return KEPT.current()


def forget() -> None:
    """Make the next reader take the catalogue anew; every action that changes a vocabulary calls this."""
    KEPT.forget()


def touch(scheme: Scheme) -> None:
    """Tell every process that holds a catalogue that it is out of date, now and once others can see the change."""
    scheme.version += 1
    scheme.changed_at = timezone.now()
    scheme.save()
    forget()
    transaction.on_commit(forget)
