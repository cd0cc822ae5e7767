"""What the portal already holds of a State, suggested to those who answer a questionnaire of the review mechanisms.

Every suggestion is of what the person may read anyhow; none is an answer until somebody takes it.
"""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from comity.base.access.enums import Permission, Scope
from comity.base.access.roles import ROLES, SCOPES
from comity.base.people.models import User
from comity.engines.questionnaires import queries as questionnaires
from comity.engines.questionnaires.enums import Kind
from comity.engines.questionnaires.grammar.evaluating import is_empty
from comity.engines.questionnaires.grammar.values import malformed, said
from comity.engines.questionnaires.models import Answer, Response
from comity.engines.questionnaires.registry import Linked, Suggestion, definition_of
from comity.engines.questionnaires.shapes import Definition, Question
from comity.engines.records import queries as records
from comity.engines.records.models import Text
from comity.engines.records.registry import detail_models, proposing
from comity.engines.search import queries as searching
from comity.engines.search.enums import Facet
from comity.kernel.languages import interface_language
from comity.kernel.lists import listed, said_of
from comity.knowledge.authorities import queries as authorities
from comity.knowledge.legislation import queries as legislation
from comity.operations.reviews.enums import ActionState
from comity.operations.reviews.models import Measure
from comity.operations.reviews.queries import following
from comity.operations.reviews.registry import sisters


# Of each kind, beside one question.
MOST: Final = 4
# Records that a search shows beside those of the State itself.
MOST_FOUND: Final = 10
# Which authority a question asks for: its article, the paragraph it begins with, and the function in the directory.
ASKED_AUTHORITIES: Final[Mapping[tuple[str, str], str]] = {
    ("XVIII-12:18", "13"): "mutual-legal-assistance",
    ("XVIII-14:46", "13"): "mutual-legal-assistance",
    ("XVIII-12-b:8", "6"): "smuggling-of-migrants-by-sea",
    ("XVIII-12-c:13", "2"): "trafficking-in-firearms",
}
Suggested = dict[str, list[Suggestion]]


def article_of(definition: Definition, question: Question) -> str:
    """What a question is about: its own article, or that of its section."""
    return question.article or definition.section_of[question.code].article


def function_of(question: Question, article: str) -> str:
    """The function of the authority for which a question asks; empty for most."""
    paragraph = question.paragraph.partition(" ")[0]
    return ASKED_AUTHORITIES.get((article, paragraph), "") if question.kind is Kind.RECORD else ""


def provisions(response: Response, questions: Sequence[Question], *, person: User, language: str) -> Suggested:
    """Provisions of the State's law that are annotated with the article that a question is about."""
    if not response.place_id:
        return {}
    definition = definition_of(response.version)
    wanted: dict[str, list[Question]] = {}
    for one in questions:
        article = article_of(definition, one)
        if article and one.kind in {Kind.RECORD, Kind.YES_IN_PART_NO} and not function_of(one, article):
            wanted.setdefault(article, []).append(one)
    found: Suggested = {}
    for article, several in wanted.items():
        known = legislation.annotations_for(article, person, place=response.place_id)[:MOST]
        for line in legislation.with_headings(known):
            text = records.best_text(list(line.law.record.texts.all()), language=language)
            title, its_language = (text.title, text.language) if text else (str(line.law), "")
            key = str(line.law.pk)
            where = line.label or line.annotation.eid
            entry = {"record": key, "locator": where} if where else {"record": key}
            for one in several:
                found.setdefault(one.code, []).append(
                    Suggestion(
                        "reviews.provisions",
                        str(line.annotation.pk),
                        _("Law of the State that is annotated with this article"),
                        " ".join(filter(None, (title, where, line.heading))),
                        f"/{language}{line.address}",
                        [key] if one.kind is Kind.RECORD else None,
                        [entry],
                        other_language(its_language, language),
                    )
                )
    return found


def other_language(its: str, language: str) -> str:
    """A language where it is not that of the page; empty where it is."""
    return its if its and its != language else ""


def asked_authorities(response: Response, questions: Sequence[Question], *, person: User, language: str) -> Suggested:
    """Authorities of the State in the directory that have the function for which a question asks."""
    if not response.place_id:
        return {}
    definition = definition_of(response.version)
    found: Suggested = {}
    for one in questions:
        function = function_of(one, article_of(definition, one))
        if not function:
            continue
        candidates = authorities.visible_to(person).filter(
            record__place=response.place_id, designations__function=function
        )
        keys = list(candidates.order_by("pk").distinct().values_list("pk", flat=True)[:MOST])
        for shown in authorities.of_keys(keys, authorities.reading_of(person)):
            name, its_language = shown.name(language)
            key = str(shown.authority.pk)
            source = _("Directory of competent national authorities")
            found.setdefault(one.code, []).append(
                Suggestion(
                    "reviews.authorities", key, source, name, f"/{language}{shown.authority.address}", [key],
                    language=other_language(its_language, language),
                )
            )  # fmt: skip
    return found


