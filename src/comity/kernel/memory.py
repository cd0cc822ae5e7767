"""When the interpreter looks for what is not needed any more."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Make many small things without looking again and again through all of them for what is not needed any more.

    It would take longer than to make them. At the end the new ones are looked through once, so that work done in
    pieces takes no more memory than one of its pieces.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.collect(0)
        if was_enabled:
            gc.enable()
