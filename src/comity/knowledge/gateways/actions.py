from collections import Counter
from collections.abc import Sequence

from django.db import transaction

from comity.base.people.models import User
from comity.engines.records import actions as records
from comity.engines.records.actions.keeping import Expected
from comity.engines.records.enums import Outcome, State
from comity.engines.records.models import Record
from comity.engines.records.shapes import SOURCE_FIELDS, Card, CardSource, CardText, identity
from comity.knowledge.gateways import registry, rules
from comity.knowledge.gateways.models import HotTopic
from comity.knowledge.gateways.shapes import Item


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


def load_facts(*, by: User) -> Counter[Outcome]:
    """Load the hot topics that ship with the project, except those that an editor has taken over.

    Raises:
        Unreadable: an entry of the facts is wrong; nothing is loaded then.
    """
    found = list(registry.hot_topics())
    keys = {card.name: identity(HotTopic.kind, card.name) for _detail, card in found}
    standing = {
        record.pk: record for record in Record.objects.filter(pk__in=keys.values()).prefetch_related("revisions")
    }
    ours = [
        (detail, card)
        for detail, card in found
        if (record := standing.get(keys[card.name])) is None or _is_ours(record, by)
    ]
    return records.put_all(ours, by=by)


def _is_ours(record: Record, by: User) -> bool:
    """Whether nobody but the platform has touched it: what an editor changed or withdrew stays so."""
    return record.state == State.PUBLISHED and all(one.by_id == by.pk for one in record.revisions.all())
