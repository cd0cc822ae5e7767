"""What is typed about networks, of oneself as a contact point, and in cases and alerts; of a case no words."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from comity.base.files.forms import FileField
from comity.kernel.languages import INTERFACE, OWN_NAMES
from comity.operations.networks.enums import Kind, Milestone, Outcome, Post, Seat
from comity.operations.networks.models import Meeting
from comity.operations.networks.shapes import Asked, Convened, Described, Document, Particulars


Choices = Sequence[tuple[Any, Any]]
NONE: Final = [("", "—")]
LANGUAGES: Final = sorted(OWN_NAMES.items(), key=lambda one: (one[0] not in INTERFACE, one[1]))


def _day(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date", "dir": "ltr"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, required=required, help_text=help_text)


def _hour(label: Any) -> forms.TimeField:
    widget = forms.TimeInput(attrs={"type": "time", "dir": "ltr"}, format="%H:%M")
    return forms.TimeField(label=label, widget=widget, required=False)


def _line(label: Any, most: int, *, required: bool = False, help_text: Any = "", **attrs: str) -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": "off", **attrs})
    return forms.CharField(label=label, max_length=most, required=required, widget=widget, help_text=help_text)


def _text(label: Any, most: int, **attrs: str) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 2, **attrs})
    return forms.CharField(label=label, max_length=most, required=False, widget=widget)


def _several(label: Any, *, required: bool = False, help_text: Any = "") -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, required=required, widget=forms.CheckboxSelectMultiple, help_text=help_text
    )


class Choosing(forms.Form):
    """A form of which some fields are chosen from what the reader may choose."""

    def __init__(self, *args: Any, offered: Mapping[str, Choices] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (offered or {}).items():
            self.fields[name].choices = choices  # type: ignore[attr-defined] # -- a field of choices


class NetworkForm(forms.Form):
    """What a network is."""

    code = _line(_("Code in addresses"), 20, required=True, help_text=_("Small letters and figures."), dir="ltr")
    short = _line(_("Short name"), 30, required=True)
    kind = forms.ChoiceField(label=_("Who meets in it"), choices=Kind.choices)
    founded = _line(_("Founded"), 10, help_text=_("A year, such as 2013, a month or a day."), dir="ltr")
    website = forms.URLField(label=_("Website"), required=False, assume_scheme="https")
    source = _line(_("Source"), 300, required=True, dir="auto")

    def __init__(self, *args: Any, is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_new:
            del self.fields["code"]
        for code, name in INTERFACE.items():
            told = {"language": name}
            is_english = code == "en"
            self.fields[f"name_{code}"] = _line(
                _("Whole name, %(language)s") % told, 200, required=is_english, lang=code, dir="auto"
            )
            self.fields[f"about_{code}"] = _text(_("What it is, %(language)s") % told, 400, lang=code, dir="auto")

    def described(self, code: str = "") -> Described:
        """What was typed."""
        sent = self.cleaned_data
        return Described(
            code=code or sent["code"],
            short=sent["short"],
            kind=sent["kind"],
            names={one: sent[f"name_{one}"] for one in INTERFACE if sent[f"name_{one}"]},
            abouts={one: sent[f"about_{one}"] for one in INTERFACE if sent[f"about_{one}"]},
            founded=sent["founded"],
            website=sent["website"],
            source=sent["source"],
        )


class EndNetworkForm(forms.Form):
    """From which day a network is none any more, and why."""

    ended_on = _day(_("Has ended on"), help_text=_("The first day on which it is none any more."))
    because = _line(
        _("Why it ends"), 300, required=True, help_text=_("Everybody reads it on the page of the network."), dir="auto"
    )


class SeatForm(Choosing):
    """A State that takes part."""

    prefix = "seat"
    place = forms.ChoiceField(label=_("State"))
    seat = forms.ChoiceField(label=_("As"), choices=Seat.choices)
    joined_on = _day(_("Takes part since"), required=False)
    source = _line(_("Source"), 300, required=False, dir="auto")


class LeaveForm(Choosing):
    """A State that takes part no longer."""

    prefix = "leave"
    place = forms.ChoiceField(label=_("State"))
    left_on = _day(_("Takes part no longer since"))


class AppointForm(Choosing):
    """Who is to stand for which authority: the membership names both."""

    membership = forms.TypedChoiceField(label=_("Who, and for which authority"), coerce=int)
    post = forms.ChoiceField(label=_("What they are in their State"), choices=Post.choices)


class PresentForm(forms.Form):
    """What a contact point shows to the members of the network."""

    languages = forms.MultipleChoiceField(
        label=_("Languages in which you work"), choices=LANGUAGES, widget=forms.CheckboxSelectMultiple
    )
    telephone = _line(_("Telephone"), 40, help_text=_("Members of the network see it, and nobody else."), dir="ltr")
    mail = forms.EmailField(label=_("E-mail"), required=False, widget=forms.EmailInput(attrs={"dir": "ltr"}))
    time_zone = _line(_("Time zone"), 40, required=True, help_text=_("Such as Africa/Dakar."), dir="ltr")
    opens = _hour(_("At work from"))
    closes = _hour(_("At work until"))
    answers_at_night = forms.BooleanField(label=_("Answers urgent calls at any hour"), required=False)

    def clean(self) -> dict[str, Any]:
        """Both hours or neither."""
        sent = super().clean() or {}
        if (sent.get("opens") is None) != (sent.get("closes") is None):
            self.add_error("closes", _("Give both hours or neither."))
        return sent

    def told(self) -> Particulars:
        """What was typed."""
        sent = self.cleaned_data
        return Particulars(**{**sent, "languages": tuple(sent["languages"])})


class AwayForm(Choosing):
    """An absence; without a day one is back."""

    prefix = "away"
    until = _day(_("Away until"), required=False, help_text=_("Leave it empty when you are back."))
    stand_in = forms.ChoiceField(label=_("Who stands in"), required=False)


class EndForm(Choosing):
    """Who follows."""

    prefix = "end"
    successor = forms.ChoiceField(
        label=_("To whom open cases go"),
        required=False,
        help_text=_("Without anybody they wait at the Secretariat’s desk."),
    )


class AskForm(Choosing):
    """What help is asked for: choices alone, since the host reads them."""

    post = forms.ChoiceField(label=_("For which network you ask"))
    requested = forms.ChoiceField(label=_("State that is asked"))
    type = forms.ChoiceField(label=_("Type of request"))
    crime_types = _several(_("Offences"))
    networks = _several(
        _("Other networks that help"), help_text=_("Where the other State takes part in none of yours.")
    )

    def asked(self) -> Asked:
        """What was chosen."""
        sent = self.cleaned_data
        return Asked(
            requested=sent["requested"],
            type=sent["type"],
            crime_types=tuple(sent["crime_types"]),
            networks=tuple(sent["networks"]),
        )


class MilestoneForm(forms.Form):
    """What has happened in a case, and on which day."""

    prefix = "reach"
    milestone = forms.ChoiceField(label=_("What has happened"), choices=Milestone.choices)
    on = _day(_("On"))


class CloseForm(forms.Form):
    """What a case came to."""

    prefix = "close"
    outcome = forms.ChoiceField(label=_("What came of it"), choices=Outcome.choices)
    on = _day(_("On"))


class AssignForm(Choosing):
    """Who is to have one side of a case."""

    prefix = "assign"
    point = forms.ChoiceField(label=_("Contact point"))


class FileForm(Choosing):
    """One's own file on the request."""

    prefix = "file"
    file = forms.ChoiceField(label=_("File of your authority"))


