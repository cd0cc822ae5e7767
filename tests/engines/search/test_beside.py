"""Real processes beside the one that runs the tests."""

import os

import pytest

from comity.engines.search.index.beside import Beside, Died, cores
from comity.engines.search.index.schema import prepared
from comity.engines.search.shapes import Document
from comity.kernel.errors import Refused


def doubled(batch):
    for word in batch:
        yield word * 2


def prepared_there(batch):
    for title in batch:
        yield prepared(Document(id=title, record=title, kind="law", address="/", language="ru", title=title))


def refused(batch):
    yield from batch
    raise Refused("No.")


def ended(batch):
    yield from batch
    os._exit(1)


class Closed(Exception):
    """One that cannot be made from what it says."""

    def __init__(self, one, two):
        super().__init__(f"{one} {two}")


def closed(batch):
    yield from batch
    raise Closed("not", "copied")


def test_every_batch_is_done_once_and_more_can_be_given_afterwards():
    with Beside(doubled, processes=2) as others:
        for number in (1, 7):
            batches = [[f"a{n}", f"b{n}"] for n in range(number)]
            parts = list(others.run(batches))
            assert sorted(part.batch for part in parts if part.is_last) == batches
            told = sorted(part.result for part in parts if not part.is_last)
            assert told == sorted(word * 2 for batch in batches for word in batch)


def test_a_document_has_the_same_terms_wherever_they_are_made():
    with Beside(prepared_there, processes=1) as others:
        (part, _last) = others.run([["Уголовный кодекс"]])
        assert part.result == next(prepared_there(["Уголовный кодекс"]))


def test_what_a_task_raises_is_raised_here_and_says_where():
    with Beside(refused, processes=1) as others, pytest.raises(Refused, match="No") as raised:
        list(others.run([["a"]]))
    assert any("in refused" in note for note in raised.value.__notes__)


def test_what_cannot_be_sent_is_told():
    with Beside(closed, processes=1) as others, pytest.raises(RuntimeError, match="Closed: not copied"):
        list(others.run([["a"]]))


def test_a_process_that_ends_is_missed():
    with Beside(ended, processes=1) as others, pytest.raises(Died):
        list(others.run([["a"]]))


def test_there_is_at_least_one_core():
    assert cores() >= 1
