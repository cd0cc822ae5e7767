"""What can be done to laws: bring them in, say what they are about."""

from comity.knowledge.legislation.actions.annotating import annotate, annotate_by_rule, remove_annotation, verify
from comity.knowledge.legislation.actions.editing import complete, keep_rows
from comity.knowledge.legislation.actions.importing import Known, import_law, keep_reading, known_laws, slug_for
from comity.knowledge.legislation.actions.provisions import keep_part, wrong_with


__all__ = [
    "Known",
    "annotate",
    "annotate_by_rule",
    "complete",
    "import_law",
    "keep_part",
    "keep_reading",
    "keep_rows",
    "known_laws",
    "remove_annotation",
    "slug_for",
    "verify",
    "wrong_with",
]