class AlertForm(Choosing):
    """An alert: to whom and about which crimes, and no words."""

    post = forms.ChoiceField(label=_("In which network"))
    places = _several(_("To which States"), required=True)
    crime_types = _several(_("Offences"), required=True)
    is_urgent = forms.BooleanField(label=_("Urgent: letters go at once, at any hour"), required=False)


class MeetingForm(forms.Form):
    """What a meeting of a network is."""

    title = _line(_("Title"), 200, required=True, dir="auto")
    begins_on = _day(_("First day"))
    ends_on = _day(_("Last day"), required=False, help_text=_("Leave it empty when it is one day."))
    venue = _line(_("Place"), 200, help_text=_("A town, or that it is held on line."), dir="auto")
    agenda = forms.CharField(
        label=_("Agenda"), required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 8, "dir": "auto"})
    )
    is_public = forms.BooleanField(
        label=_("Everybody may know of this meeting"),
        required=False,
        help_text=_("Otherwise the members of the network and the Secretariat alone."),
    )

    @classmethod
    def of(cls, held: Meeting) -> dict[str, Any]:
        """What is said of a meeting now."""
        return {name: getattr(held, name) for name in cls.base_fields}

    def told(self) -> Convened:
        """What was typed."""
        return Convened(**self.cleaned_data)


class PaperForm(forms.Form):
    """A document of a meeting: a file, or a link."""

    title = _line(_("Title"), 200, required=True, dir="auto")
    file = FileField(label=_("File"), required=False)
    link = forms.URLField(
        label=_("Or a link"),
        required=False,
        max_length=500,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"dir": "ltr"}),
    )
    language = forms.ChoiceField(
        label=_("Language of the document"), choices=[("", _("several, or none")), *OWN_NAMES.items()], required=False
    )
    is_public = forms.BooleanField(
        label=_("Everybody may read it"),
        required=False,
        help_text=_("If the meeting is public too. Otherwise the members of the network and the Secretariat alone."),
    )

    def clean(self) -> dict[str, Any]:
        """A file or a link, not both."""
        sent = super().clean() or {}
        if not self.errors and bool(sent.get("file")) == bool(sent.get("link")):
            self.add_error("link", _("A document is a file or a link, not both."))
        return sent

    def told(self) -> Document:
        """What was typed, without the file."""
        sent = self.cleaned_data
        return Document(title=sent["title"], link=sent["link"], language=sent["language"], is_public=sent["is_public"])
