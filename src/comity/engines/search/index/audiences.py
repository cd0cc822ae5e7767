"""What a reader may see of the index."""

from tantivy import Occur, Schema
from tantivy import Query as Engine

from comity.engines.search.index.schema import NOBODY
from comity.engines.search.index.states import Readable


def visible(schema: Schema, searcher: Readable, query: Engine, audience: frozenset[str]) -> Engine:
    """The query without what the audience may not see.

    Every document has exactly one audience, so taking out those that the reader does not belong to leaves those
    that it does, and costs nothing where everything is public. The audiences that there are come from the same
    state of the index as the answer. Nobody's document is always taken out.
    """
    present = [value for value, _ in searcher.terms_with_prefix("audience", "")]
    denied = [value for value in present if value not in audience or value == NOBODY]
    if not denied:
        return query
    return Engine.boolean_query(
        [
            (Occur.Must, query),
            *((Occur.MustNot, Engine.term_query(schema, "audience", value, "basic")) for value in denied),
        ]
    )
