"""Rows of a table read into the directory: what is right is kept, what is wrong is told by row and column."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from comity.base.people.models import User
from comity.engines.records.enums import Outcome
from comity.kernel.errors import NotPermitted, Refused
from comity.knowledge.authorities import rules
from comity.knowledge.authorities.actions import known, put_entry
from comity.knowledge.authorities.grammar import Fault, Numbered, entry_of, grouped


@dataclass(frozen=True, slots=True)
class Done:
    """What became, or would become, of one authority."""

    row: int
    identifier: str
    outcome: Outcome


@dataclass(slots=True)
class Report:
    """What reading a table did, or would do."""

    name: str
    dry_run: bool
    done: list[Done] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    is_undone: bool = False

    def count(self, outcome: Outcome) -> int:
        """How many authorities it came to."""
        return sum(1 for one in self.done if one.outcome == outcome)

    def __str__(self) -> str:
        told = _("%(created)s created, %(changed)s changed, %(unchanged)s unchanged, %(faults)s faults.") % {
            "created": self.count(Outcome.CREATED),
            "changed": self.count(Outcome.CHANGED),
            "unchanged": self.count(Outcome.UNCHANGED),
            "faults": len(self.faults),
        }
        nothing = _("Nothing was changed.")
        return f"{nothing} {told}" if self.dry_run or self.is_undone else told

    def lines(self) -> Iterator[str]:
        """A sentence for each fault, in the order of the rows."""
        for fault in sorted(self.faults, key=lambda one: (one.row, one.column)):
            where = _("row %(row)s, column %(column)s") % {"row": fault.row, "column": fault.column or "–"}
            yield f"{self.name}, {where}: {fault.sentence}"


class _Undo(Exception):
    """Takes back what was done inside a transaction."""


def import_rows(
    rows: Iterable[Numbered], *, name: str, by: User, dry_run: bool = False, all_or_nothing: bool = False
) -> Report:
    """Bring the directory to what rows say; an authority with a wrong row is left as it stands, and no other.

    Args:
        rows: by the names of ``grammar.COLUMNS``, each with its number in the file, from 2.
        name: of the file, for whoever mends it.
        by: who hands it in.
        dry_run: say what would change, and change nothing.
        all_or_nothing: change nothing when anything is wrong.

    Raises:
        NotPermitted: the person may not change the directory.
    """
    rules.check_may_edit(by)
    report = Report(name, dry_run)
    groups = list(grouped(rows))
    before = known([group[0][1].get("identifier", "").strip() for group in groups])
    try:
        with transaction.atomic():
            for group in groups:
                number, row = group[0]
                entry, faults = entry_of(group, before.get(row.get("identifier", "").strip()))
                report.faults += faults
                if entry is None:
                    continue
                try:
                    # A transaction of its own, so that one that cannot be kept takes no other with it.
                    with transaction.atomic():
                        outcome = put_entry(entry, by=by)
                except NotPermitted:
                    raise
                except Refused as refused:
                    report.faults.append(Fault(number, "identifier", str(refused)))
                except ValidationError as error:
                    report.faults.append(Fault(number, "", " ".join(error.messages)))
                else:
                    report.done.append(Done(number, entry.identifier, outcome))
            report.is_undone = all_or_nothing and bool(report.faults)
            if dry_run or report.is_undone:
                raise _Undo
    except _Undo:
        pass
    return report
