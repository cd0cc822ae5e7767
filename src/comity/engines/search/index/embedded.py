"""The index that lives in a folder of this machine, on tantivy."""

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Lock
from typing import Any, Final

from tantivy import DocAddress, IndexWriter, Occur
from tantivy import Query as Engine

from comity.engines.search.enums import Facet, Sort, Taken
from comity.engines.search.grammar.tree import Piece, Query
from comity.engines.search.index import counting, paging, suggesting
from comity.engines.search.index.audiences import visible
from comity.engines.search.index.compiled import Ahead, Compiled, Ranked, merged, unweighted
from comity.engines.search.index.compiling import Compiler
from comity.engines.search.index.interface import LARGEST_PAGE, Answer, Hit, Question, Suggestion
from comity.engines.search.index.schema import POSITION, Prepared, entry, opened, position_entry, schema, unstored
from comity.engines.search.index.showing import Showing, goto, left_out
from comity.engines.search.index.states import State
from comity.engines.search.shapes import Document, group_of


HEAP: Final = 64_000_000
REMEMBERED: Final = 512
# From here on, counting beside ranking is quicker than after it.
COUNTED_BESIDE: Final = 20_000
# So many of the first answers are put together from the best of each part of a query; then all of it is ranked.
MERGED: Final = 200
DRIFT: Final = 200
# How many answers are ranked at once when all of them are wanted.
BLOCK: Final = 20_000


