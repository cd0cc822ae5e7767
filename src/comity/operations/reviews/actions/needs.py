"""State what is offered and what is needed, show a need to a provider, and answer."""

from collections.abc import Mapping
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comity.base.audit.actions import note
from comity.base.notices.actions import notify, settle
from comity.base.notices.enums import Group
from comity.base.notices.registry import Kind
from comity.base.people.models import User
from comity.kernel.errors import NotNow, Unreadable
from comity.kernel.languages import INTERFACE
from comity.operations.reviews.enums import Approach, Bid
from comity.operations.reviews.models import Need, Offer, Recommendation, Showing, Word
from comity.operations.reviews.queries import following, reviews
from comity.operations.reviews.queries import needs as queries
from comity.operations.reviews.rules import acting
from comity.operations.reviews.rules import needs as rules


SHOWN: Final = "reviews.need-shown"
ANSWERED: Final = "reviews.need-answered"
OFFERED: Final = "reviews.offer-waits"
DECIDED: Final = "reviews.offer-decided"
HUB: Final = "/reviews/assistance/"
KINDS: Final = {
    SHOWN: Kind(
        sentence=gettext_lazy("A State has shown your organisation a need of technical assistance."),
        group=Group.TASKS,
        asks=True,
    ),
    OFFERED: Kind(
        sentence=gettext_lazy("An offer of technical assistance waits for the Secretariat."),
        group=Group.TASKS,
        asks=True,
    ),
    DECIDED: Kind(
        sentence=gettext_lazy("The Secretariat has decided on an offer of your organisation."), group=Group.OUTCOMES
    ),
    ANSWERED: Kind(
        sentence=gettext_lazy("There is an answer about a need of technical assistance."), group=Group.OUTCOMES
    ),
}


def address(need: Need) -> str:
    """Where a need is read."""
    return f"/reviews/assistance/needs/{need.pk}/"


@transaction.atomic
def offer(organisation: int, told: Mapping[str, Any], *, held: Offer | None = None, by: User) -> Offer:
    """Say what an organisation offers, or say anew what it does.

    Raises:
        NotPermitted: the person does not work for it in a role that may.
        Unreadable: something is missing.
    """
    rules.check_may_offer(by, organisation if held is None else held.organisation_id)
    rules.check_kinds(list(told["kinds"]), told["text"], [*told["languages"], told["language"]])
    if not told["title"].strip():
        raise Unreadable(_("Say what is offered."))
    if told["begins_on"] and told["ends_on"] and told["ends_on"] < told["begins_on"]:
        raise Unreadable(_("It ends after it begins."))
    one = held or Offer(organisation_id=organisation)
    names = ("title", "text", "language", "articles", "kinds", "regions", "languages", "begins_on", "ends_on")
    for name in names:
        setattr(one, name, told[name])
    one.by, one.at = by, timezone.now()
    # Whoever changes an offer asks anew: what was accepted is what the Secretariat has read.
    one.standing = Bid.PENDING if rules.needs_consent(one.organisation) else Bid.OPEN
    one.decided_by, one.decided_at, one.decided_because = None, None, ""
    one.save()
    standing = one.standing.value
    note("offer.keep", one, by=by, organisation=one.organisation_id, kinds=list(one.kinds), standing=standing)
    if one.standing is Bid.PENDING:
        notify(reviews.conductors(), OFFERED, about=_about_offer(one), address=HUB, by=by)
    return one


@transaction.atomic
def decide_offer(one: Offer, *, is_open: bool, reason: str = "", by: User) -> Offer:
    """Open an offer of a university or non-governmental organisation to States, or do not accept it.

    Args:
        one: the offer, as it was read.
        is_open: whether States may see it.
        reason: why not; whoever made the offer reads it.
        by: who decides.

    Raises:
        NotPermitted: the person does not lead reviews.
        NotNow: it does not wait, or was changed since it was read.
        Unreadable: a reason is missing.
    """
    acting.check_may_conduct(by)
    held = Offer.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=one.pk)
    rules.check_decided(held, is_open=is_open, reason=reason)
    if held.at != one.at:
        raise NotNow(_("It was changed since you read it. Read it anew."))
    held.standing = Bid.OPEN if is_open else Bid.REFUSED
    held.decided_by, held.decided_at, held.decided_because = by, timezone.now(), reason.strip()[: rules.REASON]
    held.save(update_fields=["standing", "decided_by", "decided_at", "decided_because"])
    settle(OFFERED, about=_about_offer(held), by=by)
    notify(queries.people_of(held.organisation_id), DECIDED, about=_about_offer(held), address=HUB, by=by)
    note("offer.decide", held, by=by, organisation=held.organisation_id, standing=held.standing.value)
    return held


