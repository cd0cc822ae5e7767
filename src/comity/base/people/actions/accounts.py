from typing import Final

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from comity.base.access.roles import ROLES
from comity.base.audit.actions import Actor, note
from comity.base.people.actions.entering import end_visits
from comity.base.people.enums import STATELESS, Kind
from comity.base.people.models import Membership, Organisation, User
from comity.base.places.models import Place
from comity.kernel.errors import NotNow, Refused


# The roles that a person may hold; the service's own is nobody's.
PERSONAL_ROLES: Final = tuple(role for role in ROLES if role != "service")


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


@transaction.atomic
def add_person(  # noqa: PLR0913 -- an account is made of these
    name: str,
    password: str,
    *,
    role: str,
    organisation: str,
    place: Place | None,
    kind: Kind = Kind.COMPETENT,
    email: str = "",
    by: Actor,
) -> User:
    """Make an account for a person who works for an organisation.

    Args:
        name: with which the person signs in; letters, digits and ``@ . + - _``.
        password: checked by the rules of the settings and kept only as a hash.
        role: one of ``PERSONAL_ROLES``.
        organisation: its name; made when this place has none of that name.
        place: the State or organisation of States to which the organisation belongs; None for one of no State, such as
            the Secretariat.
        kind: what the organisation is, if it is made.
        email: where letters to the person go; empty for none.
        by: who adds the person.

    Raises:
        Refused: the name cannot be used or is taken, the password is too weak, there is no such role, or the kind of
            organisation belongs to a State and none is named.
    """
    if place is None and kind not in STATELESS:
        raise Refused(_("A mission, an authority and a ministry belong to a State. Name it."))
    if role not in PERSONAL_ROLES:
        raise Refused(
            _("There is no role “%(role)s”. Choose one of: %(roles)s.")
            % {"role": role[:30], "roles": ", ".join(PERSONAL_ROLES)}
        )
    if not organisation.strip() or len(organisation.strip()) > 200:  # noqa: PLR2004 -- the width of the column
        raise Refused(_("The name of the organisation has 1 to 200 characters."))
    person = User(username=User.normalize_username(name.strip()), email=email.strip().lower())
    if User.objects.filter(username__iexact=person.username).exists():
        raise Refused(_("The name “%(name)s” is taken. Choose another.") % {"name": person.username})
    try:
        validate_password(password, person)
        person.set_password(password)
        person.full_clean()
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error
    person.save()
    works_for, _made = Organisation.objects.get_or_create(
        name=organisation.strip(), place=place, defaults={"kind": kind}
    )
    Membership.objects.create(user=person, organisation=works_for, role=role)
    note("people.add_person", person, by=by, role=role, organisation=works_for.pk)
    return person


@transaction.atomic
def close_account(person: User, *, by: Actor) -> None:
    """Let a person sign in no more; what they did stays under their name. Whoever is signed in is so no longer.

    Raises:
        NotNow: it is closed already, or it is the service's own, which nobody can sign in to.
    """
    if not person.is_active:
        raise NotNow(_("Nobody can sign in to this account as it is."))
    person.is_active = False
    person.save(update_fields=["is_active"])
    end_visits(person, by=by)
    note("people.close_account", person, by=by)
