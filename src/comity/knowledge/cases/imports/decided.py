"""What a judgment decided, as rows of the tables of a case: instance, charges with verdict and sentence, measures."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from comity.base.terms import queries as terms
from comity.engines.records.models import Satellite
from comity.knowledge.cases.enums import Nature, Role
from comity.knowledge.cases.imports import charges, outcomes
from comity.knowledge.cases.models import Charge, Instance, Measure, Party


# Proceedings in which what is said of crimes tells of other cases: of those of a party, or of a norm that is reviewed.
NOT_CRIMINAL: Final = frozenset({"civil", "administrative", "constitutional-review", "human-rights"})


def parts_of(  # noqa: PLR0913, PLR0917 -- what is known of the judgment by now
    title: str,
    text: str,
    language: str,
    fields: Mapping[str, Any],
    parties: Sequence[Party],
    by_concept: Mapping[str, str],
) -> dict[str, Sequence[Satellite]]:
    """The instances, charges and measures of a judgment; empty lists where it says nothing that is plain."""
    outcome = outcomes.appeal_of(text, language, str(fields["court_level"]))
    found: dict[str, Sequence[Satellite]] = {"instances": [], "charges": [], "measures": []}
    if outcome and fields["court"]:
        found["instances"] = [
            Instance(
                court=fields["court"],
                level=fields["court_level"],
                outcome=outcome,
                number=fields["number"],
                decided=fields["decided"],
            )
        ]
    if fields["proceedings"] not in NOT_CRIMINAL:
        found["charges"] = charged(title, text, language, str(fields["court_level"]), outcome, parties, by_concept)
        if not outcome or outcome == outcomes.UPHELD:
            found["measures"] = [
                Measure(measure="confiscated", amount=one.amount, currency=one.currency)
                for one in charges.confiscated(text, language)
            ]
    return found


def charged(  # noqa: PLR0913, PLR0917 -- as above
    title: str,
    text: str,
    language: str,
    level: str,
    outcome: str,
    parties: Sequence[Party],
    by_concept: Mapping[str, str],
) -> list[Charge]:
    """The charges with their verdict and crime, and with the sentence where there is one charge."""
    counts = charges.counts_of(title, text, language)
    verdict = charges.verdict_of(text, language, level, outcome, counts)
    sentence = charges.sentence_of(text, language, outcome, verdict) if len(counts) == 1 else None
    accused = [party for party in parties if party.role == Role.DEFENDANT and party.nature == Nature.PERSON]
    return [
        Charge(
            defendant=accused[0] if len(accused) == 1 and verdict == "guilty" else None,
            offence=count.offence,
            statute=count.statute,
            crime_type=crime_of(count.offence, language, by_concept),
            verdict=verdict if count.is_convicted or not outcome else "",
            imprisonment_months=sentence.months if sentence else None,
            is_life=sentence.is_life if sentence else False,
            sentence=sentence.words if sentence else "",
        )
        for count in counts
    ]


def crime_of(offence: str, language: str, by_concept: Mapping[str, str]) -> str:
    """The one crime type whose words the name of an offence has; empty when it has none, or those of several."""
    named = {
        crime for found in terms.phrases_in(offence, language) if (crime := by_concept.get(found.concept)) is not None
    }
    return named.pop() if len(named) == 1 else ""
