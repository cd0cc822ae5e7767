"""What is typed in the file of a request: numbers, days and choices; no words, since the host reads them."""

from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from comity.operations.casework.enums import (
    Bearer,
    CostKind,
    Direction,
    Ground,
    Level,
    Part,
    Source,
    Urgency,
    Way,
)
from comity.operations.casework.models import Case
from comity.operations.casework.shapes import Registered, Spent


Choices = Sequence[tuple[Any, Any]]
NONE: Final = [("", "—")]


def _day(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date", "dir": "ltr"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, required=required, help_text=help_text)


def _number(label: Any, help_text: Any = "") -> forms.CharField:
    widget = forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off"})
    return forms.CharField(label=label, max_length=40, required=False, widget=widget, help_text=help_text)


class RegisterForm(forms.Form):
    """What a file says in the clear."""

    organisation = forms.TypedChoiceField(label=_("Authority that keeps the file"), coerce=int)
    direction = forms.ChoiceField(label=_("Direction"), choices=Direction.choices)
    type = forms.ChoiceField(label=_("Type of request"))
    way = forms.ChoiceField(label=_("How it travels"), choices=Way.choices)
    sent_on = _day(_("Sent on"), help_text=_("The day that the request bears."))
    other_place = forms.ChoiceField(label=_("Other State"))
    other = forms.TypedChoiceField(
        label=_("Its authority, if it is on this platform"), coerce=int, required=False, empty_value=None
    )
    reference = _number(_("Our number"), _("Figures and letters without spaces. The host reads it: no names."))
    their_reference = _number(_("Their number"))
    instrument = forms.ChoiceField(label=_("Treaty on which it rests"), required=False)
    crime_types = forms.MultipleChoiceField(label=_("Offences"), required=False, widget=forms.CheckboxSelectMultiple)
    urgency = forms.ChoiceField(label=_("Urgency"), choices=Urgency.choices)
    level = forms.ChoiceField(label=_("Who of the authority may know of it"), choices=Level.choices)

    def __init__(self, *args: Any, offered: dict[str, Choices], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in offered.items():
            self.fields[name].choices = choices  # type: ignore[attr-defined] # -- a field of choices
        if len(offered["organisation"]) == 1:
            self.fields["organisation"].widget = forms.HiddenInput()
            self.fields["organisation"].initial = offered["organisation"][0][0]

    def registered(self) -> Registered:
        """What was typed."""
        sent = self.cleaned_data
        return Registered(
            type=sent["type"],
            way=sent["way"],
            other_place=sent["other_place"],
            sent_on=sent["sent_on"],
            reference=sent["reference"].strip(),
            their_reference=sent["their_reference"].strip(),
            other=sent["other"] or None,
            instrument=sent["instrument"],
            crime_types=tuple(sent["crime_types"]),
            urgency=sent["urgency"],
            level=sent["level"],
        )


class ChangeForm(RegisterForm):
    """The same for a file that is there: whose it is, its direction and who may know of it are not changed here."""

    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, case: Case, offered: dict[str, Choices], **kwargs: Any) -> None:
        super().__init__(*args, offered=offered, **kwargs)
        for name in ("organisation", "direction", "level"):
            del self.fields[name]
        self.case = case

    def registered(self) -> Registered:
        """What was typed, with what is not changed here."""
        self.cleaned_data |= {"level": self.case.level}
        return super().registered()


class StepForm(forms.Form):
    """A step that is taken by hand."""

    step = forms.SlugField()
    on = _day(_("On"))
    ground = forms.ChoiceField(label=_("Ground of refusal"), choices=[*NONE, *Ground.choices], required=False)
    article = forms.ChoiceField(label=_("Article"), required=False)

    def __init__(self, *args: Any, articles: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["article"].choices = [*NONE, *articles]  # type: ignore[attr-defined] # -- a field of choices


class DeadlineForm(forms.Form):
    """A day that the request names, or that an officer sets."""

    prefix = "deadline"
    due_on = _day(_("Until"))
    source = forms.ChoiceField(
        label=_("Where it comes from"), choices=[one for one in Source.choices if one[0] != Source.TREATY]
    )
    part = forms.ChoiceField(label=_("Who has to keep it"), choices=Part.choices)


class ComputeForm(forms.Form):
    """A day that a treaty sets."""

    prefix = "treaty"
    rule = forms.ChoiceField(label=_("What the treaty says"))
    counted_from = _day(_("Counted from"))

    def __init__(self, *args: Any, spans: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rule"].choices = spans  # type: ignore[attr-defined] # -- a field of choices


class CostForm(forms.Form):
    """What a request has cost."""

    prefix = "cost"
    amount = forms.DecimalField(label=_("Amount"), min_value=0, max_digits=14, decimal_places=2)
    currency = forms.CharField(
        label=_("Currency"), min_length=3, max_length=3, widget=forms.TextInput(attrs={"dir": "ltr"})
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=CostKind.choices)
    borne_by = forms.ChoiceField(label=_("Borne by"), choices=Bearer.choices)
    on = _day(_("On"))

    def spent(self) -> Spent:
        """What was typed."""
        sent = self.cleaned_data
        return Spent(
            kind=sent["kind"],
            borne_by=sent["borne_by"],
            amount=sent["amount"],
            currency=sent["currency"].upper(),
            on=sent["on"],
        )


class PersonForm(forms.Form):
    """One of the authority's members."""

    person = forms.TypedChoiceField(label=_("Member"), coerce=int)

    def __init__(self, *args: Any, people: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = people  # type: ignore[attr-defined] # -- a field of choices


class LevelForm(forms.Form):
    """Who may know of a file."""

    level = forms.ChoiceField(label=_("Who of the authority may know of it"), choices=Level.choices)


class LinkForm(forms.Form):
    """Another file that belongs together with this one, by its number."""

    number = _number(_("Number of the other file"))