def earlier(response: Response, questions: Sequence[Question], *, person: User, language: str) -> Suggested:
    """What the State answered to the same question when it last handed the questionnaire in."""
    closed = questionnaires.earlier_closed(person, response)
    same = response.version.questionnaire_id
    last = next((one for one in closed if one.version.questionnaire_id == same), None)
    if last is None:
        return {}
    answers, before = questionnaires.answers_of(last), definition_of(last.version)
    closed_on = last.closed_at.date().isoformat() if last.closed_at else ""
    source = _("Your State's answer in the questionnaire handed in on %(day)s") % {"day": closed_on}
    pairs = [(one, before.questions.get(one.code)) for one in questions]
    return _from_answers(
        "reviews.earlier",
        [(one, old, answers, last) for one, old in pairs if old is not None],
        source,
        person,
        language,
    )


def of_the_sister_treaty(
    response: Response, questions: Sequence[Question], *, person: User, language: str
) -> Suggested:
    """What the State answered to the same follow-up question about the corresponding article of the other convention.

    Only questions that are asked alike of every article: what a yes means differs from treaty to treaty.
    """
    definition = definition_of(response.version)
    wanted = {one.code: one for one in questions if _suffix(definition, one) and one.kind in {Kind.TEXT, Kind.RECORD}}
    if not wanted:
        return {}
    found: list[tuple[Question, Question, Mapping[str, Answer], Response]] = []
    for other in questionnaires.earlier_closed(person, response):
        if other.version.questionnaire_id == response.version.questionnaire_id:
            continue
        there = definition_of(other.version)
        pairs = [(one, old) for one in wanted.values() for old in _corresponding(one, definition, there)]
        if pairs:
            answers = questionnaires.answers_of(other)
            found += [(one, old, answers, other) for one, old in pairs]
    source = _("Your State's answer about the corresponding article of the other convention")
    return _from_answers("reviews.sister", found, source, person, language)


def recommended(response: Response, questions: Sequence[Question], *, person: User, language: str) -> Suggested:
    """What earlier reviews recommended to the State on the article, and what it has done since.

    Under the question of what is lacking and what is planned; as far as the person may read it.
    """
    definition = definition_of(response.version)
    wanted = {
        article_of(definition, one): one
        for one in questions
        if one.kind is Kind.TEXT and _suffix(definition, one) == "obstacles"
    }
    if not wanted or not response.place_id:
        return {}
    found: Suggested = {}
    for one in following.readable(person, response.place_id):
        question = wanted.get(one.observation.article)
        if question is None or len(found.get(question.code, [])) == MOST:
            continue
        source = _("Recommendation of the review “%(name)s”, and what your State has done since") % {
            "name": one.review.cycle.name
        }
        measures = list(one.measures.all())
        words = "\n".join([one.observation.text, *(_told(act) for act in measures)])
        evidence = [{"record": str(each.record_id)} for act in measures for each in act.evidence.all()]
        address = reverse("reviews:follow-up", args=[one.review_id])
        # What is taken is what the State itself wrote, in the language in which it did.
        value: dict[str, str] = {}
        for act in measures:
            value[act.language] = "\n".join(filter(None, (value.get(act.language), _told(act))))
        suggestion = Suggestion(
            "reviews.recommended", str(one.pk), source, words, address, value or {language: one.observation.text},
            evidence, other_language(one.observation.language, language),
        )  # fmt: skip
        found.setdefault(question.code, []).append(suggestion)
    return found


def _told(act: Measure) -> str:
    """An action in a line."""
    return said_of(ActionState(act.state).label, act.what or act.reason)


def _suffix(definition: Definition, question: Question) -> str:
    """The part of a code that is the same under every article, such as ``provisions``."""
    section = definition.section_of[question.code].code
    rest = question.code.removeprefix(f"{section}.")
    return rest if rest != question.code and rest.isalpha() else ""


def _corresponding(question: Question, definition: Definition, there: Definition) -> Iterable[Question]:
    suffix = _suffix(definition, question)
    for article in sisters().get(article_of(definition, question), ()):
        for section in there.sections:
            old = there.questions.get(f"{section.code}.{suffix}")
            if section.article == article and old is not None and old.kind is question.kind:
                yield old


def _from_answers(
    provider: str,
    pairs: Sequence[tuple[Question, Question, Mapping[str, Answer], Response]],
    source: str,
    person: User,
    language: str,
) -> Suggested:
    """Suggestions of earlier answers, as far as they still answer the question."""
    usable = [
        (one, answers[old.code], other)
        for one, old, answers, other in pairs
        if old.code in answers
        and old.kind is one.kind
        and one.kind is not Kind.FILE
        and not is_empty(answers[old.code].value)
        and not list(malformed(one, answers[old.code].value))
    ]
    keys = {str(key) for one, answer, _other in usable if one.kind is Kind.RECORD for key in answer.value or ()}
    known = named(sorted(keys), person=person, language=language)
    found: Suggested = {}
    for one, answer, other in usable:
        words, its = words_of(one, answer.value, known, language)
        if words:
            address = reverse("questionnaires:answer", args=[other.pk, answer.question])
            made = Suggestion(
                provider, str(answer.pk), source, words, address, answer.value, tuple(answer.evidence), its
            )
            found.setdefault(one.code, []).append(made)
    return found


