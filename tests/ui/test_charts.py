"""Lines and bars: what they are drawn from comes out where it belongs."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from comity.ui.charts import FEWEST_YEARS, Curve, Point, bars, plot


def curve(*values, name=""):
    return Curve(name, [Point(dt.date(2000 + number, 1, 1), value, str(value)) for number, value in enumerate(values)])


def test_nothing_is_drawn_of_one_day():
    assert plot([curve(5)], str) is None
    assert plot([], str) is None
    assert plot([Curve("", [])], str) is None


def test_a_scale_begins_at_nought_unless_everything_is_far_above_it():
    low = plot([curve(100, 200)], str)
    assert (low.is_cut, low.across[0].label) == (False, "0.0")
    high = plot([curve(187, 192)], str)
    assert high.is_cut
    assert [mark.label for mark in high.across] == ["187.0", "188.0", "189.0", "190.0", "191.0", "192.0"]


def test_more_lines_than_colours_are_left_out():
    assert len(plot([curve(1, 2) for _ in range(9)], str).lines) == 6


def test_years_stand_below_and_days_where_there_are_no_two_years():
    assert [mark.label for mark in plot([curve(1, 2, 3)], str).along] == ["2000", "2001", "2002"]
    days = [Point(dt.date(2020, 3, day), day, "") for day in (1, 9)]
    assert [mark.label for mark in plot([Curve("", days)], str).along] == ["2020-03-01", "2020-03-09"]
    assert FEWEST_YEARS == 2


@given(st.lists(st.floats(-1e12, 1e12, allow_nan=False), min_size=2, max_size=30), st.sampled_from([360, 720]))
def test_every_point_lies_within_the_drawing(values, width):
    drawn = plot([curve(*values)], lambda value: f"{value:.0f}"[:8], width=width)
    [line] = drawn.lines
    assert len(line.dots) == len(values)
    for dot in line.dots:
        assert drawn.left <= dot.x <= drawn.right
        assert -1 <= dot.y <= drawn.height
    assert 2 <= len(drawn.across) <= 8


def test_bars_are_as_long_as_their_values():
    drawn = bars([("a", 50, "50", ""), ("b", 200, "200", "/b"), ("c", 0, "0", "")])
    assert [bar.share for bar in drawn] == [25, 100, 0]
    assert bars([("a", 0, "0", "")])[0].share == 0
