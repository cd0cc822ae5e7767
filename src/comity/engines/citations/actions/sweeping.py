"""Look for new names in older texts, a few records at a time, so that nobody has to call a command."""

import uuid
from typing import Final

from comity.engines.citations import registry
from comity.engines.citations.actions.finding import found_in
from comity.engines.citations.actions.reading import NOTHING_NEW, keep_found, note_changed
from comity.engines.citations.grammar import Register
from comity.engines.citations.models import Progress
from comity.engines.citations.shapes import Report


# Records in one step: about a fifth of a second of work.
SWEPT: Final = 20


class Sweep:
    """A reading of all texts for names that are new, which can stop after any step and go on in any process.

    How far it is stands in ``Progress``. Two processes that sweep at once keep the same.
    """

    def __init__(self) -> None:
        self._register: Register | None = None
        self._fingerprint = ""

    def step(self, *, limit: int = SWEPT) -> Report | None:
        """Read the next few records, if names are new since all texts were read.

        Args:
            limit: how many records at most.

        Returns:
            What came of it; None when there is nothing to look for, or nothing was ever read.
        """
        state = Progress.objects.first()
        if state is None or not state.fingerprint or not (state.may_have_new_names or state.swept_with):
            return None
        if self._register is None or self._fingerprint != state.swept_with:
            state = self._begun(state)
            if state is None:
                return None
        assert self._register is not None
        records = registry.following(state.swept_to, limit)
        if not records:
            self._finish()
            return Report()
        report = Report()
        keep_found(records, found_in(records, self._register), report)
        note_changed(report.changed)
        # Another process may have begun anew with names that are newer still.
        Progress.objects.filter(pk=1, swept_with=self._fingerprint).update(swept_to=uuid.UUID(records[-1]))
        return report

    def _begun(self, state: Progress) -> Progress | None:
        """Learn the names and say where to go on; None when none is new."""
        # First, so that a record that changes while the names are read is noticed the next time.
        Progress.objects.filter(pk=1).update(may_have_new_names=False)
        register = registry.register()
        fingerprint = registry.fingerprint(register)
        if fingerprint == state.fingerprint:
            Progress.objects.filter(pk=1).update(swept_with="", swept_to=None)
            return None
        if fingerprint != state.swept_with:
            state.swept_with, state.swept_to = fingerprint, None
            Progress.objects.filter(pk=1).update(swept_with=fingerprint, swept_to=None)
        self._register, self._fingerprint = register, fingerprint
        return state

    def _finish(self) -> None:
        done = {name: value for name, value in NOTHING_NEW.items() if name != "may_have_new_names"}
        mine = Progress.objects.filter(pk=1, swept_with=self._fingerprint)
        mine.update(fingerprint=self._fingerprint, **done)
        self._register = None
