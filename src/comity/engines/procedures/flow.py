"""What a procedure is made of: states, and the steps that lead from one to another, as data."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise

from comity.base.access.enums import Permission
from comity.kernel.errors import Unreadable


Label = str | Promise


@dataclass(frozen=True, slots=True)
class Step:
    """One way from some states to another.

    Attributes:
        name: what it is called in code, in the log and in addresses.
        label: what people call it: a verb.
        sources: the states from which it may be taken.
        target: the state to which it leads.
        part: the part of the party that takes it, one of the flow's ``parts``.
        permission: what that party's person must be allowed.
        is_reasoned: whether it needs a reason.
    """

    name: str
    label: Label
    sources: tuple[str, ...]
    target: str
    part: str
    permission: Permission
    is_reasoned: bool = False


@dataclass(frozen=True, slots=True)
class Flow:
    """The states of one kind of procedure, who has to act in each, and every step between them.

    Attributes:
        name: what it is called in code; never changes, since procedures are kept under it.
        label: what people call such a procedure.
        states: each state with what people call it.
        initial: the state in which one begins.
        opening: what the person who begins one must be allowed.
        parts: the parts that parties may have, with what people call them; the first is the part of who begins.
        owners: for every state that is not the end, the part that has to act.
        steps: every step, in the order in which they are offered.
    """

    name: str
    label: Label
    states: Mapping[str, Label]
    initial: str
    opening: Permission
    parts: Mapping[str, Label]
    owners: Mapping[str, str]
    steps: tuple[Step, ...]

    @property
    def final(self) -> frozenset[str]:
        """The states from which no step leads."""
        return frozenset(self.states) - {source for step in self.steps for source in step.sources}

    @property
    def beginner(self) -> str:
        """The part of whoever begins."""
        return next(iter(self.parts))

    def step(self, name: str) -> Step:
        """The step of a name.

        Raises:
            Unreadable: there is none.
        """
        for step in self.steps:
            if step.name == name:
                return step
        raise Unreadable(f"“{name[:40]}” is no step of {self.name}. Take one of those that the page offers.")

    def owned_by(self, part: str) -> tuple[str, ...]:
        """The states in which a part has to act."""
        return tuple(state for state, owner in self.owners.items() if owner == part)

    def drawn(self) -> str:
        """The flow as a page of the reference: a diagram, the states, the steps."""
        lines = [
            f"# Flow: {self.name}",
            "",
            "Made from the code by `make docs`; a test fails when the two differ.",
            "",
            "```mermaid",
            "stateDiagram-v2",
            f"  [*] --> {self.initial}",
        ]
        for step in self.steps:
            lines += [f"  {source} --> {step.target}: {step.name}" for source in step.sources]
        lines += [f"  {state} --> [*]" for state in self.states if state in self.final]
        lines += ["```", "", "| state | in words | who has to act |", "| --- | --- | --- |"]
        lines += [f"| {state} | {label} | {self.owners.get(state, '—')} |" for state, label in self.states.items()]
        lines += ["", "| step | in words | from | to | who | permission | reason |", "| --- " * 7 + "|"]
        lines += [
            f"| {step.name} | {step.label} | {', '.join(step.sources)} | {step.target} | {step.part} "
            f"| {step.permission.value} | {'needed' if step.is_reasoned else ''} |"
            for step in self.steps
        ]
        return "\n".join([*lines, ""])
