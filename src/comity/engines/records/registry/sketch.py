"""A record while it is read from a row or written into one, and the columns that do so."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Final

from django.utils.functional import Promise

from comity.engines.records.enums import Sort, Wording
from comity.engines.records.models import Detail
from comity.engines.records.shapes import SOURCE_FIELDS, Arrow, Card, CardSource, CardText


Label = str | Promise


@dataclass(slots=True)
class Words:
    """Title and summary in one language."""

    title: str = ""
    summary: str = ""
    wording: str = Wording.ORIGINAL


@dataclass(slots=True)
class Sketch:
    """A record as it would be.

    Attributes:
        detail: the fields of its kind.
        name: its identifier: a permanent name or the record's key.
        place: code of its place; empty when it has none.
        texts: by language, in the order in which they were added.
        sources: one for each, by the names of ``SOURCE_FIELDS``.
        topics: what it is about: ``crime-types:corruption``, ``places:IT``.
        status: where it stands; empty for one that is not there yet.
        reason: why it is withdrawn, when that is asked for.
        revision: the number of its last revision; what a row expects it to be, once one was read.
        links: to other records: relation, key, part; None when nobody asked for them.
        drawn: the links of which a table has columns, as rows; None when it has none.
        hidden: the links that no table shows: they stay.
        named: the records that texts of a table name.
        files: what a table tells of the files on it, which no table changes.
        understood: what was understood of a text that was typed, in a sentence by column.
    """

    detail: Any
    name: str = ""
    place: str = ""
    texts: dict[str, Words] = field(default_factory=dict)
    sources: list[dict[str, Any]] = field(default_factory=list)
    topics: tuple[str, ...] = ()
    status: str = ""
    reason: str = ""
    revision: int | None = None
    links: list[Arrow] | None = None
    drawn: list[Any] | None = None
    hidden: tuple[Arrow, ...] = ()
    named: Mapping[str, uuid.UUID] = field(default_factory=dict)
    files: str = ""
    understood: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, detail: Detail) -> "Sketch":
        """What a kept record is, its texts and sources already loaded."""
        record = detail.record
        return cls(
            detail=detail,
            name=str(record.pk),
            place=record.place_id or "",
            texts={t.language: Words(t.title, t.summary, t.wording) for t in record.texts.all()},
            sources=[{name: getattr(s, name) for name in SOURCE_FIELDS} for s in record.sources.all()],
            topics=tuple(sorted(str(topic) for topic in record.topics.all())),
            status=record.state,
        )

    def words(self, language: str) -> Words:
        """Its words in a language, empty ones when there are none."""
        return self.texts.get(language, EMPTY)

    def in_language(self, language: str) -> Words:
        """Its words in a language, to be changed."""
        return self.texts.setdefault(language, Words())

    def source(self, number: int) -> dict[str, Any]:
        """One of its sources, to be changed; counted from 1."""
        while len(self.sources) < number:
            self.sources.append({})
        return self.sources[number - 1]

    def card(self) -> Card:
        """Its card; texts without a title and sources without a name are left out."""
        return Card(
            name=self.name,
            place=self.place or None,
            texts=tuple(CardText(code, w.title, w.summary, w.wording) for code, w in self.texts.items() if w.title),
            sources=tuple(
                CardSource(**{one.name: given[one.name] for one in fields(CardSource) if given.get(one.name)})
                for given in self.sources
                if given.get("title")
            ),
            topics=self.topics,
            links=None if self.links is None else tuple(self.links),
        )


EMPTY: Final = Words()


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table of records.

    Attributes:
        name: for machines, the same in every language: ``title:fr``, ``begins``.
        label: as readers call it.
        help: what may stand in it, in a sentence.
        written: the text of its cell for a record.
        taken: puts the text of a cell onto a record; raises Unreadable when it cannot be read.
        choices: the values that may stand in it and what each is called; empty when they cannot be listed.
        example: one value that may stand in it.
        is_required: whether a new record must have it.
        limit: the most characters; 0 for any number.
        sort: what stands in it.
        rows: how many lines of a long text are seen at once.
        accepts: the endings of files whose text can be read into it; none when it is typed.
    """

    name: str
    label: Label
    help: Label
    written: Callable[[Sketch], str]
    taken: Callable[[Sketch, str], None]
    choices: tuple[tuple[str, Label], ...] = ()
    example: str = ""
    is_required: bool = False
    limit: int = 0
    sort: Sort = Sort.LINE
    rows: int = 5
    accepts: tuple[str, ...] = ()
