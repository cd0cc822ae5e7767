"""Plain data that the modules hand to the engine, and what it finds."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


# The units of a record by the keys of their numbers, such as {"42-bis": "art_42-bis"}.
Units = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A record that can be cited, and everything by which it is.

    Attributes:
        record: its key.
        kind: of record.
        place: code of the State whose law it is; empty for what is known by its name everywhere.
        names: titles and short names in any language; two records may have the same, and then neither is meant.
        sure: names that mean this record within its place even where others have them too.
        everywhere: names that mean this record in the texts of other States as well.
        numbers: as its publisher or court writes them, with the word before: “Ley 25.246”, “[2011] ONSC 12”.
        years: the years with which its name may be followed, such as that of a law's adoption.
        parent: the record that its own text calls “the Convention”; empty when it has none.
        is_by_title: whether its names are titles only, which it leaves to any law, treaty or case that has them too.
        calls_itself: folded words by which its own text means itself without saying “this”, such as «النظام».
    """

    record: str
    kind: str
    place: str = ""
    names: tuple[str, ...] = ()
    sure: tuple[str, ...] = ()
    everywhere: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    years: frozenset[str] = frozenset()
    parent: str = ""
    calls_itself: tuple[str, ...] = ()
    is_by_title: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A text in which citations are looked for.

    Attributes:
        record: the key of the record whose text it is.
        unit: the part of the record, as its module names it: an eid, the number of an article; empty for the whole.
        language: ISO 639-1 code of the text, lower case.
        place: code of the State in whose law names are understood; empty where there is none.
        is_divided: whether the record has parts of its own, which a citation without a name can mean.
        is_of_one: whether it is itself a citation, so that all its numbers are of the law at its end.
    """

    record: str
    unit: str
    language: str
    body: str
    place: str = ""
    is_divided: bool = False
    is_of_one: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """A citation in a text: its place in it, and what it means.

    Attributes:
        start: offset of its first character.
        end: offset after its last.
        record: the key of what is cited; empty when the portal does not have it, or it may be several.
        unit: the part that is cited; empty for the whole.
        number: the key of the number as it is written, also when there is no such part.
    """

    start: int
    end: int
    record: str
    unit: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a record as a page names it: ``address`` is without the language of the interface."""

    label: str
    address: str


@dataclass(slots=True)
class Report:
    """What a run over the texts came to."""

    records: int = 0
    texts: int = 0
    characters: int = 0
    found: int = 0
    linked: int = 0
    # Records whose citations, or the number of whose citations, are not what they were.
    changed: set[str] = field(default_factory=set)

    def add(self, other: "Report") -> None:
        """Take in what another run came to."""
        self.records += other.records
        self.texts += other.texts
        self.characters += other.characters
        self.found += other.found
        self.linked += other.linked
        self.changed |= other.changed


UnitsOf = Callable[[str], Units]
