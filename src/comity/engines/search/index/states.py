"""One state of the index, and what was asked of it before."""

from collections.abc import Callable, Iterable
from typing import Any, Final, Protocol

from tantivy import DocAddress, Searcher


# A label of the vocabularies is looked up for nearly every query; a state does not outlive the next commit.
MOST: Final = 100_000


class Readable(Protocol):
    """What the making of a query asks of a state of the index."""

    @property
    def num_docs(self) -> int:
        """How many documents there are."""
        ...

    @property
    def search(self) -> Callable[..., Any]:
        """The best answers to a query."""
        ...

    @property
    def doc(self) -> Callable[[DocAddress], Any]:
        """What is kept of a document."""
        ...

    def doc_freq(self, field_name: str, field_value: Any) -> int:
        """In how many documents a term stands."""
        ...

    def terms_with_prefix(self, field_name: str, prefix: str) -> Iterable[tuple[str, int]]:
        """The terms of a field that begin so."""
        ...


class State:
    """The engine's own searcher on one state of the index, which looks up no term twice.

    To look up a term costs the engine as much as to build the whole query: each segment's dictionary is opened for
    it. Any thread may ask.
    """

    def __init__(self, searcher: Searcher, name: str) -> None:
        self.searcher = searcher
        self.name = name
        # The engine's methods themselves: nothing stands between.
        self.search = searcher.search
        self.aggregate = searcher.aggregate
        self.doc = searcher.doc
        self.num_docs: int = searcher.num_docs
        self._frequencies: dict[tuple[str, Any], int] = {}
        self._terms: dict[str, tuple[tuple[str, int], ...]] = {}

    def doc_freq(self, field_name: str, field_value: Any) -> int:
        """In how many documents a term stands."""
        key = (field_name, field_value)
        found = self._frequencies.get(key)
        if found is None:
            if len(self._frequencies) >= MOST:
                self._frequencies.clear()
            found = self._frequencies[key] = int(self.searcher.doc_freq(field_name, field_value))
        return found

    def terms_with_prefix(self, field_name: str, prefix: str) -> tuple[tuple[str, int], ...]:
        """The terms of a field that begin so; all of a field are remembered: only such as have few are asked whole."""
        if prefix:
            return tuple(self.searcher.terms_with_prefix(field_name, prefix))
        found = self._terms.get(field_name)
        if found is None:
            found = self._terms[field_name] = tuple(self.searcher.terms_with_prefix(field_name, ""))
        return found
