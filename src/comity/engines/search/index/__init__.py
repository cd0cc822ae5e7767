"""The only door to the search library: an index behind one small interface."""

from comity.engines.search.index.interface import (
    Answer,
    Count,
    Fragment,
    Hit,
    Question,
    SearchIndex,
    Suggestion,
)


__all__ = ["Answer", "Count", "Fragment", "Hit", "Question", "SearchIndex", "Suggestion"]
