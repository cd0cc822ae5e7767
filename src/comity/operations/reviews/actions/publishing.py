"""Bring the public record of a review to what the State under review lets everybody read, no more and no less."""

import uuid
from collections.abc import Iterator, Mapping
from typing import Any, Final

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from comity.base.audit.actions import note
from comity.base.files.enums import State as FileState
from comity.base.people.actions import ensure_service
from comity.base.people.models import User
from comity.base.places import queries as places
from comity.engines.questionnaires import queries as questionnaires
from comity.engines.questionnaires.enums import Kind
from comity.engines.questionnaires.models import Answer, Enclosure
from comity.engines.questionnaires.registry import definition_of
from comity.engines.records import actions as records
from comity.engines.records import queries as public
from comity.engines.records.enums import Outcome, Relation, State, Wording
from comity.engines.records.models import Record
from comity.engines.records.shapes import Arrow, Card, CardSource, CardText
from comity.kernel.languages import INTERFACE
from comity.knowledge.published_reviews.models import PublishedObservation, PublishedReview
from comity.operations.reviews.actions.naming import locked
from comity.operations.reviews.enums import Cluster, Matter, Side, Step
from comity.operations.reviews.models import Consent, Observation, Review
from comity.operations.reviews.queries import published, writings
from comity.operations.reviews.queries import reviews as queries
from comity.operations.reviews.rules import acting
from comity.operations.reviews.shapes import Standpoint


PUBLIC: Final = Standpoint(Side.PUBLIC)


@transaction.atomic
def publish_result(review: Review, *, by: User) -> Outcome | None:
    """Make the record of a published review say what its State consented to; where that is nothing, there is none.

    What was public and is no longer consented to goes out of the record and of the index; it stays in the revisions,
    which staff alone read. The same again changes nothing.

    Args:
        review: which.
        by: who takes the step from which it follows; the record itself is kept by the service.

    Returns:
        What became of the record; None when there is none, or none any more.
    """
    if review.stage is not Step.PUBLISHED:
        return None
    consented, service = queries.consented(review), ensure_service()
    record = Record.objects.filter(pk=published.key_of(review)).first()
    is_gone = record is not None and record.state == State.WITHDRAWN
    if not consented and (record is None or is_gone):
        return None
    if record is not None and is_gone:
        if not published.is_withdrawn_by(service, record):
            # An editor took it out of public view, for a reason of their own; that is not undone by a State.
            return None
        # What is withdrawn cannot be changed: it comes back as it was left, empty, and is filled at once.
        records.publish(record, by=service)
    outcome = records.put_many([(_detail(review, consented), _card(review, consented))], by=service)[0]
    if record is not None and not consented:
        records.withdraw(record, by=service, reason=_("The State under review no longer lets it be published."))
    if outcome is not Outcome.UNCHANGED:
        note("review.publish_result", review.procedure, by=by, parts=sorted(consented))
    return outcome if consented else None


@transaction.atomic
def reconsider(review: Review, matter: Matter, *, is_public: bool, by: User) -> Consent:
    """Let a part of a published review be read, or no longer; everybody's page and search follow at once.

    Raises:
        NotPermitted: the person is neither its focal point nor names people for the State under review.
        NotNow: it is not published.
    """
    review = locked(review)
    acting.check_may_reconsider(queries.standpoint(by, review), review)
    said = {"is_public": is_public, "by": by, "at": timezone.now()}
    found, _made = Consent.objects.update_or_create(review=review, matter=matter, defaults=said)
    note("review.reconsider", review.procedure, by=by, matter=matter.value, is_public=is_public)
    publish_result(review, by=by)
    return found


def publish_missing(*, by: User) -> int:
    """Make the records of reviews that were published before there were any; how many."""
    made = 0
    for review in published.without_record():
        made += publish_result(review, by=by) is not None
    return made


# ---------------------------------------------------------------- what it says


def _detail(review: Review, consented: frozenset[str]) -> PublishedReview:
    answers = list(_answers(review)) if Matter.ANSWERS in consented else []
    detail = PublishedReview(
        mechanism=review.cycle.mechanism,
        cycle=review.cycle.name,
        cluster=review.cycle.cluster,
        reviewers=sorted(one.place_id for one in review.reviewers.all()),
        published_on=review.finished_at.date() if review.finished_at else None,
        answers=answers,
        withheld=[matter.value for matter in Matter if matter.value not in consented],
        review_key=review.pk,
    )
    detail.attach({
        "observations": [
            PublishedObservation(finding=one.kind, article=one.article, text=one.text, language=one.language)
            for one in _observations(review, consented)
        ]
    })  # fmt: skip
    return detail


