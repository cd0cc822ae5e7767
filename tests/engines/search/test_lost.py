"""Processes that are lost while they read or write beside this one."""

import uuid

import pytest

from comity.engines.search import queries
from comity.engines.search.actions import building, reading, rebuild, sharing, writing
from comity.engines.search.index.beside import Died, Part
from comity.engines.search.index.schema import prepared
from tests.engines.search.conftest import document


ACT, CODE = (str(uuid.UUID(int=number)) for number in (1, 2))


def found(text):
    return [hit.id for hit in queries.ask(text, person=None, language="en", across=False).hits]


@pytest.fixture
def filled(shop):
    shop.put(ACT, document("act", "Proceeds of Crime Act"))
    shop.put(CODE, document("code", "Criminal Code"), document("code:1", "Theft"))
    return shop


def test_a_process_that_is_lost_is_done_without(filled, monkeypatch, caplog):
    class Lost:
        def __init__(self, task, **_how):
            self.task = task

        def __enter__(self):
            return self

        def __exit__(self, *_fault):
            return None

        def run(self, batches, *, finishing):
            assert finishing
            # A record was made last in a part, of which nobody heard any more.
            task = self.task
            assert not list(task(next(iter(batches))))
            assert list(task(()))
            raise Died
            yield

    monkeypatch.setattr(sharing, "Beside", Lost)
    monkeypatch.setattr(building, "beside", lambda _records, *, is_gentle: 2)
    assert rebuild() == 3
    assert found("crime") == ["act:en"]
    assert "reads on alone" in caplog.text


def test_a_catching_up_that_loses_a_process_reads_on_alone(filled, monkeypatch, caplog):
    class Lost:
        def __init__(self, *_task, **_how):
            self.batches = []

        def __enter__(self):
            return self

        def __exit__(self, *_fault):
            return None

        def run(self, batches):
            # One document of a record was already handed over.
            yield Part(batches[0], [prepared(document("act", "Proceeds of Crime Act", record=ACT))], is_last=False)
            raise Died

    rebuild()
    monkeypatch.setattr(reading, "Beside", Lost)
    with writing() as pen:
        index = pen.index()
        index.forget([ACT, CODE])
        assert reading.pour(index, [ACT, CODE], told=lambda _records: None, stop=reading.never, processes=2)
        index.commit()
    assert found("crime") == ["act:en"]
    assert "reads on alone" in caplog.text