class EmbeddedIndex:
    """One folder of files. Any number of processes read it; the one that writes holds its lock."""

    def __init__(self, folder: Path, *, heap: int = HEAP, threads: int = 1) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self._heap = heap
        self._threads = threads
        self._schema = schema()
        self._index = opened(folder)
        self._index.config_reader("manual")
        self._index.reload()
        self._writer: IndexWriter | None = None
        self._lock = Lock()
        self._seen = 0
        self._now: State | None = None
        self._states: paging.States[State] = paging.States()
        self._counted: counting.Remembered[counting.Counted] = counting.Remembered(REMEMBERED)
        self._beside = ThreadPoolExecutor(2, thread_name_prefix="beside")

    # ------------------------------------------------------------ writing

    def write(
        self, documents: Iterable[Document | Prepared], *, records: Collection[str] = (), position: int | None = None
    ) -> int:
        """See ``SearchIndex.write``; takes documents too whose terms were made before."""
        try:
            replaced = set(records)
            self.forget(replaced)
            written = 0
            for document in documents:
                if document.record not in replaced:
                    replaced.add(document.record)
                    self.forget((document.record,))
                self.add((document,))
                written += 1
            self.commit(position)
        except BaseException:
            self.rollback()
            raise
        return written

    def forget(self, records: Collection[str]) -> None:
        """Take out what these records have by now; it is not made last yet."""
        writer = self._writing()
        for record in records:
            writer.delete_documents_by_term("record", record)

    def add(self, documents: Iterable[Document | Prepared]) -> None:
        """Put documents beside what is there; they are not made last yet, and nobody finds them."""
        writer = self._writing()
        for document in documents:
            writer.add_document(entry(document))

    def commit(self, position: int | None = None) -> None:
        """Make last what was taken out and put in, with the position in one piece."""
        writer = self._writing()
        if position is not None:
            writer.delete_documents_by_term("id", POSITION)
            writer.add_document(position_entry(position))
        writer.commit()
        self._index.reload()
        # Two commits may be too near in time for the file's own dates to tell them apart.
        self._seen = 0

    def rollback(self) -> None:
        """Undo what was not made last."""
        self._writing().rollback()

    def delete(self, records: Collection[str], *, position: int | None = None) -> None:
        """See ``SearchIndex.delete``."""
        self.write((), records=records, position=position)

    def _writing(self) -> IndexWriter:
        if self._writer is None:
            self._writer = self._index.writer(self._heap, self._threads)
        return self._writer

    def close(self) -> None:
        """Let go of the lock for writing, after what is being merged is merged."""
        if self._writer is not None:
            self._writer.wait_merging_threads()
            self._writer = None

    # ------------------------------------------------------------ reading

    def searcher(self) -> State:
        """The state of the index after the last commit of any process."""
        about = (self.folder / "meta.json").stat()
        changed = hash((about.st_mtime_ns, about.st_ino, about.st_size))
        with self._lock:
            if self._now is None or changed != self._seen:
                self._index.reload()
                meta = json.loads((self.folder / "meta.json").read_bytes())
                name = f"{self.folder.name}:{meta['opstamp']}:{len(meta['segments'])}"
                self._now = State(self._index.searcher(), name)
                self._seen = changed
            return self._now

    def query(self, question: Question) -> Answer:
        """See ``SearchIndex.query``."""
        cursor = paging.read(question)
        now = self.searcher()
        state = (self._states.get(cursor.state) if cursor else None) or now
        question, compiled = self._compiled(question, state, is_loose=cursor.loose if cursor else False)
        counted = self._counted_beside(question, now, compiled)
        limit = min(max(question.limit, 1), LARGEST_PAGE)
        offset = self._offset(question, cursor, state, now, compiled) if cursor else 0
        first = self._first(question, state, compiled, offset + limit) if state is now else None
        if first is not None:
            count, found = counted.result().number, first[offset:]
        else:
            count, found = self._ranked(question, state, compiled, offset, limit)
        # With neighbours, whether the words are answered was asked before.
        if not count and not cursor and not question.near and (looser := self._loosened(question, state, compiled)):
            compiled = looser
            counted = self._counted_beside(question, now, compiled)
            count, found = self._ranked(question, state, compiled, offset, limit)
        is_loose = compiled.is_loose
        showing = Showing(question, self._keys(question, now), is_loose=is_loose)
        if state is now:
            hits = tuple(showing.hit(now, address, score) for score, address in found)
        else:
            hits = self._still_there(question, state, now, found, showing)
        following = ""
        if offset + len(found) < count and found:
            self._states.keep(state.name, state)
            last = hits[-1].id if state is now else unstored(state.doc(found[-1][1]).get_first("stored"))[0]["id"]
            following = paging.Cursor(
                state.name, offset + len(found), last, is_loose, paging.mark(question), question.among
            ).written()
        facets, pieces = counted.result().facets, question.query.pieces
        if is_loose:
            pieces = (*pieces, Piece(Taken.MOST_WORDS, ""))
        return Answer(
            count=count,
            hits=hits,
            facets=facets,
            next=following,
            goto=goto(self._schema, now, self._keys(question, now), question.audience),
            understood=question.query.understood,
            pieces=pieces + left_out(question),
            is_loose=is_loose,
        )

    def every(self, question: Question) -> Iterator[Hit]:
        """See ``SearchIndex.every``."""
        now = self.searcher()
        question, compiled = self._compiled(question, now, is_loose=False)
        if not question.near:
            compiled = self._loosened(question, now, compiled) or compiled
        showing = Showing(question, self._keys(question, now), is_loose=compiled.is_loose)
        offset = 0
        while True:
            # One block after the other on one state of the index: nothing is skipped or told twice.
            count, found = self._ranked(question, now, compiled, offset, BLOCK)
            for score, address in found:
                yield showing.hit(now, address, score)
            offset += len(found)
            if not found or offset >= count:
                return

    def _compiled(self, question: Question, state: State, *, is_loose: bool) -> tuple[Question, Compiled]:
        """The query, and the question with its neighbours, which are waited for when the words have been looked at."""
        compiler = self._compiler(question, state, is_loose=is_loose)
        renderings = () if is_loose else question.renderings
        tree = question.query.tree
        if tree is None or not (question.awaited or question.near or renderings):
            return question.settled(), compiler.whole(question.query, renderings)
        # What is cited stands above all words, and is no measure of them.
        words = compiler.whole(replace(question.query, citation=None))
        # What the vocabularies give is ranked beside what was typed: neither waits for the other.
        beside = self._best_beside(question, state, compiler.each(renderings, tree)) if renderings else None
        typed = self._best(question, state, words.ranking)
        lift, rendered = 1.0, Ranked()
        if beside is not None:
            found = beside.result()
            # Words of the vocabularies come behind the words that were typed, wherever these stand.
            lift = compiler.lift(tree, renderings, typed[0][0] / found[0][0]) if typed and found else 1.0
            rendered = [(score * lift, address) for score, address in found]
        compiled = compiler.whole(question.query, renderings, lift)
        question = question.settled()
        # Whether the words are answered at all says whether most of them must do.
        looser = None
        if question.near and not (typed or rendered) and not is_loose:
            looser = self._loosened(question, state, compiled)
        if looser:
            compiled, compiler = looser, self._compiler(question, state, is_loose=True)
            typed = self._best(question, state, compiler.whole(replace(question.query, citation=None)).ranking)
        best = unweighted(state, typed or rendered)
        if question.query.citation is not None:
            typed = self._best(question, state, compiler.whole(question.query).ranking)
        if not question.near:
            return question, replace(compiled, ahead=Ahead(typed, rendered))
        near = compiler.near(tree, question.near, best)
        return question, replace(compiler.beside(compiled, near), ahead=Ahead(typed, rendered, near.matching))

    def _compiler(self, question: Question, state: State, *, is_loose: bool) -> Compiler:
        return Compiler(self._schema, state, question.language, is_loose=is_loose)

    def _best(self, question: Question, state: State, query: Engine) -> Ranked:
        """The best that answer a query, as far as visible and within the filters."""
        return self._asked(state, self._ready(question, state, query))

    def _best_beside(self, question: Question, state: State, each: list[Compiled]) -> "Future[Ranked]":
        """The same for what the vocabularies give, in a thread of its own where there are many documents."""
        asked = [self._ready(question, state, one.ranking) for one in each]
        if state.num_docs > COUNTED_BESIDE:
            return self._beside.submit(self._asked_each, state, asked)
        done: Future[Ranked] = Future()
        done.set_result(self._asked_each(state, asked))
        return done

    def _asked_each(self, state: State, queries: list[Engine]) -> Ranked:
        # One after the other: a union of all would go through the documents of each for those of all.
        return merged(*(self._asked(state, query) for query in queries))[:MERGED]

    @staticmethod
    def _asked(state: State, query: Engine) -> Ranked:
        return list(state.search(query, MERGED, count=False, weight_by_field="weight").hits)

    def _first(self, question: Question, state: State, compiled: Compiled, number: int) -> Ranked | None:
        """So many of the best answers, out of what each part of the query gave; None where all must be ranked."""
        ahead = compiled.ahead
        if ahead is None or question.sort is not Sort.RELEVANCE or number > MERGED:
            return None
        near: Ranked = []
        if ahead.near is not None:
            # A neighbour has a score of its own and one for its words, so all of the query is asked about these few.
            few = Engine.boolean_query(
                [(Occur.Must, Engine.const_score_query(ahead.near, 0.0)), (Occur.Must, compiled.ranking)]
            )
            asked = self._ready(question, state, few)
            near = state.search(asked, len(question.near), count=False, weight_by_field="weight").hits
        return merged(near, ahead.typed, ahead.rendered)[:number]

    def _loosened(self, question: Question, state: State, strict: Compiled) -> Compiled | None:
        """The query for most of the words, when no document that the audience may see has all and some have most."""

        def is_answered(compiled: Compiled) -> bool:
            seen = visible(self._schema, state, compiled.matching, question.audience)
            return bool(state.search(seen, 1, count=False).hits)

        if question.query.tree is None or is_answered(strict):
            return None
        _, loose = self._compiled(replace(question, near=(), awaited=None), state, is_loose=True)
        return loose if is_answered(loose) else None

    def _ready(
        self, question: Question, state: State, query: Engine, *, but: Facet | None = None, group: str = ""
    ) -> Engine:
        """The query as far as its audience may see and its filters let through, save a facet or a group of marks."""
        filters = {facet: values for facet, values in question.filters.items() if facet is not but}
        if but is Facet.MARK:
            filters[but] = tuple(mark for mark in question.filters.get(but, ()) if group_of(mark) != group)
        narrowed = Compiler(self._schema, state, question.language, is_loose=False).narrowed(query, filters)
        return visible(self._schema, state, narrowed, question.audience)

    def _ranked(
        self, question: Question, state: State, compiled: Compiled, offset: int, limit: int
    ) -> tuple[int, Ranked]:
        if question.sort is Sort.RELEVANCE:
            query = self._ready(question, state, compiled.ranking)
            result = state.search(query, limit, offset=offset, weight_by_field="weight")
        else:
            name, order = paging.ORDERS[question.sort]
            query = self._ready(question, state, compiled.matching)
            result = state.search(query, limit, offset=offset, order_by_field=name, order=order)
        return result.count, result.hits  # type: ignore[attr-defined]  # -- missing in the library's stub

    def _offset(self, question: Question, cursor: paging.Cursor, state: State, now: State, compiled: Compiled) -> int:
        """Where the page begins: as counted, unless the index has changed and the state before is not kept."""
        if state is not now or cursor.state == now.name:
            return cursor.offset
        first = max(0, cursor.offset - DRIFT)
        _, around = self._ranked(question, state, compiled, first, 2 * DRIFT)
        for place, (_, address) in enumerate(around):
            if unstored(state.doc(address).get_first("stored"))[0]["id"] == cursor.last:
                return first + place + 1
        return cursor.offset

    def _still_there(
        self, question: Question, state: State, now: State, found: list[tuple[Any, DocAddress]], showing: Showing
    ) -> tuple[Hit, ...]:
        """Hits of an earlier state as they are now, without those that are gone."""
        ids = {unstored(state.doc(address).get_first("stored"))[0]["id"]: score for score, address in found}
        present = self._addresses(now, list(ids), question)
        return tuple(showing.hit(now, present[key], score) for key, score in ids.items() if key in present)

    # ------------------------------------------------------------ facets

    def _counted_beside(self, question: Question, now: State, compiled: Compiled) -> "Future[counting.Counted]":
        if (question.facets or compiled.ahead) and now.num_docs > COUNTED_BESIDE:
            return self._beside.submit(self._counts, question, now, compiled)
        done: Future[counting.Counted] = Future()
        done.set_result(self._counts(question, now, compiled))
        return done

    def _counts(self, question: Question, now: State, compiled: Compiled) -> counting.Counted:
        """How many there are and the counts of facets, remembered for as long as the index stays as it is."""
        if not (question.facets or compiled.ahead):
            return counting.NONE

        def count(wanted: Any, but: Facet | None, group: str) -> Any:
            return now.aggregate(self._ready(question, now, compiled.matching, but=but, group=group), wanted)

        near = tuple(one.id for one in question.near)
        key = (now.name, paging.mark(question), question.facets, compiled.is_loose, near)
        return self._counted.get(key, lambda: counting.counted(question, count))

    # ------------------------------------------------------------ citations

    def _keys(self, question: Question, now: State) -> tuple[str, ...]:
        citation = question.query.citation
        return tuple(key for key in citation.keys if now.doc_freq("citation", key)) if citation else ()

    # ------------------------------------------------------------ single documents

    def _addresses(self, now: State, ids: list[str], question: Question) -> dict[str, DocAddress]:
        asked = Engine.term_set_query(self._schema, "id", ids)
        hits = now.search(self._ready(question, now, asked), max(len(ids), 1), count=False).hits
        return {unstored(now.doc(address).get_first("stored"))[0]["id"]: address for _, address in hits}

    def fetch(self, ids: Sequence[str], question: Question) -> dict[str, Hit]:
        """See ``SearchIndex.fetch``."""
        now = self.searcher()
        showing = Showing(question, self._keys(question, now))
        if not ids:
            return {}
        return {
            key: showing.hit(now, address, 0.0) for key, address in self._addresses(now, list(ids), question).items()
        }

    def has(self, record: str) -> bool:
        """See ``SearchIndex.has``."""
        query = Engine.term_query(self._schema, "record", record, "basic")
        return bool(self.searcher().search(query, 1, count=False).hits)

    def _kept(self) -> dict[str, Any]:
        now = self.searcher()
        hits = now.search(Engine.term_query(self._schema, "id", POSITION, "basic"), 1, count=False).hits
        return unstored(now.doc(hits[0][1]).get_first("stored"))[0] if hits else {}

    def position(self) -> int:
        """See ``SearchIndex.position``."""
        return int(self._kept().get("position", 0))

    def size(self) -> int:
        """See ``SearchIndex.size``."""
        return int(self.searcher().num_docs) - bool(self._kept())

    # ------------------------------------------------------------ suggestions

    def suggest(self, prefix: str, language: str, *, audience: frozenset[str], limit: int = 8) -> list[Suggestion]:
        """See ``SearchIndex.suggest``."""
        return suggesting.titles(self._schema, self.searcher(), prefix, language, audience=audience, limit=limit)

    def did_you_mean(self, query: Query, language: str, *, audience: frozenset[str]) -> str:
        """See ``SearchIndex.did_you_mean``."""
        return suggesting.spelling(self._schema, self.searcher(), query, language, audience)
