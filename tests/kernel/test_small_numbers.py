"""Small numbers stay untold, also to who subtracts."""

import itertools
import random

import pytest

from comity.kernel.small_numbers import LEAST, bounds, protected, protected_list


def told(counts, rows, columns):
    return protected(counts, rows, columns)


def test_what_is_not_small_is_told_with_its_totals():
    counts = {("a", "x"): 4, ("a", "y"): 0, ("b", "x"): 5, ("b", "y"): 6}
    made = told(counts, ["a", "b"], ["x", "y"])
    assert made.cells == counts
    assert (made.rows, made.columns, made.total) == ({"a": 4, "b": 11}, {"x": 9, "y": 6}, 15)
    assert made.left_out == 0


def test_a_small_figure_takes_others_with_it_so_that_no_subtraction_gives_it_back():
    counts = {(row, column): 10 for row in "abc" for column in "xyz"} | {("a", "x"): 1}
    made = told(counts, "abc", "xyz")
    hidden = {key for key, value in made.cells.items() if value is None}
    assert len(hidden) == 4
    assert ("a", "x") in hidden
    # In every row and column that hides something, it hides at least two: a square.
    for number in (0, 1):
        held = [key[number] for key in hidden]
        assert all(held.count(one) == 2 for one in held)
    assert None not in {*made.rows.values(), *made.columns.values(), made.total}


@pytest.mark.parametrize("counts", [{("a", "x"): 1}, {("a", "x"): 2, ("a", "y"): 9}, {("a", "x"): 1, ("b", "y"): 1}])
def test_of_a_table_that_is_too_small_the_totals_go_too(counts):
    rows, columns = sorted({row for row, _ in counts}), sorted({column for _, column in counts})
    made = told(counts, rows, columns)
    for key, value in bounds(made, counts, rows, columns).items():
        assert value[1] is None or value[1] >= LEAST, key
    assert all(made.cells[key] is None for key, value in counts.items() if value < LEAST)


def possible(made, rows, columns, most):
    """Every table that agrees with all that is told, tried one by one: what an attacker may think of."""
    keys = [(row, column) for row in rows for column in columns]
    ranges = [[made.cells[key]] if made.cells[key] is not None else range(most + 1) for key in keys]
    for values in itertools.product(*ranges):
        table = dict(zip(keys, values, strict=True))
        sums = [sum(table[row, column] for column in columns) for row in rows]
        across = [sum(table[row, column] for row in rows) for column in columns]
        fits = all(made.rows[row] in {None, one} for row, one in zip(rows, sums, strict=True))
        fits = fits and all(made.columns[column] in {None, one} for column, one in zip(columns, across, strict=True))
        if fits and made.total in {None, sum(sums)}:
            yield table


@pytest.mark.parametrize("seed", range(40))
def test_whoever_tries_every_table_that_agrees_cannot_tell_that_a_figure_is_small(seed):
    chance = random.Random(seed)
    rows, columns = "ab", "xyz"[: chance.choice([2, 3])]
    counts = {(row, column): chance.choice([0, 1, 2, 3, 4]) for row in rows for column in columns}
    made = told(counts, rows, columns)
    tables = list(possible(made, rows, columns, 7))
    assert counts in tables
    for key, value in counts.items():
        if 0 < value < LEAST:
            assert made.cells[key] is None
            assert max(table[key] for table in tables) >= LEAST
    for margin, sums in ((made.rows, 0), (made.columns, 1)):
        for name, value in margin.items():
            true = sum(one for key, one in counts.items() if key[sums] == name)
            if 0 < true < LEAST:
                assert value is None


@pytest.mark.parametrize("seed", range(5))
def test_in_large_tables_the_bounds_of_every_small_figure_are_wide(seed):
    chance = random.Random(seed)
    rows, columns = [f"r{one}" for one in range(40)], list("abcdef")
    counts = {(row, column): chance.choice([0, 0, 0, 1, 2, 3, 5, 9]) for row in rows for column in columns}
    made = told(counts, rows, columns)
    found = bounds(made, counts, rows, columns)
    for key, value in counts.items():
        if 0 < value < LEAST:
            low, high = found["cell", *key]
            assert low <= value
            assert high is None or high >= LEAST
    assert made.left_out < len(counts)


def test_a_list_whose_total_is_known_elsewhere():
    assert protected_list({"woman": 10, "man": 12}) == {"woman": 10, "man": 12}
    made = protected_list({"woman": 10, "man": 12, "other": 1})
    assert made["other"] is None
    assert sum(one is None for one in made.values()) == 2
    assert protected_list({"woman": 1}) == {"woman": None}
    assert protected_list({}) == {}
