"""Records as the pages of the audit log know them: whose events somebody sees, and what each is called."""

import uuid
from collections.abc import Iterable
from typing import Any, Final

from django.db.models import Q, QuerySet

from comity.base.access.enums import Permission
from comity.base.audit.registry import Named
from comity.base.people.models import User
from comity.base.people.queries import places_of
from comity.engines.records import queries
from comity.engines.records.enums import State
from comity.engines.records.models import Record, Text
from comity.engines.records.registry import detail_models
from comity.ui.templatetags.addresses import in_language


class Records:
    """See ``audit.registry.Known``."""

    def readable(self, person: User) -> QuerySet[Any]:
        """The keys of the records that a person may read."""
        return queries.visible_to(person).order_by().values("pk")

    def own(self, person: User) -> QuerySet[Any]:
        """The keys of those that a person began, or proposes changes to: it is told also who read them."""
        of_the_state = Q(place__in=places_of(person, Permission.RECORD_DRAFT))
        # What another has not made public yet is theirs alone, also in the log.
        was_public = Q(state__in=(State.PUBLISHED, State.WITHDRAWN))
        mine = Q(created_by=person) | (of_the_state & was_public)
        return Record.objects.filter(mine).order_by().values("pk")

    def named(self, keys: Iterable[uuid.UUID], person: User, language: str) -> dict[uuid.UUID, Named]:
        """Those of some records that a person may read, each with title and address; a query more for each kind."""
        found = {one.pk: one for one in queries.visible_to(person).filter(pk__in=list(keys)).order_by()}
        texts: dict[uuid.UUID, list[Text]] = {}
        for text in Text.objects.filter(record__in=list(found)).order_by("pk") if found else ():
            texts.setdefault(text.record_id, []).append(text)
        addresses: dict[uuid.UUID, str] = {}
        for kind in dict.fromkeys(one.kind for one in found.values()):
            rows = detail_models()[kind]._default_manager.filter(
                pk__in=[k for k, one in found.items() if one.kind == kind]
            )
            addresses |= {detail.pk: in_language(detail.address) for detail in rows}
        return {
            key: Named(best.title, addresses[key], best.language)
            for key in found
            if key in addresses and (best := queries.best_text(texts.get(key, []), language=language))
        }


RECORDS: Final = Records()
