"""Where a reader stands in the tree, from what the address says; and whether a treaty serves between two States."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from comity.base.places import queries as places
from comity.base.places.enums import Kind
from comity.operations.assistance import queries as assistance
from comity.operations.assistance.enums import Outcome
from comity.operations.assistance.shapes import Finding
from comity.operations.assistance.shapes import Question as Asked
from comity.operations.guidance.enums import Basis, Sort
from comity.operations.guidance.registry import ASKED
from comity.operations.guidance.shapes import ANY, Answer, Choice, Question, Tree


@dataclass(frozen=True, slots=True)
class Taken:
    """One question that is answered: by which choice, or which place; found by the portal or said by the reader."""

    question: Question
    value: str
    choice: Choice | None = None
    is_found: bool = False


@dataclass(frozen=True, slots=True)
class Way:
    """The way through the tree so far, and what comes next: a question, or the answer.

    Attributes:
        wrong: what the address says to the next question and is no answer to it; empty when it says nothing.
        is_same: whether both States are one, so that the second is asked for again.
        finding: the treaties that were considered, when the way asked for them.
    """

    taken: tuple[Taken, ...]
    question: Question | None = None
    answer: Answer | None = None
    wrong: str = ""
    is_same: bool = False
    finding: Finding | None = None

    def value(self, question: str) -> str:
        """What was answered to a question; empty when it was not asked on this way."""
        return next((one.value for one in self.taken if one.question.id == question), "")

    @property
    def measure(self) -> str:
        """For which measure the need stands; empty when it stands for none."""
        return next((one.choice.measure for one in self.taken if one.choice and one.choice.measure), "")


def way_through(tree: Tree, given: Mapping[str, str], day: dt.date) -> Way:
    """Follow what is given as far as it goes; at most the queries of the finder, once."""
    taken: list[Taken] = []
    finding: Finding | None = None
    key = tree.start
    while key in tree.nodes:
        node = tree.nodes[key]
        question = tree.questions[node.question]
        said = given.get(question.id, "").strip()
        so_far = Way(tuple(taken))
        if question.sort == Sort.BASIS:
            finding = assistance.find(Asked(so_far.value("own"), so_far.value("state"), so_far.measure, day))
            basis = basis_of(finding, node.among)
            choice = question.choice(said) or question.choice(basis)
            assert choice is not None, "the tree was looked over"
            taken.append(Taken(question, choice.id, choice, is_found=question.choice(said) is None))
        elif (one := _taken(question, said)) is None:
            return Way(tuple(taken), question, wrong=said, finding=finding)
        elif question.sort == Sort.PLACE and _is_same(so_far, one.value):
            return Way(tuple(taken), question, is_same=True, finding=finding)
        else:
            taken.append(one)
        key = node.then.get(taken[-1].value) or node.then[ANY]
    return Way(tuple(taken), answer=tree.answers[key], finding=finding)


def _taken(question: Question, said: str) -> Taken | None:
    if question.sort == Sort.PLACE:
        place = places.places().get(said.upper())
        return Taken(question, place.code) if place is not None and Kind(place.kind) in ASKED else None
    choice = question.choice(said)
    return Taken(question, choice.id, choice) if choice is not None else None


def _is_same(so_far: Way, code: str) -> bool:
    others = {one.value for one in so_far.taken if one.question.sort == Sort.PLACE}
    return assistance.state_of(code) in {assistance.state_of(other) for other in others}


def basis_of(finding: Finding, among: frozenset[str]) -> Basis:
    """Whether one of the treaties that count can serve; every one counts where none is named."""
    outcomes = {one.outcome for one in finding.candidates if not among or one.symbol in among}
    if Outcome.SERVES in outcomes:
        return Basis.SERVES
    return Basis.PERHAPS if Outcome.PERHAPS in outcomes else Basis.NONE
