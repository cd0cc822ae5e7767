"""What stands above the log tells it of the records that events are about: an app names it in ``audited``."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol

from django.apps import apps
from django.db.models import QuerySet
from django.utils.module_loading import import_string


@dataclass(frozen=True, slots=True)
class Named:
    """What something is called, in which language, and where its page is."""

    title: str
    address: str
    language: str


class Known(Protocol):
    """What must be known of records to show their events to those who may see them."""

    def readable(self, person: Any) -> QuerySet[Any]:
        """The keys of the records that a person may read: of these they see what was done."""

    def own(self, person: Any) -> QuerySet[Any]:
        """The keys of the records that are a person's own: of these they see also who read them."""

    def named(self, keys: Iterable[uuid.UUID], person: Any, language: str) -> dict[uuid.UUID, Named]:
        """Those of some records that a person may read."""


@cache
def known() -> Known | None:
    """What the installed apps tell of records; None when none does."""
    paths = [path for config in apps.get_app_configs() if (path := getattr(config, "audited", ""))]
    assert len(paths) <= 1, "one app keeps the records"
    found: Known | None = import_string(paths[0]) if paths else None
    return found
