"""What staff send: files to bring in, and records written on screen."""

from comity.engines.records.forms.importing import ConfirmForm, ImportForm
from comity.engines.records.forms.stepping import ReasonForm


__all__ = ["ConfirmForm", "ImportForm", "ReasonForm"]
