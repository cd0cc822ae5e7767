import pytest

from comity.kernel.small_numbers import protected


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ([], []),
        ([0, 3, 10], [0, 3, 10]),
        # The sum of a table is told beside it: one hidden number is no secret, so the next smallest goes with it.
        ([1, 7, 5, 0], [None, 7, None, 0]),
        ([1, 2, 9], [None, None, 9]),
        ([2], [None]),
        ([0, 2], [0, None]),
    ],
)
def test_a_small_number_is_not_told_and_cannot_be_worked_out(values, told):
    assert protected(values) == told
