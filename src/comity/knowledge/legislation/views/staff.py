"""Where staff say what a provision is about, and confirm or take away what was said."""

from dataclasses import dataclass
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from comity.base.people.models import User
from comity.base.terms import queries as terms
from comity.engines.records.forms import RemovalForm
from comity.engines.records.views import reader, reading_language
from comity.kernel.errors import NotPermitted, Refused
from comity.kernel.languages import alphabetical
from comity.kernel.lists import listed
from comity.knowledge.legislation import actions, queries, rules
from comity.knowledge.legislation.enums import Method, Scheme
from comity.knowledge.legislation.forms import AnnotationForm
from comity.knowledge.legislation.models import Annotation, Law
from comity.knowledge.legislation.views.frame import frame
from comity.knowledge.legislation.views.law import articles_of, steps_to, topics_of
from comity.ui.components import Crumb


UNPROCESSABLE: Final = 422
CONFLICT: Final = 409


@dataclass(frozen=True, slots=True)
class Said:
    """One annotation as the page shows it, with the form that takes it away."""

    annotation: Annotation
    topics: list[tuple[str, str]]
    articles: list[tuple[str, str]]
    is_rule: bool
    removal: RemovalForm


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def annotate(request: HttpRequest, place: str, slug: str, eid: str) -> HttpResponse:
    """Annotate a provision, or confirm or take away an annotation: which of them, says the button that was pressed."""
    person = reader(request)
    assert person is not None, "only who is signed in comes here"
    rules.check_may_annotate(person)
    around = frame(request, place, slug)
    law = around.law
    part = queries.provision(around.shown, eid) if around.shown else None
    if part is None:
        raise Http404
    name = part.label or part.number or part.heading or eid
    known = queries.annotations_of(law, eid)
    posted = request.POST if request.method == "POST" else None
    chosen = one_of(known, request.POST.get("verify") or request.POST.get("remove")) if posted else None
    if posted and chosen is None and ("verify" in posted or "remove" in posted):
        raise Http404
    form = AnnotationForm(
        posted if chosen is None else None,
        person=person,
        reading_language=reading_language(),
        initial=initial(known),
    )
    state = rules.state_of(known)
    said = [shown(one, posted if one == chosen and posted and "remove" in posted else None, state) for one in known]
    if posted is not None and (sentence := done(law, eid, form, chosen, said=said, person=person)):
        messages.success(request, sentence)
        return redirect("legislation:provision", law.jurisdiction, law.slug, eid)
    now = queries.annotations_of(law, eid)
    # Of the removals at most one was sent; each form that was has now seen what is there.
    overtaken = [was_overtaken(sent, now) for sent in (form, *(one.removal for one in said))]
    has_faults = bool(form.errors or any(one.removal.errors for one in said))
    content = {
        "frame": around,
        "crumbs": (
            *steps_to(law, around),
            Crumb(name, language=around.shown.language if around.shown else law.language),
        ),
        "part": part,
        "name": name,
        "text_language": around.shown.language if around.shown else law.language,
        "form": form,
        "said": said,
        "overtaken": any(overtaken),
        "beside": beside(form, now) if overtaken[0] else [],
    }
    status = CONFLICT if any(overtaken) else UNPROCESSABLE if has_faults else 200
    return render(request, "legislation/annotate.html", content, status=status)


def was_overtaken(form: Form, now: list[Annotation]) -> bool:
    """Whether somebody has said something else since the form was shown; from here on the form has seen that."""
    name = form.add_prefix("seen")
    seen = form.data.get(name, "")
    if not form.is_bound or not seen or seen == rules.state_of(now):
        return False
    form.data = form.data.copy()  # type: ignore[attr-defined] # -- what was posted can be copied
    form.data[name] = rules.state_of(now)  # type: ignore[index] # -- and the copy changed
    return True


def beside(form: AnnotationForm, now: list[Annotation]) -> list[tuple[str, str, str]]:
    """What is said now and what was typed, where they differ: label, one, other, in the reader's words."""
    there = initial(now)
    labels = terms.labels("crime-types", reading_language())
    crimes = (
        listed(sorted((labels.get(code, code) for code in codes), key=alphabetical))
        for codes in (there["crime_types"], form["crime_types"].value() or [])
    )
    rows = [
        (str(form.fields["crime_types"].label), *crimes),
        *(
            (str(form.fields[name].label), str(there[name]), str(form[name].value() or ""))
            for name in ("articles", "note")
        ),
    ]
    return [(label, one, other) for label, one, other in rows if one.split() != other.split()]


def done(  # noqa: PLR0913 -- what a press of a button brings
    law: Law, eid: str, form: AnnotationForm, chosen: Annotation | None, *, said: list[Said], person: User
) -> str:
    """Do what was asked and say so in a sentence; empty when a form has a fault, which it then shows."""
    removal = next((one.removal for one in said if one.annotation == chosen), None)
    try:
        if chosen is None:
            return kept(law, eid, form, person)
        if removal is not None and removal.is_bound:
            if not removal.is_valid():
                return ""
            actions.remove_annotation(
                chosen, by=person, reason=removal.cleaned_data["reason"], seen=removal.cleaned_data["seen"]
            )
            return _("The annotation was taken away.")
        actions.verify(chosen, by=person)
        return _("The annotation was verified.")
    except NotPermitted:
        raise
    except Refused as refused:
        sent = form if removal is None or not removal.is_bound else removal
        sent.add_error(None, str(refused))
        return ""


def kept(law: Law, eid: str, form: AnnotationForm, person: User) -> str:
    """Keep what the form says; a sentence when it was kept."""
    if not form.is_valid():
        return ""
    given = form.cleaned_data
    actions.annotate(
        law,
        eid,
        by=person,
        crime_types=given["crime_types"],
        articles=given["articles"],
        # The form does not speak of these, so it takes none away.
        issues=terms_of(queries.annotations_of(law, eid), Scheme.CROSS_CUTTING),
        note=given["note"],
        seen=given["seen"],
    )
    return _("The annotation was kept.")


def one_of(known: list[Annotation], key: str | None) -> Annotation | None:
    """The annotation of this provision that a button names."""
    return next((one for one in known if str(one.pk) == key), None)


def shown(annotation: Annotation, posted: object, state: str) -> Said:
    """An annotation as the page shows it."""
    return Said(
        annotation,
        topics_of([annotation]),
        articles_of([annotation]),
        annotation.method == Method.RULE,
        RemovalForm(posted, prefix=f"removal-{annotation.pk}", initial={"seen": state}),  # type: ignore[arg-type] # -- what was posted, or None
    )


def terms_of(known: list[Annotation], scheme: Scheme) -> list[str]:
    """The terms of one vocabulary that a person gave."""
    return [
        term.term
        for one in known
        if one.method == Method.PERSON
        for term in one.terms.all()
        if term.scheme == scheme
    ]  # fmt: skip


def initial(known: list[Annotation]) -> dict[str, Any]:
    """What a person said before, to go on from."""
    return {
        "seen": rules.state_of(known),
        "crime_types": terms_of(known, Scheme.CRIME_TYPES),
        "articles": "\n".join(terms_of(known, Scheme.INSTRUMENT_ARTICLES)),
        "note": next((one.note for one in known if one.method == Method.PERSON), ""),
    }
