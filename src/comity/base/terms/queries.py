from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from comity.base.access.enums import Permission
from comity.base.access.registry import Part
from comity.base.terms import grammar
from comity.base.terms.enums import LabelKind
from comity.base.terms.index import Card, Entry, current, words
from comity.base.terms.models import Concept, Scheme
from comity.base.terms.models import Mapping as MappingRow
from comity.base.terms.shapes import Content, key_of
from comity.kernel.languages import INTERFACE


FALLBACK: Final = "en"
# What a person types in a search box; beyond it a text is a document, and its labels would widen to everything.
LONGEST_TYPED: Final = 1000
# Labels of each language that widen a search: enough for the usual synonyms of two or three ideas.
LIMIT: Final = 12


@dataclass(frozen=True, slots=True)
class Found:
    """A label met in a text.

    Attributes:
        concept: the key, such as ``keywords:extradition``.
        start: the place of its first character in the text.
        end: the place after its last character.
        label: the label as the vocabulary writes it.
        language: the language of that label.
    """

    concept: str
    start: int
    end: int
    label: str
    language: str


def nearest(language: str) -> Iterator[str]:
    """A language, then what is read where it has nothing: ``fr-be``, ``fr``, ``en``."""
    code = language.lower()
    yield code
    yield code.split("-")[0]
    yield FALLBACK


def shown(card: Card, language: str) -> str:
    """What a concept is called to a reader; its code when no label can be read."""
    return next((card.preferred[code] for code in nearest(language) if code in card.preferred), card.code)


def labels(scheme: str, language: str) -> dict[str, str]:
    """The preferred label of each concept in use by id, in the order of the vocabulary; else in English."""
    return {card.code: shown(card, language) for card in current().schemes.get(scheme, [])}


def every_label(scheme: str, language: str) -> dict[str, str]:
    """The preferred label of each concept by id, also of those that are retired: those say so."""
    found = labels(scheme, language)
    for card in current().retired.get(scheme, []):
        found[card.code] = gettext("%(label)s (no longer used)") % {"label": shown(card, language)}
    return found


def definitions(scheme: str, language: str) -> dict[str, str]:
    """The definition of each concept in use that has one, by id; English where the language has none."""
    found = {}
    for card in current().schemes.get(scheme, []):
        text = next((card.definitions[code] for code in nearest(language) if code in card.definitions), "")
        if text:
            found[card.code] = text
    return found


def label(key: str, language: str) -> str:
    """What the concept with a key is called, also when it is retired; the key itself when there is no such concept."""
    card = current().cards.get(key)
    return shown(card, language) if card is not None else key


def instrument(symbol: str, language: str) -> str:
    """What an international instrument is called for short; empty where the vocabulary has no name for its symbol."""
    card = current().cards.get(f"instruments:{symbol}")
    return shown(card, language) if card is not None else ""


def label_on_page(key: str, language: str) -> str:
    """The same for a page, which says of a term that is retired that it is."""
    card = current().cards.get(key)
    if card is None or not card.retired:
        return label(key, language)
    return gettext("%(label)s (no longer used)") % {"label": shown(card, language)}


def title(scheme: str, language: str) -> str:
    """What a vocabulary is called; its code when there is none."""
    titles = current().titles.get(scheme, {})
    return next((titles[code] for code in nearest(language) if code in titles), scheme)


def narrower(scheme: str) -> dict[str, list[str]]:
    """The ids directly below each id, in the order of the vocabulary; those at the top stand below ``""``."""
    found: dict[str, list[str]] = {}
    cards = current().cards
    for card in current().schemes.get(scheme, []):
        above = cards.get(card.broader)
        found.setdefault(above.code if above is not None else "", []).append(card.code)
    return found


def schemes() -> QuerySet[Scheme]:
    """All vocabularies."""
    return Scheme.objects.all()


def concepts_in(scheme: str) -> QuerySet[Concept]:
    """The concepts in use of a vocabulary in its order, with all that is said of them: four queries in all."""
    return (
        Concept.objects.filter(scheme=scheme, retired=False)
        .order_by("position", "code")
        .prefetch_related("labels", "definitions", "mappings")
    )


def mapped_to(key: str) -> QuerySet[MappingRow]:
    """What other concepts say of the concept with a key."""
    return MappingRow.objects.filter(target=key).select_related("concept")


def best_for(entries: list[Entry], language: str | None) -> list[Entry]:
    """The entries in a language when there are any: “pain” is bread to those who read French."""
    own = [entry for entry in entries if entry.language == language] if language else []
    return own or entries


def memory(name: str) -> dict[Any, Any]:
    """A place to keep what was worked out of the vocabularies as they stand: empty again once any has changed.

    Args:
        name: whose it is, such as ``legislation.subjects``. Whoever keeps much in it empties it now and then.
    """
    return current().memory[name]


