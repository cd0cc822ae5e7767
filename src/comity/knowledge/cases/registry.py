"""The facts about cases that ship with the project, and the facets by which cases are counted."""

import csv
import hashlib
from collections.abc import Iterator
from importlib.resources import files
from typing import Final

from django.utils.translation import gettext_lazy as _

from comity.engines.search.enums import Labels
from comity.engines.search.shapes import MarkGroup


FACTS: Final = files("comity.knowledge.cases") / "facts"
CASES: Final = "cases.csv"
SOURCES: Final = "sources.csv"
PUBLISHERS: Final = "publishers.csv"

KIND: Final = ("case",)
# The vocabulary of keywords for each crime type that has one.
VOCABULARIES: Final = {
    "trafficking-in-persons": "tip-keywords",
    "smuggling-of-migrants": "som-keywords",
    "organized-criminal-group": "ocg-keywords",
    "corruption": "corruption-keywords",
    "money-laundering": "laundering-keywords",
    "cybercrime": "cyber-keywords",
    "drug-offences": "drug-keywords",
    "firearms": "firearms-keywords",
    "terrorism": "terrorism-keywords",
    "wildlife-forest-fisheries": "wildlife-keywords",
    "obstruction-of-justice": "obstruction-keywords",
}
# In the order in which a reader meets them. Place and year have facets of their own in search.
MARKS: Final = (
    *(MarkGroup(vocabulary, KIND) for vocabulary in VOCABULARIES.values()),
    MarkGroup("case-verdict", KIND),
    MarkGroup("case-appeal", KIND),
    MarkGroup("court-level", KIND),
    MarkGroup("legal-system", KIND),
    MarkGroup("case-proceedings", KIND),
    MarkGroup("case-cooperation", KIND),
    MarkGroup("cross-cutting", KIND),
    MarkGroup("victim-nationality", KIND, Labels.PLACES, _("Nationality of victims")),
    MarkGroup("victim-gender", KIND, Labels.TERMS, _("Gender of victims"), "gender"),
    MarkGroup("victim-age", KIND, Labels.TERMS, _("Age of victims"), "age-group"),
    MarkGroup("defendant-nationality", KIND, Labels.PLACES, _("Nationality of defendants")),
    MarkGroup("defendant-gender", KIND, Labels.TERMS, _("Gender of defendants"), "gender"),
    MarkGroup("defendant-age", KIND, Labels.TERMS, _("Age of defendants"), "age-group"),
    MarkGroup("court", KIND, Labels.PLAIN, _("Court")),
    MarkGroup("sentenced", KIND, Labels.PLAIN, _("Year of the sentence")),
)


def rows(name: str) -> Iterator[tuple[str, dict[str, str]]]:
    """The rows of a file of facts, each with its place in the file."""
    lines = (FACTS / name).read_text(encoding="utf-8").splitlines()
    for number, row in enumerate(csv.DictReader(lines), start=2):
        yield f"{name}, line {number}", row


def fingerprint() -> str:
    """What differs as soon as a file of facts does."""
    digest = hashlib.sha256()
    for file in sorted(FACTS.iterdir(), key=lambda one: one.name):
        if file.name.endswith(".csv"):
            digest.update(file.read_bytes())
    return digest.hexdigest()[:32]
