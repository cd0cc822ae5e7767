"""Which offer of technical assistance fits a need, and why: every match says what it rests on."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from comity.operations.reviews.enums import Fit
from comity.operations.reviews.models import Need, Offer


# What each reason counts; a match is ranked by their sum, and shown with every one of them.
POINTS: Final[Mapping[Fit, int]] = {
    Fit.ARTICLE: 4,
    Fit.INSTRUMENT: 3,
    Fit.SISTER: 2,
    Fit.ANY_ARTICLE: 1,
    Fit.KIND: 2,
    Fit.STATE: 3,
    Fit.REGION: 2,
    Fit.ANYWHERE: 1,
    Fit.LANGUAGE: 2,
    Fit.NO_LANGUAGE: 0,
    Fit.LATER: 0,
}


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an offer fits; ``about`` holds codes of what it rests on: articles, kinds, a region, languages."""

    fit: Fit
    about: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """An offer that fits a need, and why."""

    offer: Offer
    reasons: tuple[Reason, ...]

    @property
    def points(self) -> int:
        """How well it fits."""
        return sum(POINTS[one.fit] * (len(one.about) if one.fit is Fit.KIND else 1) for one in self.reasons)


def matches(
    need: Need,
    offers: Iterable[Offer],
    *,
    regions: Sequence[str],
    sisters: Mapping[str, tuple[str, ...]],
    today: dt.date,
) -> list[Match]:
    """The offers that fit a need, the best first; those that fit alike by their titles.

    Args:
        need: of which State, on which article, of which kinds, in which languages, by when.
        offers: from which.
        regions: in which the State lies, the nearest first.
        sisters: the articles of the other convention about the same, by article.
        today: the day.
    """
    found = [_match(need, one, regions, sisters, today) for one in offers]
    return sorted((one for one in found if one is not None), key=lambda one: (-one.points, one.offer.title))


def _match(
    need: Need, offer: Offer, regions: Sequence[str], sisters: Mapping[str, tuple[str, ...]], today: dt.date
) -> Match | None:
    """Why an offer fits; None where it is for other articles, kinds or regions, or over."""
    kinds = tuple(one for one in need.kinds if one in offer.kinds)
    article, region = _article(need, offer, sisters), _region(need, offer, regions)
    if not kinds or article is None or region is None or (offer.ends_on is not None and offer.ends_on < today):
        return None
    reasons = [article, Reason(Fit.KIND, kinds), region, _language(need, offer)]
    if offer.begins_on is not None and offer.begins_on > max(today, need.due_on or today):
        reasons.append(Reason(Fit.LATER))
    return Match(offer, tuple(reasons))


def _article(need: Need, offer: Offer, sisters: Mapping[str, tuple[str, ...]]) -> Reason | None:
    if not offer.articles or not need.article:
        return Reason(Fit.ANY_ARTICLE)
    if need.article in offer.articles:
        return Reason(Fit.ARTICLE, (need.article,))
    instrument = need.article.partition(":")[0]
    if instrument in offer.articles:
        return Reason(Fit.INSTRUMENT, (instrument,))
    alike = tuple(one for one in sisters.get(need.article, ()) if {one, one.partition(":")[0]} & set(offer.articles))
    return Reason(Fit.SISTER, alike) if alike else None


def _region(need: Need, offer: Offer, regions: Sequence[str]) -> Reason | None:
    if not offer.regions:
        return Reason(Fit.ANYWHERE)
    if need.place_id in offer.regions:
        return Reason(Fit.STATE, (need.place_id,))
    near = next((one for one in regions if one in offer.regions), None)
    return Reason(Fit.REGION, (near,)) if near is not None else None


def _language(need: Need, offer: Offer) -> Reason:
    if not need.languages or not offer.languages:
        return Reason(Fit.LANGUAGE)
    common = tuple(one for one in need.languages if one in offer.languages)
    return Reason(Fit.LANGUAGE, common) if common else Reason(Fit.NO_LANGUAGE)