def phrases_in(text: str, language: str | None = None) -> list[Found]:
    """Every label that stands in a text, from its beginning to its end; of two that overlap, the earlier and longer.

    Case, accents, vowel marks, the forms of alef, ya and ta marbuta, and punctuation do not count. Where one phrase
    belongs to several concepts, each is given.

    Args:
        text: anything; no text makes this fail.
        language: the language in which the text most likely is; its labels win over equals in others.
    """
    catalogue = current()
    inside = words(text)
    found: list[Found] = []
    place = 0
    while place < len(inside):
        length, entries = catalogue.longest_at(inside, place)
        if not length:
            place += 1
            continue
        start, end = inside[place].start, inside[place + length - 1].end
        seen: set[str] = set()
        for entry in best_for(entries, language):
            if entry.concept not in seen:
                seen.add(entry.concept)
                found.append(Found(entry.concept, start, end, entry.label, entry.language))
        place += length
    return found


def in_turn(lists: list[list[str]], folded: Mapping[str, str], limit: int) -> tuple[str, ...]:
    """The first of each list, then the second of each, every spelling once, until there are enough."""
    found: dict[str, str] = {}
    for rank in range(max(map(len, lists), default=0)):
        for one in lists:
            if rank < len(one) and len(found) < limit:
                found.setdefault(folded[one[rank]], one[rank])
    return tuple(found.values())


def translations(text: str, language: str | None = None, limit: int = LIMIT) -> dict[str, tuple[str, ...]]:
    """What else the ideas in a typed phrase are called, in each of the six languages; empty when none is known.

    Every language that is given has at least one label; the preferred ones come first.

    Args:
        text: what was typed; no text makes this fail, and only its first 1,000 characters count.
        language: the language in which it most likely was typed.
        limit: how many labels of each language at most.
    """
    catalogue = current()
    cards = catalogue.cards
    keys = dict.fromkeys(found.concept for found in phrases_in(text[:LONGEST_TYPED], language))
    widened = {
        code: in_turn([cards[key].labels[code] for key in keys if code in cards[key].labels], catalogue.folded, limit)
        for code in INTERFACE
    }
    return {code: texts for code, texts in widened.items() if texts}


def desk() -> Iterator[Part]:
    """The way to the vocabularies, for the desk of the staff."""
    yield Part(
        _("Vocabularies"),
        _("What things are called in six languages: labels, definitions, order, terms no longer used."),
        Permission.TERM_EDIT,
        "terms:schemes",
    )


# ---------------------------------------------------------------- for those who change them


def whole(key: str) -> Concept:
    """A concept with all that is said of it: five queries.

    Raises:
        Concept.DoesNotExist: there is none of this key.
    """
    return Concept.objects.prefetch_related("labels", "definitions", "mappings", "revisions").get(pk=key)


def content_of(concept: Concept) -> Content:
    """What staff may change of a concept, as it is; no query when it was read by ``whole``."""
    preferred: dict[str, str] = {}
    others: dict[str, list[str]] = {}
    for row in sorted(concept.labels.all(), key=lambda one: (one.language, one.position, one.pk)):
        if row.kind == LabelKind.PREFERRED:
            preferred[row.language] = row.text
        elif row.kind == LabelKind.ALTERNATIVE:
            others.setdefault(row.language, []).append(row.text)
    return Content(
        preferred=preferred,
        others={code: tuple(texts) for code, texts in others.items()},
        definitions={one.language: one.text for one in concept.definitions.all()},
        notes=dict(concept.notes),
        broader=concept.broader_id or "",
        position=concept.position,
        mappings=tuple(sorted((str(one.relation), one.target) for one in concept.mappings.all())),
        retired=concept.retired,
        successor=concept.successor_id or "",
    )


@lru_cache(maxsize=1)
def _shipped() -> dict[str, Content]:
    """What the files of the project say, by key; they do not change while it runs."""
    found = {}
    for scheme in grammar.schemes():
        for position, one in enumerate(scheme.concepts):
            others: dict[str, list[str]] = {}
            for label in one.labels:
                if label.kind == LabelKind.ALTERNATIVE:
                    others.setdefault(label.language, []).append(label.text)
            found[key_of(scheme.code, one.code)] = Content(
                preferred={label.language: label.text for label in one.labels if label.kind == LabelKind.PREFERRED},
                others={code: tuple(texts) for code, texts in others.items()},
                definitions={text.language: text.text for text in one.definitions},
                broader=key_of(scheme.code, one.broader) if one.broader else "",
                position=position,
                mappings=tuple(sorted((relation.value, target) for relation, target in one.mappings)),
            )
    return found


def shipped_content(key: str) -> Content | None:
    """What the files of the project say of a concept; None for one that stands in none."""
    return _shipped().get(key)


def all_concepts(scheme: str) -> QuerySet[Concept]:
    """The concepts of a vocabulary in its order, also those that are retired, with all that is said of them."""
    rows = Concept.objects.filter(scheme=scheme).order_by("retired", "position", "code")
    return rows.prefetch_related("labels", "definitions", "mappings")


def schemes_counted() -> QuerySet[Scheme]:
    """All vocabularies with how many concepts in use each has, and how many staff decided otherwise than its files."""
    decided = Q(concepts__is_from_facts=False) | ~Q(concepts__taken_over=[])
    return Scheme.objects.annotate(
        number=Count("concepts", filter=Q(concepts__retired=False)), otherwise=Count("concepts", filter=decided)
    )
