"""Which versions and responses a person may read, and what is in them."""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from comity.base.files.enums import State as FileState
from comity.base.files.models import File
from comity.base.people.models import Membership, Organisation, User
from comity.engines.questionnaires import rules
from comity.engines.questionnaires.enums import Stage, Standing
from comity.engines.questionnaires.grammar import typed
from comity.engines.questionnaires.grammar.evaluating import is_empty
from comity.engines.questionnaires.models import Answer, Assignment, Enclosure, Remark, Response, Version, Writing
from comity.engines.questionnaires.registry import USES, Occasion, definition_of
from comity.engines.questionnaires.shapes.paper import Change, Given, Returned


# Texts that stood beside an answer; those that went earlier were the answer once, or a page wrote on from them.
NEVER_THE_ANSWER = (Standing.BESIDE, Standing.SETTLED)


def visible_to(person: User | None) -> QuerySet[Version]:
    """The versions that a person may read: what was released is public, drafts are for who writes them."""
    found = Version.objects.select_related("questionnaire")
    return found if rules.may_write(person) else found.exclude(stage=Stage.DRAFT)


def for_listing(versions: QuerySet[Version]) -> QuerySet[Version]:
    """Versions without their definitions, questionnaire by questionnaire, the latest edition first."""
    return versions.defer("definition").order_by("questionnaire__code", "-number")


def version_of(person: User | None, code: str, edition: str = "") -> Version | None:
    """An edition, or the latest released, else the latest; None when there is none that the person may read."""
    found = visible_to(person).filter(questionnaire__code=code)
    if edition:
        return found.filter(edition=edition).first()
    several = sorted(
        found.values_list("stage", "number", "pk"), key=lambda one: (one[0] == Stage.RELEASED, one[1]), reverse=True
    )
    return found.filter(pk=several[0][2]).first() if several else None


def editions(person: User | None, code: str) -> list[Version]:
    """Every edition of a questionnaire that the person may read, the latest first, without definitions; one query."""
    return list(visible_to(person).filter(questionnaire__code=code).defer("definition").order_by("-number"))


def titles(codes: Iterable[str]) -> dict[str, dict[str, str]]:
    """The title of the latest public edition of some questionnaires by code, by language; one query, none for none."""
    asked = set(codes)
    if not asked:
        return {}
    found = visible_to(None).filter(questionnaire__code__in=asked).order_by("number")
    return dict(found.values_list("questionnaire__code", "title"))


def version_before(person: User | None, version: Version) -> Version | None:
    """The edition before one; None when it is the first."""
    earlier = visible_to(person).filter(questionnaire=version.questionnaire_id, number__lt=version.number)
    return earlier.order_by("-number").first()


def is_used(version: Version) -> bool:
    """Whether somebody has begun to answer a version."""
    return Response.objects.filter(version=version).exists()


def shipped() -> dict[str, str]:
    """Digests of the files from which versions came, with the key of the version."""
    rows = Version.objects.exclude(file_digest="").values_list("file_digest", "pk")
    return {digest: str(key) for digest, key in rows}


def responses_visible_to(person: User | None) -> QuerySet[Response]:
    """The responses that a person may read, as the modules that use questionnaires have said."""
    found = Q(pk__in=[])
    if person is not None:
        for name, use in USES.items():
            found |= Q(use=name) & use.visible(person)
        own = Assignment.objects.filter(rules.given_to(person)).values("response")
        found |= Q(use__in=list(USES), pk__in=own)
    return Response.objects.filter(found)


def occasion_of(person: User, response: Response, language: str) -> Occasion | None:
    """What a response is answered for, as far as its module tells the person; asked once for a page."""
    use = USES.get(response.use)
    return use.occasion(person, response, language) if use is not None and use.occasion is not None else None


def response_of(person: User | None, key: uuid.UUID) -> Response | None:
    """A response with its version, whose definition is in memory as a rule; None when the person may not read it."""
    several = Response.objects.select_related("version__questionnaire", "organisation", "place").filter(pk=key)
    found = several.defer("version__definition").first()
    return found if found is not None and rules.may_read(person, found) else None


