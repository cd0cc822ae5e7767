"""What staff hand in to bring figures in."""

from django import forms
from django.utils.translation import gettext_lazy as _


class FileForm(forms.Form):
    """A file of figures, and whether they are to be kept or only tried."""

    file = forms.FileField(
        label=_("File of figures"),
        help_text=_("CSV in UTF-8. Its columns are those of the files that the page of any indicator gives."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,text/csv"}),
    )
    dry_run = forms.BooleanField(
        label=_("Only try"),
        help_text=_("Say what would be done and what is wrong, and keep nothing."),
        required=False,
        initial=True,
    )
