import pytest
from bench.citations import register as sample_register

from comity.engines.citations.grammar import citations_in
from comity.engines.citations.shapes import Words


@pytest.fixture(scope="session")
def register():
    """Everything that the written sample may cite."""
    return sample_register()


@pytest.fixture
def cited(register):
    """What is cited in a text: its words, and record and part as one key; what is not known has none."""

    def read(text, *, place="", record="", language="en", unit=""):
        words = Words(
            record=record or "none", unit=unit, language=language, body=text, place=place, is_divided=bool(record)
        )
        found = citations_in(words, register)
        return [(text[one.start : one.end], f"{one.record}#{one.unit}".rstrip("#")) for one in found]

    return read


@pytest.fixture
def linked(cited):
    """Only the keys of what is known."""
    return lambda text, **how: [key for _words, key in cited(text, **how) if key]