def answers_of(response: Response) -> dict[str, Answer]:
    """The answers of a response by question code; whoever asks may read it. One query."""
    return {one.question: one for one in Answer.objects.filter(response=response).select_related("by")}


def answer_to(response: Response, question: str) -> Answer | None:
    """The answer to one question; whoever asks may read it. One query."""
    return Answer.objects.filter(response=response, question=question).select_related("by").first()


def values_of(response: Response) -> dict[str, Any]:
    """What is answered now, by question code; one query."""
    return dict(Answer.objects.filter(response=response).values_list("question", "value"))


def history_of(answer: Answer) -> QuerySet[Writing]:
    """What was written for an answer and is not the answer now, the latest first; one query."""
    return Writing.objects.filter(answer=answer).select_related("by").order_by("-number")


def beside(response: Response) -> dict[str, list[Writing]]:
    """Texts that stand beside answers and wait to be settled, by question code; one query."""
    found: dict[str, list[Writing]] = {}
    waiting = Writing.objects.filter(answer__response=response, standing=Standing.BESIDE)
    for one in waiting.select_related("answer", "by").order_by("number"):
        found.setdefault(one.answer.question, []).append(one)
    return found


def enclosures_of(response: Response, *, is_colleague: bool) -> dict[str, Enclosure]:
    """The files that were sent for a response, by key: those of the answers, for colleagues also all others.

    Whoever asks may read the response; one query.
    """
    found = Enclosure.objects.filter(response=response).select_related("file")
    return {str(one.file_id): one for one in (found if is_colleague else found.filter(is_answer=True))}


def is_any_refused(keys: Any) -> bool:
    """Whether one of some files was refused, or is gone; one query."""
    wanted = [str(key) for key in keys] if isinstance(keys, list) else []
    return File.objects.filter(pk__in=wanted, state__in=[FileState.REFUSED, FileState.REMOVED]).exists()


def name_of_file(person: User | None, key: uuid.UUID) -> str | None:
    """What a file of an answer is called, for who may read it; None for anybody else.

    Who reads the answer reads its files. One of an earlier text, or of one that stands beside, is read by colleagues.
    """
    if person is None:
        return None
    found = Enclosure.objects.filter(file=key).select_related("response__version", "response__organisation")
    one = found.defer("response__version__definition").first()
    if one is None or not rules.may_read(person, one.response):
        return None
    return one.name if one.is_answer or rules.is_colleague(person, one.response) else None


def states_of(responses: Iterable[Response]) -> dict[Any, dict[str, int]]:
    """Of some responses, how many answers stand in each state; one query."""
    found: dict[Any, dict[str, int]] = {}
    rows = Answer.objects.filter(response__in=list(responses)).values_list("response", "state")
    for response, state, count in rows.annotate(count=Count("pk")).order_by("response", "state"):
        found.setdefault(response, {})[state] = count
    return found


def unused(versions: QuerySet[Version]) -> QuerySet[Version]:
    """Those of some versions that nobody has begun to answer."""
    return versions.filter(~Exists(Response.objects.filter(version=OuterRef("pk"))))


def for_listing_responses(responses: QuerySet[Response]) -> QuerySet[Response]:
    """Responses with what a line about each shows, those that are open and the newest first."""
    found = responses.select_related("version__questionnaire", "organisation", "place")
    return found.defer("version__definition").order_by(F("closed_at").desc(nulls_first=True), "-opened_at")


def assignments_of(response: Response) -> list[Assignment]:
    """Who has which section; one query."""
    return list(response.assignments.select_related("person", "organisation").order_by("section", "pk"))


def offices_for(response: Response) -> QuerySet[Organisation]:
    """The organisations to which a section may be given: those of the State, as long as they are open."""
    home = rules.home_of(response)
    found = Organisation.objects.filter(place=home, closed_at__isnull=True) if home else Organisation.objects.none()
    return found.order_by("name")


