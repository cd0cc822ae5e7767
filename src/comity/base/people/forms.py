"""What somebody types to sign in, to set up an account, and to keep an organisation."""

from typing import Any

from django import forms
from django.contrib.auth import authenticate
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _

from comity.base.access.roles import GIVEN_BY_SECRETARIAT, ROLES
from comity.base.people import actions, rules
from comity.base.people.enums import Kind
from comity.base.people.models import Organisation, User
from comity.base.people.queries import known_device
from comity.base.places.models import Place
from comity.base.places.queries import names
from comity.base.terms.models import Concept
from comity.base.terms.queries import labels
from comity.kernel.languages import INTERFACE, by_name


SUBJECTS = "crime-types"
ROLE_NAMES = {
    "contributor": _("Contributor: proposes records of its State"),
    "authority": _("Authority: keeps what stands here of its State’s authorities"),
    "focal_point": _("Focal point: speaks for its State on certain subjects"),
    "observer": _("Observer: reads, and changes nothing"),
    "administrator": _("Administrator: admits and removes members of the organisation"),
    "secretariat": _("Secretariat: keeps organisations, members and nominations"),
    "editor": _("Editor: answers for what the portal shows"),
    "service": _("The platform itself"),
}


def wait_sentence(seconds: int) -> str:
    """How long to wait, in a sentence."""
    return ngettext(
        "Too many attempts. Try again in %(seconds)d second.",
        "Too many attempts. Try again in %(seconds)d seconds.",
        seconds,
    ) % {"seconds": seconds}


class SignInForm(forms.Form):
    """Name and password; what is wrong with them is said in one sentence that does not tell which."""

    username = forms.CharField(
        label=_("Name or e-mail address"),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "username webauthn", "autocapitalize": "none"}),
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, request: HttpRequest, *args: Any, device: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request, self.device = request, device
        self.person: User | None = None

    @property
    def address(self) -> str:
        """From where the request came, as far as this server sees."""
        return str(self.request.META.get("REMOTE_ADDR", ""))

    def clean(self) -> dict[str, Any]:
        """Try the password, unless too many were tried just now; then none is, right or wrong."""
        typed, password = self.cleaned_data.get("username") or "", self.cleaned_data.get("password")
        if not typed or not password:
            return self.cleaned_data
        found = actions.find(typed)
        # One account is counted under one name, whichever of its two was typed.
        name = found.username if found else typed
        device = known_device(found, self.device)
        if seconds := rules.seconds_to_wait(name, self.address, device):
            raise ValidationError(wait_sentence(seconds), code="wait")
        person = authenticate(self.request, username=name, password=password)
        if not isinstance(person, User):
            actions.count_failure(name, self.address, device)
            raise ValidationError(
                _("This name and this password do not belong together. Check both; capitals matter."),
                code="invalid_login",
            )
        actions.forget_failures(name, self.address, device, by=person)
        self.person = person
        return self.cleaned_data


class CodeForm(forms.Form):
    """A number from the authenticator app, or a recovery code."""

    code = forms.CharField(
        label=_("Code"),
        help_text=_("Six figures from your authenticator app, or one of your recovery codes."),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "dir": "ltr"}),
    )


