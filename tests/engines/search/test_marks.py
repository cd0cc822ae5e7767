"""Facets of a kind of its own: counted in their groups, and narrowing group by group."""

from comity.engines.search.enums import Facet
from tests.engines.search.conftest import document


def test_marks_are_counted_in_their_groups_and_narrow_group_by_group(index, ask):
    given = (
        ("one", ("verdict:guilty", "court:high")),
        ("two", ("verdict:guilty", "court:low")),
        ("three", ("verdict:other",)),
    )
    index.write([document(name, "A case of bees", kind="case", marks=marks) for name, marks in given])
    try:
        every = {"verdict:guilty": 2, "verdict:other": 1, "court:high": 1, "court:low": 1}
        assert dict(ask("", filters={Facet.KIND: ("case",)}).facets[Facet.MARK]) == every

        # Two values of one group mean any of them, and the group itself is counted as if it were not narrowed.
        either = ask("", filters={Facet.MARK: ("verdict:guilty", "verdict:other")})
        assert (either.count, dict(either.facets[Facet.MARK])) == (3, every)
        # Two groups mean both; each is counted without itself alone.
        both = ask("", filters={Facet.MARK: ("verdict:guilty", "court:high")})
        assert [hit.record for hit in both.hits] == ["one"]
        assert dict(both.facets[Facet.MARK]) == {"verdict:guilty": 1, "court:high": 1, "court:low": 1}
        # What is chosen and has nothing is still told.
        none = ask("", filters={Facet.MARK: ("verdict:other", "court:high")})
        assert (none.count, dict(none.facets[Facet.MARK])) == (
            0,
            {"verdict:guilty": 1, "verdict:other": 0, "court:high": 0},
        )
    finally:
        index.delete(["one", "two", "three"])
