"""Where records are proposed by those who may not publish them: a module above declares it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ways:
    """Names of addresses.

    Attributes:
        new: of a new record; it takes the kind.
        change: of a change of a public record; it takes its key.
        part: of a part of a public record, such as a provision; it takes the record's key and the name of the part.
        translate: of the texts of a public record in one language; it takes its key.
    """

    new: str
    change: str
    translate: str
    part: str


_WAYS: list[Ways] = []


def register(*, new: str, change: str, translate: str, part: str) -> None:
    """Declare where records are proposed; called once by the module's app when it is ready."""
    _WAYS[:] = [Ways(new, change, translate, part)]


def ways() -> Ways | None:
    """Where records are proposed; None when nobody takes proposals, and drafts are then handed in as they are."""
    return _WAYS[0] if _WAYS else None
