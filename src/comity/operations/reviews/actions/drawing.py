"""What is done with a draw: set up, correct, commit, draw, publish, give up, ask for more."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from comity.base.audit.actions import note
from comity.base.people.models import User
from comity.base.places import queries as places
from comity.base.places.models import Place
from comity.engines.questionnaires import queries as questionnaires
from comity.engines.questionnaires.actions import close, load_definitions
from comity.engines.questionnaires.enums import Stage as QuestionnaireStage
from comity.kernel.errors import NotNow, Unreadable
from comity.kernel.languages import interface_language
from comity.operations.reviews.actions.publishing import publish_missing
from comity.operations.reviews.enums import Act, Part, Stage, Wish
from comity.operations.reviews.lots.numbers import sha256, tidy
from comity.operations.reviews.lots.program import FORMAT, program_hash, record_of
from comity.operations.reviews.lots.single import single_file
from comity.operations.reviews.lots.worlds import Impossible
from comity.operations.reviews.models.cycles import Cycle
from comity.operations.reviews.models.drawing import Correction, Draw, Lot, Program
from comity.operations.reviews.queries import drawing as queries
from comity.operations.reviews.registry import rule_set
from comity.operations.reviews.rules import drawing as rules


# Of which each cluster has a questionnaire of its own now.
WHOLE: Final = ("trafficking", "smuggling", "firearms")
QUESTIONNAIRES: Final = Path(__file__).parents[1] / "facts" / "questionnaires"
# With this a lot is tried before anybody commits to it: whether it can be drawn at all does not depend on it.
TRIAL: Final = "A trial that counts for nothing"


def load_facts(*, by: User) -> Counter[str]:
    """Load the questionnaires of both mechanisms, and make what records of published reviews are missing.

    The same again changes nothing.

    Raises:
        Unreadable: a file is no sound definition.
        NotNow: a file says otherwise than an edition that is being answered.
    """
    found = load_definitions(QUESTIONNAIRES, by=by)
    _retire(by=by)
    publish_missing(by=by)
    return found


def _retire(*, by: User) -> None:
    """Close the questionnaires that were opened whole for a protocol, once no cycle names them."""
    held = questionnaires.visible_to(by).filter(questionnaire__code__in=WHOLE, stage=QuestionnaireStage.RELEASED)
    for version in held.exclude(file_digest=""):
        code = version.questionnaire.code
        if not any(code in several for one in Cycle.objects.all() for several in one.questionnaires.values()):
            close(version, by=by, reason=_("Each cluster now has a questionnaire of its own."))


@cache
def current_program() -> str:
    """The program as this version of the portal has it, as one file."""
    return single_file()


@transaction.atomic
def set_up(mechanism: str, *, phase: str, parties_on: dt.date, values: Mapping[str, Any], by: User) -> Draw:
    """Begin a draw, which nobody but the Secretariat sees until it is committed to.

    Raises:
        NotPermitted: the person draws no lots.
        Unreadable: values of the rules do not fit each other.
    """
    rules.check_may_draw(by)
    values = dict(rule_set(mechanism).values) | dict(values)
    rules.check_values(values)
    draw = Draw.objects.create(
        mechanism=mechanism, phase=phase, parties_on=parties_on, rules=dict(values), created_by=by
    )
    Lot.objects.create(draw=draw, number=0)
    note("draw.set_up", draw, by=by, mechanism=mechanism, parties_on=parties_on.isoformat(), rules=dict(values))
    return draw


@transaction.atomic
def change(draw: Draw, *, phase: str, parties_on: dt.date, values: Mapping[str, Any], by: User) -> None:
    """Change what a draw is, before anything is committed to.

    Raises:
        NotPermitted, NotNow, Unreadable: as each says.
    """
    rules.check_may_draw(by)
    _first(draw, Stage.DRAFT)
    values = draw.rules | dict(values)
    rules.check_values(values)
    draw.phase, draw.parties_on, draw.rules = phase, parties_on, values
    draw.save(update_fields=["phase", "parties_on", "rules"])
    note("draw.change", draw, by=by, parties_on=parties_on.isoformat(), rules=values)


@transaction.atomic
def correct(  # noqa: PLR0913 -- what there is to say of a party
    draw: Draw, place: Place, *, part: Part, wish: Wish, instruments: Sequence[str], source: str, by: User
) -> Correction:
    """Say of a party what the portal's list does not, before anything is committed to; the last word holds.

    Raises:
        NotPermitted, NotNow: as each says.
        Unreadable: no source is named, or an instrument is none of the mechanism's.
    """
    rules.check_may_draw(by)
    _first(draw, Stage.DRAFT)
    if not source.strip():
        raise Unreadable(_("Say where this is known from, such as a note verbale and its date."))
    if strange := set(instruments) - set(rule_set(draw.mechanism).instruments):
        raise Unreadable(_("%(name)s is no instrument of this mechanism.") % {"name": min(strange)})
    told = {"part": part, "wish": wish, "instruments": sorted(instruments), "source": source.strip(), "by": by}
    one, _made = Correction.objects.update_or_create(draw=draw, place=place, defaults=told)
    note(
        "draw.correct",
        draw,
        by=by,
        source=source.strip(),
        place=place.code,
        part=part.value,
        wish=wish.value,
        instruments=sorted(instruments),
    )
    return one


@transaction.atomic
def take_back(draw: Draw, place: str, *, by: User) -> None:
    """Take a correction back: the portal's list holds again."""
    rules.check_may_draw(by)
    _first(draw, Stage.DRAFT)
    if draw.corrections.filter(place=place).delete()[0]:
        note("draw.take_back", draw, by=by, place=place)


