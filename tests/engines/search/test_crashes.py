"""A process that dies at any moment leaves an index that opens and catches up."""

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ... import prepared


SCRIPT = Path(__file__).with_name("following.py")
KILLS, MOST_KILLS = 6, 20


@pytest.fixture
def run(tmp_path):
    """Start the process that follows, in an installation of its own."""
    environment = os.environ | {
        "COMITY_HOME": str(tmp_path / "home"),
        "DATABASE_URL": "",
        "DJANGO_SETTINGS_MODULE": "comity.project.settings",
        "PYTHONPATH": str(SCRIPT.parents[3] / "src"),
    }
    prepared.begin(tmp_path / "home")
    started = []

    def start(doing):
        process = subprocess.Popen(
            [sys.executable, str(SCRIPT), doing],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def finished(process):
    _, errors = process.communicate(timeout=120)
    assert process.returncode == 0, errors


def test_killed_again_and_again_the_index_opens_and_catches_up(run):
    finished(run("prepare"))
    positions = []
    while len(positions) < KILLS or (positions[-1] == positions[0] and len(positions) < MOST_KILLS):
        process = run("follow")
        said = process.stdout.readline()
        assert said, process.communicate()[1]
        positions.append(int(said))
        # A slow machine is given longer, until something was written before a kill.
        time.sleep(random.uniform(0.1, 1.4) + max(0, len(positions) - KILLS))
        process.kill()
        _, errors = process.communicate()
        assert "Traceback" not in errors, errors
    finished(run("check"))
    assert positions == sorted(positions)
    assert positions[-1] > positions[0], "nothing was ever written before a kill"
