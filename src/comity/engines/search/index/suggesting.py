"""Search as you type, and misspelt words put right."""

from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA
from tantivy import Occur, Schema
from tantivy import Query as Engine

from comity.engines.search.enums import Taken
from comity.engines.search.grammar.folding import IDEOGRAPHIC
from comity.engines.search.grammar.tree import Query
from comity.engines.search.index import analysis
from comity.engines.search.index.audiences import visible
from comity.engines.search.index.interface import Suggestion
from comity.engines.search.index.measures import escaped
from comity.engines.search.index.schema import sorted_by, unstored
from comity.engines.search.index.states import Readable


LONGEST: Final = 120
SAME_LANGUAGE: Final = 3.0
SAME_BEGINNING: Final = 4.0
# Shorter words have too many neighbours to guess which was meant.
SHORTEST_CORRECTED: Final = 4
LONG: Final = 8
CANDIDATES: Final = 12


def titles(  # noqa: PLR0913 -- the state of the index, and what is asked
    schema: Schema, searcher: Readable, prefix: str, language: str, *, audience: frozenset[str], limit: int
) -> list[Suggestion]:
    """Titles that have all the words typed, the last of them perhaps not typed to its end."""
    words = analysis.folded_words(prefix[:LONGEST])
    if not words or (len(words) == 1 and len(words[0]) == 1 and not IDEOGRAPHIC.match(words[0])):
        return []
    wanted = [Engine.const_score_query(_word(schema, word), 1.0) for word in words[:-1]]
    wanted.append(Engine.const_score_query(_begun(schema, words[-1]), 1.0))
    beginning = Engine.regex_query(schema, "title_sort", f"{escaped(sorted_by(prefix))}.*")
    query = Engine.boolean_query(
        [
            *((Occur.Must, word) for word in wanted),
            (
                Occur.Should,
                Engine.const_score_query(Engine.term_query(schema, "language", language, "basic"), SAME_LANGUAGE),
            ),
            (Occur.Should, Engine.const_score_query(beginning, SAME_BEGINNING)),
        ]
    )
    hits = searcher.search(
        visible(schema, searcher, query, audience), limit * 5, count=False, weight_by_field="weight"
    ).hits
    found: dict[tuple[str, str], Suggestion] = {}
    for _, address in hits:
        head, _ = unstored(searcher.doc(address).get_first("stored"))
        key = (head["title"].casefold(), head["address"])
        found.setdefault(
            key,
            Suggestion(title=head["title"], address=head["address"], kind=head["kind"], language=head["language"]),
        )
    return list(found.values())[:limit]


def _word(schema: Schema, word: str) -> Engine:
    return Engine.term_query(schema, "title_folded", word, "freq")


def _begun(schema: Schema, word: str) -> Engine:
    if IDEOGRAPHIC.match(word):
        return _word(schema, word)
    return Engine.regex_query(schema, "title_folded", f"{escaped(word)}.*")


def spelling(schema: Schema, searcher: Readable, query: Query, language: str, audience: frozenset[str]) -> str:
    """The query with each word that the audience can find nowhere replaced by the nearest one that it can."""
    corrected = query.text
    for piece in query.pieces:
        if piece.taken is not Taken.WORD:
            continue
        for part in analysis.WORD.findall(piece.text):
            if len(part) < SHORTEST_CORRECTED or part.isdecimal() or IDEOGRAPHIC.search(part):
                continue
            if better := _nearest(schema, searcher, part, audience):
                corrected = corrected.replace(part, better)
    return corrected if corrected != query.text else ""


def _nearest(schema: Schema, searcher: Readable, part: str, audience: frozenset[str]) -> str:
    """The word of the index nearest to a misspelt one; empty when it is spelt right or nothing is near."""
    forms = [form for _, several in analysis.units(part) for form in several]
    if any(_count(schema, searcher, "words", form, audience) for form in forms):
        return ""
    word = "".join(analysis.exact_words(part))
    # The first letter is seldom wrong, and if it is, it has changed places with the second.
    near = {
        term: frequency
        for start in {word[0], word[1]}
        for term, frequency in searcher.terms_with_prefix("exact", start)
        if abs(len(term) - len(word)) <= 2  # noqa: PLR2004 -- as many letters may be wrong
    }
    wrong = 2 if len(word) >= LONG else 1
    ranked = process.extract(word, near.keys(), scorer=OSA.distance, score_cutoff=wrong, limit=None)
    ordered = sorted(ranked, key=lambda found: (found[1], -near[found[0]]))
    # What the dictionary holds may stand in documents that the reader may not see; then it is not told.
    for term, _, _ in ordered[:CANDIDATES]:
        if _count(schema, searcher, "exact", term, audience):
            return term
    return ""


def _count(schema: Schema, searcher: Readable, name: str, term: str, audience: frozenset[str]) -> int:
    if not searcher.doc_freq(name, term):
        return 0
    query = visible(schema, searcher, Engine.term_query(schema, name, term, "freq"), audience)
    return len(searcher.search(query, 1, count=False).hits)
