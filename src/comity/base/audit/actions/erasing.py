"""Let nobody tell any more who somebody in the log was."""

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Model

from comity.base.audit.actions.noting import Actor, note
from comity.base.audit.models import Event, Pseudonym
from comity.kernel.errors import NotNow, Refused


@transaction.atomic
def erase_identity(person: Model, *, by: Actor) -> Event:
    """Delete who is meant by a person's pseudonym, and with it the salt of every hash of what was secret about them.

    No event changes, so every proof holds. What they did still shows as the deeds of one and the same unknown
    person. Their account is the business of whoever calls this: as long as it names them, other tables do.

    Raises:
        NotNow: the log knows nobody by this key, or no longer.
        Refused: it is the service, or the person's own hand: a second person erases.
    """
    if getattr(person, "is_service", False):
        raise Refused("The service is nobody; what it did stays under its name.")
    if str(by.pk) == str(person.pk) and person._meta.label == settings.AUTH_USER_MODEL:
        raise Refused("Somebody else erases an identity: the event of it must not lead back to the person.")
    row = Pseudonym.objects.select_for_update().filter(label=person._meta.label, key=str(person.pk)).first()
    if row is None:
        raise NotNow("The log knows nobody by this key: nothing was done, or it is erased already.")
    event = note("audit.erase", person, by=by)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            # Overwrite the row with zeros instead of only forgetting where it stood.
            cursor.execute("PRAGMA secure_delete = ON")
    row.delete()
    return event
