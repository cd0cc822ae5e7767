"""Dates as people write them."""

import pytest

from comity.kernel.errors import Unreadable
from comity.kernel.typed_dates import Ambiguous, typed


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("2003-09-24", "2003-09-24"),
        (" 2003 ", "2003"),
        ("24 September 2003", "2003-09-24"),
        ("September 24, 2003", "2003-09-24"),
        ("Sept. 2003", "2003-09"),
        ("1er janvier 2003", "2003-01-01"),
        ("24 de septiembre de 2003", "2003-09-24"),
        ("24 сентября 2003 г.", "2003-09-24"),
        ("2003年9月24日", "2003-09-24"),
        ("2003年9月", "2003-09"),
        ("٢٤ سبتمبر ٢٠٠٣", "2003-09-24"),
        ("كانون الأول 2003", "2003-12"),
        ("24.9.2003", "2003-09-24"),
        ("24/09/2003", "2003-09-24"),
        ("09/24/2003", "2003-09-24"),
        ("4/4/2003", "2003-04-04"),
        ("2003-9-4", "2003-09-04"),
        ("9/2003", "2003-09"),
        ("2017–2018", "2017/2018"),
        ("2017-2018", "2017/2018"),
        ("from March 2017 to May 2018", "2017-03/2018-05"),
        ("de mars 2017 à mai 2018", "2017-03/2018-05"),
        ("2017-02/2018-02", "2017-02/2018-02"),
        ("about 2003", "2003~"),
    ],
)
def test_a_date_is_understood(text, edtf):
    assert typed(text).text == edtf


def test_the_days_of_a_period_are_its_first_and_its_last():
    period = typed("from March 2017 to May 2018")
    assert (period.earliest.isoformat(), period.latest.isoformat()) == ("2017-03-01", "2018-05-31")


def test_figures_that_may_be_two_days_are_neither():
    with pytest.raises(Ambiguous) as two:
        typed("03/04/2003")
    assert (two.value.first, two.value.second) == ("2003-04-03", "2003-03-04")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "24 September",
        "31 February 2003",
        "2003-13-45",
        "x" * 5000,
        "12/34/56",
        "May 2018 to 2017",
        "٢٠٠٣ ٢٠٠٤",
    ],
)
def test_what_is_no_date_is_refused_in_a_sentence(text):
    with pytest.raises(Unreadable) as fault:
        typed(text)
    assert str(fault.value).endswith(".")
