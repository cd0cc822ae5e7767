"""The facts about cases that ship with the project, and the facets by which cases are counted."""

import csv
import hashlib
from collections.abc import Iterator
from importlib.resources import files
from typing import Final

from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_lazy as _

from comity.engines.records.registry import Wording
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


CODES_OF_PLACES: Final = gettext_lazy("Names or codes of places, with a bar or a semicolon between them: IT | FR.")
AS_CITED: Final = gettext_lazy("As the decision cites it.")
NOTE: Final = gettext_lazy("Note")
LANGUAGE: Final = gettext_lazy("Language")
WORDS: Final = {
    "identifier": Wording(
        gettext_lazy("Name in the address"),
        gettext_lazy("Small letters, figures and hyphens; it never changes."),
        "it-cass-2019-1234",
    ),
    "court_level": Wording(gettext_lazy("Level of the court")),
    "legal_system": Wording(gettext_lazy("Legal system")),
    "proceedings": Wording(gettext_lazy("Type of proceedings")),
    "language": Wording(gettext_lazy("Language of the decision")),
    "verification": Wording(gettext_lazy("Who stands behind the record")),
    "verified_on": Wording(gettext_lazy("Compared with the decision on")),
    "is_anonymised": Wording(gettext_lazy("People are anonymised by the publisher")),
    "sections": Wording(
        gettext_lazy("Texts by matter"),
        gettext_lazy("Commentary, history, reasoning; the fact summary is the summary above."),
    ),
    "sections.kind": Wording(gettext_lazy("Matter")),
    "sections.language": Wording(LANGUAGE),
    "sections.wording": Wording(gettext_lazy("How the text came to be")),
    "sections.body": Wording(gettext_lazy("Text")),
    "terms": Wording(gettext_lazy("Filed under"), gettext_lazy("Crimes, keywords and cross-cutting issues.")),
    "terms.term": Wording(gettext_lazy("Term")),
    "terms.is_by_rule": Wording(gettext_lazy("Found by a rule, read by nobody")),
    "instances": Wording(
        gettext_lazy("Courts before which it stood"), gettext_lazy("One after the other, the first instance first.")
    ),
    "instances.court": Wording(gettext_lazy("Court")),
    "instances.level": Wording(gettext_lazy("Level of the court")),
    "instances.outcome": Wording(gettext_lazy("Outcome of the appeal")),
    "instances.number": Wording(gettext_lazy("Number of the case")),
    "instances.decided": Wording(gettext_lazy("Decided")),
    "instances.note": Wording(NOTE),
    "parties": Wording(
        gettext_lazy("Who took part"),
        gettext_lazy("Victims, migrants, witnesses and complainants are not named."),
    ),
    "parties.role": Wording(gettext_lazy("Part in the case")),
    "parties.nature": Wording(gettext_lazy("Person, company, authority or group")),
    "parties.name": Wording(gettext_lazy("Name of the party"), gettext_lazy("Empty for everyone who is protected.")),
    "parties.count": Wording(gettext_lazy("How many")),
    "parties.count_children": Wording(gettext_lazy("Of them children")),
    "parties.age_group": Wording(gettext_lazy("Age group"), gettext_lazy("At the time of the facts.")),
    "parties.age_min": Wording(gettext_lazy("Lowest age")),
    "parties.age_max": Wording(gettext_lazy("Highest age")),
    "parties.gender": Wording(gettext_lazy("Gender")),
    "parties.nationalities": Wording(gettext_lazy("Nationalities"), CODES_OF_PLACES),
    "parties.note": Wording(NOTE),
    "charges": Wording(gettext_lazy("Charges"), gettext_lazy("One row for each count of the indictment.")),
    "charges.defendant": Wording(gettext_lazy("Defendant")),
    "charges.offence": Wording(gettext_lazy("Offence")),
    "charges.statute": Wording(gettext_lazy("Law"), AS_CITED),
    "charges.provision": Wording(gettext_lazy("The law in this portal")),
    "charges.provision_locator": Wording(gettext_lazy("The part that is meant"), example="art_416"),
    "charges.crime_type": Wording(gettext_lazy("Crime")),
    "charges.verdict": Wording(gettext_lazy("Verdict")),
    "charges.sentence": Wording(gettext_lazy("Sentence")),
    "charges.imprisonment_months": Wording(gettext_lazy("Imprisonment in months")),
    "charges.is_life": Wording(gettext_lazy("Imprisonment for life")),
    "charges.reasoning": Wording(gettext_lazy("Reasoning")),
    "measures": Wording(gettext_lazy("Property and payments")),
    "measures.measure": Wording(gettext_lazy("Measure")),
    "measures.what": Wording(gettext_lazy("What it concerns")),
    "measures.amount": Wording(gettext_lazy("Amount")),
    "measures.currency": Wording(gettext_lazy("Currency"), example="EUR"),
    "cooperation": Wording(gettext_lazy("Cooperation between States")),
    "cooperation.form": Wording(gettext_lazy("Form of cooperation")),
    "cooperation.places": Wording(gettext_lazy("States that took part"), CODES_OF_PLACES),
    "cooperation.basis": Wording(gettext_lazy("Legal basis"), gettext_lazy("As the source names it.")),
    "cooperation.note": Wording(NOTE),
    "citations": Wording(gettext_lazy("What the decision cites")),
    "citations.kind": Wording(gettext_lazy("Case, law or treaty")),
    "citations.text": Wording(gettext_lazy("Citation"), AS_CITED),
    "citations.known_as": Wording(
        gettext_lazy("Known here as"),
        gettext_lazy("A treaty’s number, an ECLI; empty when it is not here."),
        "XVIII-12",
    ),
    "citations.locator": Wording(gettext_lazy("Article or paragraph")),
    "attachments": Wording(gettext_lazy("Files at the publisher"), gettext_lazy("They are linked and not copied.")),
    "attachments.title": Wording(gettext_lazy("Title")),
    "attachments.url": Wording(gettext_lazy("Address")),
    "attachments.language": Wording(LANGUAGE),
}


# What the engine of citations calls the law of a charge.
CHARGE: Final = "charge-"


def unit_of(position: int) -> str:
    """The part of a case that the law of a charge is, by the place of the charge among the others."""
    return f"{CHARGE}{position}"


def charge_of(unit: str) -> int | None:
    """The place of the charge whose law a part of a case is; None when it is another part."""
    number = unit.removeprefix(CHARGE)
    return int(number) if unit.startswith(CHARGE) and number.isdecimal() else None


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
