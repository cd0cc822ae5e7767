"""What the Secretariat types to set up a draw, correct its list, commit, and ask for later lots."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from comity.base.places import queries as places
from comity.base.places.enums import Kind
from comity.kernel.languages import by_name
from comity.operations.reviews.enums import Act, Counting, Mechanism, Part, Seat, Wish
from comity.operations.reviews.registry import rule_set


Choices = list[tuple[str, str]]
ORGANISATIONS: Final = [
    ("out", _("They take no part")),
    ("reviewed", _("They are reviewed and do not review")),
    ("both", _("They are reviewed and review")),
]
# No mechanism has more years than these, nor asks more of a State.
MOST_GROUPS: Final = 10
MOST_REVIEWS: Final = 20
MOMENT: Final = "%Y-%m-%dT%H:%M"


class MechanismForm(forms.Form):
    """For which mechanism a draw is set up."""

    mechanism = forms.ChoiceField(label=_("Mechanism"), choices=Mechanism.choices, widget=forms.RadioSelect)


class DrawForm(forms.Form):
    """What a draw is, and its rules."""

    phase = forms.CharField(label=_("Phase or cycle"), help_text=_("As the mechanism calls it."), max_length=200)
    parties_on = forms.DateField(
        label=_("Parties on"),
        help_text=_("The day on which parties are counted, from their deposits."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    groups = forms.IntegerField(label=_("Groups or years"), min_value=1, max_value=MOST_GROUPS)
    late_group = forms.IntegerField(label=_("Group of those who join late"), min_value=1, max_value=MOST_GROUPS + 1)
    least = forms.IntegerField(label=_("Least reviews of each State"), min_value=0, max_value=MOST_REVIEWS)
    most = forms.IntegerField(label=_("Most reviews of each State"), min_value=1, max_value=MOST_REVIEWS)
    no_mutual = forms.BooleanField(label=_("No two States review each other"), required=False)
    instrument_reviewers = forms.BooleanField(
        label=_("An additional reviewer for each instrument to which a reviewer is not party"), required=False
    )
    additional = forms.ChoiceField(label=_("Additional reviews are counted"), choices=Counting.choices)
    most_additional = forms.IntegerField(
        label=_("Most additional reviews, where they are counted apart"), min_value=1, max_value=MOST_REVIEWS
    )
    similar_law = forms.BooleanField(
        label=_("The reviewer of the same regional group has a similar legal system where possible"), required=False
    )
    redraws = forms.IntegerField(label=_("Most redraws for a State"), min_value=0, max_value=MOST_REVIEWS)
    organisations = forms.ChoiceField(label=_("Organisations that are party"), choices=ORGANISATIONS)

    RULES: Final = (
        "groups",
        "late_group",
        "least",
        "most",
        "no_mutual",
        "instrument_reviewers",
        "additional",
        "most_additional",
        "similar_law",
        "redraws",
        "organisations",
    )

    def __init__(self, *args: Any, mechanism: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        said = rule_set(mechanism)
        for name in self.RULES:
            source = said.sources[name]
            told = _("Source: %(source)s.") if name in said.verified else _("Source: %(source)s. Not verified.")
            self.fields[name].help_text = told % {"source": source}

    @property
    def values(self) -> dict[str, Any]:
        """The rules as they were typed."""
        return {name: self.cleaned_data[name] for name in self.RULES}


def place_choices(language: str, codes: Sequence[str] | None = None) -> Choices:
    """States and organisations by name, after an empty choice; all, or only some."""
    names, known = places.names(language), places.places()
    kinds = {Kind.STATE, Kind.ORGANISATION}
    wanted = codes if codes is not None else [code for code, one in known.items() if Kind(one.kind) in kinds]
    return [
        ("", "—"),
        *by_name(((code, names.get(code, code)) for code in wanted), language),
    ]


class CorrectionForm(forms.Form):
    """What is known of a party and the portal's list does not say."""

    place = forms.ChoiceField(label=_("State or organisation"))
    part = forms.ChoiceField(label=_("Part in the draw"), choices=Part.choices)
    wish = forms.ChoiceField(label=_("Wish"), choices=Wish.choices, required=False)
    instruments = forms.MultipleChoiceField(
        label=_("Party to"),
        help_text=_("Choose none to keep what the portal’s list says."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    source = forms.CharField(label=_("Source"), help_text=_("Such as a note verbale and its date."), max_length=500)

    def __init__(self, *args: Any, language: str, instruments: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = place_choices(language)  # type: ignore[attr-defined] # -- a field of choices
        self.fields["instruments"].choices = list(instruments.items())  # type: ignore[attr-defined] # -- as above


class CommitForm(forms.Form):
    """Which public randomness will be used, and from when it is known."""

    source = forms.CharField(
        label=_("Public randomness"),
        help_text=_(
            "What anybody can look up later and nobody knows yet: a round of a public beacon by its number, or "
            "numbers that will be drawn and read aloud in a meeting, and how they will be written down."
        ),
        max_length=500,
    )
    at = forms.DateTimeField(
        label=_("Known from (UTC)"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT),
        input_formats=[MOMENT, "%Y-%m-%d %H:%M"],
    )


class RandomnessForm(forms.Form):
    """The randomness, now that it is known."""

    randomness = forms.CharField(
        label=_("Randomness"),
        help_text=_("Exactly as it was published or read aloud. It can be entered once."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "ltr", "spellcheck": "false"}),
    )


class ReasonForm(forms.Form):
    """Why a lot is given up."""

    reason = forms.CharField(label=_("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))


class AskForm(forms.Form):
    """What a State asks after the lot, or what has become of it."""

    kind = forms.ChoiceField(label=_("What is asked"), choices=Act.choices)
    state = forms.ChoiceField(label=_("State"))
    seat = forms.ChoiceField(
        label=_("Which reviewer"), choices=Seat.choices, help_text=_("Only when a reviewer is drawn anew.")
    )
    reason = forms.CharField(label=_("Reason"), help_text=_("Everybody reads it in the transcript."), max_length=500)

    def __init__(self, *args: Any, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["state"].choices = place_choices(language)  # type: ignore[attr-defined] # -- a field of choices