@transaction.atomic
def commit(lot: Lot, *, randomness_source: str, randomness_at: dt.datetime, by: User) -> str:
    """Fix what is drawn and by which program, make it public, and write its hash into the audit log.

    The lot is tried once with numbers that count for nothing: what cannot be drawn is not committed to.

    Returns:
        The SHA-256 of the commitment, in hexadecimal.

    Raises:
        NotPermitted, NotNow, Unreadable: as each says; also when the rules leave no outcome, and why.
    """
    rules.check_may_draw(by)
    lot = _locked(lot, Stage.DRAFT)
    rules.check_randomness(randomness_source, randomness_at)
    before = queries.drawn(lot.draw)
    text = current_program()
    program, _made = Program.objects.get_or_create(sha256=program_hash(text), defaults={"text": text})
    commitment = {
        "format": FORMAT,
        "draw": str(lot.draw_id),
        "mechanism": lot.draw.mechanism,
        "phase": lot.draw.phase,
        "parties_on": lot.draw.parties_on.isoformat(),
        "lot": len(before),
        "previous": sha256(before[-1]) if before else "",
        "program": program.sha256,
        "randomness": {"source": randomness_source.strip(), "at": _moment(randomness_at)},
        "rules": lot.draw.rules,
        "parties": _parties(lot, before),
        "acts": lot.acts,
    }
    _tried(lot.draw, commitment, TRIAL, before)
    lot.randomness_source, lot.randomness_at = randomness_source.strip(), randomness_at
    lot.commitment, lot.commitment_sha256, lot.program = commitment, sha256(commitment), program
    lot.committed_at = timezone.now()
    lot.save()
    note("draw.commit", lot.draw, by=by, lot=lot.number, commitment=lot.commitment_sha256, program=program.sha256)
    return lot.commitment_sha256


@transaction.atomic
def draw_lot(lot: Lot, randomness: str, *, by: User) -> Lot:
    """Draw, once and for all, with the randomness that has become known.

    Raises:
        NotPermitted: the person draws no lots.
        NotNow: it is too early, or the program is another one than was committed to.
        Unreadable: no randomness was given.
    """
    rules.check_may_draw(by)
    lot = _locked(lot, Stage.COMMITTED)
    assert lot.randomness_at is not None, "what is committed says when"
    if timezone.now() < lot.randomness_at:
        raise NotNow(
            _("The randomness is known from %(moment)s on. Draw then.") % {"moment": _moment(lot.randomness_at)}
        )
    if not tidy(randomness):
        raise Unreadable(_("Enter the randomness exactly as it was published or read aloud."))
    if lot.program_id != program_hash(current_program()):
        raise NotNow(
            _(
                "The portal was updated since the commitment, and draws with another program now. Give this lot up, "
                "saying so, and commit anew."
            )
        )
    lot.record = _tried(lot.draw, dict(lot.commitment or {}), randomness, queries.drawn(lot.draw))
    lot.drawn_at = timezone.now()
    lot.save(update_fields=["record", "drawn_at"])
    note("draw.draw", lot.draw, by=by, lot=lot.number, randomness=tidy(randomness), record=sha256(lot.record))
    return lot


@transaction.atomic
def publish(lot: Lot, *, by: User) -> None:
    """Show the outcome, the transcript and the program to everybody."""
    rules.check_may_draw(by)
    lot = _locked(lot, Stage.DRAWN)
    lot.published_at = timezone.now()
    lot.save(update_fields=["published_at"])
    note("draw.publish", lot.draw, by=by, lot=lot.number)


