"""What of the treaties is found: each treaty, each article, and what States declared, one document a language."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext as _

from comity.base.access.enums import Permission
from comity.base.places import queries as places
from comity.engines.citations import queries as citing
from comity.engines.records.enums import State
from comity.engines.search.enums import Status
from comity.engines.search.grammar import normalise_citation
from comity.engines.search.shapes import PUBLIC, Document
from comity.kernel.languages import INTERFACE, interface_language
from comity.knowledge.treaties import registry
from comity.knowledge.treaties.enums import Portion, Review
from comity.knowledge.treaties.models import Article, ArticleSummary, ArticleText, Treaty, TreatyAction, TreatyText
from comity.knowledge.treaties.queries import instruments


KINDS: Final = ("treaty", "article", "declaration")
# So many treaties are held in memory at once.
BATCH: Final = 20
WEIGHTS: Final = {"treaty": 2.0, "article": 1.0, "portion": 0.5, "declaration": 0.5}
# A citation of more words than this is a title, and found by its words.
LONGEST_NAME: Final = 6
# The word for an article in languages that the interface does not speak.
OTHER_WORDS: Final = {"nl": "Artikel", "de": "Artikel", "pt": "Artigo", "it": "Articolo"}
FOUND_PORTIONS: Final = (Portion.FRONT, Portion.ANNEX, Portion.WHOLE)


def everything() -> Iterator[str]:
    """The ids of all treaties, in the order in which they are numbered."""
    keys = Treaty.objects.order_by("chapter", "symbol").values_list("record_id", flat=True)
    yield from (str(key) for key in keys.iterator(chunk_size=1000))


def documents(record_ids: Sequence[str]) -> Iterator[Document]:
    """The documents of those of the records that are treaties; eight queries for every twenty of them."""
    for start in range(0, len(record_ids), BATCH):
        yield from _of_batch(record_ids[start : start + BATCH])


def _of_batch(record_ids: Sequence[str]) -> Iterator[Document]:
    keys = [UUID(key) for key in record_ids]
    treaties = list(instruments.with_titles(Treaty.objects.filter(pk__in=keys).order_by("chapter", "symbol")))
    if not treaties:
        return
    articles: dict[object, list[Article]] = {}
    found = instruments.with_words(Article.objects.filter(treaty__in=treaties).order_by("treaty", "position"))
    for article in found:
        articles.setdefault(article.treaty_id, []).append(article)
    portions: dict[object, list[TreatyText]] = {}
    for portion in TreatyText.objects.filter(treaty__in=treaties, portion__in=FOUND_PORTIONS).order_by(
        "treaty", "language", "provenance", "position"
    ):
        portions.setdefault(portion.treaty_id, []).append(portion)
    said: dict[object, list[TreatyAction]] = {}
    spoken = TreatyAction.objects.filter(treaty__in=treaties, is_retracted=False).exclude(text="")
    for action in spoken.order_by("treaty", "place", "earliest_on", "pk"):
        said.setdefault(action.treaty_id, []).append(action)
    numbers = citing.numbers(treaty.pk for treaty in treaties)
    for treaty in treaties:
        card = _Card(treaty, numbers.get(treaty.pk, {}))
        yield from card.of_treaty()
        yield from card.of_portions(portions.get(treaty.pk, ()))
        for article in articles.get(treaty.pk, ()):
            article.treaty = treaty
            yield from card.of_article(article)
        yield from card.of_statements(said.get(treaty.pk, ()))


class _Card:
    """A treaty with what all its documents have in common."""

    def __init__(self, treaty: Treaty, numbers: Mapping[str, int]) -> None:
        self.treaty = treaty
        self.numbers = numbers
        self.titles = {text.language: text for text in treaty.record.texts.all()}
        self.names = registry.names().get(treaty.symbol, {})
        self.audience = PUBLIC if treaty.record.state == State.PUBLISHED else Permission.RECORD_PUBLISH.value
        self.status = Status.IN_FORCE.value if treaty.in_force_on else ""
        self.terms = _crimes(treaty.crime_types)
        every = [treaty.symbol, treaty.short, *(name for own in self.names.values() for name in own)]
        titles = [text.title for text in self.titles.values() if len(text.title.split()) <= LONGEST_NAME]
        self.called = [name for name in dict.fromkeys([*every, *titles]) if name]

    def title(self, language: str) -> str:
        """The treaty's title in a language, else in English, else in any."""
        text = self.titles.get(language) or self.titles.get("en") or next(iter(self.titles.values()), None)
        return text.title if text else self.treaty.symbol

    def citations(self, locator: str = "") -> tuple[str, ...]:
        """The treaty, or an article of it, under every name."""
        keys = [normalise_citation(name, locator) for name in self.called]
        return tuple(dict.fromkeys(key for key in keys if key and not key.startswith("#")))

    def document(  # noqa: PLR0913 -- what differs between the documents of a treaty
        self,
        kind: str,
        name: str,
        language: str,
        *,
        address: str,
        title: str,
        body: str = "",
        about: str = "",
        context: str = "",
        terms: Iterable[str] = (),
        wording: str = "",
        citations: tuple[str, ...] = (),
        articles: tuple[str, ...] = (),
        cited: int = 0,
        weight: float = 1.0,
    ) -> Document:
        """One document, with what all of this treaty have in common."""
        return Document(
            id=f"treaty:{self.treaty.symbol}:{name}:{language}" if name else f"treaty:{self.treaty.symbol}:{language}",
            record=str(self.treaty.pk),
            kind=kind,
            address=address,
            language=language,
            title=title,
            body=body,
            about=about,
            context=context,
            citations=citations,
            terms=tuple(terms) or self.terms,
            articles=articles,
            status=self.status,
            on=self.treaty.adopted_on,
            wording=wording,
            audience=self.audience,
            cited=cited,
            weight=weight * citing.prior(cited),
        )

    def of_treaty(self) -> Iterator[Document]:
        """One for each language in which it has a title or a name."""
        for language in dict.fromkeys([*self.titles, *self.names]):
            text = self.titles.get(language)
            other = [name for name in (self.treaty.short, *self.names.get(language, ())) if name]
            title = text.title if text else other[-1]
            lines = [self.treaty.symbol, *dict.fromkeys(other), text.summary if text else ""]
            yield self.document(
                "treaty", "", language,
                address=self.treaty.address,
                title=title,
                body="\n".join(line for line in lines if line and line != title),
                wording=text.wording if text else "",
                citations=self.citations(),
                cited=self.numbers.get("", 0),
                weight=WEIGHTS["treaty"],
            )  # fmt: skip

    def of_portions(self, portions: Iterable[TreatyText]) -> Iterator[Document]:
        """Preambles and annexes, and texts that are kept whole."""
        for one in portions:
            if not one.body.strip():
                continue
            yield self.document(
                "treaty", f"part:{one.provenance_id}:{one.position}", one.language,
                address=self.treaty.address,
                title=self.title(one.language),
                body=one.body,
                wording=one.wording,
                weight=WEIGHTS["portion"],
            )  # fmt: skip

    def of_article(self, article: Article) -> Iterator[Document]:
        """One for each language: its text, else our own summary; its bare title when there is neither."""
        texts: dict[str, ArticleText] = {}
        for text in article.texts.all():
            # The best source of a language comes first.
            texts.setdefault(text.language, text)
        summaries = {summary.language: summary for summary in article.summaries.all()}
        english = summaries.get("en")
        terms = _crimes(english.crime_types if english else ())
        for language in dict.fromkeys([*texts, *summaries] or ["en"]):
            words, summary = texts.get(language), summaries.get(language)
            own_title = (summary.title if summary else "") or (words.title if words else "")
            if not own_title and language == "en":
                own_title = article.title
            if not (words or summary or own_title):
                continue
            yield self.document(
                "article", article.number.replace(" ", "-"), language,
                address=article.address,
                title=_titled(article.number, own_title, language),
                body=words.body.strip() if words else _said(summary),
                about=_said(summary) if words else "",
                context=self.title(language) if words or not summary else self._as_summary(language),
                terms=terms,
                wording=words.wording if words else "machine" if summary and summary.review == Review.MACHINE else "",
                citations=self.citations(article.number),
                articles=(article.term,),
                cited=self.numbers.get(article.number, 0),
                weight=WEIGHTS["article"],
            )  # fmt: skip

    def _as_summary(self, language: str) -> str:
        with translation.override(interface_language(language)):
            what = _("Summary in our own words")
        return f"{self.title(language)} · {what}"

    def of_statements(self, actions: Iterable[TreatyAction]) -> Iterator[Document]:
        """What States and organisations declared, reserved, objected to or notified."""
        for action in actions:
            language = action.language or "en"
            names = places.names(interface_language(language))
            with translation.override(interface_language(language)):
                title = f"{names.get(action.place_id, action.place_id)}: {action.get_kind_display()}"
            codes = tuple(code for code in (action.place_id, action.against_id) if code)
            document = self.document(
                "declaration", f"statement:{action.pk}", language,
                address=f"{self.treaty.address}statements/#{action.place_id}",
                title=title,
                body=action.text,
                context=self.title(language),
                wording="original" if action.language else "",
                weight=WEIGHTS["declaration"],
            )  # fmt: skip
            yield _placed(document, codes, action)


def _placed(document: Document, codes: tuple[str, ...], action: TreatyAction) -> Document:
    regions = tuple(dict.fromkeys(region for code in codes[:1] for region in places.regions_of(code)))
    on = action.earliest_on if action.earliest_on == action.latest_on else None
    return replace(document, places=codes, regions=regions, on=on, status="")


def _crimes(types: Iterable[str]) -> tuple[str, ...]:
    return tuple(f"crime-types:{one}" for one in types)


def _titled(number: str, title: str, language: str) -> str:
    """“Article 18. Mutual legal assistance”, in the words of the language where the interface has it."""
    if language.partition("-")[0] in INTERFACE:
        with translation.override(interface_language(language)):
            name = _("Article %(number)s") % {"number": number}
    else:
        name = f"{OTHER_WORDS.get(language, 'Art.')} {number}"
    return f"{name}. {title}" if title else name


def _said(summary: ArticleSummary | None) -> str:
    return "\n".join([summary.summary, *summary.asks]) if summary else ""
