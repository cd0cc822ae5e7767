"""Work that is not interrupted leaves things as they were."""

import gc
import weakref

import pytest

from comity.kernel.memory import uninterrupted


class Circle:
    def __init__(self):
        self.me = self


def test_nothing_is_looked_for_meanwhile_and_all_of_it_afterwards():
    assert gc.isenabled()
    with uninterrupted():
        assert not gc.isenabled()
        left = weakref.ref(Circle())
        assert left() is not None
    assert left() is None
    assert gc.isenabled()


def test_a_fault_leaves_it_as_it_was():
    with pytest.raises(ValueError, match="wrong"), uninterrupted():
        raise ValueError("wrong")
    assert gc.isenabled()


def test_one_within_another_does_not_begin_it_again():
    with uninterrupted():
        with uninterrupted():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()
