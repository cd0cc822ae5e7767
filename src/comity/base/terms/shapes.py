"""A vocabulary as it was read from a file, before any table knows it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from comity.base.terms.enums import LabelKind, Relation, Review


# Part of addresses and of the trail, which holds 60 characters; letters, digits and the signs that need no escaping.
IDENTIFIER: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
LONGEST_KEY: Final = 60
LONGEST_LABEL: Final = 300
LANGUAGE: Final = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*")


def key_of(scheme: str, code: str) -> str:
    """The key of a concept in every table and link: ``crime-types:corruption``."""
    return f"{scheme}:{code}"


@dataclass(frozen=True, slots=True)
class NewLabel:
    """One word or phrase for a concept."""

    language: str
    kind: LabelKind
    text: str
    review: Review = Review.PERSON


@dataclass(frozen=True, slots=True)
class NewDefinition:
    """What a concept means, in one language."""

    language: str
    text: str
    review: Review = Review.PERSON


@dataclass(frozen=True, slots=True)
class NewConcept:
    """One concept.

    Attributes:
        code: its id within the scheme.
        broader: the id of the concept directly above; empty at the top.
        source: the text from which the idea comes, as it is cited; empty when it comes from none.
        mappings: relation and key, or an address of the web where the other scheme is not ours.
        where: the place in the input, for whoever has to mend it.
    """

    code: str
    broader: str = ""
    notation: str = ""
    source: str = ""
    labels: tuple[NewLabel, ...] = ()
    definitions: tuple[NewDefinition, ...] = ()
    mappings: tuple[tuple[Relation, str], ...] = ()
    where: str = ""


@dataclass(frozen=True, slots=True)
class NewScheme:
    """One vocabulary with its concepts in order.

    Attributes:
        is_expanded: whether a search for one of its labels also looks for the others.
    """

    code: str
    titles: Mapping[str, str] = field(default_factory=dict)
    source: str = ""
    is_expanded: bool = False
    concepts: tuple[NewConcept, ...] = ()
