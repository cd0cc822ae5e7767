"""Plain data in which a module names who takes part."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Part:
    """Who takes part, and how: an organisation by its key, a State by its code, or, with neither, the Secretariat."""

    name: str
    organisation: int | None = None
    place: str | None = None
