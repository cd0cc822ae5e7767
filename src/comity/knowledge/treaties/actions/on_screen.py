"""What a person records, corrects and retracts on screen about what States did."""

import uuid
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from comity.base.audit.actions import note
from comity.base.people.models import User
from comity.base.places.models import Place
from comity.engines.records.enums import Outcome
from comity.kernel.dates import Period
from comity.kernel.errors import NotNow, Overtaken, Refused
from comity.knowledge.treaties import rules
from comity.knowledge.treaties.actions.participation import put_actions, put_sources
from comity.knowledge.treaties.enums import SPOKEN, ActionKind
from comity.knowledge.treaties.models import Treaty, TreatyAction
from comity.knowledge.treaties.shapes import ON_SCREEN, ActionRow, Source


@transaction.atomic
def record_action(  # noqa: PLR0913 -- an action is made of these
    treaty: Treaty,
    place: Place,
    kind: ActionKind,
    on: Period,
    *,
    source: Source,
    by: User,
    territory: Place | None = None,
    against: Place | None = None,
    text: str = "",
    language: str = "",
    remark: str = "",
) -> TreatyAction:
    """Record on screen what a State did about a treaty, with its source.

    Raises:
        NotNow: exactly this is recorded already.
        NotPermitted: the person may not record actions.
    """
    row = ActionRow(
        symbol=treaty.symbol,
        place=place.pk,
        kind=kind,
        on=on,
        source=source.key,
        identifier=f"{ON_SCREEN}{uuid.uuid4()}",
        territory=territory.pk if territory else "",
        against=against.pk if against else "",
        text=text,
        language=language,
        note=remark,
    )
    (change,) = put_actions([row], [source], by=by)
    if change.outcome == Outcome.UNCHANGED:
        raise NotNow(_("This action is recorded already."))
    return TreatyAction.objects.get(identifier=change.identifier)


@transaction.atomic
def correct_action(  # noqa: PLR0913 -- what may be wrong in an action
    action: TreatyAction,
    *,
    source: Source,
    by: User,
    place: Place | None = None,
    kind: ActionKind | None = None,
    on: Period | None = None,
    territory: Place | None = None,
    everywhere: bool = False,
    text: str | None = None,
    language: str | None = None,
    remark: str | None = None,
    reason: str = "",
    seen: str = "",
) -> TreatyAction:
    """Correct on screen what was recorded, with the source that says so; what is not given stays.

    A later loading of the project's own facts leaves the correction as it is.

    Args:
        action: what was recorded.
        source: what says how it was.
        by: who corrects it.
        place: whose act it was after all.
        kind: what was done.
        on: when.
        territory: the single territory that it concerns.
        everywhere: it concerns no single territory after all.
        text: the words of a statement.
        language: that of these words.
        remark: a remark of ours.
        reason: why it is another State's; the trail keeps it.
        seen: the ``rules.state_of`` that the person saw; empty when that is not known.

    Raises:
        NotNow: it was retracted, nothing would change, or the other State's act is recorded already.
        Overtaken: somebody has changed it since the person saw it.
        Refused: it would become another State's and no reason is given.
        NotPermitted: the person may not record actions.
    """
    rules.check_may_edit_actions(by)
    put_sources([source], by=by)
    action = TreatyAction.objects.select_for_update(of=("self",)).get(pk=action.pk)
    if action.is_retracted:
        raise NotNow(_("This action has been retracted. Record it anew."))
    _check_not_overtaken(action, seen)
    if place is not None and place.pk != action.place_id and not reason:
        raise Refused(_("Say why it is the act of another State."))
    wanted: dict[str, object] = {"kind": kind, "text": text, "language": language, "note": remark}
    if everywhere and action.territory_id is not None:
        action.territory_id, lifted = None, {"territory_id": action.territory_id}
    else:
        lifted = {}
    if place is not None:
        wanted["place_id"] = place.pk
    if territory is not None:
        wanted["territory_id"] = territory.pk
    if on is not None:
        wanted |= {"on_text": on.text, "earliest_on": on.earliest, "latest_on": on.latest}
    before = {name: getattr(action, name) for name, value in wanted.items() if value is not None}
    changed = lifted | {name: str(value) for name, value in before.items() if value != wanted[name]}
    if not changed:
        raise NotNow(_("Nothing would change."))
    for name in before:
        setattr(action, name, wanted[name])
    action.provenance_id = source.key
    if "place_id" in changed:
        _check_not_there(action)
    action.full_clean(validate_unique=False)
    action.save()
    # The words of a statement are content and stay out of the trail.
    before_after = {name: value for name, value in changed.items() if name not in {"text", "note"}}
    told: dict[str, Any] = {"reason": reason} if reason else {}
    note(
        "treaty.correct_action",
        action,
        by=by,
        record_id=action.treaty_id,
        before=before_after,
        source=source.key,
        **told,
    )
    return action


@transaction.atomic
def retract_action(action: TreatyAction, *, by: User, reason: str, seen: str = "") -> None:
    """Take back an action that was recorded in error; it stays in the table and no longer counts.

    Raises:
        NotNow: it was retracted before.
        Overtaken: somebody has changed it since the person saw it (``seen``, see ``correct_action``).
        NotPermitted: the person may not record actions.
    """
    rules.check_may_edit_actions(by)
    action = TreatyAction.objects.select_for_update(of=("self",)).get(pk=action.pk)
    if action.is_retracted:
        raise NotNow(_("This action has been retracted already."))
    _check_not_overtaken(action, seen)
    action.is_retracted = True
    action.save(update_fields=["is_retracted"])
    note("treaty.retract_action", action, by=by, record_id=action.treaty_id, reason=reason)


def _check_not_overtaken(action: TreatyAction, seen: str) -> None:
    if seen and seen != rules.state_of(action):
        raise Overtaken(_("Somebody else has changed this in the meantime, and nothing of yours was kept yet."))


def _check_not_there(action: TreatyAction) -> None:
    same = TreatyAction.objects.filter(
        treaty=action.treaty_id,
        place=action.place_id,
        kind=action.kind,
        on_text=action.on_text,
        territory=action.territory_id,
        against=action.against_id,
        is_retracted=False,
    )
    if action.kind not in SPOKEN and same.exclude(pk=action.pk).exists():
        raise NotNow(_("This action is recorded already."))
