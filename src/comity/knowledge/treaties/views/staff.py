"""Where staff record, correct and retract what States did about a treaty."""

from collections.abc import Callable
from typing import Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.forms import ChoiceField, Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from comity.base.people.models import User
from comity.base.places import queries as places
from comity.engines.records.forms import RemovalForm
from comity.engines.records.views import reader, reading_language
from comity.kernel.errors import NotPermitted, Refused
from comity.knowledge.treaties import actions, rules
from comity.knowledge.treaties.enums import ActionKind
from comity.knowledge.treaties.forms import ActionForm, CorrectionForm, choices_in
from comity.knowledge.treaties.models import Treaty, TreatyAction
from comity.knowledge.treaties.queries import instruments
from comity.knowledge.treaties.views.frame import found, frame, name_of_place, written


UNPROCESSABLE: Final = 422
CONFLICT: Final = 409


def editor(request: HttpRequest) -> User:
    """The person who asks, when they may record acts.

    Raises:
        NotPermitted: they may not.
    """
    person = reader(request)
    assert person is not None, "only who is signed in comes here"
    rules.check_may_edit_actions(person)
    return person


@never_cache
@login_required
@require_safe
def listing(request: HttpRequest, symbol: str) -> HttpResponse:
    """Every act recorded about a treaty, each with its source and the way to correct it."""
    editor(request)
    treaty = found(request, symbol)
    names = places.names(reading_language())
    lines = [
        {
            "action": action,
            "name": names.get(action.place_id, action.place_id),
            "territory": names.get(action.territory_id or "", ""),
            "on": written(action.period),
        }
        for action in instruments.every_action_of(treaty)
    ]
    lines.sort(key=lambda one: str(one["name"]))
    around = frame(treaty, "participation", here=_("Acts recorded"))
    return render(request, "treaties/actions.html", {"frame": around, "lines": lines})


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def record(request: HttpRequest, symbol: str) -> HttpResponse:
    """Record an act that is not here yet."""
    person = editor(request)
    treaty = found(request, symbol)
    form = ActionForm(request.POST or None, reading_language=reading_language())

    def act() -> TreatyAction:
        given, place = form.cleaned_data, form.chosen("place")
        assert place is not None, "the field is required"
        return actions.record_action(
            treaty,
            place,
            ActionKind(given["kind"]),
            given["on"],
            source=form.source,
            by=person,
            territory=form.chosen("territory"),
            against=form.chosen("against"),
            text=given["text"],
            language=given["language"] if given["text"] else "",
            remark=given["remark"],
        )

    if request.method == "POST" and (done := kept(form, act)):
        return told(request, treaty, _("Recorded: %(act)s."), done)
    around = frame(treaty, "participation", here=_("Add an act"))
    content = {
        "frame": around,
        "form": form,
        "heading": _("Add an act"),
        "action": None,
        "overtaken": False,
    }
    return render(request, "treaties/action.html", content, status=status_of(form))


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, symbol: str, pk: int) -> HttpResponse:
    """Correct an act, or take it back; which of the two, says the button that was pressed."""
    person = editor(request)
    treaty = found(request, symbol)
    action = instruments.every_action_of(treaty).filter(pk=pk).first()
    if action is None:
        raise Http404
    takes_back = "retract" in request.POST
    posted = request.POST if request.method == "POST" else None
    form = CorrectionForm(
        None if takes_back else posted, action=action, reading_language=reading_language(), prefix="act"
    )
    retraction = RemovalForm(
        posted if takes_back else None, prefix="retraction", initial={"seen": rules.state_of(action)}
    )

    def mend() -> TreatyAction:
        given, territory = form.cleaned_data, form.chosen("territory")
        return actions.correct_action(
            action,
            source=form.source,
            by=person,
            place=form.chosen("place"),
            kind=ActionKind(given["kind"]),
            on=given["on"],
            territory=territory,
            everywhere=territory is None,
            text=given["text"],
            language=given["language"] if given["text"] else "",
            remark=given["remark"],
            reason=given["reason"],
            seen=given["seen"],
        )

    def take_back() -> TreatyAction:
        given = retraction.cleaned_data
        actions.retract_action(action, by=person, reason=given["reason"], seen=given["seen"])
        return action

    if posted is not None and takes_back and (done := kept(retraction, take_back)):
        return told(request, treaty, _("Retracted: %(act)s."), done)
    if posted is not None and not takes_back and (done := kept(form, mend)):
        return told(request, treaty, _("Corrected: %(act)s."), done)
    now = instruments.every_action_of(treaty).get(pk=pk)
    overtaken = was_overtaken(form, now) or was_overtaken(retraction, now)
    content = {
        "frame": frame(treaty, "participation", here=_("Correct or retract an act")),
        "heading": named(now),
        "overtaken": overtaken,
        "beside": beside(form, now) if overtaken and form.is_bound else [],
        "is_kept_open": form.is_bound,
        "action": now,
        "form": form,
        "retraction": retraction,
    }
    return render(
        request, "treaties/action.html", content, status=CONFLICT if overtaken else status_of(form, retraction)
    )


def kept(form: Form, act: Callable[[], TreatyAction]) -> TreatyAction | None:
    """What the act returns when the form is sound and the act is done; else None, and the form says why."""
    if not form.is_valid():
        return None
    try:
        return act()
    except NotPermitted:
        raise
    except Refused as refused:
        form.add_error(None, str(refused))
    except ValidationError as error:
        form.add_error(None, error.messages)
    return None


def was_overtaken(form: Form, now: TreatyAction) -> bool:
    """Whether somebody else has changed the act since the form was shown; from here on the form has seen that."""
    name = form.add_prefix("seen")
    seen = form.data.get(name, "")
    if not form.is_bound or not seen or seen == rules.state_of(now):
        return False
    form.data = form.data.copy()  # type: ignore[attr-defined] # -- what was posted can be copied
    form.data[name] = rules.state_of(now)  # type: ignore[index] # -- and the copy changed
    return True


def beside(form: CorrectionForm, now: TreatyAction) -> list[tuple[str, str, str]]:
    """What the act says now and what was typed, where they differ: label, one, other, in the reader's words."""
    fresh = CorrectionForm(action=now, reading_language=reading_language(), prefix="act")
    lines = []
    for name, typed in form.written().items():
        is_now = str(fresh.get_initial_for_field(fresh.fields[name], name) or "")
        if is_now.split() != typed.split():
            shown = dict(choices_in(field)) if isinstance(field := form.fields[name], ChoiceField) else {}
            lines.append((str(form.fields[name].label), shown.get(is_now, is_now), shown.get(typed, typed)))
    return lines


def status_of(*forms: Form) -> int:
    """Of the answer that shows these forms."""
    return UNPROCESSABLE if any(form.errors for form in forms) else 200


def named(action: TreatyAction) -> str:
    """An act in the reader's words: Italy, Ratification, 2006-08-02."""
    name = name_of_place([action.place_id])[action.place_id]
    return _("%(place)s, %(act)s, %(on)s") % {
        "place": name,
        "act": action.get_kind_display(),
        "on": action.on_text,
    }


def told(request: HttpRequest, treaty: Treaty, sentence: str, action: TreatyAction) -> HttpResponse:
    """Back to the table, which says what was done."""
    messages.success(request, sentence % {"act": named(action)})
    return redirect("treaties:participation", treaty.symbol)
