"""Which meetings of networks somebody may know of, and which of their papers they may read."""

import uuid

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from comity.base.people.models import User
from comity.operations.networks import rules
from comity.operations.networks.models import ContactPoint, Meeting, Network, Paper


# So many words of a search are looked at.
MOST_WORDS = 8


def _open_to(person: User | None, network: str, is_public: Q) -> Q:
    """What holds of what somebody may know of: what is public, all for staff, and all of a member's own networks.

    Here, and nowhere else, it is decided; who has left a network, or whose State has, is a visitor again.
    """
    if rules.may_manage(person):
        return Q()
    among = {one.network_id for one in rules.posts_of(person)}
    return is_public | Q(**{f"{network}__in": sorted(among)})


def meetings_visible_to(person: User | None) -> QuerySet[Meeting]:
    """The meetings that somebody may know of."""
    return Meeting.objects.filter(_open_to(person, "network", Q(is_public=True)))


def papers_visible_to(person: User | None) -> QuerySet[Paper]:
    """The papers that somebody may know of; of a public meeting everybody the public ones."""
    both = Q(is_public=True, meeting__is_public=True)
    return Paper.objects.filter(_open_to(person, "meeting__network", both))


def readable_files(person: User | None) -> QuerySet[Paper]:
    """The keys of the files of papers that somebody may read; the files themselves ask for it."""
    found = papers_visible_to(person).filter(file__isnull=False)
    return found.order_by().values("file")  # type: ignore[return-value] # -- of keys


def meetings_of(network: Network, person: User | None, words: str = "") -> QuerySet[Meeting]:
    """The meetings of a network that somebody may know of, the latest first, each with its papers; two queries.

    Args:
        network: which.
        person: who reads; None is a visitor.
        words: all of which stand in its title or in that of one of the papers that the person may know of.
    """
    seen = papers_visible_to(person)
    rows = meetings_visible_to(person).filter(network=network)
    for word in words.split()[:MOST_WORDS]:
        named = Exists(seen.filter(meeting=OuterRef("pk"), title__icontains=word))
        rows = rows.filter(Q(title__icontains=word) | named)
    papers = Prefetch("papers", seen.select_related("file").order_by("added_at", "pk"))
    return rows.prefetch_related(papers).order_by("-begins_on", "pk")


def meeting_of(network: Network, key: uuid.UUID, person: User | None) -> Meeting | None:
    """One meeting of a network with its papers, if the person may know of it; two queries."""
    return meetings_of(network, person).filter(pk=key).first()


def wants_papers(posts: list[ContactPoint], network: Network) -> bool | None:
    """Whether somebody is told of new documents of a network; None for who does not stand in it."""
    own = [one for one in posts if one.network_id == network.pk]
    return any(one.wants_papers for one in own) if own else None


def who_want_papers(network: str) -> list[User]:
    """Who stands in a network now and wants to know of new documents; one query."""
    rows = rules.standing().filter(network=network, wants_papers=True)
    return list(User.objects.filter(pk__in=rows.values("person"), is_active=True).order_by("pk"))
