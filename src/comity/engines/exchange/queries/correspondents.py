"""Authorities that have no installation, and who here may write to them."""

from collections.abc import Iterable

from django.db.models import QuerySet

from comity.base.people.models import Organisation, User
from comity.engines.exchange import rules
from comity.engines.exchange.models import Acquaintance, Correspondent


def correspondents_among(organisations: Iterable[Organisation]) -> list[Correspondent]:
    """Those of some authorities that have no installation; one query."""
    several = Correspondent.objects.filter(organisation__in=list(organisations))
    return list(several.select_related("organisation").order_by("pk"))


def correspondent_of(organisation: Organisation) -> Correspondent | None:
    """The same authority as one that has no installation, if it is one; one query."""
    return Correspondent.objects.filter(organisation=organisation).first()


def acquaintances_of(person: User | None) -> QuerySet[Acquaintance]:
    """Which of the person's authorities know which authority without an installation, also those of before.

    Nobody else learns that there are any; one query.
    """
    found = Acquaintance.objects.filter(organisation__in=rules.authorities_of(person))
    return found.select_related("correspondent__organisation__place", "organisation", "compared_by").order_by(
        "correspondent__organisation__name", "organisation__name", "at", "pk"
    )


def unknown_to(person: User | None, *, is_now: bool = False) -> QuerySet[Correspondent]:
    """The authorities without an installation that no authority of the person's knows, as part of another question.

    Args:
        person: who looks.
        is_now: also those that were known and are no more.
    """
    known = Acquaintance.objects.filter(organisation__in=rules.authorities_of(person))
    if is_now:
        known = known.filter(ended_at__isnull=True)
    return Correspondent.objects.exclude(pk__in=known.values("correspondent"))


def is_acquainted(organisation: Organisation, correspondent: Correspondent) -> bool:
    """Whether an authority may write to one that has no installation; one query."""
    several = Acquaintance.objects.filter(correspondent=correspondent, ended_at__isnull=True)
    return several.filter(organisation=organisation).exists()
