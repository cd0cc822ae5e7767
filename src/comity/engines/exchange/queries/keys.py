from collections.abc import Iterable

from django.db.models import QuerySet

from comity.base.access.enums import Permission
from comity.base.access.roles import ROLES
from comity.base.people.models import Membership, Organisation, User
from comity.engines.exchange import rules
from comity.engines.exchange.crypto import Tree
from comity.engines.exchange.models import AuthorityKey, KeyLeaf, OwnKey, Recovery, RecoverySet, Wrap
from comity.engines.exchange.queries.correspondents import unknown_to


ROLES_THAT_EXCHANGE = [name for name, held in ROLES.items() if Permission.SEALED_EXCHANGE in held]


def own_key(person: User) -> OwnKey | None:
    """The person's own key; one query."""
    return OwnKey.objects.filter(person=person, ended_at__isnull=True).first()


def current_key(organisation: Organisation) -> AuthorityKey | None:
    """The key to which is sealed what is for an authority; one query."""
    return AuthorityKey.objects.filter(organisation=organisation, ended_at__isnull=True).first()


def wraps_of(person: User) -> QuerySet[Wrap]:
    """Every key that a person holds for an authority of theirs, with what is sealed to the person."""
    return Wrap.objects.filter(
        own__person=person,
        own__ended_at__isnull=True,
        ended_at__isnull=True,
        key__organisation__in=rules.authorities_of(person),
    ).select_related("key")


def holds(person: User, key: AuthorityKey) -> bool:
    """Whether the person holds a key."""
    return wraps_of(person).filter(key=key).exists()


def holders(key: AuthorityKey) -> list[User]:
    """Who holds a key now, and still works for the authority; three queries and one for each."""
    return holders_of([key])


def holders_of(keys: Iterable[AuthorityKey]) -> list[User]:
    """Who holds one of some keys now, and still works for the authority whose it is."""
    several = {key.pk: key for key in keys}
    wraps = Wrap.objects.filter(key__in=several, ended_at__isnull=True, own__ended_at__isnull=True)
    found: dict[int, User] = {}
    working = {
        (one.user_id, one.organisation_id)
        for one in Membership.objects.active().filter(
            organisation__in={key.organisation_id for key in several.values()},
            role__in=ROLES_THAT_EXCHANGE,
            user__is_active=True,
        )
    }
    for wrap in wraps.select_related("own__person").order_by("pk"):
        if (wrap.own.person_id, several[wrap.key_id].organisation_id) in working:
            found[wrap.own.person_id] = wrap.own.person
    return list(found.values())


def members(organisation: Organisation) -> list[tuple[User, OwnKey | None]]:
    """Who may hold the authority's key, each with their own key if they have made one; two queries."""
    holding = Membership.objects.active().filter(
        organisation=organisation, role__in=ROLES_THAT_EXCHANGE, user__is_active=True
    )
    people = {one.user_id: one.user for one in holding.select_related("user").order_by("pk")}
    owns = {own.person_id: own for own in OwnKey.objects.filter(person__in=people, ended_at__isnull=True)}
    return [(person, owns.get(key)) for key, person in people.items()]


def recovery_set(organisation: Organisation) -> RecoverySet | None:
    """What was prepared to recover an authority's key; one query."""
    return RecoverySet.objects.filter(key__organisation=organisation, ended_at__isnull=True).order_by("-at").first()


def recoveries_for(person: User) -> QuerySet[Recovery]:
    """The recoveries that are under way in the person's authorities."""
    return (
        Recovery.objects.filter(
            closed_at__isnull=True,
            set__ended_at__isnull=True,
            set__key__organisation__in=rules.authorities_of(person),
            own__ended_at__isnull=True,
        )
        .select_related("set__key__organisation", "own__person")
        .order_by("asked_at")
    )


def directory(person: User) -> QuerySet[AuthorityKey]:
    """The keys of every authority, of now and before, for whoever exchanges; none for others; one query."""
    found = AuthorityKey.objects.select_related("organisation__place").order_by("organisation__name", "number")
    found = found.exclude(organisation__in=unknown_to(person).values("pk"))
    return found if rules.authorities_of(person) else found.none()


def earlier_keys(organisation: Organisation) -> QuerySet[AuthorityKey]:
    """Every key that an authority has had, the first one first."""
    return AuthorityKey.objects.filter(organisation=organisation).order_by("number")


def key_log(indexes: Iterable[int] = ()) -> tuple[Tree, dict[int, KeyLeaf]]:
    """The tree of the log of keys, and some of its leaves; two queries."""
    tree = Tree(list(KeyLeaf.objects.order_by("index").values_list("hashed", flat=True)))
    return tree, KeyLeaf.objects.in_bulk(list(indexes))
