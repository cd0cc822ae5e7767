from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction

from comity.base.audit.actions import note
from comity.base.people.models import User
from comity.base.places import queries as places
from comity.engines.records import actions as records
from comity.engines.records.enums import Outcome, Wording
from comity.engines.records.shapes import Card, CardSource, CardText, identity
from comity.kernel.errors import Unreadable
from comity.kernel.languages import INTERFACE
from comity.knowledge.indicators import registry, rules
from comity.knowledge.indicators.actions.recording import BY_HAND, put_figures, retract_observation
from comity.knowledge.indicators.models import Indicator, LoadedFacts, Observation
from comity.knowledge.indicators.shapes import Described, Figure


# Under which our own files' figures are kept.
FACTS: Final = "facts"
# What loading reports on.
LOADED: Final = ("indicators", "observations", "retracted")


def load_facts(*, by: User) -> dict[str, int]:
    """Load every indicator and every figure that ships with the project; the same again changes nothing.

    Returns:
        How many indicators and observations were created or changed, and observations retracted.

    Raises:
        Unreadable: a file of facts names something that is not known.
    """
    rules.check_may_record(by)
    fingerprint = registry.fingerprint()
    if LoadedFacts.objects.filter(name=FACTS, fingerprint=fingerprint).exists():
        return dict.fromkeys(LOADED, 0)
    with transaction.atomic():
        figures = list(registry.figures())
        _check_places(figures)
        reports: dict[str, set[str]] = {}
        for figure in figures:
            reports.setdefault(figure.indicator, set()).add(figure.source_title)
        changed = {"indicators": 0}
        for where, described in registry.indicators():
            changed["indicators"] += _load_indicator(where, described, reports.get(described.code, set()), by=by)
        outcomes = put_figures(figures, by=by, origin=FACTS, leaves=(BY_HAND,))
        changed["observations"] = sum(outcome != Outcome.UNCHANGED for outcome in outcomes)
        changed["retracted"] = _retract_gone(figures, by=by)
        LoadedFacts.objects.update_or_create(name=FACTS, defaults={"fingerprint": fingerprint})
        note("indicator.load_facts", None, by=by, fingerprint=fingerprint, done=changed)
    return changed


def _check_places(figures: list[Figure]) -> None:
    known = places.places()
    for figure in figures:
        if figure.series.place and figure.series.place not in known:
            raise Unreadable(f"No place has the code “{figure.series.place}”.", where=f"{figure.where}, column place")


def _load_indicator(where: str, said: Described, reports: set[str], *, by: User) -> bool:
    before = Indicator.objects.filter(code=said.code).first()
    texts = tuple(
        CardText(code, said.titles[code], said.methods[code], Wording.ORIGINAL if code == "en" else Wording.UNOFFICIAL)
        for code in sorted(INTERFACE, key=lambda code: (code != "en", code))
    )
    known = {one["title"]: one for one in registry.reports().values()}
    sources = tuple(
        CardSource(title, url=known[title]["url"], publisher=known[title]["publisher"]) for title in sorted(reports)
    )
    indicator = Indicator(
        record_id=identity(Indicator.kind, said.code),
        code=said.code,
        theme=said.theme,
        unit=said.unit,
        nature=said.nature,
        frequency=said.frequency,
        counted_by=said.counted_by,
        coverage=said.coverage,
        # The query of a computed one is written by the computation, which knows it.
        statement=before.statement if before else "",
        reference=before.reference if before else "",
    )
    try:
        return records.put(indicator, Card(said.code, None, texts, sources), by=by) != Outcome.UNCHANGED
    except ValidationError as error:
        raise Unreadable("; ".join(error.messages), where=where) from error


def _retract_gone(figures: list[Figure], *, by: User) -> int:
    """Retract what our files told of once and tell of no more; what others have recorded stays."""
    told = {(figure.indicator, figure.series.text, figure.period.text) for figure in figures}
    ours = Observation.objects.filter(origin=FACTS, replaced_at__isnull=True).select_related("series__indicator")
    gone = [one for one in ours if (one.series.indicator.code, one.series.key, one.period_text) not in told]
    for one in gone:
        retract_observation(one, by=by, reason="no longer among the facts that ship")
    return len(gone)
