"""Plain data that the modules hand to the index."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from django.utils.functional import Promise

from comity.base.notices.enums import Channel
from comity.engines.search.enums import Facet, Frequency, Labels


PUBLIC: Final = "public"


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One thing that can be found: a record, or one article or provision of it, in one language.

    Attributes:
        id: unique in the index, such as ``treaty:XVIII-12:18:en``.
        record: the record's key as the audit trail writes it; all documents of a record are replaced together.
        kind: what it is: ``treaty``, ``article``, ``law``, ``provision`` ...
        address: where it is read, without the language of the interface: ``/treaties/XVIII-12/articles/18/``.
        language: ISO 639-1 code of the text, lower case; ``zh-hant`` for traditional Chinese.
        about: what the project says of it in its own words: it is found by them, and they are not shown as its text.
        gists: stretches of a long text that say what it is about, where its beginning does not: of a judgment, which
            begins with its court and its numbers. It is found by their meaning.
        context: the title of the law or treaty in which it stands.
        citations: keys made by ``comity.engines.search.grammar.citation_key``.
        places: codes of the States and organisations to which it belongs.
        regions: codes of the regions to which it belongs.
        marks: values of the facets that only its kind has, as ``group:value``; the groups are the module's ``MARKS``.
        terms: terms of vocabularies as ``scheme:term``, such as ``crime-types:corruption``.
        articles: treaty articles that it carries out, as term ids: ``XVIII-12:5``.
        status: one of ``enums.Status``, or empty.
        on: the date by which it is sorted and counted, or None.
        dated: that date as it is known, when it is not known to the day: “2012”; it is shown in its place.
        wording: how the text came to be: original, official, unofficial, machine.
        audience: ``public``, or the name of the permission that its reader must hold.
        by_meaning: how near its meaning may come, 0 to 1: less than 1 where only a title is known, since a name is
            near to everything that has to do with it. It is found by its words as any other.
        cited: by how many other texts it is cited.
        weight: 1 is ordinary; a draft or a repealed law is less, a whole treaty may be more (0.25 to 4).
    """

    id: str
    record: str
    kind: str
    address: str
    language: str
    title: str
    body: str = ""
    about: str = ""
    gists: tuple[str, ...] = ()
    context: str = ""
    citations: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()
    status: str = ""
    on: date | None = None
    dated: str = ""
    wording: str = ""
    audience: str = PUBLIC
    cited: int = 0
    weight: float = 1.0
    by_meaning: float = 1.0


@dataclass(frozen=True, slots=True)
class MarkGroup:
    """A facet that only some kinds of document have.

    Attributes:
        code: what stands before the colon of its values.
        label: what the facet is called; empty to take the title of the vocabulary.
        labels: where its values get their names.
        kinds: the kinds of document that have it.
        scheme: the vocabulary whose ids its values are, when ``labels`` is ``TERMS``; empty when that is ``code``.
    """

    code: str
    kinds: tuple[str, ...]
    labels: Labels = Labels.TERMS
    label: str | Promise = ""
    scheme: str = ""


def group_of(mark: str) -> str:
    """The group that a mark names: ``case-verdict`` of ``case-verdict:guilty``."""
    return mark.partition(":")[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody wants to be told of, and how.

    Attributes:
        text: the query as typed.
        filters: values by facet.
        across: whether words of the vocabularies in other languages answer too.
        parameters: the search as it stands in the address of its page.
        title: what the search is called, in the language of the interface.
        language: of the interface, in which they are written to.
        channel: e-mail or webhook.
        address: the mailbox, or the address of the webhook.
        frequency: how often.
        root: the address of this installation as they know it, without a stroke at its end.
        form: the name of the form that was sent.
    """

    text: str
    filters: Mapping[Facet, tuple[str, ...]]
    across: bool
    parameters: str
    title: str
    language: str
    channel: Channel
    address: str
    frequency: Frequency
    root: str
    form: str


class Near(NamedTuple):
    """A document whose text means nearly the same: ``score`` is the cosine, from 0.35 to 1; ``weight`` its own."""

    id: str
    score: float
    weight: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """How far the index is.

    Attributes:
        exists: whether there is an index that can be asked.
        size: how many documents it has.
        position: the number of the last event of the audit trail that it has taken in.
        behind: how many numbers of events it has not taken in yet.
        is_rebuilding: whether a process is building it anew at this moment.
        progress: how far the rebuild is, or was when it was stopped, from 0 to 1; 0 when none is under way.
        texts: how many texts have a vector, and so are found through their meaning.
        encoded: for which part of the records all vectors are made, from 0 to 1.
    """

    exists: bool
    size: int
    position: int
    behind: int
    is_rebuilding: bool
    progress: float
    texts: int = 0
    encoded: float = 0.0
