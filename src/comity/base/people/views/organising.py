"""One's account, and the organisations that one works for or keeps."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from comity.base.access.enums import Permission
from comity.base.access.roles import decide
from comity.base.people import actions, queries, rules
from comity.base.people.enums import Kind, Stage
from comity.base.people.forms import ROLE_NAMES, SUBJECTS, DelegationForm, InviteForm, OrganisationForm, ProfileForm
from comity.base.people.models import Delegation, Invitation, Membership, Organisation, User
from comity.base.people.models.organisation import today
from comity.base.people.views.asking import person_of, refusal_page, root_of, shown_lately, signed, visit_of
from comity.base.places.models import Place
from comity.base.places.queries import names
from comity.base.terms.queries import labels
from comity.kernel.errors import NotNow, NotPermitted, Refused
from comity.ui.components import Crumb


def is_secretariat(person: User) -> bool:
    """Whether the person keeps the register."""
    return decide(person.grants, Permission.ORGANISATION_MANAGE) is not None


def described(memberships: Any) -> list[dict[str, Any]]:
    """Memberships as a page shows them: with the names of roles and subjects in the reader's language."""
    words = labels(SUBJECTS, get_language() or "en")
    return [
        {
            "membership": one,
            "role": ROLE_NAMES[one.role],
            "subjects": [words.get(subject.code, subject.code) for subject in one.subjects.all()],
        }
        for one in memberships
    ]


@signed
def account(request: HttpRequest) -> HttpResponse:
    """What one may do for whom, and who acts for whom."""
    person = person_of(request)
    held = Membership.objects.active().filter(user=person).select_related("organisation").prefetch_related("subjects")
    organisations = Organisation.objects.filter(
        pk__in=Membership.objects.active().filter(user=person).values("organisation")
    )
    content = {
        "person": person,
        "memberships": described(held.order_by("organisation__name", "role")),
        "nominations": [(one, ROLE_NAMES[one.invitation.role]) for one in queries.nominations_of(person)],
        "held": queries.delegations_held(person),
        "given": queries.delegations_given(person),
        "form": DelegationForm(
            request.POST or None, colleagues=queries.colleagues(person), organisations=organisations.order_by("name")
        ),
        "is_secretariat": is_secretariat(person),
        "today": today(),
        "refusal": "",
    }
    if request.method != "POST":
        return render(request, "people/account.html", content)
    form = content["form"]
    assert isinstance(form, DelegationForm)
    if not form.is_valid():
        return render(request, "people/account.html", content, status=422)
    try:
        actions.delegate(
            form.cleaned_data["receiver"],
            organisation=form.cleaned_data["organisation"],
            until=form.cleaned_data["until"],
            by=person,
        )
    except Refused as no:
        return refusal_page(request, "people/account.html", content, no)
    return redirect("people:account")


@require_POST
@signed
def delegation(request: HttpRequest, key: int) -> HttpResponse:
    """Begin to act for somebody, stop it, or end that somebody may."""
    person, visit = person_of(request), visit_of(request)
    own = Delegation.objects.filter(giver=person) | Delegation.objects.filter(receiver=person)
    one = get_object_or_404(own, pk=key)
    do = request.POST.get("do", "")
    if do == "end":
        actions.end_delegation(one, by=person)
    elif visit is None:
        raise NotNow(_("Sign in anew before you act for somebody."))
    elif do == "act":
        if one.receiver_id != person.pk:
            raise NotPermitted(_("You cannot act for this person now. Ask them to name you again."))
        actions.act_for(visit, one, by=person)
    else:
        actions.act_for(visit, None, by=person)
    return redirect("people:account")


@signed
def profile(request: HttpRequest, key: str) -> HttpResponse:
    """Complete the profile for which a note verbale has named one, beside what the note says."""
    person = person_of(request)
    one = get_object_or_404(queries.nominations_of(person), pk=key)
    noted = {field: getattr(one, field) for field in ("title", "given_name", "family_name", "post")}
    form = ProfileForm(request.POST or None, initial=one.stated or noted)
    content = {
        "nomination": one,
        "role": ROLE_NAMES[one.invitation.role],
        "form": form,
        "is_open": one.stage in {Stage.NAMED, Stage.RETURNED},
        "refusal": "",
    }
    if request.method != "POST" or not form.is_valid():
        return render(request, "people/profile.html", content, status=422 if form.errors else 200)
    try:
        actions.state_profile(one, form.cleaned_data, by=person)
    except Refused as no:
        return refusal_page(request, "people/profile.html", content, no)
    return redirect("people:account")


# ---------------------------------------------------------------- organisations


@signed
@require_safe
def organisations(request: HttpRequest) -> HttpResponse:
    """The organisations that the person may see, with how many people work for each."""
    person = person_of(request)
    named = names(get_language() or "en")
    rows = list(queries.with_counts(queries.organisations_visible_to(person)))
    standing = actions.standing_of([one.pk for one in rows])
    content = {
        "organisations": [(one, named.get(one.place_id or "", ""), standing.get(one.pk, ())) for one in rows],
        "is_secretariat": is_secretariat(person),
    }
    return render(request, "people/organisations.html", content)


