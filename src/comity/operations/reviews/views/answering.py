"""The questions and answers of a review in the reader's language."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from comity.engines.questionnaires.enums import Kind
from comity.engines.questionnaires.grammar.values import said
from comity.engines.questionnaires.registry import definition_of
from comity.engines.questionnaires.shapes import Question
from comity.engines.records.views import reading_language
from comity.operations.reviews.models import Assessment, Review
from comity.operations.reviews.queries import reviews as queries


LONGEST = 90


def shown(review: Review, answers: Mapping[int, Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Each questionnaire with its sections, questions and answers, where there is an answer."""
    language = reading_language()
    found = []
    for one in queries.assessments_of(review):
        definition = definition_of(one.response.version)
        values = answers.get(one.pk, {})
        sections = []
        for section in definition.sections:
            lines = [
                {
                    "on": f"{one.pk}:{question.code}",
                    "code": question.code,
                    "text": said(question.text, language),
                    "value": in_words(question, values[question.code], language),
                }
                for question in section.questions
                if values.get(question.code) not in (None, "", [], {})
            ]
            if lines:
                sections.append({"title": said(section.title, language), "lines": lines})
        found.append({"title": said(definition.title, language), "sections": sections})
    return found


def in_words(question: Question, value: Any, language: str) -> str:
    """An answer as people read it."""
    choices = {choice.code: said(choice.text, language) for choice in question.choices}
    match question.kind:
        case Kind.CHOICE | Kind.YES_IN_PART_NO:
            return choices.get(value) or _yes_or_no(value)
        case Kind.SEVERAL:
            return "; ".join(choices.get(code, str(code)) for code in value)
        case Kind.TEXT:
            return said(value, language) if isinstance(value, Mapping) else str(value)
        case Kind.MONEY if isinstance(value, Mapping):
            return f"{value.get('amount', '')} {value.get('currency', '')}"
        case Kind.TABLE if isinstance(value, list):
            return "\n".join(" · ".join(str(cell) for cell in row.values()) for row in value)
        case _:
            return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _yes_or_no(value: Any) -> str:
    return {"yes": _("Yes"), "in-part": _("In part"), "no": _("No")}.get(str(value), str(value))


def subjects(assessments: Sequence[Assessment]) -> list[Any]:
    """What feedback may be on: the whole, and each section and question, by questionnaire."""
    language = reading_language()
    found: list[Any] = [("", _("The whole"))]
    for one in assessments:
        definition = definition_of(one.response.version)
        several = [(f"{one.pk}:", said(definition.title, language))]
        for section in definition.sections:
            several.append((f"{one.pk}:{section.code}", said(section.title, language)))
            several += [
                (f"{one.pk}:{question.code}", f"{question.code}. {said(question.text, language)[:LONGEST]}")
                for question in section.questions
                if question.is_answered
            ]
        found.append((said(definition.title, language), several))
    return found


def articles(assessments: Sequence[Assessment]) -> list[tuple[str, str]]:
    """The articles about which is asked, by the ids of their terms; the titles of the sections name them."""
    language = reading_language()
    found: dict[str, str] = {}
    for one in assessments:
        for section in definition_of(one.response.version).sections:
            if section.article:
                found.setdefault(section.article, said(section.title, language))
    return list(found.items())
