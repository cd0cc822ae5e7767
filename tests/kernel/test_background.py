"""Work in the background: turns, faults, pauses and its end."""

import logging
from threading import Event, active_count

import pytest

from comity.kernel.background import Background
from comity.kernel.errors import NotNow


SECRET = "ana@reader.example"  # noqa: S105 -- what somebody wrote


class Waiting:
    """Waits for nothing, and remembers for how long it would have; ends after so many turns."""

    def __init__(self, turns):
        self.turns, self.waited = turns, []

    def __call__(self, seconds):
        self.waited.append(seconds)
        return len(self.waited) > self.turns


class Work(Background):
    name = "work"
    failed = "The work could not be done."
    every = 2.0
    longest = 15.0
    # These tests run in the thread that holds the connection of the test.
    closes = False

    def __init__(self, *outcomes, **given):
        super().__init__(**given)
        self.outcomes, self.done, self.let_go_of = list(outcomes), 0, 0

    def step(self):
        outcome = self.outcomes.pop(0) if self.outcomes else None
        if outcome is not None:
            raise outcome
        self.done += 1

    def let_go(self):
        self.let_go_of += 1


@pytest.fixture
def closed(monkeypatch):
    """How often the connections were closed."""
    times = []
    monkeypatch.setattr("comity.kernel.background.connections.close_all", lambda: times.append(1))
    return times


def test_a_turn_follows_the_other_with_a_pause_before_each(closed):
    waiting = Waiting(3)
    work = Work(wait=waiting)
    work.run()
    assert work.done == 3
    assert waiting.waited == [2.0, 2.0, 2.0, 2.0]
    assert work.let_go_of == 1
    assert len(closed) == 1


def test_pauses_double_with_each_fault_in_a_row_up_to_the_longest_and_begin_anew(closed):
    faults = [ValueError(SECRET) for _ in range(5)]
    waiting = Waiting(8)
    work = Work(*faults, None, ValueError(SECRET), wait=waiting)
    work.run()
    assert waiting.waited == [2.0, 4.0, 8.0, 15.0, 15.0, 15.0, 2.0, 4.0, 2.0]
    assert work.done == 2
    assert work.faults == 0
    assert work.let_go_of == 7


def test_a_fault_is_one_line_that_says_where_and_nothing_of_what_people_wrote(closed, caplog):
    caplog.set_level(logging.INFO)
    Work(ValueError(SECRET), wait=Waiting(1)).run()
    (line,) = caplog.messages
    assert line.startswith("The work could not be done. (ValueError, step:")
    assert line.endswith("It is tried again in 4 s.")
    assert SECRET not in caplog.text
    assert "Traceback" not in caplog.text


def test_what_another_process_does_is_no_fault(closed, caplog):
    work = Work(NotNow("Another process is at it."), wait=Waiting(1))
    work.run()
    assert (caplog.messages, work.faults) == ([], 0)


def test_connections_are_closed_after_each_turn_and_each_fault(closed, monkeypatch):
    monkeypatch.setattr(Work, "closes", True)
    Work(None, ValueError(), None, wait=Waiting(3)).run()
    assert len(closed) == 4


def test_the_first_turn_may_come_at_once(closed, monkeypatch):
    monkeypatch.setattr(Work, "is_at_once", True)
    waiting = Waiting(2)
    Work(ValueError(), wait=waiting).run()
    assert waiting.waited == [0.0, 4.0, 2.0]


class Patient(Background):
    name = "patient"
    failed = "Never."
    every = 0.001

    def __init__(self, **given):
        super().__init__(**given)
        self.turned = Event()

    def step(self):
        self.turned.set()


def test_a_process_does_one_work_once_and_ends_it():
    before = active_count()
    first, second = Patient(), Patient()
    first.start()
    second.start()
    assert first.turned.wait(10)
    assert active_count() == before + 1
    assert [one for one in Background.health() if one.name == "patient"] == [("patient", True, 0)]
    second.stop()
    assert [one.name for one in Background.health()].count("patient") == 1
    first.stop()
    assert active_count() == before
    assert not [one for one in Background.health() if one.name == "patient"]
    # What was stopped can be begun anew.
    again = Patient()
    again.start()
    assert again.turned.wait(10)
    again.stop()


def test_stopping_does_not_wait_for_a_pause_to_end():
    work = Patient(every=3600.0)
    work.start()
    work.stop()
    assert not work.turned.is_set()
