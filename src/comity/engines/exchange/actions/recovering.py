"""A key that is lost, found again by a quorum of officers."""

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from comity.base.audit.actions import note
from comity.base.notices.actions import settle
from comity.base.people.models import Organisation, User
from comity.engines.exchange import queries, rules
from comity.engines.exchange.actions import departing
from comity.engines.exchange.actions.telling import KEY_LOST, RECOVERY, RECOVERY_SHORT, tell
from comity.engines.exchange.models import AuthorityKey, OwnKey, Recovery, RecoverySet, RescuePart, Share, Wrap
from comity.kernel.errors import NotNow, NotPermitted, Refused


@transaction.atomic
def prepare_recovery(
    organisation: Organisation, *, threshold: int, sealed: str, shares: Mapping[int, str], by: User
) -> RecoverySet:
    """Keep what a quorum of officers can open together; what was prepared before ends.

    Args:
        organisation: the authority.
        threshold: how many of the officers are needed.
        sealed: the authority's secrets, sealed to a key of which the officers have parts.
        shares: from a person to the part, sealed to the person's own key.
        by: a member who holds the authority's key.

    Raises:
        NotPermitted: the person does not hold it.
        Refused: there are fewer officers than are needed, or fewer than two are needed.
    """
    rules.check_member(by, organisation)
    key = queries.current_key(organisation)
    if key is None or not queries.holds(by, key):
        raise NotPermitted(_("Only a member who holds the authority’s key prepares its recovery."))
    if not 2 <= threshold <= len(shares):  # noqa: PLR2004 -- one alone is no quorum
        raise Refused(_("At least two officers are needed, and no more than there are."))
    owns = OwnKey.objects.select_related("person").filter(person__in=list(shares), ended_at__isnull=True)
    several = {own.person_id: own for own in owns if organisation.pk in rules.authorities_of(own.person)}
    if set(several) != set(shares):
        raise NotNow(_("Every officer is a member with a key of their own."))
    if len(sealed) > rules.LONGEST_SECRET * 10 or any(len(one) > rules.LONGEST_SECRET for one in shares.values()):
        raise Refused(_("This is no sealed key."))
    now = timezone.now()
    RecoverySet.objects.filter(key__organisation=organisation, ended_at__isnull=True).update(ended_at=now)
    made = RecoverySet.objects.create(key=key, threshold=threshold, sealed=sealed, made_by=by, at=now)
    settle(RECOVERY_SHORT, about=departing.about(organisation), by=by)
    Share.objects.bulk_create(Share(set=made, own=several[one], sealed=part) for one, part in shares.items())
    note(
        "exchange.prepare_recovery", made, by=by, on_behalf_of=organisation, threshold=threshold, officers=len(shares)
    )
    return made


@transaction.atomic
def ask_for_recovery(organisation: Organisation, *, by: User) -> Recovery:
    """Ask the officers for the authority's key.

    Raises:
        NotNow: nothing was prepared, or the person has no key of their own.
    """
    rules.check_member(by, organisation)
    found = queries.recovery_set(organisation)
    own = OwnKey.objects.filter(person=by, ended_at__isnull=True).first()
    if found is None or own is None:
        raise NotNow(_("The recovery of this key was not prepared, or you have no key of your own yet."))
    now = timezone.now()
    Recovery.objects.filter(set=found, own__person=by, closed_at__isnull=True).update(closed_at=now)
    asked = Recovery.objects.create(set=found, own=own, asked_at=now)
    note("exchange.ask_for_recovery", asked, by=by, on_behalf_of=organisation)
    officers = [share.own.person for share in found.shares.select_related("own__person")]
    tell(officers, RECOVERY, about=f"recovery:{asked.pk}", address="/exchange/keys/", by=by)
    return asked


@transaction.atomic
def pass_part_on(recovery: Recovery, sealed: str, *, by: User) -> int:
    """Hand an officer's part on to who asked; how many parts there are now.

    Raises:
        NotPermitted: the person is no officer of this recovery.
        NotNow: it is over.
    """
    rules.check_member(by, recovery.set.key.organisation)
    share = Share.objects.filter(set=recovery.set_id, own__person=by, own__ended_at__isnull=True).first()
    if share is None:
        raise NotPermitted(_("Only an officer whom this recovery asks does this."))
    if recovery.closed_at is not None or recovery.set.ended_at is not None:
        raise NotNow(_("This recovery is over."))
    if not sealed or len(sealed) > rules.LONGEST_SECRET:
        raise Refused(_("This is no sealed key."))
    RescuePart.objects.update_or_create(
        recovery=recovery, share=share, defaults={"sealed": sealed, "at": timezone.now()}
    )
    note("exchange.pass_part_on", recovery, by=by, on_behalf_of=recovery.set.key.organisation)
    return recovery.parts.count()


@transaction.atomic
def finish_recovery(recovery: Recovery, wraps: Mapping[str, str], *, by: User) -> None:
    """Keep the keys that were recovered, sealed to the own key of who asked.

    Raises:
        NotPermitted: somebody else asked.
        NotNow: too few officers have helped.
    """
    organisation = recovery.set.key.organisation
    rules.check_member(by, organisation)
    if recovery.own.person_id != by.pk:
        raise NotPermitted(_("Somebody else has asked for this."))
    if recovery.closed_at is not None or recovery.parts.count() < recovery.set.threshold:
        raise NotNow(_("Too few officers have helped yet."))
    keys = AuthorityKey.objects.filter(organisation=organisation, fingerprint__in=list(wraps))
    now = timezone.now()
    for key in keys:
        Wrap.objects.filter(key=key, own=recovery.own, ended_at__isnull=True).update(ended_at=now, sealed="")
        Wrap.objects.create(key=key, own=recovery.own, sealed=wraps[key.fingerprint], admitted_by=by, at=now)
    settle(KEY_LOST, about=departing.about(organisation), by=by)
    recovery.closed_at = now
    recovery.save(update_fields=["closed_at"])
    RescuePart.objects.filter(recovery=recovery).delete()
    note("exchange.finish_recovery", recovery, by=by, on_behalf_of=organisation, keys=len(keys))