@shown_lately
def organisation_edit(request: HttpRequest, key: int | None = None) -> HttpResponse:
    """Enter an organisation, or correct one."""
    person = person_of(request)
    rules.check_may_register(person)
    one = get_object_or_404(Organisation, pk=key) if key is not None else None
    before = {"name": one.name, "kind": one.kind, "place": one.place_id or ""} if one else {}
    form = OrganisationForm(request.POST or None, initial=before)
    content = {"form": form, "refusal": "", "heading": _("Organisation"), "button": _("Keep it")}
    if request.method != "POST" or not form.is_valid():
        return render(request, "people/short_form.html", content, status=422 if form.errors else 200)
    place = Place.objects.filter(pk=form.cleaned_data["place"]).first()
    try:
        kept = actions.put_organisation(
            form.cleaned_data["name"], kind=Kind(form.cleaned_data["kind"]), place=place, organisation=one, by=person
        )
    except Refused as no:
        return refusal_page(request, "people/short_form.html", content, no)
    return redirect("people:organisation", kept.pk)


@signed
def organisation(request: HttpRequest, key: int) -> HttpResponse:
    """Who works for an organisation, and who is invited to."""
    person = person_of(request)
    one = get_object_or_404(queries.organisations_visible_to(person), pk=key)
    return render(request, "people/organisation.html", _members_page(person, one))


def _members_page(person: User, one: Organisation) -> dict[str, Any]:
    may_manage = actions.may_manage(person, one)
    waiting = queries.invitations_waiting(one) if may_manage else Invitation.objects.none()
    return {
        "organisation": one,
        "place_name": names(get_language() or "en").get(one.place_id or "", ""),
        "members": described(queries.members(one)),
        "invitations": [(row, ROLE_NAMES[row.role], rules.is_old(row.links.all()[0].sent_at)) for row in waiting],
        "may_manage": may_manage,
        "standing": actions.standing_of([one.pk]).get(one.pk, ()),
        "is_secretariat": is_secretariat(person),
        "crumbs": [
            Crumb(_("Organisations"), reverse("people:organisations")),
            Crumb(one.name),
        ],
        "link": "",
    }


@shown_lately
def invite(request: HttpRequest, key: int) -> HttpResponse:
    """Invite somebody to an organisation."""
    person = person_of(request)
    one = get_object_or_404(queries.organisations_visible_to(person), pk=key)
    rules.check_may(person, Permission.MEMBER_MANAGE, organisation=one)
    form = InviteForm(request.POST or None, is_secretariat=is_secretariat(person))
    content = {"form": form, "organisation": one, "refusal": ""}
    if request.method != "POST" or not form.is_valid():
        return render(request, "people/invite.html", content, status=422 if form.errors else 200)
    try:
        _made, link = actions.invite(organisation=one, root=root_of(request), by=person, **form.cleaned_data)
    except Refused as no:
        return refusal_page(request, "people/invite.html", content, no)
    if link:
        return render(request, "people/organisation.html", _members_page(person, one) | {"link": link})
    return redirect("people:organisation", one.pk)


@require_POST
@shown_lately
def invitation_change(request: HttpRequest, key: str) -> HttpResponse:
    """Send an invitation again, or withdraw it."""
    person = person_of(request)
    visible = Invitation.objects.filter(organisation__in=queries.organisations_visible_to(person))
    one = get_object_or_404(visible.select_related("organisation__place"), pk=key)
    rules.check_may(person, Permission.MEMBER_MANAGE, organisation=one.organisation)
    link = ""
    if request.POST.get("do") == "withdraw":
        actions.withdraw_invitation(one, by=person)
    else:
        link = actions.renew(one, root=root_of(request), by=person)
    if link:
        return render(request, "people/organisation.html", _members_page(person, one.organisation) | {"link": link})
    return redirect("people:organisation", one.organisation_id)


@shown_lately
def member_end(request: HttpRequest, key: int) -> HttpResponse:
    """Take a role from somebody, and hand over what they leave."""
    person = person_of(request)
    visible = Membership.objects.filter(organisation__in=queries.organisations_visible_to(person))
    one = get_object_or_404(visible.select_related("organisation__place", "user"), pk=key)
    rules.check_may_give(person, one.role, one.organisation)
    others = Membership.objects.active().filter(organisation=one.organisation).exclude(user=one.user)
    successors = User.objects.filter(pk__in=others.values("user"), is_active=True).order_by("last_name", "username")
    content = {
        "membership": one,
        "role": ROLE_NAMES[one.role],
        "left": sorted(actions.left_behind(one.user, one.organisation).items()),
        "foretold": actions.foretold(one),
        "successors": successors,
        "refusal": "",
    }
    if request.method != "POST":
        return render(request, "people/member_end.html", content)
    chosen = request.POST.get("successor", "")
    try:
        successor = (
            successors.get(pk=int(chosen) if chosen.isascii() and chosen.isdecimal() else 0) if chosen else None
        )
        actions.end_membership(one, successor=successor, accepted=request.POST.getlist("accepted"), by=person)
    except User.DoesNotExist:
        return refusal_page(request, "people/member_end.html", content, Refused(_("Choose one of the list.")))
    except Refused as no:
        return refusal_page(request, "people/member_end.html", content, no)
    return redirect(
        "people:organisations"
        if one.user_id == person.pk
        else reverse("people:organisation", args=[one.organisation_id])
    )


@require_POST
@shown_lately
def restore(request: HttpRequest, key: int) -> HttpResponse:
    """Remove the factors of somebody who lost them; only the Secretariat, and not for oneself."""
    person = person_of(request)
    if decide(person.grants, Permission.ACCOUNT_RESTORE) is None or key == person.pk:
        raise NotPermitted(_("Only the Secretariat may do this, and nobody for themselves."))
    whose = get_object_or_404(User, pk=key, is_service=False)
    actions.restore(whose, by=person)
    return redirect("people:organisations")
