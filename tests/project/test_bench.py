"""Every part that `make bench` names is there, and tells how it is asked."""

import inspect
import subprocess
import sys

import pytest
from bench.__main__ import ON_WHAT_IS_INSTALLED, PARTS, USUAL, part


def test_that_each_part_has_its_usual_sizes() -> None:
    assert set(USUAL) == set(PARTS)
    assert set(PARTS) >= ON_WHAT_IS_INSTALLED


@pytest.mark.parametrize("name", PARTS)
def test_that_a_part_can_be_asked(name: str) -> None:
    assert len(inspect.signature(part(name)).parameters) == 1


def test_that_a_part_that_is_not_there_is_answered_with_those_that_are() -> None:
    done = subprocess.run([sys.executable, "-m", "bench", "speed"], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "search-speed" in done.stderr
