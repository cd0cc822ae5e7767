"""The columns of a table of authorities."""

from typing import Final

from comity.kernel.languages import INTERFACE
from comity.knowledge.authorities.shapes import FIELDS


# One row for each designation; what describes the authority itself stands on its first row and may be repeated.
OF_THE_AUTHORITY: Final = (
    "identifier", "place", "name", "language", *(f"name_{code}" for code in sorted(INTERFACE)),
    *(one.name for one in FIELDS), "restricted", "confirmed_on", "confirmed_by",
)  # fmt: skip
OF_THE_DESIGNATION: Final = (
    "function", "treaty", "treaty_title", "treaty_language", "treaty_url", "article", "territory", "counterpart",
    "begins_on", "ends_on", "origin", "source", "source_url",
)  # fmt: skip
COLUMNS: Final = (*OF_THE_AUTHORITY, *OF_THE_DESIGNATION)
# What exports tell beside them and importers pass over: whether it was confirmed within twelve months.
TOLD: Final = ("confirmation",)