class AppForm(CodeForm):
    """The first number that a new authenticator app shows."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].help_text = _("The six figures that the app shows now.")


class CurrentPasswordForm(forms.Form):
    """One's password, once more."""

    password = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class NewPasswordForm(forms.Form):
    """A new password; the browser or a password manager can make one."""

    password = forms.CharField(
        label=_("New password"),
        help_text=_("At least 12 characters. Four words that do not belong together are better than one with signs."),
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class NameForm(forms.Form):
    """What a passkey is called."""

    name = forms.CharField(
        label=_("Name of the passkey"), help_text=_("Such as the device that holds it."), max_length=60
    )


class AskForm(forms.Form):
    """Whose password is to be set anew."""

    username = forms.CharField(
        label=_("Name or e-mail address"), max_length=254, widget=forms.TextInput(attrs={"autocomplete": "username"})
    )


class WelcomeForm(forms.Form):
    """Who takes up an invitation."""

    given_name = forms.CharField(label=_("Given name"), max_length=150, required=False)
    family_name = forms.CharField(label=_("Family name"), max_length=150)
    language = forms.ChoiceField(label=_("Language of letters to you"), choices=list(INTERFACE.items()))


class InviteForm(forms.Form):
    """Whom to invite to what."""

    email = forms.EmailField(label=_("E-mail address"), max_length=150)
    role = forms.ChoiceField(label=_("Role"))
    subjects = forms.ModelMultipleChoiceField(
        label=_("Subjects"),
        help_text=_("To which the role is limited; none for every subject."),
        queryset=Concept.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    language = forms.ChoiceField(label=_("Language of the letter"), choices=list(INTERFACE.items()))

    def __init__(self, *args: Any, is_secretariat: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "en"
        given = [r for r in ROLES if r != "service" and (is_secretariat or r not in GIVEN_BY_SECRETARIAT)]
        set_choices(self.fields["role"], [(role, ROLE_NAMES[role]) for role in given])
        subjects = self.fields["subjects"]
        assert isinstance(subjects, forms.ModelMultipleChoiceField)
        words = labels(SUBJECTS, language)
        subjects.queryset = Concept.objects.filter(scheme__code=SUBJECTS, retired=False)
        vars(subjects)["label_from_instance"] = lambda one: words.get(one.code, one.code)
        self.fields["language"].initial = language


class OrganisationForm(forms.Form):
    """An organisation as the register has it."""

    name = forms.CharField(label=_("Name"), max_length=200)
    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices)
    place = forms.ChoiceField(label=_("State"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self.fields["place"], [("", _("None")), *_places()])


class PeopleForm(forms.Form):
    """Whom the Secretariat looks for."""

    words = forms.CharField(label=_("Name, e-mail address or organisation"), max_length=150, required=False)
    role = forms.ChoiceField(label=_("Role"), required=False)
    state = forms.ChoiceField(
        label=_("Account"), choices=[("", _("any")), ("open", _("open")), ("closed", _("closed"))], required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(
            self.fields["role"], [("", _("any")), *((one, ROLE_NAMES[one]) for one in ROLES if one != "service")]
        )


class MergeForm(forms.Form):
    """Which organisation takes the place of another."""

    successor = forms.ModelChoiceField(
        label=_("Organisation that takes its place"),
        help_text=_("Of the same State. Members, invitations and delegations pass to it."),
        queryset=Organisation.objects.none(),
    )

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["successor"]
        assert isinstance(field, forms.ModelChoiceField)
        others = Organisation.objects.filter(place=organisation.place, closed_at=None).exclude(pk=organisation.pk)
        field.queryset = others.order_by("name", "pk")


class EmailForm(forms.Form):
    """At which address somebody wants letters from now on."""

    email = forms.EmailField(
        label=_("New e-mail address"),
        max_length=150,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "dir": "ltr"}),
    )


class NoteForm(forms.Form):
    """A note verbale."""

    number = forms.CharField(label=_("Number of the note"), max_length=60)
    dated = forms.DateField(label=_("Date of the note"), help_text=_("Year, month and day, such as 2026-03-31."))
    place = forms.ChoiceField(label=_("State"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self.fields["place"], _places())


class ProfileForm(forms.Form):
    """A person as a note names them, or as they state it themselves."""

    title = forms.CharField(label=_("Title"), max_length=40, required=False)
    given_name = forms.CharField(label=_("Given name"), max_length=150, required=False)
    family_name = forms.CharField(label=_("Family name"), max_length=150)
    post = forms.CharField(label=_("Position"), max_length=200, required=False)


class NomineeForm(ProfileForm):
    """Whom a note names, and to which role."""

    email = forms.EmailField(label=_("E-mail address"), max_length=150)
    organisation = forms.ModelChoiceField(label=_("Organisation"), queryset=Organisation.objects.none())
    role = forms.ChoiceField(label=_("Role"))
    language = forms.ChoiceField(label=_("Language of the letter"), choices=list(INTERFACE.items()))

    def __init__(self, *args: Any, place: Place, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["organisation"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Organisation.objects.filter(place=place).order_by("name")
        given = [role for role in ROLES if role not in GIVEN_BY_SECRETARIAT]
        set_choices(self.fields["role"], [(role, ROLE_NAMES[role]) for role in given])
        self.fields["language"].initial = get_language() or "en"


class ReasonForm(forms.Form):
    """Why something is returned or ended."""

    reason = forms.CharField(
        label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"})
    )


class DelegationForm(forms.Form):
    """Who is to act for whom until when."""

    receiver = forms.ModelChoiceField(label=_("Who acts for you"), queryset=User.objects.none())
    organisation = forms.ModelChoiceField(label=_("For which organisation"), queryset=Organisation.objects.none())
    until = forms.DateField(label=_("Last day"), help_text=_("Year, month and day, such as 2026-03-31."))

    def __init__(self, *args: Any, colleagues: Any, organisations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, rows in (("receiver", colleagues), ("organisation", organisations)):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = rows
        vars(self.fields["receiver"])["label_from_instance"] = lambda one: one.get_full_name() or one.username


def set_choices(field: forms.Field, choices: list[tuple[Any, Any]]) -> None:
    """Say what can be chosen in a field."""
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices


def _places() -> list[tuple[str, str]]:
    """States and organisations of States by name, in the reader's language."""
    named = names(get_language() or "en")
    kinds = ("state", "organisation")
    codes = Place.objects.filter(kind__in=kinds).values_list("code", flat=True)
    return by_name((code, named.get(code, code)) for code in codes)