def _observations(review: Review, consented: frozenset[str]) -> list[Observation]:
    return writings.observations_of(review, PUBLIC, consented)


def _answers(review: Review) -> Iterator[dict[str, Any]]:
    """The answers as they were handed in, without what is for colleagues."""
    for assessment in queries.assessments_of(review):
        if assessment.reason and assessment.response.closed_at is None:
            # Opened late, and never handed in.
            continue
        version = assessment.response.version
        definition = definition_of(version)
        articles = {
            question.code: question.article or section.article
            for section in definition.sections
            for question in section.questions
        }
        given = {one.question: one for one in Answer.objects.filter(response=assessment.response)}
        enclosed = questionnaires.enclosures_of(assessment.response, is_colleague=False)
        yield {
            "instrument": assessment.instrument,
            "questionnaire": definition.code,
            "edition": version.edition,
            "title": dict(definition.title),
            "answers": [
                {
                    "code": code,
                    "article": articles[code],
                    "is_records": question.kind is Kind.RECORD,
                    "value": given[code].value,
                    **({"files": _files(given[code], enclosed)} if question.kind is Kind.FILE else {}),
                    "evidence": [
                        {"record": str(each.get("record", "")), "locator": str(each.get("locator", ""))}
                        for each in given[code].evidence
                    ],
                }
                for code, question in definition.questions.items()
                if code in given and (given[code].value not in (None, "", [], {}) or given[code].evidence)
            ],
        }


def _files(given: Answer, enclosed: Mapping[str, Enclosure]) -> list[dict[str, Any]]:
    """The files of an answer, each by what everybody knows it again; one that was refused is not published."""
    several = [enclosed[key] for key in map(str, given.value or ()) if key in enclosed]
    return [
        {"key": str(one.file_id), "name": one.name, "size": one.file.size, "sha256": one.file.digest}
        for one in several
        if one.file.state not in {FileState.REFUSED, FileState.REMOVED}
    ]


def _card(review: Review, consented: frozenset[str]) -> Card:
    place = str(review.procedure.place_id)
    # What is kept is the same whatever the language of whoever takes the step.
    with translation.override("en"):
        source = CardSource(str(review.cycle), locator=str(Cluster(review.cycle.cluster).label))
    return Card(
        name=published.name_of(review),
        place=place,
        texts=tuple(_texts(review, place, consented)),
        sources=(source,),
        topics=published.topics(review.cycle.mechanism),
        links=tuple(dict.fromkeys(_links(review, consented))),
    )


def _texts(review: Review, place: str, consented: frozenset[str]) -> Iterator[CardText]:
    """A title in each of the six languages, and the summary in those in which there is one."""
    summaries = {one.language: one for one in writings.summaries_of(review, PUBLIC, consented)}
    for language in INTERFACE:
        found = summaries.get(language)
        with translation.override(language):
            title = _("%(place)s: %(mechanism)s, %(cycle)s") % {
                "place": places.names(language).get(place, place),
                "mechanism": review.cycle.get_mechanism_display(),
                "cycle": review.cycle.name,
            }
        if found is None:
            yield CardText(language, title, wording=Wording.UNOFFICIAL)
        else:
            # The Secretariat of the mechanism translates: its translation is the mechanism's own.
            wording = Wording.OFFICIAL if found.is_translation else Wording.ORIGINAL
            yield CardText(language, title, found.text, wording)


def _links(review: Review, consented: frozenset[str]) -> Iterator[Arrow]:
    """The treaties, the articles on which something was observed, and what was given as evidence."""
    treaties = published.treaties(review.instruments)
    for symbol in review.instruments:
        if symbol in treaties:
            yield Relation.CITES, treaties[symbol], ""
    for one in _observations(review, consented):
        symbol, _colon, number = one.article.partition(":")
        if symbol in treaties:
            yield Relation.CITES, treaties[symbol], number
    if Matter.ANSWERS in consented:
        evidence = [each for asked in _answers(review) for one in asked["answers"] for each in one["evidence"]]
        there = public.linked_by_key({each["record"] for each in evidence}, language="en")
        for each in evidence:
            if each["record"] in there:
                yield Relation.CITES, uuid.UUID(each["record"]), each["locator"][:100]
