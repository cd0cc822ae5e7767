from django.db import transaction

from comity.base.audit.actions import Actor, note
from comity.base.people.models import User


@transaction.atomic
def ensure_service(*, by: Actor | None = None) -> User:
    """The account under whose name the platform itself acts; made when it is first needed."""
    service, made = User.objects.get_or_create(
        username="comity", defaults={"is_service": True, "is_active": False, "first_name": "Comity"}
    )
    if made:
        service.set_unusable_password()
        service.save(update_fields=["password"])
        note("people.ensure_service", service, by=by)
    return service
