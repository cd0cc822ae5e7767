"""Propose, change, speak about, hand in, verify, return, publish, withdraw; each step is the procedure's."""

from collections.abc import Sequence

from comity.operations.contributions.actions.commenting import answer, comment, settle
from comity.operations.contributions.actions.exhibiting import exhibit
from comity.operations.contributions.actions.keeping import amend, propose
from comity.operations.contributions.actions.stepping import go, publish


__all__: Sequence[str] = ["amend", "answer", "comment", "exhibit", "go", "propose", "publish", "settle"]
