"""Where editors look through the vocabularies and change what things are called."""

from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from comity.base.audit.models import Event
from comity.base.audit.queries.reading import whose
from comity.base.terms import actions, queries, rules
from comity.base.terms.forms import NewTermForm, TermForm, filled
from comity.base.terms.index import fold
from comity.base.terms.models import Concept, Revision, Scheme
from comity.base.terms.shapes import Content, changed_between, content_from
from comity.kernel.errors import NotNow, Overtaken, Refused
from comity.kernel.languages import INTERFACE, interface_language, own_name
from comity.kernel.lists import said_of
from comity.ui.components import Crumb


PAGE: Final = 60
# So many earlier states are listed.
LISTED: Final = 20
UNPROCESSABLE: Final = 422
CONFLICT: Final = 409


def language() -> str:
    """The interface language of the page that is being made."""
    return interface_language(get_language() or "en")


def editor(request: HttpRequest) -> Any:
    """Who asks, when they may change the vocabularies.

    Raises:
        NotPermitted: they may not.
    """
    person: Any = request.user if request.user.is_authenticated else None
    rules.check_may_edit(person)
    return person


def aspect_name(aspect: str) -> str:
    """What an aspect of a term is called."""
    what, _dot, code = aspect.partition(".")
    names = {
        "labels": _("Labels"),
        "definition": _("Definition"),
        "place": _("Place in the list"),
        "mappings": _("Terms elsewhere"),
        "retired": _("Retired"),
    }
    return said_of(names[what], own_name(code)) if code else names[what]


def aspect_text(value: Any, aspect: str) -> str:
    """What an aspect is, as a reader compares it."""
    what = aspect.partition(".")[0]
    if value is None:
        return ""
    match what:
        case "labels":
            return "\n".join(text for text in (value[0], *value[1]) if text)
        case "place":
            number = _("place %(number)s") % {"number": value[1] + 1}
            return " · ".join(
                part for part in (queries.label(value[0], language()) if value[0] else "", number) if part
            )
        case "mappings":
            return "\n".join(f"{relation} {target}" for relation, target in value)
        case "retired":
            said = _("retired") if value[0] else _("in use")
            return f"{said} → {queries.label(value[1], language())}" if value[1] else said
    return str(value)


def compared(before: Content, after: Content) -> list[dict[str, str]]:
    """Each aspect in which two states differ, side by side."""
    old, new = before.aspects(), after.aspects()
    lines = [
        {
            "aspect": aspect,
            "name": aspect_name(aspect),
            "language": aspect.partition(".")[2],
            "before": aspect_text(old.get(aspect), aspect),
            "after": aspect_text(new.get(aspect), aspect),
        }
        for aspect in changed_between(before, after)
    ]
    for code in sorted({*before.notes, *after.notes}):
        was, now = before.notes.get(code, ""), after.notes.get(code, "")
        if was != now:
            label = _("Note for who chooses it")
            name = said_of(label, own_name(code))
            lines.append({"aspect": "", "name": name, "language": code, "before": was, "after": now})
    return lines


def _desk() -> Crumb:
    return Crumb(_("Administration"), reverse("administration:desk"))


def _scheme_crumbs(scheme: Scheme, *more: Crumb) -> tuple[Crumb, ...]:
    page = reverse("terms:scheme", args=[scheme.pk]) if more else ""
    return (
        _desk(),
        Crumb(_("Vocabularies"), reverse("terms:schemes")),
        Crumb(scheme.title_in(language()), page),
        *more,
    )


@never_cache
@login_required
@require_safe
def schemes(request: HttpRequest) -> HttpResponse:
    """Every vocabulary, with how many terms it has and how many staff decided otherwise than its file."""
    editor(request)
    rows = [(one, one.title_in(language())) for one in queries.schemes_counted()]
    content = {"schemes": sorted(rows, key=lambda row: row[1]), "crumbs": (_desk(), Crumb(_("Vocabularies")))}
    return render(request, "terms/schemes.html", content)


