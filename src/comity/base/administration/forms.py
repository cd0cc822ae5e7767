"""What staff send."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comity.base.administration.actions import LONGEST
from comity.base.administration.enums import Audience, HomePart, Severity
from comity.base.administration.models import Announcement
from comity.base.files.forms import FileField
from comity.kernel.languages import INTERFACE


MOMENTS: Final = ("%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%d")


class MomentField(forms.DateTimeField):
    """A moment in Coordinated Universal Time, chosen in the browser's own calendar or typed."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local", "dir": "ltr"}, format="%Y-%m-%dT%H:%M")
        super().__init__(input_formats=MOMENTS, widget=widget, **kwargs)


class AnnouncementForm(forms.Form):
    """What readers are told, whom, and for how long."""

    seen = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    severity = forms.ChoiceField(label=_("Kind"), choices=Severity.choices)
    audience = forms.ChoiceField(label=_("Who sees it"), choices=Audience.choices)
    begins_at = MomentField(
        label=_("Shown from"), help_text=_("Universal time (UTC); empty for at once."), required=False
    )
    ends_at = MomentField(
        label=_("Shown until"), help_text=_("Universal time (UTC); empty until somebody ends it."), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, name in INTERFACE.items():
            self.fields[f"text_{code}"] = forms.CharField(
                label=name,
                required=code == "en",
                max_length=LONGEST,
                widget=forms.Textarea(attrs={"rows": 2, "lang": code, "dir": "auto"}),
            )

    def given(self) -> dict[str, Any]:
        """What ``actions.announce`` takes."""
        told = self.cleaned_data
        return {
            "words": {code: told[f"text_{code}"] for code in INTERFACE},
            "severity": Severity(told["severity"]),
            "audience": Audience(told["audience"]),
            "begins_at": told["begins_at"] or timezone.now(),
            "ends_at": told["ends_at"],
        }


def filled(announcement: Announcement) -> dict[str, Any]:
    """What the form of an announcement holds at first."""
    return {
        "seen": announcement.number,
        "severity": announcement.severity,
        "audience": announcement.audience,
        "begins_at": _minute(announcement.begins_at),
        "ends_at": _minute(announcement.ends_at) if announcement.ends_at else None,
        **{f"text_{code}": text for code, text in announcement.words.items()},
    }


def _minute(moment: dt.datetime) -> dt.datetime:
    return moment.replace(second=0, microsecond=0)


class WordingForm(forms.Form):
    """What the installation says of itself, field by field in each language."""

    # By field: label, help, the most characters, and lines in the form.
    texts: Mapping[str, tuple[Any, Any, int, int]] = {}
    seen = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code in INTERFACE:
            for name, (label, told, longest, rows) in self.texts.items():
                attributes = {"lang": code, "dir": "auto"}
                self.fields[f"{name}_{code}"] = forms.CharField(
                    label=label,
                    help_text=told,
                    required=False,
                    max_length=longest,
                    widget=forms.TextInput(attrs=attributes)
                    if rows == 1
                    else forms.Textarea(attrs=attributes | {"rows": rows}),
                )

    def words(self) -> dict[str, dict[str, str]]:
        """What was written, by language and field."""
        return {code: {name: self.cleaned_data[f"{name}_{code}"].strip() for name in self.texts} for code in INTERFACE}

    def rest(self) -> dict[str, Any]:
        """What is the same in every language."""
        return {}


class HomeForm(WordingForm):
    """What the home page says, what it highlights, and in which order its parts stand."""

    texts = {
        "headline": (_("Headline"), _("Empty for the project’s own."), 120, 1),
        "lead": (_("One sentence"), _("Below the headline; empty for the project’s own."), 300, 2),
        "welcome": (
            _("Welcome"),
            _("A few paragraphs in Markdown, such as **strong**, [words](address) and lists; no HTML."),
            4000,
            6,
        ),
    }
    highlights = forms.MultipleChoiceField(
        label=_("Highlights"),
        help_text=_("Hot topics that stand on the home page; compose them first."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, highlights: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["highlights"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = list(highlights)
        for number, (value, label) in enumerate(HomePart.choices, start=1):
            self.fields[f"place_{value}"] = forms.IntegerField(
                label=label,
                help_text=_("Its place, from 1; empty to leave it out."),
                required=False,
                min_value=1,
                max_value=99,
                initial=number,
                widget=forms.NumberInput(attrs={"dir": "ltr"}),
            )

    def rest(self) -> dict[str, Any]:
        """The parts in order, as far as that is not as they stand by themselves, and the highlights."""
        placed = [(place, value) for value in HomePart.values if (place := self.cleaned_data[f"place_{value}"])]
        order = [value for _place, value in sorted(placed, key=lambda one: one[0])]
        return {
            # None at all is kept as a part that there is not, since an empty list would mean the project's own order.
            "order": [] if order == HomePart.values else order or ["none"],
            "highlights": self.cleaned_data["highlights"],
        }


class IdentityForm(WordingForm):
    """What the installation is called, and how its staff are reached."""

    texts = {
        "name": (_("Name of the installation"), _("Beside the mark, at the head of every page."), 80, 1),
        "contact": (_("Contact"), _("At the foot of every page: an office, an address, hours."), 300, 2),
    }
    email = forms.EmailField(
        label=_("E-mail address for readers"),
        required=False,
        max_length=150,
        widget=forms.EmailInput(attrs={"dir": "ltr"}),
    )
    field_order = ("seen", "email")

    def rest(self) -> dict[str, Any]:
        """The address."""
        return {"email": self.cleaned_data["email"]}


class NoteFileForm(forms.Form):
    """A note verbale as it came."""

    file = FileField(label=_("File"))
