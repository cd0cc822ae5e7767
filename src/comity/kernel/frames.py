"""Room for the frames of Python's calls, so that deep calls cost no more than shallow ones.

Until 3.14 (and late releases of 3.13) CPython keeps the frames of a thread in pieces of memory of 16 KiB and gives a
piece back to the system as soon as the last call in it returns. Wherever the end of a piece falls among the calls, a
loop asks the system for memory in each of its rounds: 7 µs a call instead of 0.03 (measured; CPython's issue 142183).
A page is written some hundred calls deep, and has such loops: they took a sixth to a half of the finder of treaties.
"""

import functools
import platform
import sys
from collections.abc import Callable
from typing import Final, ParamSpec, TypeVar


P = ParamSpec("P")
R = TypeVar("R")

# A piece for a larger frame is a power of two that holds it and a thousand words more. Of a frame that is just too
# large for a quarter of a mebibyte, half of the piece is left: more than a thousand calls, Python's own limit, need.
PIECE: Final = 2**18
WORD: Final = 8
FRAME: Final = PIECE // WORD - 1000 + 1
HAS_SMALL_PIECES: Final = platform.python_implementation() == "CPython" and sys.version_info < (3, 14)


def roomy(function: Callable[P, R]) -> Callable[P, R]:
    """Let all that a function calls have its frames in one piece of memory.

    The memory is asked for with each call (9 µs), touched only as far as it is needed, and given back after it. It is
    meant for where much begins: a request, a command, a test.

    Args:
        function: anything that is called; a middleware's way to the next one too, so that this serves as middleware.
    """

    def within(*args: P.args, **kwargs: P.kwargs) -> R:
        return function(*args, **kwargs)

    if HAS_SMALL_PIECES:
        # The frame says that it needs more than it does; nobody clears or reads what it does not use.
        within.__code__ = within.__code__.replace(co_stacksize=FRAME)
    return functools.update_wrapper(within, function)
