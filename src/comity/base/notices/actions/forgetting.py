"""Delete what is kept here of a person whose personal data go."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Q

from comity.base.audit.actions import Actor, note
from comity.base.notices.enums import Channel
from comity.base.notices.models import CalendarFeed, Destination, Notice, Wishes
from comity.base.people.models import User


@transaction.atomic
def forget_person(person: User, mailboxes: Sequence[str], *, by: Actor) -> None:
    """Delete a person's notices, wishes, calendar, and where messages to them went with all that they follow."""
    for model in (Notice, Wishes, CalendarFeed):
        model.objects.filter(person=person).delete()
    theirs = Q(person=person) | Q(channel=Channel.EMAIL, address__in=[one.lower() for one in mailboxes])
    count, _each = Destination.objects.filter(theirs).delete()
    if count:
        note("notices.forget", None, by=by, destinations=count)
