"""Places to choose from."""

from collections.abc import Collection

from comity.base.places import queries
from comity.base.places.enums import Kind
from comity.kernel.languages import by_name


Choices = list[tuple[str, str]]


def choices_of(language: str, kinds: Collection[Kind]) -> Choices:
    """The places of some kinds by their names, after an empty choice."""
    names, known = queries.names(language), queries.places()
    found = [(code, names.get(code, code)) for code, place in known.items() if Kind(place.kind) in kinds]
    return [("", "—"), *by_name(found, language)]
