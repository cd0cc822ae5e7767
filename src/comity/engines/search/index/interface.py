"""What any index must do, so that another engine can stand in the place of the embedded one.

Everything outside this package uses these names only. An implementation is right when it passes
``tests/engines/search/test_contract*.py``.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, NamedTuple, Protocol

from comity.engines.search.enums import Facet, Reason, Sort
from comity.engines.search.grammar.tree import Node, Piece, Query
from comity.engines.search.shapes import Document, Near


PAGE: Final = 20
LARGEST_PAGE: Final = 1000


class Fragment(NamedTuple):
    """A run of text and whether it is one of the words looked for; never markup."""

    text: str
    is_match: bool


class Count(NamedTuple):
    """A value of a facet, and how many of the answers have it."""

    value: str
    count: int  # type: ignore[assignment]  # -- nobody counts equal values in a pair


@dataclass(frozen=True, slots=True)
class Rendering:
    """What was typed, as a vocabulary gives it in one language.

    Attributes:
        language: in which it is looked for, and in no other.
        tree: the words.
        is_whole: the vocabulary knows all that was typed, as one idea.
    """

    language: str
    tree: Node
    is_whole: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked of an index.

    Attributes:
        query: what was typed, read by ``grammar.parse``.
        audience: whose eyes the answers are for: ``public`` and the names of the permissions that the reader holds.
        language: of the reader; words are taken for that language's when they could be several's.
        filters: values by facet; several of one facet mean any of them, several facets mean all.
        facets: which facets to count.
        sort: the order.
        limit: the most hits to give at once, 1 to 1000.
        cursor: ``Answer.next`` of the page before; empty for the first.
        snippet: the length of snippets in characters; 0 for none.
        renderings: the same in other languages; what has them answers too, and weighs less.
        near: documents whose text means nearly the same, best first; as far as nothing
            typed excludes them they answer too, in whatever words.
        among: of how many texts ``near`` was chosen; the cursor remembers it, so that every page has the same.
        awaited: gives ``near`` and ``among`` once they are found, while they are still looked for.
    """

    query: Query
    audience: frozenset[str]
    language: str = ""
    filters: Mapping[Facet, tuple[str, ...]] = field(default_factory=dict)
    facets: tuple[Facet, ...] = ()
    sort: Sort = Sort.RELEVANCE
    limit: int = PAGE
    cursor: str = ""
    snippet: int = 240
    renderings: tuple[Rendering, ...] = ()
    near: tuple[Near, ...] = ()
    among: int = 0
    awaited: Callable[[], tuple[tuple[Near, ...], int]] | None = None

    def settled(self) -> "Question":
        """The question with its neighbours, waited for where they are still looked for."""
        if self.awaited is None:
            return self
        near, among = self.awaited()
        return replace(self, near=near, among=among, awaited=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One answer.

    Attributes:
        id: of the document.
        record: of which it is part.
        place: code of the first of its places, or empty.
        score: comparable within one answer only.
        on: the date by which it is sorted, ISO 8601 or EDTF where the day is not known, or empty.
        heading: the title, cut where the words looked for stand.
        snippet: the part of the text that shows best why it was found.
        why: the reasons for which it is here, the strongest first.
        matched: the words of the text that were looked for, as they stand there.
    """

    id: str
    record: str
    kind: str
    address: str
    language: str
    title: str
    context: str
    place: str
    places: tuple[str, ...]
    status: str
    wording: str
    on: str
    score: float
    heading: tuple[Fragment, ...] = ()
    snippet: tuple[Fragment, ...] = ()
    why: tuple[Reason, ...] = ()
    matched: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What an index answers.

    Attributes:
        count: how many documents answer the question, exactly.
        hits: those of this page.
        facets: for each facet asked for, its values by how many answers have them; a facet that is itself
            narrowed is counted as if it were not, so that its other values can still be chosen.
        next: the cursor of the next page; empty on the last.
        goto: the one address that the query cites; empty when it cites none or several.
        understood: the query as it was taken, written out in full.
        pieces: what each piece of it was taken for.
        is_loose: no document has all the words, so those with most of them are given.
    """

    count: int
    hits: tuple[Hit, ...]
    facets: Mapping[Facet, tuple[Count, ...]] = field(default_factory=dict)
    next: str = ""
    goto: str = ""
    understood: str = ""
    pieces: tuple[Piece, ...] = ()
    is_loose: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A title that begins as was typed."""

    title: str
    address: str
    kind: str
    language: str


class SearchIndex(Protocol):
    """An index of documents."""

    def write(
        self, documents: Iterable[Document], *, records: Collection[str] = (), position: int | None = None
    ) -> int:
        """Put documents in, in the place of all that their records had before, and make it last.

        Args:
            documents: those of one record stand together.
            records: keys of records whose documents are replaced even if there are none now.
            position: the number of the last event of the audit trail that this takes in; kept with the documents,
                in one piece, so that after a crash either both are there or neither is. None leaves it.

        Returns:
            How many documents were put in.
        """

    def delete(self, records: Collection[str], *, position: int | None = None) -> None:
        """Take all documents of these records out."""

    def query(self, question: Question) -> Answer:
        """Answer a question, with nothing in the answer that its audience may not see.

        Raises:
            Unreadable: the cursor is not one of this question's.
        """

    def every(self, question: Question) -> Iterator[Hit]:
        """All that answers a question, in its order and as the index is now; its cursor and facets are left aside."""

    def fetch(self, ids: Sequence[str], question: Question) -> dict[str, Hit]:
        """Those of the documents that the question's audience may see and its filters let through, by id."""

    def suggest(self, prefix: str, language: str, *, audience: frozenset[str], limit: int = 8) -> list[Suggestion]:
        """Titles that begin so, or have words that do, for search as you type."""

    def did_you_mean(self, query: Query, language: str, *, audience: frozenset[str]) -> str:
        """The query with misspelt words put right; empty when there is nothing to put right."""

    def has(self, record: str) -> bool:
        """Whether any document of a record is in the index."""

    def position(self) -> int:
        """The number of the last event that the index has taken in; 0 when it has taken in none."""

    def size(self) -> int:
        """How many documents there are, for every audience together."""

    def close(self) -> None:
        """Let go of the lock for writing, if it was taken."""
