"""A query as the engine runs it."""

from dataclasses import dataclass

from tantivy import Query as Engine


@dataclass(frozen=True, slots=True)
class Compiled:
    """A query in both of its forms.

    Attributes:
        matching: what answers it; without scores, for counting.
        ranking: the same answers, with scores.
        is_loose: most of the words are enough.
        titled: of the answers those that have all of the words in their title, with scores; None where that cannot
            be said of the query. The best of all answers is among them, where there are any, and they are few.
    """

    matching: Engine
    ranking: Engine
    is_loose: bool = False
    titled: Engine | None = None
