"""What everybody may see of a draw, each as far as it is public; the Secretariat sees all of it."""

import json
import uuid
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe

from comity.base.people.models import User
from comity.engines.records.views import reader, reading_language
from comity.operations.reviews.enums import Part, Stage
from comity.operations.reviews.forms import AskForm, CommitForm, RandomnessForm, ReasonForm
from comity.operations.reviews.models import Draw, Lot
from comity.operations.reviews.queries import drawing as queries
from comity.operations.reviews.registry import rule_set
from comity.operations.reviews.rules import acting
from comity.operations.reviews.rules import drawing as rules
from comity.operations.reviews.views import wording
from comity.ui.components import Badge, Crumb, Download, Fact, Tone
from comity.ui.written import moment


TONES: Final = {
    Stage.DRAFT: Tone.OUTLINE,
    Stage.COMMITTED: Tone.BRASS,
    Stage.DRAWN: Tone.ACCENT,
    Stage.PUBLISHED: Tone.SUCCESS,
    Stage.ABANDONED: Tone.DANGER,
}
FORMS: Final = {"commit": CommitForm, "randomness": RandomnessForm, "reason": ReasonForm, "ask": AskForm}


def found(request: HttpRequest, key: uuid.UUID) -> Draw:
    """The draw of an address, when whoever asks may see it; else there is no such page."""
    draw = queries.visible_to(reader(request)).filter(pk=key).first()
    if draw is None:
        raise Http404
    return draw


def crumbs(draw: Draw | None = None, here: str = "") -> tuple[Crumb, ...]:
    """The way to a page of a draw."""
    steps = [Crumb(_("Drawing of lots"), reverse("reviews:draws") if draw or here else "")]
    if draw is not None:
        steps.append(Crumb(draw.phase, reverse("reviews:draw", args=[draw.pk]) if here else ""))
    return (*steps, Crumb(here)) if here else tuple(steps)


