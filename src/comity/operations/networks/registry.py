"""The facts of networks: those that there are, by our own list."""

from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml


FACTS: Final = Path(__file__).parent / "facts"
# A case in which nothing was done for so many days stalls: somebody should look at it.
STALLED: Final = 30


@cache
def networks() -> list[dict[str, Any]]:
    """The networks of our list, as the file says."""
    found: list[dict[str, Any]] = yaml.safe_load((FACTS / "networks.yaml").read_text(encoding="utf-8"))
    return found