@transaction.atomic
def withdraw_offer(one: Offer, *, by: User) -> None:
    """Offer something no longer; what was shown to the organisation stays with it.

    Raises:
        NotPermitted: as ``offer`` does.
    """
    rules.check_may_offer(by, one.organisation_id)
    one.withdrawn_at = timezone.now()
    one.save(update_fields=["withdrawn_at"])
    settle(OFFERED, about=_about_offer(one), by=by)
    note("offer.withdraw", one, by=by, organisation=one.organisation_id)


@transaction.atomic
def need(place: str, told: Mapping[str, Any], *, recommendation: Recommendation | None = None, by: User) -> Need:
    """State a need of a State; nobody else knows of it until it is shown.

    Raises:
        NotPermitted: the person is no focal point of the State.
        Unreadable: something is missing, or the recommendation is none that they may read.
    """
    rules.check_may_need(by, place)
    rules.check_kinds(list(told["kinds"]), told["text"], [*told["languages"], told["language"]])
    if not told["text"].strip() or told["language"] not in INTERFACE:
        raise Unreadable(_("Write something first."))
    if recommendation is not None and recommendation.pk not in {one.pk for one in following.readable(by, place)}:
        raise Unreadable(_("There is no such recommendation."))
    made = Need.objects.create(
        place_id=place,
        recommendation=recommendation,
        article=told["article"][:60],
        kinds=list(told["kinds"]),
        text=told["text"].strip(),
        language=told["language"],
        languages=list(told["languages"]),
        due_on=told["due_on"],
        by=by,
        at=timezone.now(),
    )
    note("need.state", made, by=by, sealed={"text": made.text}, place=place)
    return made


@transaction.atomic
def close_need(one: Need, *, by: User) -> None:
    """Say that a need is met, or is none any more.

    Raises:
        NotPermitted: the person is no focal point of the State.
        NotNow: it is closed already.
    """
    held = _locked(one)
    rules.check_may_need(by, held.place_id)
    rules.check_open(held)
    held.closed_at = timezone.now()
    held.save(update_fields=["closed_at"])
    settle(SHOWN, about=_about(held), by=by)
    note("need.close", held, by=by, place=held.place_id)


@transaction.atomic
def show_need(one: Need, to: Offer, *, by: User) -> Showing:
    """Let the organisation of an offer read a need, and ask it for an answer.

    Raises:
        NotPermitted: the person is no focal point of the State.
        NotNow: the need is closed, the offer is not open, or it is shown already.
    """
    held = _locked(one)
    rules.check_may_need(by, held.place_id)
    rules.check_open(held)
    if not queries.offers(by).filter(pk=to.pk).exists():
        raise NotNow(_("This is not offered any more."))
    now = timezone.now()
    known = Showing.objects.filter(need=held, organisation=to.organisation_id).first()
    if known is not None and known.state != Approach.ENDED:
        raise NotNow(_("It has been shown to this organisation already."))
    shown, _made = Showing.objects.update_or_create(
        need=held,
        organisation_id=to.organisation_id,
        defaults={"offer": to, "state": Approach.SHOWN, "by": by, "at": now},
    )
    Word.objects.create(showing=shown, state=Approach.SHOWN, by=by, at=now)
    note("need.show", held, by=by, organisation=to.organisation_id, place=held.place_id)
    notify(queries.people_of(to.organisation_id), SHOWN, about=_about(held), address=address(held), by=by)
    return shown


@transaction.atomic
def answer_need(showing: Showing, state: Approach, text: str = "", *, by: User) -> Showing:
    """Take a step between the State and a provider: offer or decline, agree, or take the need back.

    Raises:
        NotPermitted: the person does not act for that side.
        NotNow: it stands elsewhere, or the need is closed.
        Unreadable: it is no such step, or the text is too long.
    """
    held = _locked(showing.need)
    one = Showing.objects.select_for_update(of=("self",)).get(pk=showing.pk)
    one.need = held
    rules.check_may_answer(by, one, state)
    rules.check_open(held)
    if len(text) > rules.LONGEST:
        raise Unreadable(_("At most %(number)s characters.") % {"number": rules.LONGEST})
    one.state = state
    one.save(update_fields=["state"])
    Word.objects.create(showing=one, state=state, text=text.strip(), by=by, at=timezone.now())
    sealed = {"text": text}
    note("need.answer", held, by=by, sealed=sealed, organisation=one.organisation_id, state=state.value)
    if state in rules.OF_THE_PROVIDER:
        settle(SHOWN, about=_about(held), by=by, people=queries.people_of(one.organisation_id))
        people = reviews.namers([held.place_id]).get(held.place_id, [])
    else:
        people = queries.people_of(one.organisation_id) if state is Approach.AGREED else []
    told = [each for each in people if each.pk != by.pk]
    notify(told, ANSWERED, about=_about(held), address=address(held), by=by)
    return one


def _about_offer(one: Offer) -> str:
    return f"offer:{one.pk}"


def _about(one: Need) -> str:
    return f"need:{one.pk}"


def _locked(one: Need) -> Need:
    return Need.objects.select_for_update(of=("self",)).get(pk=one.pk)