@never_cache
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Every draw that somebody may see."""
    person = reader(request)
    lines = []
    for draw in queries.for_listing(queries.visible_to(person)):
        seen = [lot for lot in draw.lots.all() if rules.may_see(person, lot, "commitment")]
        stage = (seen or list(draw.lots.all()))[-1].stage
        lines.append((draw, Badge(stage.label, TONES[stage])))
    content = {"lines": lines, "may_draw": rules.may_draw(person), "crumbs": crumbs()}
    return render(request, "reviews/draws.html", content)


@never_cache
@require_safe
def page(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """A draw: its rules, its lots, its outcome, and how to verify it."""
    return shown(request, found(request, key))


def shown(request: HttpRequest, draw: Draw, *, wrong: dict[str, Any] | None = None, status: int = 200) -> HttpResponse:
    """The page of a draw; ``wrong`` holds forms that were sent and are to be mended, by name."""
    person = reader(request)
    may_draw = rules.may_draw(person)
    names = wording.names_for(reading_language(), queries.instrument_names(draw.mechanism))
    lots = queries.lots_of(draw, person)
    seen = [lot for lot in lots if lot.record and not lot.abandoned_at and rules.may_see(person, lot, "outcome")]
    last = seen[-1] if seen else None
    content: dict[str, Any] = {
        "draw": draw,
        "may_draw": may_draw,
        "said": wording.rules_in_words(draw.rules),
        "unverified": may_draw and len(rule_set(draw.mechanism).values) > len(rule_set(draw.mechanism).verified),
        "lots": [_lot(lot, person, names) for lot in lots],
        "outcome": _outcome(last, names) if last else None,
        "downloads": [Download(_("Transcript"), reverse("reviews:draw-transcript", args=[draw.pk]), "JSON")]
        if seen
        else [],
        "verify": _verifying(last, seen) if last else None,
        "desk": _desk(draw, lots, wrong or {}, person) if may_draw else None,
        "crumbs": crumbs(draw),
    }
    return render(request, "reviews/draw.html", content, status=status)


def _desk(draw: Draw, lots: list[Lot], wrong: dict[str, Any], person: User | None) -> dict[str, Any]:
    """What the Secretariat does next."""
    now = next((lot for lot in lots if lot.stage not in {Stage.PUBLISHED, Stage.ABANDONED}), None)
    is_over = now is None and not any(lot.published_at for lot in lots)
    stage = now.stage if now else None
    language = reading_language()
    told = {
        name: wrong.get(name) or (form(language=language) if form is AskForm else form())
        for name, form in FORMS.items()
    }
    return {
        "lot": now,
        "stage": str(stage or ""),
        "is_first": now is not None and now.number == 0,
        # What was promised, beside where it is entered.
        "promised": [
            Fact(_("Public randomness"), now.randomness_source),
            Fact(_("Known from (UTC)"), moment(now.randomness_at)),
        ]
        if now is not None and stage is Stage.COMMITTED
        else [],
        "cycle": f"{reverse('reviews:cycle-new')}?mechanism={draw.mechanism}&draw={draw.pk}"
        if any(lot.published_at for lot in lots) and acting.may_conduct(person)
        else "",
        "may_ask": not is_over and (now is None or (now.number > 0 and stage is Stage.DRAFT)),
        **told,
    }


def _lot(lot: Lot, person: User | None, names: wording.Names) -> dict[str, Any]:
    stage, key = lot.stage, lot.draw_id
    facts = []
    if lot.committed_at and rules.may_see(person, lot, "commitment"):
        address = reverse("reviews:draw-commitment", args=[key, lot.number])
        facts = [
            Fact(_("Committed on"), moment(lot.committed_at)),
            Fact(_("Commitment (SHA-256)"), wording.code(lot.commitment_sha256), address),
            Fact(
                _("Program (SHA-256)"),
                wording.code(str(lot.program_id)),
                reverse("reviews:draw-program", args=[key, lot.program_id]),
            ),
            Fact(_("Public randomness"), lot.randomness_source),
            Fact(_("Known from (UTC)"), moment(lot.randomness_at)),
        ]
    if lot.record and rules.may_see(person, lot, "randomness"):
        facts += [
            Fact(_("Drawn on"), moment(lot.drawn_at)),
            Fact(_("Randomness entered"), wording.code(lot.record["randomness"])),
            Fact(_("Seed"), wording.code(lot.record["seed"])),
        ]
    if lot.published_at:
        facts.append(Fact(_("Published on"), moment(lot.published_at)))
    if lot.abandoned_at:
        facts += [Fact(_("Given up on"), moment(lot.abandoned_at)), Fact(_("Reason"), lot.abandoned_because)]
    return {
        "title": _("First lot") if lot.number == 0 else _("Later lot %(number)s") % {"number": lot.number},
        "badge": Badge(stage.label, TONES[stage]),
        "facts": facts,
        "acts": wording.acts_in_words(lot.acts, names),
    }


def _outcome(lot: Lot, names: wording.Names) -> dict[str, Any]:
    record = lot.record or {}
    outcome, parties = record["outcome"], record["commitment"]["parties"]
    has_additional = any(one["additional"] for review in outcome for one in review["reviewers"])
    groups = []
    for number in sorted({one["group"] for one in outcome}):
        columns, lines = wording.outcome_rows(outcome, names, group=number, has_additional=has_additional)
        groups.append({"number": number, "columns": columns, "lines": lines})
    regions = {one["code"]: one["region"] for one in parties}
    by_number = {one["number"]: _("Group %(number)s") % {"number": one["number"]} for one in groups}
    spread = [(regions[one["state"]], by_number[one["group"]]) for one in outcome]
    loads = wording.load_rows(outcome, parties, names)
    return {
        "groups": groups,
        "spread": wording.counts(spread, list(by_number.values()), total=_("Together")),
        "loads": loads,
        "law": wording.law_in_words(record["choices"].get("law") or {}, names),
        "figures": [
            Fact(_("States under review"), len(outcome)),
            Fact(_("Groups"), len(groups)),
            Fact(
                _("Additional reviewers"), sum(one["additional"] for review in outcome for one in review["reviewers"])
            ),
        ],
    }


def _verifying(last: Lot, seen: list[Lot]) -> dict[str, Any]:
    programs = sorted({str(lot.program_id) for lot in seen})
    return {
        "command": f"python3 -I comity-draw-{last.program_id}.py verify transcript.json "
        f"--commitment {last.commitment_sha256}",
        "programs": [(one, reverse("reviews:draw-program", args=[last.draw_id, one])) for one in programs],
    }


@never_cache
@require_safe
def parties(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """The list of parties: as it stands, for who draws; as it was fixed by the commitment, for everybody."""
    draw, person = found(request, key), reader(request)
    names = wording.names_for(reading_language(), queries.instrument_names(draw.mechanism))
    first = draw.lots.get(number=0)
    if not rules.may_draw(person) and first.committed_at is None:
        raise Http404
    return parties_shown(request, draw, names)


def parties_shown(
    request: HttpRequest, draw: Draw, names: wording.Names, form: Any = None, status: int = 200
) -> HttpResponse:
    """The page of the list; with the form to correct it while nothing is fixed."""
    first = draw.lots.get(number=0)
    listed = _fixed(first) if first.commitment else queries.parties(draw)
    taking = [one for one in listed if one.part != Part.OUT]
    reviewed = [one for one in taking if one.is_reviewed]
    spread = [(one.region, names.instruments[symbol]) for one in reviewed for symbol in one.instruments]
    spread += [(one.region, _("States under review")) for one in reviewed]
    content = {
        "draw": draw,
        "is_fixed": bool(first.commitment),
        "figures": [
            Fact(_("States under review"), len(reviewed)),
            Fact(_("Reviewers"), sum(one.reviews for one in taking)),
            Fact(_("Take no part"), len(listed) - len(taking)),
        ],
        "law": f"{sum(bool(one.systems) for one in reviewed)} / {len(reviewed)}" if draw.rules["similar_law"] else "",
        "instruments": wording.counts(spread, [*names.instruments.values(), _("States under review")]),
        "listed": wording.party_rows(listed, names),
        "corrected": [(one.code, names.place(one.code)) for one in listed if one.correction is not None],
        "form": form,
        "crumbs": crumbs(draw, _("List of parties")),
    }
    return render(request, "reviews/parties.html", content, status=status)


def _fixed(first: Lot) -> list[queries.Listed]:
    said = (first.commitment or {})["parties"]
    parts = {
        (True, True): Part.BOTH,
        (True, False): Part.REVIEWED,
        (False, True): Part.REVIEWS,
        (False, False): Part.OUT,
    }
    return [
        queries.Listed(
            code=one["code"],
            region=one["region"],
            instruments=tuple(one["instruments"]),
            systems=tuple(one["systems"]),
            part=parts[one["reviewed"], one["reviews"]],
            wish=one["wish"],
            is_state=one["kind"] == "state",
        )
        for one in said
    ]


@never_cache
@require_safe
def transcript(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """The transcript of all lots whose outcome whoever asks may see."""
    text = queries.transcript(found(request, key), reader(request))
    if text is None:
        raise Http404
    return _file(text, "application/json", "transcript.json")


@never_cache
@require_safe
def commitment(request: HttpRequest, key: uuid.UUID, number: int) -> HttpResponse:
    """To what a lot is committed, as the text whose canonical form was hashed."""
    lot = found(request, key).lots.filter(number=number, committed_at__isnull=False).first()
    if lot is None or not rules.may_see(reader(request), lot, "commitment"):
        raise Http404
    text = json.dumps(lot.commitment, sort_keys=True, indent=1, ensure_ascii=False) + "\n"
    return _file(text, "application/json", f"commitment-{number}.json")


@cache_control(private=True, max_age=3600)
@require_safe
def program(request: HttpRequest, key: uuid.UUID, sha256: str) -> HttpResponse:
    """The program with which a lot is drawn, as it was when it was committed to."""
    one = queries.program_of(found(request, key), sha256, reader(request))
    if one is None:
        raise Http404
    return _file(one.text, "text/x-python", f"comity-draw-{sha256}.py")


def _file(text: str, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(text.encode("utf-8"), content_type=f"{kind}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
