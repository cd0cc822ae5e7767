"""What is typed about needs and offers of technical assistance."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from comity.operations.reviews.enums import Help
from comity.operations.reviews.forms.reviewing import LANGUAGES, Choices, _text


def _days(label: Any, help_text: Any = "") -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=widget, help_text=help_text)


def _ticks(label: Any, choices: Choices, *, required: bool = False, help_text: Any = "") -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, choices=choices, required=required, widget=forms.CheckboxSelectMultiple, help_text=help_text
    )


class OfferForm(forms.Form):
    """What an organisation offers."""

    organisation = forms.ChoiceField(label=_("Organisation"))
    title = forms.CharField(label=_("What is offered"), max_length=200)
    text = _text(_("What it is, in a few words"), rows=3, required=False)
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)
    kinds = _ticks(_("Kinds of help"), Help.choices, required=True)
    articles = forms.MultipleChoiceField(
        label=_("For which articles"), required=False, help_text=_("Leave it empty for any article.")
    )
    regions = forms.MultipleChoiceField(
        label=_("For which regions"), required=False, help_text=_("Leave it empty for any region.")
    )
    languages = _ticks(_("In which languages"), LANGUAGES)
    begins_on = _days(_("From"))
    ends_on = _days(_("Until"))

    def __init__(self, *args: Any, organisations: Choices, articles: Any, regions: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].choices = organisations  # type: ignore[attr-defined] # -- a field of choices
        self.fields["articles"].choices = articles  # type: ignore[attr-defined] # -- as above
        self.fields["regions"].choices = regions  # type: ignore[attr-defined] # -- as above


class NeedForm(forms.Form):
    """What a State needs."""

    place = forms.ChoiceField(label=_("State"))
    article = forms.ChoiceField(label=_("On which article"), required=False)
    kinds = _ticks(_("Kinds of help"), Help.choices, required=True)
    text = _text(_("What is needed, and what for"))
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)
    languages = _ticks(_("Languages in which help is understood"), LANGUAGES)
    due_on = _days(_("Wanted by"))

    def __init__(self, *args: Any, places: Choices, articles: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = places  # type: ignore[attr-defined] # -- a field of choices
        self.fields["article"].choices = [("", "—"), *articles]  # type: ignore[attr-defined] # -- as above
