"""What readers send to gather records in collections."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class CollectForm(forms.Form):
    """What is noted beside a record, and the title of a collection that begins with it."""

    use_required_attribute = False

    title = forms.CharField(label=_("Title of the new collection"), max_length=200)
    note = forms.CharField(
        label=_("Note"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"})
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, is_new: bool) -> None:
        super().__init__(data, auto_id="collect-%s")
        self.fields["title"].widget.attrs["dir"] = "auto"
        if not is_new:
            del self.fields["title"]


class TitleForm(forms.Form):
    """The title of a collection."""

    use_required_attribute = False

    title = forms.CharField(label=_("Title"), max_length=200, widget=forms.TextInput(attrs={"dir": "auto"}))


class NoteForm(forms.Form):
    """What is noted beside a record."""

    note = forms.CharField(required=False, max_length=2000)