def words_of(  # noqa: PLR0911 -- a table, kind by kind
    question: Question, value: Any, known: Mapping[str, Linked], language: str
) -> tuple[str, str]:
    """What an earlier answer said, in a line, and the language of it where that is not the reader's."""
    match question.kind:
        case Kind.TEXT:
            text = said(value, language)
            its = next((code for code, each in value.items() if each == text), "")
            return Truncator(text).chars(240), other_language(its, language)
        case Kind.YES_IN_PART_NO:
            return {"yes": _("Yes"), "in-part": _("In part"), "no": _("No")}[value], ""
        case Kind.CHOICE | Kind.SEVERAL:
            chosen = value if isinstance(value, list) else [value]
            return listed(said(one.text, language) for one in question.choices if one.code in chosen), ""
        case Kind.RECORD:
            return "; ".join(known[str(key)].title for key in value if str(key) in known), ""
        case Kind.MONEY:
            return f"{value['amount']} {value['currency']}", ""
        case Kind.TABLE:
            return _("A table of %(count)s rows") % {"count": len(value)}, ""
        case _:
            return f"{value} {question.unit}".strip(), ""


# ---------------------------------------------------------------- evidence


def find(words: str, *, person: User | None, language: str, place: str = "") -> list[Linked]:
    """The records that a search finds among those that the person may read, each once.

    Args:
        words: as typed.
        person: who reads them.
        language: of the reader.
        place: code of a State, of which everything that is found comes first; empty for none.
    """
    # What is filtered by a State is also what concerns it, such as a treaty; it is counted among the others.
    near = _keys(words, person, language, {Facet.PLACE: (place,)}, limit=200) if place else []
    wide = _keys(words, person, language, {}, limit=30)
    known = named(list(dict.fromkeys(near + wide)), person=person, language=language)
    own = [known[key] for key in dict.fromkeys(near + wide) if place and key in known and known[key].place == place]
    return own + [known[key] for key in wide if key in known and known[key] not in own][:MOST_FOUND]


def _keys(
    words: str, person: User | None, language: str, filters: Mapping[Facet, tuple[str, ...]], *, limit: int
) -> list[str]:
    answer = searching.ask(words, person=person, language=language, filters=filters, facets=(), limit=limit, snippet=0)
    return list(dict.fromkeys(hit.record for hit in answer.hits if hit.record))


def named(keys: Sequence[str], *, person: User | None, language: str) -> dict[str, Linked]:
    """Those of some records that the person may read; two queries, and one for each kind that is met."""
    wanted = [uuid.UUID(key) for key in keys if _is_key(key)]
    if not wanted:
        return {}
    rows = records.visible_to(person).filter(pk__in=wanted).order_by().values_list("pk", "kind", "place")
    kinds: dict[str, list[uuid.UUID]] = {}
    whose: dict[uuid.UUID, str] = {}
    for key, kind, place in rows:
        kinds.setdefault(kind, []).append(key)
        whose[key] = place or ""
    texts: dict[uuid.UUID, list[Text]] = {}
    for text in Text.objects.filter(record__in=[key for several in kinds.values() for key in several]).order_by("pk"):
        texts.setdefault(text.record_id, []).append(text)
    found: dict[str, Linked] = {}
    for kind, several in kinds.items():
        model = detail_models()[kind]
        for detail in model._default_manager.filter(pk__in=several):
            best = records.best_text(texts.get(detail.pk, []), language=language)
            title, its = (best.title, best.language) if best else (str(detail), "")
            address = f"/{interface_language(language)}{detail.address}"
            name = str(model._meta.verbose_name)
            found[str(detail.pk)] = Linked(
                str(detail.pk), title, name, address, other_language(its, language), whose[detail.pk]
            )
    return found


def _is_key(text: str) -> bool:
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True


def contribute(person: User) -> str:
    """Where a person proposes a law that is not in the portal yet; empty where they propose for no State."""
    ways = proposing.ways()
    proposes = any(
        one.place and SCOPES[one.role] is not Scope.EVERYWHERE and Permission.RECORD_DRAFT in ROLES[one.role]
        for one in person.grants
    )
    return reverse(ways.new, args=["law"]) if ways is not None and proposes else ""


# Each under the name by which the engine tells which of them suggested something.
SUGGESTERS: Final = {
    "reviews.earlier": earlier,
    "reviews.provisions": provisions,
    "reviews.authorities": asked_authorities,
    "reviews.sister": of_the_sister_treaty,
    "reviews.recommended": recommended,
}
