from collections import Counter
from collections.abc import Mapping, Sequence

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from comity.base.audit.actions import note
from comity.base.people.models import User
from comity.engines.records import actions as records
from comity.engines.records.actions.keeping import Expected
from comity.engines.records.enums import Outcome
from comity.engines.records.models import Record
from comity.engines.records.shapes import SOURCE_FIELDS, Card, CardSource, CardText
from comity.kernel.errors import Overtaken
from comity.knowledge.gateways import registry, rules
from comity.knowledge.gateways.models import Front, HotTopic
from comity.knowledge.gateways.shapes import Introduction, Item


@transaction.atomic
def compose(  # noqa: PLR0913 -- what a hot topic is made of
    record: Record | None,
    *,
    texts: Sequence[CardText],
    portals: Sequence[str],
    items: Sequence[Item],
    by: User,
    expected: Expected = None,
) -> Record:
    """Keep a hot topic as it is to be: a new one as a draft; of what is public already, a new revision.

    Args:
        record: the hot topic; None for a new one.
        texts: its title and introduction in each language.
        portals: in which it stands.
        items: what it holds, in order.
        by: who composes it.
        expected: what the person had in view, see ``records.actions.revise``.

    Raises:
        NotPermitted: the person may not.
        Overtaken: somebody else changed it meanwhile.
    """
    rules.check_may_compose(by)
    detail = HotTopic(items=[one.plain() for one in items])
    about = registry.topics(portals)
    if record is None:
        return records.draft(detail, Card("", None, tuple(texts), topics=about), by=by)
    detail.record = record
    sources = tuple(
        CardSource(**{name: getattr(source, name) for name in SOURCE_FIELDS})
        for source in record.sources.order_by("pk")
    )
    return records.revise(detail, Card("", None, tuple(texts), sources, about), by=by, expected=expected)


def publish(record: Record, *, by: User) -> None:
    """Show a hot topic to everyone.

    Raises:
        NotPermitted: the person may not.
        NotNow: it is shown already.
    """
    rules.check_may_compose(by)
    records.publish(record, by=by)


def withdraw(record: Record, *, by: User, reason: str) -> None:
    """Show a hot topic to nobody any more; its page says so and why.

    Raises:
        NotPermitted: the person may not.
        NotNow: it is not shown.
    """
    rules.check_may_compose(by)
    records.withdraw(record, by=by, reason=reason)


@transaction.atomic
def write_front(
    portal: str, words: Mapping[str, Introduction], order: Sequence[str], *, by: User, expected: int | None = None
) -> Front | None:
    """Write what stands on the front page of a portal; what stood there stays in its history.

    Args:
        portal: its code.
        words: by language, what it says of itself; what is as the project's own is not kept, and follows that.
        order: keys of hot topics, as they are to stand.
        by: who writes.
        expected: the number of what the person had in view, 0 when nobody had written anything.

    Returns:
        What readers see now; None when nothing was written and nothing is.

    Raises:
        NotPermitted: the person may not.
        Overtaken: somebody else wrote meanwhile.
    """
    rules.check_may_write_front(by)
    own = registry.themes()[portal].introductions
    kept = {language: said.plain() for language, said in words.items() if said != own[language]}
    now = Front.objects.select_for_update(of=("self",)).filter(portal=portal, replaced_at=None).first()
    if expected is not None and expected != (now.number if now else 0):
        raise _overtaken()
    if (now.words, now.order) == (kept, list(order)) if now else not (kept or order):
        return now
    if now:
        now.replaced_at = timezone.now()
        now.save(update_fields=["replaced_at"])
    front = Front(portal=portal, number=now.number + 1 if now else 1, words=kept, order=list(order), by=by)
    try:
        with transaction.atomic():
            front.save(force_insert=True)
    except IntegrityError as fault:
        # Two wrote the first at once.
        raise _overtaken() from fault
    note("portal.write", front, by=by, portal=portal, number=front.number, languages=sorted(kept))
    return front


def _overtaken() -> Overtaken:
    return Overtaken(_("Somebody else has changed this front page since you opened it."))


def load_facts(*, by: User) -> Counter[Outcome]:
    """Load the hot topics that ship with the project, except those that an editor has taken over.

    Raises:
        Unreadable: an entry of the facts is wrong; nothing is loaded then.
    """
    return records.put_facts(registry.hot_topics(), by=by)
