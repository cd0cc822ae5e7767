"""What is typed in a review."""

from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from comity.kernel.languages import INTERFACE
from comity.operations.reviews.enums import Cluster, Finding, Gender, Matter, Meet, Role, Saying


# How many characters of a question a list of choices shows.
LONGEST: Final = 90
MOMENT: Final = "%Y-%m-%dT%H:%M"
LANGUAGES: Final = list(INTERFACE.items())
Choices = Sequence[tuple[Any, Any]]


def _text(label: Any, *, rows: int = 4, required: bool = True, help_text: Any = "") -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows, "dir": "auto"})
    return forms.CharField(label=label, widget=widget, required=required, help_text=help_text)


class NameForm(forms.Form):
    """Who is named for a State, and as what."""

    place = forms.ChoiceField(label=_("State"))
    person = forms.ChoiceField(
        label=_("Person"),
        help_text=_("Who works for an organisation of the State in this portal. Others are invited first."),
    )
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)

    def __init__(self, *args: Any, places: Choices, people: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = places  # type: ignore[attr-defined] # -- a field of choices
        self.fields["person"].choices = people  # type: ignore[attr-defined] # -- as above


# What who takes part for a reviewing State declares, and what anybody else does.
INDEPENDENT: Final = _(
    "I do not work for the State under review and have not served it in a review, and no personal or "
    "financial interest stands against my taking part. What I learn in it I keep to myself."
)
CONFIDENTIAL: Final = _("What I learn in this review of what is confidential I keep to myself.")


class DeclareForm(forms.Form):
    """That nothing stands against one's taking part, and that one keeps to oneself what one learns.

    Args:
        is_reviewing: whether one takes part for a reviewing State; who works for the State under review does not say
            that they are independent of it.
    """

    nothing = forms.BooleanField()
    words = _text(
        _("What there is to say of it"), rows=2, required=False, help_text=_("Only the Secretariat reads it.")
    )
    gender = forms.ChoiceField(
        label=_("Gender"),
        choices=Gender.choices,
        required=False,
        help_text=_("If you wish. It is used for figures that name nobody."),
    )

    def __init__(self, *args: Any, is_reviewing: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["nothing"].label = INDEPENDENT if is_reviewing else CONFIDENTIAL


class ArrangeForm(forms.Form):
    """Languages, and who takes what."""

    languages = forms.MultipleChoiceField(
        label=_("Languages of the review"), choices=LANGUAGES, widget=forms.CheckboxSelectMultiple
    )
    division = _text(_("Division of work"), rows=3, required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, reviewers: Sequence[tuple[str, str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, label, help_text in reviewers:
            self.fields[f"part-{code}"] = forms.CharField(
                label=label, help_text=help_text, max_length=500, required=False
            )

    def parts(self) -> dict[str, str]:
        """What each reviewing State takes, by its code."""
        return {
            name.removeprefix("part-"): value for name, value in self.cleaned_data.items() if name.startswith("part-")
        }


def _shortened(text: str) -> str:
    return Truncator(text).chars(LONGEST)


class RemarkForm(forms.Form):
    """Feedback, or a question."""

    kind = forms.ChoiceField(
        label=_("What it is"), choices=[one for one in Saying.choices if one[0] != Saying.CLARIFICATION]
    )
    on = forms.ChoiceField(label=_("On what"), required=False)
    text = _text(_("Text"))
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)

    def __init__(self, *args: Any, subjects: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        short = [
            (key, [(code, _shortened(name)) for code, name in said] if isinstance(said, list) else said)
            for key, said in subjects
        ]
        self.fields["on"].choices = short  # type: ignore[attr-defined] # -- a field of choices


class WordsForm(forms.Form):
    """A text in a language."""

    text = _text(_("Text"))
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)


class MeetingForm(forms.Form):
    """A meeting, planned or held, and its minutes."""

    kind = forms.ChoiceField(label=_("What it is"), choices=Meet.choices)
    held_at = forms.DateTimeField(
        label=_("Date and time (UTC)"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT),
        input_formats=[MOMENT, "%Y-%m-%d %H:%M"],
    )
    venue = forms.CharField(label=_("Where, or by what means"), max_length=300)
    minutes = _text(_("Minutes"), rows=8, required=False, help_text=_("Once the meeting was held."))
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)


class ObservationForm(forms.Form):
    """A new paragraph of the list of observations.

    Args:
        articles: by instrument, those on which the person may write.
    """

    kind = forms.ChoiceField(label=_("What it is"), choices=Finding.choices)
    article = forms.ChoiceField(label=_("Article"), required=False)
    text = _text(_("Text"))
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)

    def __init__(self, *args: Any, articles: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        several = articles if len(articles) > 1 else articles[0][1] if articles else []
        self.fields["article"].choices = [("", "—"), *several]  # type: ignore[attr-defined] # -- a field of choices


class SummaryForm(forms.Form):
    """The summary in one language."""

    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)
    text = _text(_("Text"), rows=14)
    seen = forms.IntegerField(widget=forms.HiddenInput)


class ConsentForm(forms.Form):
    """What may be published."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for matter in Matter:
            self.fields[matter.value] = forms.ChoiceField(
                label=matter.label,
                choices=[("yes", _("May be published")), ("no", _("Stays with those who take part"))],
                widget=forms.RadioSelect,
            )


class PostponeForm(forms.Form):
    """Another day, and why."""

    due_on = forms.DateField(label=_("New day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    reason = forms.CharField(label=_("Reason"), max_length=500)


class CycleForm(forms.Form):
    """A new cycle of reviews."""

    draw = forms.ChoiceField(label=_("Drawing of lots"))
    name = forms.CharField(label=_("Name of the cycle"), max_length=200)
    cluster = forms.ChoiceField(label=_("What is reviewed"))

    def __init__(self, *args: Any, draws: Choices, clusters: Sequence[str], days: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["draw"].choices = draws  # type: ignore[attr-defined] # -- a field of choices
        self.fields["cluster"].choices = [(one, Cluster(one).label) for one in clusters]  # type: ignore[attr-defined] # -- as above
        for step, (label, number, help_text) in days:
            self.fields[f"days-{step}"] = forms.IntegerField(
                label=label, min_value=1, max_value=3650, initial=number, help_text=help_text
            )

    def timed(self) -> list[forms.BoundField]:
        """The fields of the steps that have a time."""
        return [self[name] for name in self.fields if name.startswith("days-")]

    def days(self) -> dict[str, int]:
        """How many days each step may take."""
        return {
            name.removeprefix("days-"): value for name, value in self.cleaned_data.items() if name.startswith("days-")
        }
