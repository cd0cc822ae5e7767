"""The list of published results of reviews, the page of one, and the answers to one of its questionnaires."""

import datetime as dt
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from comity.base.places import queries as places
from comity.engines.citations.views import cited_by
from comity.engines.questionnaires import queries as questionnaires
from comity.engines.questionnaires.grammar.wording import article_name
from comity.engines.questionnaires.models import Version
from comity.engines.questionnaires.registry import Linked, definition_of
from comity.engines.questionnaires.shapes import Question
from comity.engines.questionnaires.views.shown import Words, words
from comity.engines.questionnaires.views.values import Piece, lines_of, pieces
from comity.engines.records.models import Record
from comity.engines.records.queries import linked_by_key
from comity.engines.records.views import RecordList, RecordPage, reading_language
from comity.engines.records.views.listing import Choice, Filter
from comity.engines.records.views.reading import line, readable
from comity.kernel.lists import listed
from comity.knowledge.published_reviews import queries
from comity.knowledge.published_reviews.enums import Matter
from comity.knowledge.published_reviews.models import PublishedObservation, PublishedReview
from comity.ui.components import Badge, Crumb, Fact
from comity.ui.templatetags.addresses import in_language


CYCLE: Final = "cycle"


@dataclass(frozen=True, slots=True)
class Paragraphs:
    """The observations on one article, or on none."""

    heading: str
    address: str
    several: list[PublishedObservation]


@dataclass(frozen=True, slots=True)
class Answered:
    """What was answered to one question."""

    code: str
    text: Words
    article: str
    lines: tuple[Words, ...]
    evidence: tuple[Piece, ...]
    # Each with key, name, size and digest.
    files: tuple[Mapping[str, Any], ...] = ()


def day(value: dt.date | None) -> SafeString | str:
    """A day as it is written; dates are never turned round inside Arabic."""
    return format_html('<bdi class="date" dir="ltr">{}</bdi>', value.isoformat()) if value else ""


def article_address(article: str) -> str:
    """Where an article of a treaty is read."""
    symbol, _colon, number = article.partition(":")
    return in_language(f"/treaties/{symbol}/articles/{number.split('.')[0]}/") if number else ""


class PublishedReviewList(RecordList):
    """Published results by State, mechanism, articles, cycle and year."""

    detail_model = PublishedReview
    lead = gettext_lazy(
        "What peer reviews of States came to: answers, observations and summaries, each as far as the State lets it "
        "be read."
    )

    def found(self, records: QuerySet[Record]) -> QuerySet[Record]:
        """Those of the cycle that was asked for."""
        asked = self.request.GET.get(CYCLE, "").replace("\0", "")
        return super().found(queries.in_cycle(records, asked) if asked else records)

    def more_filters(self, request: HttpRequest) -> list[Filter]:
        """The cycles, by the names that the mechanisms gave them."""
        asked = request.GET.get(CYCLE, "").replace("\0", "")
        choices = tuple(Choice(one, one, None, one == asked) for one in queries.cycles())
        return [Filter(CYCLE, _("Cycle"), choices)] if choices else []

    def line(self, record: Record) -> dict[str, Any]:
        """A result with its cycle, its day, and what of it may be read."""
        one: PublishedReview = record.publishedreview
        said = (one.cycle, day(one.published_on), *(part.label for part in one.parts))
        return super().line(record) | {"said": tuple(filter(None, said))}


class PublishedReviewPage(RecordPage):
    """One published result."""

    detail_model = PublishedReview
    template_name = "published_reviews/page.html"

    def context(self, record: Record) -> dict[str, Any]:
        """The summary in each of its languages, the observations by article, and the way to the answers."""
        one: PublishedReview = record.publishedreview
        texts = [text for text in record.texts.all() if text.summary]
        asked = self.request.GET.get("language", reading_language())
        spoken = {text.language: text for text in texts}
        return super().context(record) | {
            "summaries": texts,
            "summary": spoken.get(asked) or spoken.get("en") or (texts[0] if texts else None),
            "groups": grouped(list(one.observations.all())),
            "answers": list(answers_told(one)),
            "withheld": [matter.label for matter in Matter if matter.value in one.withheld],
            "document": one.url,
            "review": reverse("reviews:review", args=[one.review_key]) if one.review_key else "",
            "badges": [Badge(part.label) for part in one.parts],
            "cited_by": cited_by(self.request, record, has_links=False),
        }

    def facts(self, record: Record) -> list[Fact]:
        """What was reviewed, by whom, and when the result was published."""
        one: PublishedReview = record.publishedreview
        names = places.names(reading_language())
        rows: list[tuple[str, object]] = [
            (_("Mechanism"), one.get_mechanism_display()),
            (_("Cycle"), one.cycle),
            (_("What is reviewed"), one.get_cluster_display()),
            (_("Reviewed by"), listed(names.get(code, code) for code in one.reviewers)),
            (_("Published on"), day(one.published_on)),
            (_("Symbol"), one.symbol),
        ]
        return [Fact(name, value) for name, value in rows if value]


