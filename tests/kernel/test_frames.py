"""Calls that begin in a frame with room ask the system for no memory, however deep they go."""

import resource
import sys

import pytest

from comity.kernel.frames import HAS_SMALL_PIECES, roomy


ROUNDS = 200
DEEP = 600


def leaf(number):
    return number


def faults_in_a_loop():
    """How often the system had to give a page of memory while a small function was called again and again."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for number in range(ROUNDS):
        leaf(number)
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before


def at_each_depth(deep, found):
    found.append(faults_in_a_loop())
    if deep:
        at_each_depth(deep - 1, found)
    return found


def test_no_loop_asks_for_memory_in_each_round():
    assert max(roomy(at_each_depth)(DEEP, [])) < ROUNDS


@pytest.mark.skipif(not HAS_SMALL_PIECES, reason="this Python keeps the last piece of memory")
def test_without_room_some_loop_does():
    """So that the test above can fail; a thread of its own begins without the room of the tests."""
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(1) as apart:
        assert max(apart.submit(at_each_depth, DEEP, []).result()) >= ROUNDS


def test_what_is_called_is_told_and_answers_as_before():
    @roomy
    def add(first, *, second):
        """Add."""
        return first + second

    assert add(1, second=2) == 3
    assert (add.__name__, add.__doc__) == ("add", "Add.")
    with pytest.raises(TypeError, match="second"):
        add(1)


def test_room_reaches_as_deep_as_python_calls():
    limit = sys.getrecursionlimit()
    with pytest.raises(RecursionError):
        roomy(at_each_depth)(limit, [])


def test_requests_have_room(settings):
    assert settings.MIDDLEWARE[0] == "comity.kernel.frames.roomy"
