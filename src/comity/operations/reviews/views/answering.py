"""The questions and answers of a review in the reader's language."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from comity.base.people.models import User
from comity.base.terms import queries as terms
from comity.engines.questionnaires import queries as questionnaires
from comity.engines.questionnaires.enums import Kind
from comity.engines.questionnaires.grammar.evaluating import is_empty
from comity.engines.questionnaires.grammar.progress import Tally, progress
from comity.engines.questionnaires.grammar.values import said
from comity.engines.questionnaires.models import Answer
from comity.engines.questionnaires.registry import Linked, definition_of
from comity.engines.questionnaires.shapes import Question
from comity.engines.questionnaires.views import enclosed, values
from comity.engines.questionnaires.views.answers import State
from comity.engines.records.views import reading_language
from comity.operations.reviews.models import Assessment, Review
from comity.operations.reviews.queries import reviews as queries
from comity.operations.reviews.rules import concerning
from comity.operations.reviews.views.articles import label


def shown(review: Review, answers: Mapping[int, Mapping[str, Answer]], person: User) -> list[dict[str, Any]]:
    """Each questionnaire with its sections, questions and answers, where there is an answer, and what shows it."""
    language = reading_language()
    several = [(one, definition_of(one.response.version)) for one in queries.assessments_of(review)]
    keys: set[str] = set()
    for one, definition in several:
        kinds = {code: question.kind for code, question in definition.questions.items()}
        keys |= values.keys_of(list(answers.get(one.pk, {}).values()), kinds)
    known = values.linked(keys, person, language)
    for one, definition in several:
        if answers.get(one.pk) and any(question.kind is Kind.FILE for question in definition.questions.values()):
            known |= enclosed.as_linked(questionnaires.enclosures_of(one.response, is_colleague=False))
    found = []
    for one, definition in several:
        given = answers.get(one.pk, {})
        sections = []
        for section in definition.sections:
            lines = [
                {"on": f"{one.pk}:{question.code}", **_line(question, given[question.code], language, known)}
                for question in section.questions
                if question.code in given and not is_empty(given[question.code].value)
            ]
            if lines:
                sections.append({"title": said(section.title, language), "lines": lines})
        found.append({"key": one.pk, "title": said(definition.title, language), "sections": sections})
    return found


def _line(question: Question, answer: Answer, language: str, known: Mapping[str, Linked]) -> dict[str, Any]:
    """A question with its answer as people read it: records and files by their names, with the way to them."""
    keys = answer.value if question.kind in {Kind.RECORD, Kind.FILE} and isinstance(answer.value, list) else []
    given = [{"record": str(key)} for key in keys]
    return {
        "code": question.code,
        "text": said(question.text, language),
        "words": [] if keys else list(values.lines_of(question, answer.value, language, known)),
        "pieces": values.pieces([*given, *answer.evidence], known),
    }


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
                (f"{one.pk}:{question.code}", f"{question.code}. {said(question.text, language)}")
                for question in section.questions
                if question.is_answered
            ]
        found.append((said(definition.title, language), several))
    return found


def titles(assessments: Sequence[Assessment]) -> list[str]:
    """What each questionnaire is called in the reader's language."""
    language = reading_language()
    return [said(definition_of(one.response.version).title, language) for one in assessments]


def tally(one: Assessment) -> Tally:
    """How far a questionnaire is; one query."""
    state = State.of(one.response)
    return progress(state.definition, state.course, state.answers).whole


def articles(assessments: Sequence[Assessment]) -> list[tuple[str, str]]:
    """The articles about which is asked, by the ids of their terms; with the instrument where there are several."""
    groups = article_groups(assessments)
    if len(groups) == 1:
        return groups[0][1]
    return [(article, f"{name} · {title}") for name, several in groups for article, title in several]


def article_groups(assessments: Sequence[Assessment]) -> list[tuple[str, list[tuple[str, str]]]]:
    """The articles about which is asked, with their numbers and titles, by the instruments whose they are."""
    language = reading_language()
    titles: dict[str, str] = {}
    for one in assessments:
        for section in definition_of(one.response.version).sections:
            if section.article:
                titles.setdefault(section.article, said(section.title, language))
    found: dict[str, list[tuple[str, str]]] = {}
    for article in titles:
        symbol = concerning.instrument_of(article)
        found.setdefault(symbol, []).append((article, label(article, titles)))
    return [(terms.instrument(symbol, language) or symbol, several) for symbol, several in found.items()]