def grouped(observations: list[PublishedObservation]) -> list[Paragraphs]:
    """Observations under the articles to which they belong, in the order of the list; those on none come first."""
    found: dict[str, list[PublishedObservation]] = {}
    for one in sorted(observations, key=lambda each: bool(each.article)):
        found.setdefault(one.article, []).append(one)
    language = reading_language()
    return [
        Paragraphs(article_name(article, "", language) or _("On the whole"), article_address(article), several)
        for article, several in found.items()
    ]


def answers_told(one: PublishedReview) -> Iterator[dict[str, Any]]:
    """The questionnaires that were answered: what each is called, how much was answered, and where it is read.

    What a questionnaire is called stands beside the answers, so that its definition is not read for a line.
    """
    for number, asked in enumerate(one.answers, 1):
        title = words(asked["title"], reading_language())
        address = reverse("published_reviews:answers", args=[one.pk, number])
        yield {"title": title, "count": len(asked["answers"]), "address": address}


class PublishedReviewAnswers(View):
    """The answers to one of the questionnaires of a published result."""

    def get(self, request: HttpRequest, pk: uuid.UUID, number: int) -> HttpResponse:
        """Show them by section, or say that they are not there (404) or no longer there (410)."""
        record = readable(request, PublishedReview.kind, pk=pk)
        one: PublishedReview = record.publishedreview
        if not 1 <= number <= len(one.answers):
            raise Http404
        asked, shown = one.answers[number - 1], line(record)
        version = questionnaires.version_of(None, asked["questionnaire"], asked["edition"])
        known = evidence_known(asked, language=reading_language())
        title = words(asked["title"], reading_language())
        name = shown["text"].title if shown["text"] else str(record.pk)
        content = {
            "title": title,
            "of": shown["text"],
            "address": in_language(one.address),
            "questionnaire": reverse("questionnaires:edition", args=[asked["questionnaire"], asked["edition"]])
            if version
            else "",
            "sections": sections(asked, version, known) if version else [],
            "crumbs": (
                Crumb(str(PublishedReview._meta.verbose_name_plural).capitalize(), reverse("published_reviews:list")),
                Crumb(name, in_language(one.address), language=shown["text"].language if shown["text"] else ""),
                Crumb(title.text, language=title.language),
            ),
        }
        return render(request, "published_reviews/answers.html", content)


def evidence_known(asked: Mapping[str, Any], *, language: str) -> dict[str, Linked]:
    """The records to which the answers point, as far as everybody may read them; by key."""
    keys = {each["record"] for answer in asked["answers"] for each in answer["evidence"]}
    for answer in asked["answers"]:
        keys |= {str(each) for each in answer["value"] if isinstance(each, str)} if answer["is_records"] else set()
    return {
        key: Linked(key, text.title, kind, address, text.language)
        for key, (kind, text, address) in linked_by_key(keys, language=language).items()
    }


def sections(asked: Mapping[str, Any], version: Version, known: Mapping[str, Linked]) -> list[dict[str, Any]]:
    """The sections in which anything is answered, with questions and answers as one reads them."""
    definition, language = definition_of(version), reading_language()
    given = {one["code"]: one for one in asked["answers"]}
    found = []
    for section in definition.sections:
        several = [answered(q, given[q.code], language, known) for q in section.questions if q.code in given]
        if several:
            found.append({"code": section.code, "title": words(section.title, language), "answers": several})
    return found


def answered(one: Question, given: Mapping[str, Any], language: str, known: Mapping[str, Linked]) -> Answered:
    """One question with what was answered."""
    return Answered(
        one.code,
        words(one.text, language),
        article_address(given["article"]),
        () if "files" in given else tuple(lines_of(one, given["value"], language, known)),
        pieces(given["evidence"], known),
        tuple(given.get("files", ())),
    )
