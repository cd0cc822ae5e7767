"""Small numbers that are not told, so that nobody can work them out from what is told: the one place for this.

A figure below ``LEAST`` may point at one State or one person. Leaving it out is not enough where totals stand beside
it: who subtracts the others from the total has it back. So further figures are left out until every small one could
just as well be ``LEAST`` or more, as far as all that is told together allows to say.

A table with totals is a network: each figure is what flows along one edge, and what flows into a node flows out of it.
A row gives to its columns what its total says; a column gives its own total to the grand one. What a reader can work
out of a figure that is left out is between the least and the most that could flow there while everything told stays as
it is. That is asked by looking for ways round, along figures that are left out too.
"""

import heapq
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final


# From how many on a figure is told.
LEAST: Final = 3
# What it costs to leave out a total in place of a figure inside the table, and everything in place of a total.
OF_A_TOTAL: Final = 10_000
OF_ALL: Final = 1_000_000
Node = Hashable
ALL: Final = "all"


@dataclass(frozen=True, slots=True)
class Protected:
    """A table of which some figures are left out: None stands for those.

    Args:
        cells: by row and column.
        rows: the totals of the rows.
        columns: the totals of the columns.
        total: of everything.
    """

    cells: Mapping[tuple[str, str], int | None]
    rows: Mapping[str, int | None]
    columns: Mapping[str, int | None]
    total: int | None

    @property
    def left_out(self) -> int:
        """How many figures are left out, with totals."""
        told = [*self.cells.values(), *self.rows.values(), *self.columns.values(), self.total]
        return sum(one is None for one in told)


@dataclass(slots=True)
class _Edge:
    tail: Node
    head: Node
    value: int
    cost: int
    is_hidden: bool = False


def protected(
    counts: Mapping[tuple[str, str], int], rows: Sequence[str], columns: Sequence[str], *, least: int = LEAST
) -> Protected:
    """A table of counts with totals, without the small ones and without what would give them away.

    Args:
        counts: by row and column; what is missing is nought.
        rows: every row, in order.
        columns: every column.
        least: from how many on a figure is told; nought is told.
    """
    edges = _network(counts, rows, columns)
    for one in edges.values():
        one.is_hidden = 0 < one.value < least
    for small in [one for one in edges.values() if one.is_hidden]:
        _cover(small, list(edges.values()), least - small.value)
    said = {key: None if one.is_hidden else one.value for key, one in edges.items()}
    return Protected(
        {(row, column): said["cell", row, column] for row in rows for column in columns},
        {row: said["row", row, ""] for row in rows},
        {column: said["column", column, ""] for column in columns},
        said["all", "", ""],
    )


def protected_list(counts: Mapping[str, int], *, least: int = LEAST) -> dict[str, int | None]:
    """Counts of which the total is known elsewhere, without the small ones and without what would give them away."""
    made = protected({("", key): count for key, count in counts.items()}, [""], list(counts), least=least)
    if made.total is not None:
        return {key: made.cells["", key] for key in counts}
    # The total is told elsewhere, whatever is left out here: of a list of one, or of few, nothing is told.
    return dict.fromkeys(counts)


def _network(
    counts: Mapping[tuple[str, str], int], rows: Sequence[str], columns: Sequence[str]
) -> dict[tuple[str, str, str], _Edge]:
    edges = {
        ("cell", row, column): _Edge(("r", row), ("c", column), counts.get((row, column), 0), 1)
        for row in rows
        for column in columns
    }
    for row in rows:
        value = sum(counts.get((row, column), 0) for column in columns)
        edges["row", row, ""] = _Edge(ALL, ("r", row), value, OF_A_TOTAL)
    for column in columns:
        value = sum(counts.get((row, column), 0) for row in rows)
        edges["column", column, ""] = _Edge(("c", column), "sum", value, OF_A_TOTAL)
    total = sum(counts.get((row, column), 0) for row in rows for column in columns)
    edges["all", "", ""] = _Edge("sum", ALL, total, OF_ALL)
    return edges


def _cover(small: _Edge, edges: Sequence[_Edge], needed: int) -> None:
    """Leave out what it takes until a small figure could be ``needed`` more; as little as can be found."""
    pushed: dict[int, int] = {}
    while needed > 0:
        way = _way(small, edges, pushed)
        room = min((edge.value + pushed.get(id(edge), 0) for edge, forward in way if not forward), default=needed)
        step = min(needed, room)
        for edge, forward in way:
            pushed[id(edge)] = pushed.get(id(edge), 0) + (step if forward else -step)
            edge.is_hidden = True
        needed -= step


