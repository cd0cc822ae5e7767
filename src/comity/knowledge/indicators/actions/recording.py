from collections.abc import Collection, Iterable, Sequence
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from comity.base.audit.actions import note
from comity.base.people.models import User
from comity.engines.records.enums import Outcome
from comity.kernel.errors import NotNow, Overtaken, Unreadable
from comity.knowledge.indicators import rules
from comity.knowledge.indicators.models import Indicator, Observation, Series
from comity.knowledge.indicators.shapes import Figure, SeriesKey


BATCH: Final = 500
# What makes a figure another one: when one of these differs, the figure is revised.
TOLD: Final = ("value", "precision", "status", "footnotes", "source_title", "source_url", "paragraph")
# As many places after the point as the table keeps.
PLACES: Final = Decimal("0.000001")


# The origin of what a person typed.
BY_HAND: Final = "by hand"


@transaction.atomic
def put_figures(figures: Iterable[Figure], *, by: User, origin: str, leaves: Collection[str] = ()) -> list[Outcome]:
    """Bring observations to what was read; the same again changes nothing, and a corrected figure is a revision.

    The figure that stood before stays, with the moment at which it was replaced.

    Args:
        figures: with codes of indicators that exist.
        by: an editor, or the service.
        origin: who gave them: the name of a file, or of the facts.
        leaves: figures of these origins are not replaced: what a person corrected is not undone.

    Returns:
        What became of each figure, in their order.

    Raises:
        Unreadable: an indicator is not known.
        NotPermitted: the person may not record figures.
    """
    rules.check_may_record(by)
    given = list(figures)
    series = _series(given)
    known = {(o.series_id, o.period_text): o for o in Observation.objects.filter(series__in=series.values()).filter(
        replaced_at__isnull=True
    )}  # fmt: skip
    revisions = _revisions(series.values())
    now, outcomes = timezone.now(), list[Outcome]()
    created: dict[tuple[int, str], Observation] = {}
    replaced: list[Observation] = []
    touched: set[UUID] = set()
    for figure in given:
        own = series[figure.indicator, figure.series.text]
        place = (own.pk, figure.period.text)
        fresh = _observation(own, figure, origin)
        before = created.get(place) or known.get(place)
        if before is not None and (_same(before, fresh) or before.origin in leaves):
            outcomes.append(Outcome.UNCHANGED)
            continue
        touched.add(own.indicator_id)
        if place in created:
            # Twice in one file: the later line stands, and there is nothing that was ever public to keep.
            fresh.revision = created[place].revision
            created[place] = fresh
            outcomes.append(Outcome.CHANGED)
            continue
        if before is not None:
            before.replaced_at = now
            replaced.append(before)
        fresh.revision = revisions.get(place, 0) + 1
        created[place] = fresh
        outcomes.append(Outcome.CREATED if before is None else Outcome.CHANGED)
    Observation.objects.bulk_update(replaced, ["replaced_at"], batch_size=BATCH)
    Observation.objects.bulk_create(created.values(), batch_size=BATCH)
    for indicator in Indicator.objects.filter(pk__in=touched).order_by("pk"):
        note("indicator.put_figures", indicator, by=by, record_id=indicator.pk, origin=origin)
    return outcomes


@transaction.atomic
def add_figure(figure: Figure, *, by: User) -> Outcome:
    """Record one figure that a person typed.

    Raises:
        NotPermitted: the person may not record figures.
        NotNow: there is a figure for this period already; that one is corrected, with a reason.
    """
    rules.check_may_record(by)
    rules.check_typed_in(Indicator.objects.get(code=figure.indicator))
    here = Observation.objects.filter(
        series__indicator__code=figure.indicator,
        series__key=figure.series.text,
        period_text=figure.period.text,
        replaced_at__isnull=True,
    )
    if here.exists():
        raise NotNow(_("There is a figure for this period already. Correct that one, with the reason."))
    return put_figures([figure], by=by, origin=BY_HAND)[0]


