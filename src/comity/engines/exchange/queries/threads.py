import uuid

from django.db.models import Count, QuerySet

from comity.base.people.models import Organisation, User
from comity.engines.exchange import registry, rules
from comity.engines.exchange.models import Attachment, AuthorityKey, Draft, Envelope, Thread
from comity.engines.exchange.queries.correspondents import unknown_to


# An authority with more drafts than these finds the latest ones.
MOST_DRAFTS = 200


def threads_visible_to(person: User | None) -> QuerySet[Thread]:
    """The conversations in which an authority of the person takes part; nobody else sees that there are any."""
    mine = rules.authorities_of(person)
    if person is None or not mine:
        return Thread.objects.none()
    found = Thread.objects.filter(parties__organisation__in=mine).distinct()
    for hidden in registry.hidden_from(person):
        found = found.exclude(pk__in=hidden)
    return found


def parties(thread: Thread) -> QuerySet[Organisation]:
    """The authorities that take part in a conversation."""
    return Organisation.objects.filter(pk__in=thread.parties.values("organisation")).order_by("name")


def envelope_of(person: User | None, key: uuid.UUID) -> Envelope | None:
    """An envelope of a conversation of the person's; one query."""
    mine = threads_visible_to(person)
    return Envelope.objects.select_related("thread", "sender").filter(pk=key, thread__in=mine).first()


def attachment_of(person: User | None, key: uuid.UUID) -> Attachment | None:
    """A sealed file that was sent in a conversation of the person's, or that the person is sending; one query."""
    found = Attachment.objects.select_related("organisation", "envelope").filter(pk=key).first()
    if found is None or person is None:
        return None
    if found.envelope is None:
        return found if found.by_id == person.pk else None
    return found if threads_visible_to(person).filter(pk=found.envelope.thread_id).exists() else None


def own_attachment(person: User, key: uuid.UUID) -> Attachment | None:
    """A sealed file that the person is sending; one query."""
    return Attachment.objects.select_related("organisation").filter(pk=key, by=person).first()


def draft_of(person: User | None, organisation: int, about: str) -> Draft | None:
    """A draft of an authority of the person's; one query."""
    if person is None or organisation not in rules.authorities_of(person):
        return None
    if about not in registry.names_for(person, organisation, [about]):
        return None
    return Draft.objects.filter(organisation=organisation, about=about).first()


def drafts_of(person: User | None, organisation: int) -> list[Draft]:
    """The drafts of an authority of the person's, without what is sealed, the latest first; one query.

    What belongs to something that a module keeps is not listed: who sees that thing asks for it by its name.
    """
    if person is None or organisation not in rules.authorities_of(person):
        return []
    rows = Draft.objects.filter(organisation=organisation).defer("sealed").order_by("-at", "pk")
    for prefix in registry.prefixes():
        rows = rows.exclude(about__startswith=prefix)
    return list(rows[:MOST_DRAFTS])


def threads_for_listing(person: User) -> QuerySet[Thread]:
    """The person's conversations with their parties and how many messages each has; two queries."""
    return (
        Thread.objects.filter(pk__in=threads_visible_to(person).values("pk"))
        .annotate(count=Count("envelopes"))
        .prefetch_related("parties__organisation__place")
        .order_by("-latest_at", "pk")
    )


def reachable(person: User) -> QuerySet[Organisation]:
    """The authorities to which something can be sealed, but not the person's only own; one query."""
    keyed = AuthorityKey.objects.filter(ended_at__isnull=True).values("organisation")
    own = rules.authorities_of(person)
    found = Organisation.objects.filter(pk__in=keyed, closed_at__isnull=True).order_by("name")
    found = found.exclude(pk__in=unknown_to(person, is_now=True).values("pk"))
    return found.exclude(pk__in=own) if len(own) == 1 else found
