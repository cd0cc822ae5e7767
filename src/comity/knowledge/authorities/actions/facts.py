from dataclasses import replace

from django.db import transaction

from comity.base.audit.actions import note
from comity.base.audit.queries import latest_of
from comity.base.people.models import User
from comity.engines.records.enums import Outcome
from comity.knowledge.authorities import registry, rules
from comity.knowledge.authorities.actions.keeping import known, put_entry
from comity.knowledge.authorities.shapes import Entry


VERB = "authority.load_facts"


def load_facts(*, by: User) -> int:
    """Load the authorities that treaties name; the same again changes nothing and costs one query.

    What an authority or its State has since said of itself stays; only designations that it does not have are added.

    Returns:
        How many authorities were created or changed.
    """
    rules.check_may_edit(by)
    fingerprint = registry.fingerprint()
    last = latest_of(VERB)
    if last is not None and last.details.get("fingerprint") == fingerprint:
        return 0
    with transaction.atomic():
        entries = list(registry.entries())
        before = known([one.identifier for one in entries])
        outcomes = [put_entry(_joined(one, before.get(one.identifier)), by=by) for one in entries]
        changed = sum(1 for outcome in outcomes if outcome != Outcome.UNCHANGED)
        note(VERB, None, by=by, fingerprint=fingerprint, changed=changed)
    return changed


def _joined(entry: Entry, before: Entry | None) -> Entry:
    """The facts joined to what stands here: nothing that stands here is lost."""
    if before is None:
        return entry
    named = {(one.function, one.treaty, one.article) for one in before.designations}
    added = tuple(one for one in entry.designations if (one.function, one.treaty, one.article) not in named)
    return replace(before, designations=(*before.designations, *added))
