"""What can be asked of laws: which there are, how they read on a day, and what they are about."""

from comity.knowledge.legislation.queries.annotations import (
    Annotated,
    annotations_for,
    annotations_of,
    provisions_on,
    terms_by_eid,
    with_headings,
)
from comity.knowledge.legislation.queries.comparing import compare, matches, pieces, worded
from comity.knowledge.legislation.queries.laws import (
    ORDERS,
    counts,
    law_by,
    laws,
    laws_of_place,
    title_of,
    totals,
)
from comity.knowledge.legislation.queries.reading import (
    Wording,
    changes_not_held,
    current_version,
    divisions_around,
    history_of,
    neighbours,
    provision,
    provisions,
    table_of_contents,
    version_on,
    versions_of,
)


__all__ = [
    "ORDERS",
    "Annotated",
    "Wording",
    "annotations_for",
    "annotations_of",
    "changes_not_held",
    "compare",
    "counts",
    "current_version",
    "divisions_around",
    "history_of",
    "law_by",
    "laws",
    "laws_of_place",
    "matches",
    "neighbours",
    "pieces",
    "provision",
    "provisions",
    "provisions_on",
    "table_of_contents",
    "terms_by_eid",
    "title_of",
    "totals",
    "version_on",
    "versions_of",
    "with_headings",
    "worded",
]
