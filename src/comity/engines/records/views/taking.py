"""Take the text of a file into the field of a form beside which it was chosen."""

from typing import Final

from django.http import HttpRequest
from django.utils.translation import gettext as _

from comity.engines.records.forms.typed import FIELD
from comity.engines.records.models import Detail
from comity.engines.records.registry import outline_of
from comity.kernel.errors import Unreadable


LARGEST_FILE: Final = 4 * 2**20


def take_files(request: HttpRequest, model: type[Detail]) -> None:
    """Let the text of each file that was sent stand in the field beside which it was chosen.

    Raises:
        Unreadable: a file is too large to be typed.
    """
    columns = [one for one in outline_of(model).columns.values() if one.accepts] if request.FILES else []
    for column in columns:
        file = request.FILES.get(f"file-{FIELD}-{column.name}")
        if file is None:
            continue
        if (file.size or 0) > LARGEST_FILE:
            raise Unreadable(_("The file is larger than 4 MB. So long a text comes in with a data pack."))
        data = request.POST.copy()
        # What is no UTF-8 leaves its mark, by which the reader of the column refuses it.
        data[f"{FIELD}-{column.name}"] = file.read().decode("utf-8-sig", errors="replace")
        request.POST = data  # type: ignore[assignment] # -- Django lets it be set
