"""A vocabulary as it was read from a file, before any table knows it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

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


# ---------------------------------------------------------------- a concept whole, as staff see and change it

# What of a concept files may be overruled in, beside labels and definition of a language: ``labels.ar``.
PLACE: Final = "place"
MAPPINGS: Final = "mappings"
RETIRED: Final = "retired"


def labels_in(language: str) -> str:
    """The name of the aspect “labels in a language”."""
    return f"labels.{language}"


def definition_in(language: str) -> str:
    """The name of the aspect “definition in a language”."""
    return f"definition.{language}"


@dataclass(frozen=True, slots=True)
class Content:
    """All that staff may change of a concept.

    Attributes:
        preferred: by language.
        others: other labels by language, in order.
        definitions: by language.
        notes: by language; files have none.
        broader: key of the concept above; empty at the top.
        position: its place in the vocabulary.
        mappings: relation and target.
        retired: whether it is no longer offered.
        successor: key of what is to be used in its place; empty for nothing.
    """

    preferred: Mapping[str, str] = field(default_factory=dict)
    others: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    definitions: Mapping[str, str] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    broader: str = ""
    position: int = 0
    mappings: tuple[tuple[str, str], ...] = ()
    retired: bool = False
    successor: str = ""

    def plain(self) -> dict[str, object]:
        """The content as it is kept; what is empty is left out."""
        return {
            "preferred": dict(sorted(self.preferred.items())),
            "others": {code: list(texts) for code, texts in sorted(self.others.items()) if texts},
            "definitions": {code: text for code, text in sorted(self.definitions.items()) if text},
            "notes": {code: text for code, text in sorted(self.notes.items()) if text},
            "broader": self.broader,
            "position": self.position,
            "mappings": [list(one) for one in sorted(self.mappings)],
            "retired": self.retired,
            "successor": self.successor,
        }

    def aspects(self) -> dict[str, object]:
        """Each aspect with what it is, so that two contents can be compared and files overruled one by one."""
        languages = {*self.preferred, *self.others}
        found: dict[str, object] = {
            labels_in(code): (self.preferred.get(code, ""), tuple(self.others.get(code, ()))) for code in languages
        }
        found |= {definition_in(code): text for code, text in self.definitions.items() if text}
        return found | {
            PLACE: (self.broader, self.position),
            MAPPINGS: tuple(sorted(self.mappings)),
            RETIRED: (self.retired, self.successor),
        }


def content_from(kept: Mapping[str, object]) -> Content:
    """A content as it was kept."""
    told: dict[str, Any] = dict(kept)
    return Content(
        preferred=told["preferred"],
        others={code: tuple(texts) for code, texts in told["others"].items()},
        definitions=told["definitions"],
        notes=told["notes"],
        broader=told["broader"],
        position=told["position"],
        mappings=tuple((relation, target) for relation, target in told["mappings"]),
        retired=told["retired"],
        successor=told["successor"],
    )


def changed_between(before: Content, after: Content) -> list[str]:
    """The aspects in which two contents differ, in a fixed order."""
    old, new = before.aspects(), after.aspects()
    return sorted(name for name in {*old, *new} if old.get(name) != new.get(name))