def _differs(concept: Concept) -> bool:
    """Whether it is otherwise than the file has it, or stands in none of a vocabulary that has a file."""
    shipped = queries.shipped_content(concept.pk)
    if shipped is None:
        return not concept.is_from_facts
    return bool(concept.taken_over) or any(
        shipped.preferred.get(code) != text for code, text in queries.content_of(concept).preferred.items()
    )


@never_cache
@login_required
@require_safe
def scheme(request: HttpRequest, code: str) -> HttpResponse:
    """The terms of a vocabulary in their order, with the languages that each lacks; narrowed by words."""
    editor(request)
    one = get_object_or_404(Scheme, pk=code)
    words, only = request.GET.get("q", "").strip()[:100], request.GET.get("only", "")
    rows = list(queries.all_concepts(code))
    if words:
        wanted = fold(words)
        rows = [
            row
            for row in rows
            if wanted in fold(row.code) or any(wanted in fold(label.text) for label in row.labels.all())
        ]
    lines = [_line(row) for row in rows]
    if only in {"differs", "lacks", "retired"}:
        lines = [line for line in lines if line[only]]
    page = Paginator(lines, PAGE).get_page(request.GET.get("page"))
    chosen = {name: value for name, value in (("q", words), ("only", only)) if value}
    content = {
        "scheme": one,
        "title": one.title_in(language()),
        "lines": page.object_list,
        "count": page.paginator.count,
        "words": words,
        "chosen": only,
        "back": f"?{urlencode(chosen | {'page': page.previous_page_number()})}" if page.has_previous() else "",
        "following": f"?{urlencode(chosen | {'page': page.next_page_number()})}" if page.has_next() else "",
        "crumbs": _scheme_crumbs(one),
    }
    return render(request, "terms/scheme.html", content)


def _line(concept: Concept) -> dict[str, Any]:
    preferred = queries.content_of(concept).preferred
    code = language() if language() in preferred else "en"
    return {
        "key": concept.pk,
        "code": concept.code,
        "label": preferred.get(code, concept.code),
        "language": code,
        "lacks": [own_name(one) for one in INTERFACE if one not in preferred],
        "differs": _differs(concept),
        "retired": concept.retired,
        "is_below": concept.broader_id is not None,
    }


def _others(scheme: str, besides: str = "") -> list[tuple[str, str]]:
    names = queries.labels(scheme, language())
    return [(f"{scheme}:{code}", label) for code, label in names.items() if f"{scheme}:{code}" != besides]


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, code: str) -> HttpResponse:
    """Add a term."""
    person = editor(request)
    one = get_object_or_404(Scheme, pk=code)
    form = NewTermForm(request.POST if request.method == "POST" else None, others=_others(code))
    content = {"form": form, "scheme": one, "crumbs": _scheme_crumbs(one, Crumb(_("New term")))}
    if request.method != "POST" or not form.is_valid():
        return render(request, "terms/new.html", content, status=UNPROCESSABLE if form.errors else 200)
    given = form.cleaned_data
    try:
        made = actions.add_concept(
            one,
            given["code"],
            Content(preferred={"en": " ".join(given["label"].split())}, broader=given["broader"]),
            by=person,
        )
    except Refused as no:
        form.add_error(None, str(no))
        return render(request, "terms/new.html", content, status=UNPROCESSABLE)
    messages.success(request, _("The term is there. Say now what it is called in the other languages."))
    return redirect("terms:term", made.pk)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def term(request: HttpRequest, key: str) -> HttpResponse:
    """A term as it stands, to be changed; with ``from`` as it stood once, to be kept again."""
    person = editor(request)
    try:
        concept = queries.whole(key)
    except Concept.DoesNotExist as none:
        raise Http404 from none
    now = queries.content_of(concept)
    others = _others(concept.scheme_id, key)
    if request.method != "POST":
        began = _earlier(concept, request.GET.get("from", "")) or now
        return _page(request, concept, TermForm(initial=filled(began, concept.revisions.count()), others=others))
    form = TermForm(request.POST, others=[*others, *_kept_choices(concept)])
    if not form.is_valid():
        return _page(request, concept, form, status=UNPROCESSABLE)
    try:
        changed = actions.change(concept, form.content(now), expected=form.cleaned_data["seen"] or 0, by=person)
    except Overtaken as no:
        form.add_error(None, str(no))
        return _page(request, concept, form, status=CONFLICT)
    except Refused as no:
        form.add_error(None, str(no))
        return _page(request, concept, form, status=UNPROCESSABLE)
    messages.success(
        request,
        _("It is kept, and called so everywhere from now on.")
        if changed
        else _("Nothing was changed: it stood so already."),
    )
    return redirect("terms:term", key)


