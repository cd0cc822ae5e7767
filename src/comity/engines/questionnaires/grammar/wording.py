"""Conditions in words, for who reads a questionnaire."""

import re
from collections.abc import Sequence
from typing import Final

from django.utils.translation import gettext as _

from comity.base.terms import queries as terms
from comity.engines.questionnaires.enums import Comparison, Kind
from comity.engines.questionnaires.grammar.values import said
from comity.engines.questionnaires.shapes import (
    Amount,
    Combined,
    Compared,
    Condition,
    Definition,
    Negated,
    Question,
    Reference,
    Worked,
)
from comity.kernel.lists import listed, said_of


_ONE = r"(?:[0-9]+|\([a-z]+\))(?: \([a-z]+\))*"
_SPAN = f"{_ONE}(?: to {_ONE})?"
CITED: Final = re.compile(f"{_SPAN}(?:, {_SPAN})*(?: and {_SPAN})?")


def told(condition: Condition, definition: Definition, language: str) -> str:
    """A condition as a clause: “5.1 is “Yes” or “In part””; what asks many questions alike says the answer once."""
    match condition:
        case Negated(of):
            return _("not: %(condition)s") % {"condition": _framed(of, definition, language)}
        case Combined("any", of) if alike := _alike(of, definition, language):
            asked = listed((amount(one.what, definition, language) for one in alike), language)
            answer = _answer(alike[0], definition, language)
            return _("one of these is %(answer)s: %(questions)s") % {"answer": answer, "questions": asked}
        case Combined(how, of):
            word = _("and") if how == "all" else _("or")
            return f" {word} ".join(_framed(one, definition, language) for one in of)
        case Compared():
            return _compared(condition, definition, language)


def _framed(condition: Condition, definition: Definition, language: str) -> str:
    text = told(condition, definition, language)
    return f"({text})" if isinstance(condition, Combined) else text


def _alike(several: Sequence[Condition], definition: Definition, language: str) -> list[Compared]:
    """Alternatives that ask of several questions for the same answer; none where they differ in more than that."""
    found = [one for one in several if isinstance(one, Compared) and one.how in {Comparison.IS, Comparison.IN}]
    is_same = len({_answer(one, definition, language) for one in found}) == 1
    return found if is_same and len(several) == len(found) == len({one.what for one in found}) else []


def _answer(one: Compared, definition: Definition, language: str) -> str:
    codes = one.to if isinstance(one.to, tuple) else (one.to,)
    named = [code for code in codes if isinstance(code, str)]
    if named:
        between = _("or")
        return f" {between} ".join(f"“{answer_name(definition, one.what.question, code, language)}”" for code in named)
    return amount(one.to, definition, language) if not isinstance(one.to, str | bool | tuple) else str(one.to)


def _compared(one: Compared, definition: Definition, language: str) -> str:
    what = amount(one.what, definition, language)
    if one.how is Comparison.ANSWERED:
        sentence = _("%(question)s is answered") if one.to else _("%(question)s is not answered")
        return sentence % {"question": what}
    sentence = {
        Comparison.IS_NOT: _("%(question)s is not %(answer)s"),
        Comparison.INCLUDES: _("%(question)s includes %(answer)s"),
        Comparison.AT_LEAST: _("%(question)s is at least %(answer)s"),
        Comparison.AT_MOST: _("%(question)s is at most %(answer)s"),
        Comparison.MORE_THAN: _("%(question)s is more than %(answer)s"),
        Comparison.LESS_THAN: _("%(question)s is less than %(answer)s"),
    }.get(one.how, _("%(question)s is %(answer)s"))
    return sentence % {"question": what, "answer": _answer(one, definition, language)}


def answer_name(definition: Definition, question: str, code: str, language: str) -> str:
    """What an answer is called: the words of the choice, or the code itself."""
    one = definition.questions[question]
    if one.kind is Kind.YES_IN_PART_NO:
        return {"yes": _("Yes"), "in-part": _("In part"), "no": _("No")}.get(code, code)
    return next((said(choice.text, language) for choice in one.choices if choice.code == code), code)


def amount(one: Amount, definition: Definition, language: str) -> str:
    """An amount in words and signs."""
    match one:
        case Worked(how, of):
            sign = " + " if how == "sum" else " − "
            return f"({sign.join(amount(each, definition, language) for each in of)})"
        case Reference(code, ""):
            return code
        case Reference(code, column):
            names = {each.code: said(each.text, language) for each in definition.questions[code].columns}
            return _("the sum of “%(column)s” in %(question)s") % {"column": names[column], "question": code}
        case _:
            return format(one, "f")


def article_name(article: str, paragraph: str, language: str) -> str:
    """An article by its title where the vocabulary has it, else by instrument and number; empty for none."""
    if not article:
        return ""
    treaty, _colon, number = article.partition(":")
    cited = _("%(treaty)s, article %(number)s") % {
        "treaty": terms.instrument(treaty, language) or treaty,
        "number": number,
    }
    if paragraph:
        which = numbered(paragraph, language)
        return _("%(article)s, paragraph %(paragraph)s") % {"article": cited, "paragraph": which}
    key = f"instrument-articles:{article}"
    return said_of(cited, title, language) if (title := terms.label(key, language)) != key else cited


def numbered(paragraph: str, language: str) -> str:
    """Paragraphs as they are cited in a language; what somebody cited in words of their own stays as it is.

    Args:
        paragraph: in the English form that definitions have: ``1 (b) to (d) and 3``, ``2, 3 and 5``.
        language: of the reader, for the signs between the members of a list.
    """
    if not CITED.fullmatch(paragraph):
        return paragraph
    first, _and, last = paragraph.partition(" and ")
    several = listed(map(_span, first.split(", ")), language)
    return _("%(first)s and %(last)s") % {"first": several, "last": _span(last)} if last else several


def _span(cited: str) -> str:
    first, _to, last = cited.partition(" to ")
    return _("%(first)s to %(last)s") % {"first": first, "last": last} if last else first


def only_if(condition: Condition | None, definition: Definition, language: str) -> str:
    """When something is asked, as a sentence; empty for always."""
    if condition is None:
        return ""
    return _("Only if %(condition)s.") % {"condition": told(condition, definition, language)}


def conditions_of(one: Question, definition: Definition, language: str) -> tuple[str, ...]:
    """When a question is asked, when it must be answered, and what must be so of the answer, as sentences."""
    found = [only_if(one.relevant, definition, language)]
    if not isinstance(one.required, bool):
        when = told(one.required, definition, language)
        found.append(_("An answer may not be missing if %(condition)s.") % {"condition": when})
    if one.calculation is not None:
        found.append(_("Worked out: %(amount)s.") % {"amount": amount(one.calculation, definition, language)})
    if one.check is not None:
        found.append(said(one.check.says, language))
    for total in one.totals:
        name = next(said(column.text, language) for column in one.columns if column.code == total.column)
        sums = {"column": name, "question": total.question}
        found.append(_("The sum of “%(column)s” is the answer to %(question)s.") % sums)
    return tuple(filter(None, found))
