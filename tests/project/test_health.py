"""What a monitor is told."""

import datetime as dt
import json
import logging
from threading import Event

import pytest

from comity.base.access.enums import Grade
from comity.kernel.background import Background
from comity.project import health
from comity.project.faults import FaultList, listed


def test_the_page_for_monitors_names_the_work_in_the_background(client, db):
    class Failing(Background):
        name = "failing-work"
        failed = "It fails."
        every = 0.001
        longest = 0.001

        def step(self):
            if self.faults > 1:
                known.set()
            raise ValueError

    assert client.get("/healthz").content.startswith(b"ok\n")
    known, work = Event(), Failing()
    work.start()
    assert known.wait(10)
    try:
        answer = client.get("/healthz").content
        assert answer.startswith(b"ok\n")
        assert b"failing-work failing\n" in answer
    finally:
        work.stop()
    assert b"failing-work" not in client.get("/healthz").content


def look(key):
    return next(one.look for one in health.checks() if one.key == key)()


@pytest.mark.parametrize(
    ("told", "grade"),
    [
        (None, Grade.LATE),
        ("{", Grade.LATE),
        ({"hours": 2}, Grade.WELL),
        ({"hours": 27}, Grade.LATE),
        ({"hours": 24 * 9}, Grade.BROKEN),
        ({"hours": 2, "recipients": 0}, Grade.LATE),
        ({"hours": 2, "faults": ["A file is not there."]}, Grade.LATE),
        ({"hours": 20, "failed": 1}, Grade.LATE),
        ({"hours": 1, "failed": 20}, Grade.WELL),
    ],
)
def test_the_last_backup_is_judged_by_age_seal_and_what_it_lacks(told, grade, settings, tmp_path):
    settings.HOME, now = tmp_path, dt.datetime.now(dt.UTC)
    if told is not None:
        (tmp_path / "backups").mkdir()
        if isinstance(told, dict):
            kept = {"recipients": 1} | {name: told[name] for name in ("recipients", "faults") if name in told}
            kept["made_at"] = (now - dt.timedelta(hours=told["hours"])).isoformat()
            if "failed" in told:
                kept["failed_at"] = (now - dt.timedelta(hours=told["failed"])).isoformat()
            told = json.dumps(kept)
        (tmp_path / "backups" / "state.json").write_text(told, encoding="utf-8")
    found = look("backup")
    assert found.grade is grade
    assert bool(found.advice) is (grade is not Grade.WELL)


def test_faults_are_counted_by_kind_and_nothing_that_people_wrote_is_kept(settings, tmp_path):
    settings.HOME = tmp_path
    log, handler = logging.getLogger("comity.test.faults"), FaultList()
    log.addHandler(handler)
    log.propagate = False
    try:
        assert look("faults").grade is Grade.WELL
        try:
            raise ZeroDivisionError("Ama Mensah")
        except ZeroDivisionError:
            log.exception("Ama Mensah could not be divided.")
        found = look("faults")
        assert (found.grade, found.figures) == (Grade.LATE, {"last_day": 1})
        assert "comity.test.faults (ZeroDivisionError)" in found.said
        assert "Ama" not in listed().read_text(encoding="utf-8")
        old = (dt.datetime.now(dt.UTC) - dt.timedelta(days=2)).isoformat(timespec="seconds")
        listed().write_text(f"{old} comity.test.faults KeyError\n", encoding="utf-8")
        assert look("faults").grade is Grade.WELL
    finally:
        log.removeHandler(handler)
