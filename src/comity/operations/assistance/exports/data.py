"""A finding as plain data, each statement with its source."""

from collections.abc import Iterable, Mapping
from typing import Any

from comity.knowledge.authorities import queries as authorities
from comity.knowledge.authorities.exports.sentences import advised, explained
from comity.knowledge.treaties.models import TreatyAction
from comity.operations.assistance.enums import TOLD, Outcome
from comity.operations.assistance.exports.sentences import article, sentence
from comity.operations.assistance.queries import Coverage, Need, Own, Statement
from comity.operations.assistance.shapes import Base, Candidate, Measure, Place, Side, Why


Acts = Mapping[int, TreatyAction]


def keys_of(candidates: Iterable[Candidate]) -> set[int]:
    """The keys of the acts by which either side is bound."""
    verdicts = (v for one in candidates for side in one.sides for v in (side.verdict, side.protocol) if v)
    return {act.key for verdict in verdicts for act in verdict.acts[:1]}


def place_data(place: Place) -> dict[str, str]:
    """Where in a treaty something stands."""
    return {
        "treaty": place.symbol,
        "article": place.article,
        "paragraph": place.paragraph,
        "cited": place.number,
        "address": place.path,
    }


def base_data(base: Base) -> dict[str, Any]:
    """The article by which a treaty serves."""
    return place_data(base.place) | {"force": base.force.value, "through": base.through, "words": article(base)}


def why_data(why: Why, names: Mapping[str, str]) -> dict[str, Any]:
    """A reason or a doubt, with its sentence."""
    return {
        "code": str(why.kind),
        "place": why.place,
        "on": why.on,
        "subject": why.subject,
        "sentence": sentence(why, names),
    }


def side_data(side: Side, acts: Acts) -> dict[str, Any]:
    """Since when one side is bound, and by which act."""
    act = acts.get(side.verdict.acts[0].key) if side.verdict and side.verdict.acts else None
    return {
        "place": side.place,
        "state": side.state,
        "standing": str(side.verdict.standing) if side.verdict else "no",
        "since": side.since,
        "act": act.kind if act else "",
        "on": act.on_text if act else "",
        "source": act.provenance.title if act else "",
        "source_url": act.provenance.url if act else "",
    }


def statement_data(one: Statement) -> dict[str, Any]:
    """What a State declared."""
    action = one.action
    return {
        "place": action.place_id,
        "kind": action.kind,
        "on": action.on_text,
        "topics": [topic.value for topic in one.topics],
        "concerns_whole_treaty": one.is_whole,
        "text": action.text,
        "language": action.language,
        "address": f"/treaties/{action.treaty.symbol}/statements/",
        "source": action.provenance.title,
    }


def candidate_data(  # noqa: PLR0913, PLR0917 -- what was read beside it, handed in once for all
    one: Candidate,
    measure: Measure,
    acts: Acts,
    statements: Iterable[Statement],
    names: Mapping[str, str],
    titles: Mapping[str, authorities.Title],
    language: str,
) -> dict[str, Any]:
    """One treaty that was considered; what it demands only where it may serve."""
    title = titles.get(one.symbol)
    excluded = one.outcome == Outcome.EXCLUDED
    return {
        "symbol": one.symbol,
        "title": title.text if title else one.symbol,
        "address": f"/treaties/{one.symbol}/",
        "outcome": one.outcome.value,
        "articles": [base_data(base) for base in one.bases],
        "sides": [side_data(side, acts) for side in one.sides],
        "reasons": [why_data(why, names) for why in one.reasons],
        "doubts": [why_data(why, names) for why in one.doubts],
        "statements": [statement_data(said) for said in statements],
        "demands": []
        if excluded
        else [
            {
                "id": demand.term.id,
                "part": demand.term.part.value,
                "words": demand.term.word(language),
                "source": place_data(demand.place),
            }
            for demand in one.demands(measure)
        ],
    }


def answer_data(answer: authorities.Answer, titles: Mapping[str, authorities.Title], language: str) -> dict[str, Any]:
    """Whom to ask, and what can be done where nobody is known."""
    return {
        "answers": [
            {
                "rank": one.rank,
                "id": one.shown.key,
                "address": one.shown.authority.address,
                "name": one.shown.name(language)[0],
                "reason": one.reason.value,
                "explanation": explained(one, answer.question, titles, language),
                "languages": one.languages,
                "channels": one.channels,
                "urgent": one.shown.particulars.get("urgent_procedure", ""),
            }
            for one in answer.found
        ],
        "remaining": [
            {"kind": way.kind.value, "advice": advised(way, answer.question, language)} for way in answer.remaining
        ],
    }


def need_data(one: Need) -> dict[str, Any]:
    """What the requested State has told, with its source."""
    return {
        "id": one.key,
        "want": one.want.value,
        "asked": one.want not in TOLD,
        "words": one.words,
        "language": one.language,
        "codes": list(one.codes),
        "names": list(one.names),
        "number": one.number,
        "by": one.source.by,
        "on": one.source.on,
        "address": one.source.address,
    }


def own_data(own: Own) -> dict[str, str]:
    """A provision of the requested State's own law."""
    return {
        "law": own.law.address,
        "provision": own.law.address_of(own.one.provision),
        "about": own.one.about.value,
    }


def coverage_data(one: Coverage) -> dict[str, Any]:
    """How far the data reach for one treaty."""
    return {
        "symbol": one.symbol,
        "complete_on": one.complete_on,
        "parties": one.parties,
        "reported": one.reported[0] if one.reported else None,
        "reported_on": one.reported[1] if one.reported else None,
        "measures": one.articles,
    }
