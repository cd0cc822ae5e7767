"""What instruments are called for short."""

import csv
from pathlib import Path

from comity.base.terms import queries
from comity.knowledge import treaties


FACTS = Path(treaties.__file__).parent / "facts" / "treaties.csv"


def test_each_name_is_of_an_instrument_of_the_facts_and_the_same_in_english(vocabularies):
    with FACTS.open(encoding="utf-8", newline="") as file:
        short = {row["symbol"]: row["short"] for row in csv.DictReader(file)}
    named = queries.labels("instruments", "en")
    assert len(named) > 40
    assert {symbol: short.get(symbol) for symbol in named} == named


def test_what_has_no_name_here_has_none(vocabularies):
    assert queries.instrument("XVIII-14", "fr") == "Convention contre la corruption"
    assert queries.instrument("XVIII-99", "fr") == ""
