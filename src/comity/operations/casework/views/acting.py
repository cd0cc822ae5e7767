"""What is done in a file: a verb each, and what refuses it is said on the page of the file."""

import uuid
from collections.abc import Callable
from typing import Any, Final

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from comity.base.people.models import User
from comity.kernel.errors import NotNow, NotPermitted, Refused, Unreadable
from comity.operations.casework import actions, queries
from comity.operations.casework.enums import Level, Part, Source
from comity.operations.casework.models import Case
from comity.operations.casework.shapes import Travelled
from comity.operations.casework.views.reading import answered, forms_of
from comity.operations.casework.views.words import CONFLICT, UNPROCESSABLE, found_or_404, keeper


Done = Callable[[Case, Any, QueryDict, User], Any]


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 12):  # noqa: PLR2004 -- no key is longer
        raise Http404
    return int(text)


def _key(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError as error:
        raise Http404 from error


def _person(form: Any) -> User:
    return User.objects.get(pk=form.cleaned_data["person"])


def _step(case: Case, form: Any, sent: QueryDict, by: User) -> Any:
    told = form.cleaned_data
    return actions.go(case, told["step"], by=by, on=told["on"], ground=told["ground"], article=told["article"])


def _deadline(case: Case, form: Any, sent: QueryDict, by: User) -> Any:
    told = form.cleaned_data
    return actions.set_deadline(case, told["due_on"], source=Source(told["source"]), part=Part(told["part"]), by=by)


def _compute(case: Case, form: Any, sent: QueryDict, by: User) -> Any:
    return actions.compute_deadline(case, form.cleaned_data["rule"], form.cleaned_data["counted_from"], by=by)


def _link(case: Case, form: Any, sent: QueryDict, by: User) -> Any:
    number = form.cleaned_data["number"]
    own = queries.visible_to(by).filter(organisation=case.organisation_id, reference=number).exclude(pk=case.pk)
    other = own.order_by("pk").first() if number else None
    if other is None:
        raise NotNow(_("You have no other file of this number."))
    return actions.link(case, other, by=by)


def _unlink(case: Case, form: Any, sent: QueryDict, by: User) -> Any:
    other = found_or_404(queries.visible_to(by).filter(pk=_key(sent.get("other", ""))).first())
    return actions.unlink(case, other, by=by)


def _thread(case: Case, form: Any, sent: QueryDict, by: User) -> Any:
    return actions.join_thread(case, Travelled(_key(sent.get("thread", "").strip().strip("/")[-36:])), by=by)


def _receipt(case: Case, form: Any, sent: QueryDict, by: User) -> Any:
    pk = _number(sent.get("receipt", ""))
    receipt = found_or_404(next((one for one in queries.pending(case) if one.pk == pk), None))
    return actions.take_up(case, receipt, by=by)


def _ground(case: Case, form: Any, sent: QueryDict, by: User) -> Any:
    return actions.ground_of(case, form.cleaned_data["ground"], form.cleaned_data["article"], by=by)


# Each verb with the form that reads what was sent (empty for none), and what it does.
VERBS: Final[dict[str, tuple[str, Done]]] = {
    "step": ("step", _step),
    "deadline": ("deadline", _deadline),
    "compute": ("compute", _compute),
    "met": ("", lambda case, _form, sent, by: actions.meet_deadline(case, _number(sent.get("pk", "")), by=by)),
    "cost": ("cost", lambda case, form, _sent, by: actions.add_cost(case, form.spent(), by=by)),
    "uncost": ("", lambda case, _form, sent, by: actions.remove_cost(case, _number(sent.get("pk", "")), by=by)),
    "officer": ("officer", lambda case, form, _sent, by: actions.hand_over(case, _person(form), by=by)),
    "reader": ("reader", lambda case, form, _sent, by: actions.let_know(case, _person(form), by=by)),
    "unreader": ("", lambda case, _form, sent, by: actions.take_off(case, _number(sent.get("person", "")), by=by)),
    "level": (
        "level",
        lambda case, form, _sent, by: actions.restrict(case, Level(form.cleaned_data["level"]), by=by),
    ),
    "link": ("link", _link),
    "unlink": ("", _unlink),
    "thread": ("", _thread),
    "receipt": ("", _receipt),
    "ground": ("step", _ground),
}


@never_cache
@login_required
@require_POST
def act(request: HttpRequest, key: uuid.UUID, verb: str) -> HttpResponse:
    """Do something in a file."""
    person = keeper(request)
    case = found_or_404(queries.case_of(person, key))
    if verb not in VERBS:
        raise Http404
    name, do = VERBS[verb]
    forms = forms_of(case, queries.colleagues(case.organisation_id), request.POST) if name else {}
    form = forms.get(name)
    if name and (form is None or not form.is_valid()):
        kept = forms_of(case, queries.colleagues(case.organisation_id)) | {name: form}
        return answered(request, case, person, status=UNPROCESSABLE, forms={"forms": kept, "faulty": name})
    try:
        do(case, form, request.POST, person)
    except (NotPermitted, Unreadable):
        raise
    except Refused as no:
        return answered(request, case, person, status=CONFLICT, refusal=str(no))
    # Whoever takes themselves off the list, or restricts a file to others, does not come back to it.
    if not queries.visible_to(person).filter(pk=case.pk).exists():
        return redirect("casework:desk")
    return redirect("casework:page", case.pk)