def _kept_choices(concept: Concept) -> list[tuple[str, str]]:
    """What a concept stands below or is replaced by, though it is no longer offered."""
    return [(key, key) for key in (concept.broader_id, concept.successor_id) if key]


def _earlier(concept: Concept, number: str) -> Content | None:
    if not number:
        return None
    found = next((one for one in concept.revisions.all() if str(one.number) == number), None)
    if found is None:
        raise Http404
    return content_from(found.content)


def _page(request: HttpRequest, concept: Concept, form: TermForm, *, status: int = 200) -> HttpResponse:
    shipped, now = queries.shipped_content(concept.pk), queries.content_of(concept)
    scheme = Scheme.objects.get(pk=concept.scheme_id)
    label = now.preferred.get(language(), now.preferred.get("en", concept.code))
    content = {
        "concept": concept,
        "scheme": scheme,
        "label": label,
        "form": form,
        "languages": [
            (code, name, [form[f"{field}_{code}"] for field in ("label", "others", "definition", "note")])
            for code, name in sorted(INTERFACE.items(), key=lambda one: (one[0] != language(), one[0] != "en"))
        ],
        "differences": compared(shipped, now) if shipped is not None else [],
        "is_shipped": shipped is not None,
        "history": _history(concept, request.user),
        "crumbs": _scheme_crumbs(scheme, Crumb(label)),
    }
    return render(request, "terms/term.html", content, status=status)


def _history(concept: Concept, person: Any) -> list[dict[str, Any]]:
    """The latest states, each with who made it and in what it differs from the one before; three queries."""
    rows: list[Revision] = list(concept.revisions.order_by("-number")[: LISTED + 1])
    events = Event.objects.in_bulk([one.event for one in rows if one.event])
    people = whose([one.actor for one in events.values()], person)
    lines = []
    for place, one in enumerate(rows[:LISTED]):
        before = rows[place + 1] if place + 1 < len(rows) else None
        event = events.get(one.event or 0)
        lines.append(
            {
                "revision": one,
                "who": people.get(event.actor) if event else None,
                "event": event,
                "changes": compared(content_from(before.content), content_from(one.content)) if before else [],
            }
        )
    return lines


@never_cache
@login_required
@require_POST
def step(request: HttpRequest, key: str) -> HttpResponse:
    """Move a term up or down, or let the project's own list be right again in some aspects."""
    person = editor(request)
    concept = get_object_or_404(Concept, pk=key)
    do, _colon, what = request.POST.get("do", "").partition(":")
    try:
        if do == "take":
            actions.take_shipped(concept, [what] if what else [], by=person)
            messages.success(request, _("The project’s own list is right again here."))
        elif do in {"up", "down"}:
            actions.put_in_order(concept, is_up=do == "up", by=person)
        else:
            raise NotNow(_("Choose what is to be done."))
    except Refused as no:
        messages.warning(request, str(no))
    return redirect("terms:term", key)
