"""Everything that is wrong with what was handed in, told at once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comity.kernel.errors import Unreadable


# Where something stands in the canonical form: ``("sections", 0, "questions", 3, "text")``.
Path = tuple[str | int, ...]
Locate = Callable[[Path], str]


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: where, and what to do about it."""

    where: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.where}: {self.sentence}" if self.where else self.sentence


class Faulty(Unreadable):
    """What was handed in cannot be kept; ``faults`` are all the reasons, in its order."""

    def __init__(self, faults: Sequence[Fault], *, where: str = "") -> None:
        told = ngettext("One thing is wrong.", "%(count)s things are wrong.", len(faults)) % {"count": len(faults)}
        super().__init__(f"{told} {faults[0]}", where=where)
        self.faults = tuple(faults)


def plainly(path: Path) -> str:
    """Where something stands in a JSON document, for a person: members by name, items by number from 1."""
    parts: list[str] = []
    for one in path:
        if isinstance(one, int):
            parts[-1:] = [f"{parts[-1]} {one + 1}" if parts else str(one + 1)]
        else:
            parts.append(one)
    return ", ".join(parts) or _("the whole")
