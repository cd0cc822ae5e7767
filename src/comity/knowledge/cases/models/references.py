"""What a decision relies on, and files that its publisher keeps."""

from typing import ClassVar

from django.db import models

from comity.engines.records.models import Satellite
from comity.engines.records.shapes import Makeup
from comity.knowledge.cases.enums import CitedKind
from comity.knowledge.cases.models.case import Case


class Citation(Satellite):
    """A case, law or treaty that the decision cites, as it is written there."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="citations")
    kind = models.CharField(max_length=12, choices=CitedKind)
    text = models.CharField(max_length=300)
    # The name under which the portal knows it: a treaty's symbol, an ECLI; empty when it knows none.
    known_as = models.CharField(max_length=120, blank=True)
    locator = models.CharField(max_length=60, blank=True)


class Attachment(Satellite):
    """A file at its publisher's: the decision itself, or a translation. It is linked and not copied."""

    makeup: ClassVar[Makeup] = Makeup(languages=frozenset({"language"}))

    case = models.ForeignKey(Case, models.CASCADE, related_name="attachments")
    title = models.CharField(max_length=300)
    url = models.URLField(max_length=2000)
    language = models.CharField(max_length=10, blank=True)
