"""What staff send, files to bring in and records written on screen; and what readers send to gather records."""

from comity.engines.records.forms.collecting import CollectForm, NoteForm, TitleForm
from comity.engines.records.forms.importing import ConfirmForm, ImportForm
from comity.engines.records.forms.stepping import ReasonForm, RemovalForm


__all__ = ["CollectForm", "ConfirmForm", "ImportForm", "NoteForm", "ReasonForm", "RemovalForm", "TitleForm"]
