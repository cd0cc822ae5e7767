"""Where somebody asks for letters at another address, and confirms it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from comity.base.people import actions
from comity.base.people.actions.writing import is_mail_sent
from comity.base.people.forms import EmailForm
from comity.base.people.views.asking import person_of, refusal_page, root_of, shown_lately, signed
from comity.kernel.errors import Refused


@shown_lately
def email(request: HttpRequest) -> HttpResponse:
    """Ask for another address; it is one's own once the link that is sent there has been opened."""
    person = person_of(request)
    form = EmailForm(request.POST or None)
    content = {"form": form, "person": person, "can_mail": is_mail_sent(), "refusal": ""}
    if request.method != "POST" or not form.is_valid():
        return render(request, "people/email.html", content, status=422 if form.errors else 200)
    try:
        actions.ask_for_email(person, form.cleaned_data["email"], root=root_of(request), by=person)
    except Refused as no:
        return refusal_page(request, "people/email.html", content, no)
    messages.success(request, _("A letter is on its way to the new address. Open the link in it within 24 hours."))
    return redirect("people:security")


@signed
def email_confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Confirm an address from the link that was sent there; a link alone changes nothing, the button does."""
    person = person_of(request)
    change = actions.find_email_change(token, person)
    content = {"change": change, "refusal": ""}
    if change is None:
        return render(request, "people/email_confirm.html", content, status=404)
    if request.method != "POST":
        return render(request, "people/email_confirm.html", content)
    try:
        actions.confirm_email(change, by=person)
    except Refused as no:
        return refusal_page(request, "people/email_confirm.html", content, no)
    messages.success(request, _("Letters go to the new address from now on."))
    return redirect("people:security")
