"""Keys that somebody knows who may not use them any more, and recoveries for which too few officers are left."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comity.base.access.enums import Grade, Permission
from comity.base.access.registry import Check, Finding, Line
from comity.base.people.models import Membership, User
from comity.engines.exchange.models import AuthorityKey, RecoverySet, Share, Wrap
from comity.engines.exchange.queries.keys import ROLES_THAT_EXCHANGE
from comity.kernel.lists import listed


@dataclass(frozen=True, slots=True)
class Standing:
    """How the key of an authority is held.

    Args:
        key: the one to which is sealed what comes now.
        holders: who opens it, and works there.
        beyond: who knows it and may not use it any more, in the order of their names.
        needed: how many officers recover it; 0 where no recovery was prepared.
        officers: those of them who still can.
    """

    key: AuthorityKey
    holders: frozenset[int]
    beyond: tuple[User, ...]
    needed: int
    officers: frozenset[int]

    @property
    def is_recoverable(self) -> bool:
        """Whether enough officers are left."""
        return 0 < self.needed <= len(self.officers)

    @property
    def is_well(self) -> bool:
        """Whether nothing has to be done: who knows the key may, and what was prepared for its loss still works."""
        return bool(self.holders) and not self.beyond and (not self.needed or self.is_recoverable)


def standing_of(organisations: Collection[int] | None = None) -> dict[int, Standing]:
    """How the keys of some authorities are held, or of all, by authority; five queries."""
    # How an authority elsewhere holds its key, that one sees to: at another installation, or without any.
    keys = AuthorityKey.objects.filter(ended_at__isnull=True, installation="", owner_there="")
    if organisations is not None:
        keys = keys.filter(organisation__in=organisations)
    several = list(keys.select_related("organisation").order_by("organisation"))
    working = _working({one.organisation_id for one in several})
    wraps: dict[int, list[Wrap]] = {one.pk: [] for one in several}
    for wrap in Wrap.objects.filter(key__in=wraps).select_related("own__person").order_by("pk"):
        wraps[wrap.key_id].append(wrap)
    latest = RecoverySet.objects.filter(key__organisation__in=[one.organisation_id for one in several])
    sets = {one.key_id: one for one in latest.filter(ended_at__isnull=True).order_by("at")}
    shares: dict[int, set[int]] = {}
    for share in Share.objects.filter(set__in=list(sets.values()), own__ended_at__isnull=True).select_related("own"):
        shares.setdefault(share.set_id, set()).add(share.own.person_id)
    return {
        key.organisation_id: _standing(
            key, wraps[key.pk], working.get(key.organisation_id, set()), sets.get(key.pk), shares
        )
        for key in several
    }


def _working(organisations: Collection[int]) -> dict[int, set[int]]:
    """Who may use the keys of some authorities now, by authority."""
    found: dict[int, set[int]] = {}
    held = Membership.objects.active().filter(
        organisation__in=organisations, role__in=ROLES_THAT_EXCHANGE, user__is_active=True
    )
    for organisation, person in held.order_by("pk").values_list("organisation", "user"):
        found.setdefault(organisation, set()).add(person)
    return found


def _standing(
    key: AuthorityKey,
    wraps: Collection[Wrap],
    working: set[int],
    rescue: RecoverySet | None,
    shares: Mapping[int, set[int]],
) -> Standing:
    holders = {one.own.person_id for one in wraps if one.ended_at is None and one.own.ended_at is None} & working
    # Whoever has made another key of their own waits to be admitted again, and may use the authority's all the same.
    waiting = {one.own.person_id for one in wraps if one.own.ended_at is not None} & working
    cut = {one.own.person_id for one in wraps if one.ended_at is not None and one.own.ended_at is None}
    people = {one.own.person_id: one.own.person for one in wraps}
    beyond = set(people) - holders - (waiting - cut)
    return Standing(
        key,
        frozenset(holders),
        tuple(sorted((people[one] for one in beyond), key=lambda one: (name_of(one), one.pk))),
        rescue.threshold if rescue else 0,
        frozenset(shares.get(rescue.pk, set()) & working) if rescue else frozenset(),
    )


def name_of(person: User) -> str:
    """How colleagues call somebody."""
    return person.get_full_name() or person.username


# ---------------------------------------------------------------- in words


def sentences_of(one: Standing) -> list[str]:
    """What must be done about a key, in the reader's language; nothing where it is well."""
    said = []
    if one.beyond:
        names = listed(name_of(person) for person in one.beyond)
        told = _("Change the sealed key of %(organisation)s: %(names)s may not use it any more and still know it.")
        said.append(told % {"organisation": one.key.organisation.name, "names": names})
    if not one.holders:
        told = (
            _("Nobody holds the sealed key of %(organisation)s now. Its officers can recover it on the page of keys.")
            if one.is_recoverable
            else _(
                "Nobody holds the sealed key of %(organisation)s now. A member makes a new one on the page of keys."
            )
        )
        said.append(told % {"organisation": one.key.organisation.name})
    if one.needed and not one.is_recoverable:
        told = _(
            "Prepare the recovery of the sealed key of %(organisation)s again: of the %(needed)s officers who are"
            " needed %(left)s are left."
        )
        named = {"organisation": one.key.organisation.name, "needed": one.needed, "left": len(one.officers)}
        said.append(told % named)
    return said


def desk() -> Iterator[Line]:
    """What waits for the staff: nothing that they can do themselves, and much of which they should ask."""
    yield Line(
        "exchange.keys",
        gettext_lazy("authorities whose sealed key must be changed or prepared anew"),
        lambda person: len(_unwell()),
        Permission.ORGANISATION_MANAGE,
        "people:organisations",
    )


def health() -> Iterator[Check]:
    """Whether some key is known to somebody who may not use it."""
    yield Check("exchange.holding", gettext_lazy("Sealed keys of authorities"), _keys, "people:organisations")


def _unwell() -> list[Standing]:
    return [one for one in standing_of().values() if not one.is_well]


def _keys() -> Finding:
    every = standing_of().values()
    figures = {
        "authorities": len(every),
        "known_beyond": sum(1 for one in every if one.beyond),
        "held_by_nobody": sum(1 for one in every if not one.holders),
        "recovery_short": sum(1 for one in every if one.needed and not one.is_recoverable),
    }
    unwell = sum(1 for one in every if not one.is_well)
    if unwell:
        said = _("Authorities whose sealed key must be changed or prepared anew: %(count)s.") % {"count": unwell}
        return Finding(Grade.LATE, said, _("Ask these authorities: their pages say what is to be done."), figures)
    return Finding(Grade.WELL, _("Every sealed key is known only to those who may use it."), figures=figures)
