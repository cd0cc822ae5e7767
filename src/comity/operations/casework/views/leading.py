"""Where a conversation of the sealed exchange leads whoever keeps files: to its file, or to where one is begun."""

import uuid

from django.urls import reverse
from django.utils.translation import gettext as _

from comity.base.people.models import User
from comity.operations.casework import queries


def leads(person: User, thread: uuid.UUID) -> list[tuple[str, str]]:
    """The files of a conversation; of one that came without a file, the form that begins one. At most two queries."""
    files = queries.of_thread(person, thread)
    if files:
        return [
            (reverse("casework:page", args=[one.pk]), " ".join([_("File"), one.reference]).strip()) for one in files
        ]
    came = queries.unregistered_in(person, thread)
    return [(f"{reverse('casework:new')}?envelope={came.pk}", _("Begin the file"))] if came is not None else []