@transaction.atomic
def correct_observation(observation: Observation, figure: Figure, *, by: User, seen: int) -> Observation:
    """Let another figure take the place of one; the one before stays among the revisions, with why it was replaced.

    Args:
        observation: the figure that counts.
        figure: of the same series and period, with its source and the reason.
        by: an editor.
        seen: the number of the revision that the person had in view.

    Raises:
        NotPermitted: the person may not record figures.
        Overtaken: another has corrected or retracted it meanwhile.
        NotNow: nothing differs, or no reason is given.
    """
    rules.check_may_record(by)
    rules.check_typed_in(observation.series.indicator)
    now = Observation.objects.select_for_update().filter(
        series=observation.series_id, period_text=observation.period_text, replaced_at__isnull=True
    )
    counts = now.first()
    if counts is None or counts.revision != seen:
        raise Overtaken(
            _("Somebody else has changed this figure since you opened it. Compare, then send yours again.")
        )
    if not figure.reason:
        raise NotNow(_("Say why the figure is corrected."))
    if put_figures([figure], by=by, origin=BY_HAND) == [Outcome.UNCHANGED]:
        raise NotNow(_("Nothing differs from the figure that is there."))
    note(
        "indicator.correct",
        counts,
        by=by,
        record_id=observation.series.indicator_id,
        period=counts.period_text,
        reason=figure.reason,
    )
    return Observation.objects.get(
        series=observation.series_id, period_text=observation.period_text, replaced_at__isnull=True
    )


@transaction.atomic
def retract_observation(observation: Observation, *, by: User, reason: str) -> None:
    """Take a figure out of the series; it stays among the revisions, with the moment of its retraction."""
    rules.check_may_record(by)
    Observation.objects.filter(pk=observation.pk, replaced_at__isnull=True).update(replaced_at=timezone.now())
    key = observation.series.indicator_id
    note("indicator.retract", observation, by=by, record_id=key, period=observation.period_text, reason=reason)


def series_of(indicator: Indicator, key: SeriesKey, known: dict[str, Series]) -> Series:
    """The series of a key, new and not yet saved when the indicator has none."""
    found = known.get(key.text)
    if found is None:
        found = known[key.text] = Series(
            indicator=indicator, place_id=key.place, dimensions=dict(key.dimensions), key=key.text
        )
    return found


def _series(figures: Sequence[Figure]) -> dict[tuple[str, str], Series]:
    """The series of every figure by indicator and key; those that are not there yet are made."""
    codes = {figure.indicator for figure in figures}
    indicators = {one.code: one for one in Indicator.objects.filter(code__in=codes)}
    known: dict[str, dict[str, Series]] = {code: {} for code in indicators}
    for one in Series.objects.filter(indicator__in=indicators.values()).select_related("indicator"):
        known[one.indicator.code][one.key] = one
    found: dict[tuple[str, str], Series] = {}
    for figure in figures:
        if figure.indicator not in indicators:
            raise Unreadable(f"No indicator has the code “{figure.indicator}”.", where=figure.where)
        rules.check_dimensions(figure.series.dimensions)
        own = series_of(indicators[figure.indicator], figure.series, known[figure.indicator])
        found[figure.indicator, figure.series.text] = own
    Series.objects.bulk_create([one for one in found.values() if one.pk is None], batch_size=BATCH)
    return found


def _revisions(series: Iterable[Series]) -> dict[tuple[int, str], int]:
    """The last revision of each figure, also of those that were retracted."""
    rows = Observation.objects.filter(series__in=list(series)).order_by("revision")
    return {(pk, period): revision for pk, period, revision in rows.values_list("series", "period_text", "revision")}


def _observation(series: Series, figure: Figure, origin: str) -> Observation:
    return Observation(
        series=series,
        period_text=figure.period.text,
        earliest_on=figure.period.earliest,
        latest_on=figure.period.latest,
        value=figure.value.quantize(PLACES),
        precision=figure.precision,
        status=figure.status,
        footnotes=dict(figure.footnotes),
        source_title=figure.source_title,
        source_url=figure.source_url,
        paragraph=figure.paragraph,
        origin=origin,
        reason=figure.reason,
    )


def _same(one: Observation, other: Observation) -> bool:
    def told(of: Observation) -> list[Any]:
        return [getattr(of, name) for name in TOLD]

    return told(one) == told(other)