def people_for(response: Response) -> QuerySet[User]:
    """The persons to whom a section may be given: those who work for an organisation of the State now."""
    home = rules.home_of(response)
    if not home:
        return User.objects.none()
    working = Membership.objects.active().filter(organisation__place=home).values("user")
    return User.objects.filter(pk__in=working, is_active=True).order_by("last_name", "first_name", "username")


def working_in(organisation: Organisation) -> QuerySet[User]:
    """Who works for an organisation now."""
    working = Membership.objects.active().filter(organisation=organisation).values("user")
    return User.objects.filter(pk__in=working, is_active=True)


def remarks_of(response: Response, questions: Iterable[str] | None = None) -> dict[str, list[Remark]]:
    """What colleagues said of questions, of all or of some, by question code; one query."""
    rows = Remark.objects.filter(response=response).select_related("by").order_by("pk")
    found: dict[str, list[Remark]] = {}
    for one in rows if questions is None else rows.filter(question__in=list(questions)):
        found.setdefault(one.question, []).append(one)
    return found


def remark_counts(response: Response, questions: Iterable[str]) -> dict[str, int]:
    """How many remarks there are on some questions, by question code; one query."""
    rows = Remark.objects.filter(response=response, question__in=list(questions)).order_by("question")
    return dict(rows.values_list("question").annotate(Count("pk")))


def text_of(answer: Answer, number: int) -> Answer | Writing | None:
    """The text of an answer with a number, or the one that went on from it and is kept instead; None for none."""
    if number == 0 or answer.number <= number:
        return answer if answer.number == number else None
    later = Writing.objects.filter(answer=answer, number__gte=number).exclude(standing__in=NEVER_THE_ANSWER)
    return later.order_by("number").first() or answer


def earlier_closed(person: User | None, response: Response) -> list[Response]:
    """Responses about the same State that were handed in and that the person may read, the last first; one query."""
    found = responses_visible_to(person).filter(place=response.place_id, place__isnull=False, closed_at__isnull=False)
    return list(found.exclude(pk=response.pk).select_related("version__questionnaire").order_by("-closed_at")[:20])


def given_answers(response: Response) -> dict[str, Given]:
    """What is answered now, by question code, each with the number of its text; one query."""
    rows = Answer.objects.filter(response=response).values_list("question", "value", "number")
    return {code: Given(value, number) for code, value, number in rows}


def changes_in(response: Response, returned: Returned) -> list[Change]:
    """What a file that came back would change of the answers as they are now, in their order; two queries.

    What nobody touched in the file changes nothing, however much was written in the portal meanwhile.
    """
    now = given_answers(response)
    earlier = _earlier_texts(response, returned.seen, now)
    found = []
    for code, question in definition_of(response.version).questions.items():
        if code not in returned.values:
            continue
        seen, current = returned.seen.get(code, 0), now.get(code, Given(None))
        before = current.value if seen == current.number else earlier.get(code)
        after = returned.values[code]
        if isinstance(before, dict) and isinstance(after, dict):
            # Languages that are not in the file stay as they are.
            after = {**before, **after}
        if typed.same(question, after, before) or typed.same(question, after, current.value):
            continue
        found.append(Change(code, before, current.value, after, seen, current.number != seen, is_empty(after)))
    return found


def _earlier_texts(response: Response, seen: Mapping[str, int], now: Mapping[str, Given]) -> dict[str, Any]:
    """What stood in a file that was given out before others wrote, by question code; one query."""
    old = {code: number for code, number in seen.items() if code in now and 0 < number < now[code].number}
    rows = Writing.objects.filter(answer__response=response, answer__question__in=old, standing=Standing.EARLIER)
    found: dict[str, Any] = {}
    for code, number, value in rows.order_by("number").values_list("answer__question", "number", "value"):
        # A text that was only written on is kept once, under its last number.
        if number >= old[code]:
            found.setdefault(code, value)
    return found
