"""Parts of a record that are written by themselves, such as the provisions of a law, since a record has thousands."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any, Final, Protocol

from comity.engines.records.models import Detail
from comity.engines.records.registry.kinds import hook
from comity.engines.records.registry.outline import Outline
from comity.engines.records.registry.sketch import Label, Sketch
from comity.engines.records.shapes import identity


# The name of a part that is not there yet.
NEW: Final = "+"


class Parts(Protocol):
    """What the module of a kind offers in its file ``forms`` under the name ``PARTS``.

    ``actions.keep_part(detail, name, wanted, *, seen, by)`` keeps what was typed and gives a ``PartChange``.
    """

    @property
    def label(self) -> Label:
        """What one is called: “provision”."""
        ...

    def outline(self, detail: Any, name: str) -> Outline:
        """Everything that can be typed of one; of a new one under the name ``NEW``."""
        ...

    def sketch(self, detail: Any, name: str) -> Sketch | None:
        """One as it stands; None when there is none of that name."""
        ...

    def begun(self, detail: Any, asked: Mapping[str, str]) -> Sketch:
        """An empty one, with what the address of its form asked for."""
        ...

    def faults(self, detail: Any, name: str, sketch: Sketch) -> Mapping[str, str]:
        """What is wrong with one as a whole, by column."""
        ...

    def name_of(self, sketch: Sketch) -> str:
        """The name that one has, or would have."""
        ...

    def called(self, detail: Any, sketch: Sketch) -> tuple[str, str]:
        """What people call one, with its record, and in which language."""
        ...

    def address(self, detail: Any, sketch: Sketch) -> str:
        """The path of its public page, with what is to be asked there, without a language."""
        ...

    def subjects(self, sketch: Sketch) -> Sequence[str]:
        """What it is about: ``crime-types:corruption``."""
        ...


def parts_of(model: type[Detail]) -> Parts | None:
    """How the parts of a kind are written; None when it has none that are written by themselves."""
    found: Parts | None = hook(model, "forms", "PARTS")
    return found


def part_key(record: uuid.UUID, name: str) -> uuid.UUID:
    """A key for a part of a record, by which two that write the same one know of each other."""
    return identity("part", f"{record}/{name}")