@transaction.atomic
def abandon(lot: Lot, reason: str, *, by: User) -> None:
    """Give up a lot that is not published; that it was committed to, and why it was given up, stays to be seen.

    A later lot that was never committed to is removed, and so is a draw of which nothing ever was.
    """
    rules.check_may_draw(by)
    lot = _locked(lot, Stage.DRAFT, Stage.COMMITTED, Stage.DRAWN)
    if not reason.strip():
        raise Unreadable(_("Say why it is given up: whoever saw the commitment will ask."))
    draw = lot.draw
    lot.abandoned_at, lot.abandoned_because = timezone.now(), reason.strip()
    lot.save(update_fields=["abandoned_at", "abandoned_because"])
    note(
        "draw.abandon",
        draw,
        by=by,
        lot=lot.number,
        stage="drawn" if lot.drawn_at else "undrawn",
        reason=lot.abandoned_because,
    )


@transaction.atomic
def ask(  # noqa: PLR0913 -- what there is to ask
    draw: Draw, *, kind: Act, state: str, seat: str, reason: str, by: User
) -> Lot:
    """Add what a State asks, or what has become of it, to the lot that is being prepared; begin one if there is none.

    Raises:
        NotPermitted, Unreadable: as each says.
        NotNow: the first lot is not published, or a later one is committed to, or the rules do not allow it.
    """
    rules.check_may_draw(by)
    if not reason.strip():
        raise Unreadable(_("Say why, and where it is known from: it stands in the transcript."))
    records = queries.drawn(draw)
    lot = queries.open_lot(draw)
    if not records or (lot is not None and not lot.number):
        raise NotNow(_("First the whole lot is drawn and published."))
    if lot is None:
        last = draw.lots.order_by("-number").values_list("number", flat=True)[0]
        lot = Lot.objects.create(draw=draw, number=last + 1)
    lot = _locked(lot, Stage.DRAFT)
    act = {"kind": kind.value, "state": state, "reason": reason.strip()}
    if kind is Act.REDRAW:
        act["seat"] = seat
    lot.acts = [*lot.acts, act]
    _tried(draw, _later(lot, records), TRIAL, records)
    lot.save(update_fields=["acts"])
    note("draw.ask", draw, by=by, lot=lot.number, kind=kind.value, state=state, seat=seat, reason=reason.strip())
    return lot


def _later(lot: Lot, records: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "lot": len(records),
        "previous": sha256(records[-1]),
        "rules": lot.draw.rules,
        "parties": _parties(lot, records),
        "acts": lot.acts,
    }


def _parties(lot: Lot, before: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The parties that take part: of a later lot those of the one before, but for what has become of some."""
    if not before:
        return [one.plain() for one in queries.parties(lot.draw) if one.part != Part.OUT]
    known = {one["code"]: dict(one) for one in before[-1]["commitment"]["parties"]}
    today = {one.code: one.plain() for one in queries.parties(lot.draw, on=timezone.now().date())}
    for act in lot.acts:
        state = act["state"]
        if act["kind"] == Act.LEAVE:
            # Kept on the list, so that what stands can be told; it neither reviews nor is reviewed any more.
            known[state] = known[state] | {"reviews": False, "reviewed": False}
        elif act["kind"] in {Act.JOIN, Act.ACCEDE} and state in today:
            if act["kind"] == Act.JOIN and state in known and known[state]["reviewed"]:
                continue
            known[state] = today[state]
    return [known[code] for code in sorted(known)]


def _tried(
    draw: Draw, commitment: Mapping[str, Any], randomness: str, before: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """What a lot gives; what is impossible is told in the reader's language."""
    try:
        return record_of(commitment, randomness, before)
    except Impossible as no:
        language = interface_language(get_language() or "en")
        raise NotNow(rules.told(no, draw.rules, places.names(language))) from no


def _first(draw: Draw, stage: Stage) -> None:
    rules.check_stage(_locked(draw.lots.get(number=0), stage), stage)


def _locked(lot: Lot, *stages: Stage) -> Lot:
    """The lot as it stands now, held until the end of the transaction: of two persons the second is refused."""
    now = Lot.objects.select_for_update(of=("self",)).select_related("draw").get(pk=lot.pk)
    rules.check_stage(now, *stages)
    return now


def _moment(at: dt.datetime) -> str:
    return f"{at.astimezone(dt.UTC):%Y-%m-%d %H:%M} UTC"
