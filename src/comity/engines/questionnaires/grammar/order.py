"""Which questions a condition can ask: those that stand before it, and why another cannot be asked."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from comity.engines.questionnaires.grammar.references import leaning
from comity.engines.questionnaires.shapes import Definition, Question


class Earlier(dict[str, Question]):
    """The questions that stand before a place, by code; it knows those of the whole definition too."""

    def __init__(self, leans: Mapping[str, set[str]], several: Mapping[str, Question], own: str = "") -> None:
        super().__init__(several)
        self.leans, self.own = leans, own

    @classmethod
    def first(cls, definition: Definition) -> "Earlier":
        """Before the first question."""
        return cls({code: on for section in definition.sections for code, on in leaning(section).items()}, {})

    def of(self, question: Question, *, itself: bool = False) -> "Earlier":
        """What a question may ask: those before it, and what is checked of an answer asks that answer as well."""
        return Earlier(self.leans, {**self, question.code: question} if itself else self, question.code)

    def why_not(self, code: str) -> str:
        """Why a question cannot be asked here."""
        if code == self.own:
            return _("“%(code)s” depends on its own answer.") % {"code": code}
        if self.own and self._turns(code):
            told = _("“%(code)s” and “%(own)s” depend on each other: take one of the conditions away.")
            return told % {"code": code, "own": self.own}
        if code in self.leans:
            told = _("“%(code)s” stands after what depends on it. Move it up, or what depends on it down.")
            return told % {"code": code}
        return _("“%(code)s” is no question that stands before this one.") % {"code": code}

    def _turns(self, code: str) -> bool:
        """Whether a question depends, through whatever others, on the one that would ask it."""
        seen, left = set[str](), [code]
        while left:
            one = left.pop()
            if one == self.own:
                return True
            if one not in seen:
                seen.add(one)
                left += self.leans.get(one, set())
        return False
