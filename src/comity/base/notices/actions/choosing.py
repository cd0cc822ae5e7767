"""What a person chooses about notices: when letters come, and whether calendar programs find their deadlines."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from comity.base.audit.actions import note
from comity.base.notices.models import CalendarFeed, Wishes
from comity.base.people.crypto import new_token, token_hash
from comity.base.people.models import User


@transaction.atomic
def choose(wishes: Wishes, *, by: User) -> None:
    """Keep when a person wants letters.

    Raises:
        ValidationError: the quiet hours have one end only.
    """
    assert wishes.person_id == by.pk, "everybody chooses for themselves"
    wishes.full_clean(validate_unique=False)
    Wishes.objects.update_or_create(person=by, defaults=_chosen(wishes))
    note("notices.choose", by, by=by)


def _chosen(wishes: Wishes) -> dict[str, Any]:
    names = ("time_zone", "quiet_from", "quiet_until", "digest_hour", "digest_weekday", "ways")
    return {name: getattr(wishes, name) for name in names}


@transaction.atomic
def make_calendar(person: User, *, by: User) -> str:
    """Make a secret address for a person's calendar; an older one leads nowhere from now on.

    Returns:
        What stands in the address. It is kept nowhere but as a hash, and told this once.
    """
    token = new_token()
    CalendarFeed.objects.update_or_create(
        person=person, defaults={"token_hash": token_hash(token), "made_at": timezone.now()}
    )
    note("notices.make_calendar", person, by=by)
    return token


@transaction.atomic
def end_calendar(person: User, *, by: User) -> None:
    """Let the secret address of a person's calendar lead nowhere."""
    if CalendarFeed.objects.filter(person=person).delete()[0]:
        note("notices.end_calendar", person, by=by)
