"""The table of requirements is whole, and what it names is there."""

import re

import pytest

from tests.architecture.source import REPOSITORY


# The requirements of levels 1 and 2 of the Application Security Verification Standard 5.0.0, by section.
IDENTIFIERS = """
1.1.1-2 1.2.1-9 1.3.1-11 1.4.1-3 1.5.1-2 2.1.1-3 2.2.1-3 2.3.1-4 2.4.1 3.2.1-2 3.3.1-4 3.4.1-6 3.5.1-5 3.7.1-2
4.1.1-3 4.2.1 4.3.1-2 4.4.1-4 5.1.1 5.2.1-3 5.3.1-2 5.4.1-3 6.1.1-3 6.2.1-12 6.3.1-4 6.4.1-4 6.5.1-5 6.6.1-3
6.8.1-4 7.1.1-3 7.2.1-4 7.3.1-2 7.4.1-5 7.5.1-2 7.6.1-2 8.1.1-2 8.2.1-3 8.3.1 8.4.1 9.1.1-3 9.2.1-4 10.1.1-2
10.2.1-2 10.3.1-4 10.4.1-11 10.5.1-5 10.6.1-2 10.7.1-3 11.1.1-2 11.2.1-3 11.3.1-3 11.4.1-4 11.5.1 11.6.1 12.1.1-3
12.2.1-2 12.3.1-4 13.1.1 13.2.1-5 13.3.1-2 13.4.1-5 14.1.1-2 14.2.1-4 14.3.1-3 15.1.1-3 15.2.1-3 15.3.1-7 16.1.1
16.2.1-5 16.3.1-4 16.4.1-3 16.5.1-3 17.1.1 17.2.1-4 17.3.1-2
"""
PAGE = REPOSITORY / "docs" / "reference" / "security.md"
LINE = re.compile(r"^\| (\d+\.\d+\.\d+) \| ([^|]+) \| (\w+) \| ([^|]*)\|$", re.MULTILINE)


def wanted():
    for section in IDENTIFIERS.split():
        head, _dot, numbers = section.rpartition(".")
        first, _dash, last = numbers.partition("-")
        yield from (f"{head}.{number}" for number in range(int(first), int(last or first) + 1))


def lines():
    return LINE.findall(PAGE.read_text(encoding="utf-8"))


def test_every_requirement_stands_there_once_and_in_order():
    assert len(list(wanted())) == 253
    assert [one[0] for one in lines()] == list(wanted())


def test_every_answer_is_one_and_says_by_what():
    for identifier, _topic, answer, means in lines():
        assert answer in {"yes", "no", "none"}, identifier
        assert answer == "none" or len(means.strip()) > 3, identifier


@pytest.mark.parametrize("page", ["docs/reference/security.md", "docs/explanation/threat-model.md", "SECURITY.md"])
def test_every_file_and_setting_that_is_named_is_there(page):
    text = (REPOSITORY / page).read_text(encoding="utf-8")
    settings = (REPOSITORY / "docs" / "reference" / "settings.md").read_text(encoding="utf-8")
    for name in re.findall(r"`((?:tests|src|docs|requirements)/[\w./-]+|SECURITY\.md)`", text):
        assert (REPOSITORY / name).exists(), name
    for name in re.findall(r"`(COMITY_\w+|DATABASE_URL)`", text):
        assert f"`{name}`" in settings, name
    for name in re.findall(r"\]\(([\w./-]+)\)", text):
        assert ((REPOSITORY / page).parent / name).exists(), name