def _way(small: _Edge, edges: Sequence[_Edge], pushed: Mapping[int, int]) -> list[tuple[_Edge, bool]]:
    """The cheapest way from the head of an edge round to its tail, past the edge itself.

    Forward a figure may always be more; backward it may be less as long as something is left of it. What is left out
    already costs nothing. There is always a way: through the totals.
    """
    around: dict[Node, list[tuple[Node, _Edge, bool]]] = {}
    for edge in edges:
        if edge is small:
            continue
        around.setdefault(edge.tail, []).append((edge.head, edge, True))
        if edge.value + pushed.get(id(edge), 0) > 0:
            around.setdefault(edge.head, []).append((edge.tail, edge, False))
    best: dict[Node, int] = {small.head: 0}
    came: dict[Node, tuple[Node, _Edge, bool]] = {}
    queue: list[tuple[int, int, Node]] = [(0, 0, small.head)]
    number = 0
    while queue:
        cost, _number, node = heapq.heappop(queue)
        if node == small.tail:
            break
        if cost > best[node]:
            continue
        for other, edge, forward in around.get(node, ()):
            price = cost + _price(edge)
            if price < best.get(other, price + 1):
                best[other], came[other] = price, (node, edge, forward)
                number += 1
                heapq.heappush(queue, (price, number, other))
    return _back(small, came)


def _back(small: _Edge, came: Mapping[Node, tuple[Node, _Edge, bool]]) -> list[tuple[_Edge, bool]]:
    way, node = list[tuple[_Edge, bool]](), small.tail
    while node != small.head:
        node, edge, forward = came[node]
        way.append((edge, forward))
    return way


def _price(edge: _Edge) -> int:
    """What it costs to leave a figure out: as much as it tells; a nought a little more than a small figure."""
    return 0 if edge.is_hidden else edge.cost * (edge.value or 5)


def bounds(
    table: Protected, counts: Mapping[tuple[str, str], int], rows: Sequence[str], columns: Sequence[str]
) -> Mapping[tuple[str, str, str], tuple[int, int | None]]:
    """Between what and what each figure that is left out may be, as anybody can work it out; None for no upper end.

    By keys ``("cell", row, column)``, ``("row", row, "")``, ``("column", column, "")`` and ``("all", "", "")``.
    """
    edges = _network(counts, rows, columns)
    for (kind, one, other), edge in edges.items():
        margins: Mapping[str, int | None] = {"row": table.rows, "column": table.columns}.get(kind, {"": table.total})
        edge.is_hidden = (table.cells[one, other] if kind == "cell" else margins[one]) is None
    hidden = [edge for edge in edges.values() if edge.is_hidden]
    return {key: (_least(edge, hidden), _most(edge, hidden)) for key, edge in edges.items() if edge.is_hidden}


def _most(edge: _Edge, hidden: Sequence[_Edge]) -> int | None:
    more = _round(edge.head, edge.tail, edge, hidden)
    return None if more is None else edge.value + more


def _least(edge: _Edge, hidden: Sequence[_Edge]) -> int:
    less = _round(edge.tail, edge.head, edge, hidden)
    return 0 if less is None else max(0, edge.value - less)


def _round(start: Node, end: Node, without: _Edge, hidden: Iterable[_Edge]) -> int | None:
    """How much more could flow from one node to another along figures that are left out; None for any amount."""
    room: dict[tuple[Node, Node], float] = {}
    for edge in hidden:
        if edge is not without:
            room[edge.tail, edge.head] = float("inf")
            room[edge.head, edge.tail] = room.get((edge.head, edge.tail), 0) + edge.value
    flowed = 0
    while way := _open_way(start, end, room):
        step = min(room[pair] for pair in way)
        if step == float("inf"):
            return None
        for one, other in way:
            room[one, other] -= step
            room[other, one] = room.get((other, one), 0) + step
        flowed += int(step)
    return flowed


def _open_way(start: Node, end: Node, room: Mapping[tuple[Node, Node], float]) -> list[tuple[Node, Node]]:
    came: dict[Node, Node] = {start: start}
    queue = [start]
    for node in queue:
        for (tail, head), left in room.items():
            if tail == node and left > 0 and head not in came:
                came[head] = node
                queue.append(head)
    if end not in came:
        return []
    way, node = list[tuple[Node, Node]](), end
    while node != start:
        way.append((came[node], node))
        node = came[node]
    return way
