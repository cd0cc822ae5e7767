"""Who can help me? A few questions, each a page with an address of its own, and an answer that says why."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from comity.base.people.models import User
from comity.base.places import queries as places
from comity.base.places.forms import choices_of
from comity.engines.records.views import reader, reading_language
from comity.kernel.languages import isolated
from comity.knowledge.authorities import queries as authorities
from comity.knowledge.authorities.enums import Function, Remaining
from comity.knowledge.authorities.exports.sentences import advised
from comity.knowledge.authorities.queries import Title
from comity.knowledge.authorities.registry import communities_of, networks
from comity.knowledge.registers.queries import held_by, registers_of
from comity.operations.assistance import queries as assistance
from comity.operations.assistance import registry as instruments
from comity.operations.assistance.enums import Outcome
from comity.operations.assistance.shapes import EVERY, Candidate
from comity.operations.guidance import queries, registry
from comity.operations.guidance.enums import Part, Sort, Step
from comity.operations.guidance.queries import Way
from comity.operations.guidance.registry import ASKED
from comity.operations.guidance.shapes import Answer, Question, Remark, Tree, said
from comity.operations.guidance.views.showing import Line, body_of, cited, register_line
from comity.ui.components import Crumb
from comity.ui.templatetags.addresses import in_language


UNPROCESSABLE: Final = 422
# So many are told of each; the others are one step away.
BODIES: Final = 3
TREATIES: Final = 5
REGISTERS: Final = 12
Titles = Mapping[str, Title]


@require_safe
def ask(request: HttpRequest) -> HttpResponse:
    """The next question that the address leaves open, or the answer to which it leads."""
    tree, language, day = registry.tree(), reading_language(), timezone.now().date()
    given = {name: request.GET.get(name, "").replace("\0", "") for name in tree.questions}
    way = queries.way_through(tree, given, day)
    context = {"trail": _trail(tree, way, language), "again": reverse("guidance:ask")}
    if way.answer is not None:
        context |= _answered(way, way.answer, day, language, reader(request))
        return render(request, "guidance/answer.html", context)
    assert way.question is not None, "a way ends with an answer or with a question"
    context |= _question(way, way.question, language)
    status = UNPROCESSABLE if way.wrong or way.is_same else 200
    return render(request, "guidance/question.html", context, status=status)


def _words(words: Mapping[str, str], language: str) -> dict[str, str]:
    """Words of the tree for a template: the text, and its language."""
    text, own = said(words, language) if words else ("", language)
    return {"text": text, "language": own}


def _address(pairs: list[tuple[str, str]]) -> str:
    return f"{reverse('guidance:ask')}?{urlencode(pairs)}" if pairs else reverse("guidance:ask")


def _trail(tree: Tree, way: Way, language: str) -> list[dict[str, Any]]:
    """Every question so far with its answer, and the address at which it is asked again."""
    names, pairs = places.names(language), list[tuple[str, str]]()
    shown: list[dict[str, Any]] = []
    for one in way.taken:
        told = _words(one.choice.words, language) if one.choice else {"text": names[one.value], "language": language}
        others: list[dict[str, str]] = []
        if one.question.sort == Sort.BASIS:
            # The portal may know too little: the reader says so, and goes the other way.
            others = [
                _words(each.words, language) | {"address": _address([*_of(way), (one.question.id, each.id)])}
                for each in one.question.choices
                if each.id != one.value
            ]
        shown.append(
            {
                "question": _words(one.question.words, language),
                "answer": told,
                "address": _address(pairs),
                "is_found": one.is_found,
                "others": others,
            }
        )
        if not one.is_found:
            pairs.append((one.question.id, one.value))
    return shown


def _of(way: Way) -> list[tuple[str, str]]:
    """What the reader answered, as an address says it, without what the portal found or was told of treaties."""
    return [(one.question.id, one.value) for one in way.taken if one.question.sort != Sort.BASIS]


def _question(way: Way, question: Question, language: str) -> dict[str, Any]:
    given = _of(way)
    fault = ""
    if way.is_same:
        fault = _("Choose two different States; a State asks itself by its own law.")
    elif way.wrong:
        fault = _("“%(answer)s” is no answer to this question. Choose one of these.") % {"answer": way.wrong[:40]}
    return {
        "question": _words(question.words, language) | {"id": question.id},
        "help": _words(question.help, language),
        "choices": [
            {
                "words": _words(one.words, language),
                "help": _words(one.help, language),
                "address": _address([*given, (question.id, one.id)]),
            }
            for one in question.choices
        ],
        "places": choices_of(language, ASKED) if question.sort == Sort.PLACE else (),
        "given": given,
        "fault": fault,
        "number": len(way.taken) + 1,
        "crumbs": (Crumb(_("Who can help me?")),),
    }


# ------------------------------------------------------------ the answer


def _answered(way: Way, answer: Answer, day: dt.date, language: str, person: User | None) -> dict[str, Any]:
    names = places.names(language)
    state, own = way.value("state"), way.value("own")
    measure = instruments.measures().get(way.measure)
    function = measure.function if measure else Function.MUTUAL_LEGAL_ASSISTANCE.value
    found = _whom(way, function, day) if state else None
    symbols = {source.symbol for one in (*answer.steps, *answer.needs, *answer.avoid) for source in one.sources}
    serving = _serving(way)
    symbols |= {one.symbol for one in serving}
    designated = authorities.titles([one.designation for one in found.found[:BODIES]], language) if found else {}
    titles = authorities.titles_of({one: Title(one, "en") for one in symbols} | designated, language)
    links = _links(way, function, day)
    parts = answer.parts
    return {
        "title": _words(answer.title, language),
        "lead": _words(answer.lead, language),
        "channel": str(answer.channel.label),
        "state": state,
        "state_name": names.get(state, ""),
        "steps": [_remark(one, titles, language) | {"address": links.get(one.step, "")} for one in answer.steps],
        "needs": [_remark(one, titles, language) for one in answer.needs],
        "avoid": [_remark(one, titles, language) for one in answer.avoid],
        "bodies": [body_of(one, found.question, titles, language) for one in found.found[:BODIES]]
        if found and Part.AUTHORITIES in parts
        else None,
        "all_bodies": links.get(Step.AUTHORITIES, ""),
        "networks": _networks(state, own, person) if state and Part.NETWORKS in parts else None,
        "registers": _registers(state, answer, language) if state and Part.REGISTERS in parts else None,
        "all_registers": links.get(Step.REGISTERS, ""),
        "ways": [
            Line(str(one.kind.label), beside=advised(one, found.question, language))
            for one in found.remaining
            if one.kind != Remaining.NETWORK
        ]
        if found and Part.WAYS in parts
        else (),
        "treaties": [
            Line(
                titles[one.symbol].text,
                in_language(titles[one.symbol].address or f"/treaties/{one.symbol}/"),
                titles[one.symbol].language,
                beside=str(assistance.strongest(one.bases).force.label),
                source=_("art.") + " " + ", ".join(isolated(base.place.number) for base in one.bases),
            )
            for one in serving
        ]
        if Part.TREATIES in parts and way.finding
        else None,
        "basis_link": links.get(Step.BASIS, ""),
        "sheet_link": links.get(Step.SHEET, ""),
        "day": day.isoformat(),
        "crumbs": (Crumb(_("Who can help me?"), reverse("guidance:ask")), Crumb(_("Answer"))),
    }


def _serving(way: Way) -> list[Candidate]:
    """The treaties that can serve, those first that are for many offences: no offence is asked for here."""
    found = way.finding.of(Outcome.SERVES, Outcome.PERHAPS) if way.finding else ()
    order = list(Outcome)
    wide = sorted(
        found,
        key=lambda one: (
            order.index(one.outcome),
            EVERY not in one.instrument.offences,
            one.instrument.serious_years is None,
            -len(one.instrument.offences),
        ),
    )
    return wide[:TREATIES]


def _remark(one: Remark, titles: Titles, language: str) -> dict[str, Any]:
    return _words(one.words, language) | {"sources": cited(one.sources, titles)}


def _whom(way: Way, function: str, day: dt.date) -> authorities.Answer:
    """Whom to ask, as any visitor may read it: under the closest treaty where the way looked for one."""
    measure = instruments.measures().get(way.measure)
    if way.finding is not None and measure is not None:
        return assistance.whom(way.finding, measure)
    code, own = way.value("state"), way.value("own")
    state = assistance.state_of(code)
    asked = authorities.Question(
        state, function, day, territory=code if code != state else "", asking=assistance.state_of(own) if own else ""
    )
    return authorities.find(asked, authorities.reading_of(None))


def _networks(state: str, own: str, person: User | None) -> list[Line]:
    """The networks in which both States are, or that of the State alone while the reader's is not known.

    A contact point of one of them is led to asking its colleague.
    """
    both = tuple(assistance.state_of(one) for one in (state, own) if one)
    listed = [
        Line(one.name, one.url, one.language, source=one.source) for one in networks() if set(both) <= one.places
    ]
    kept = [
        Line(one.name, in_language(one.address), one.language, ask=in_language(one.ask) if one.ask else "")
        for one in communities_of(both, person)
    ]
    called = {one.text for one in kept}
    return [*kept, *(one for one in listed if one.text not in called)]


def _registers(state: str, answer: Answer, language: str) -> list[Line]:
    """The open registers of a State that hold what the answer is about."""
    found = registers_of({state, assistance.state_of(state)})
    wanted = [one for one in found if not answer.holds or answer.holds & set(held_by(one))]
    return sorted((register_line(one, language) for one in wanted), key=lambda one: str(one.text))[:REGISTERS]


def _links(way: Way, function: str, day: dt.date) -> dict[Step, str]:
    """Where steps lead, with what is known already handed over in the address."""
    state, own = way.value("state"), way.value("own")
    pairs = [("requesting", own), ("requested", state), ("measure", way.measure), ("on", day.isoformat())]
    asked = urlencode([pair for pair in pairs if pair[1]])
    links = {
        Step.BASIS: f"{reverse('assistance:find')}?{asked}",
        Step.WRITER: f"{reverse('assistance:write')}?{asked}",
        Step.REGISTERS: f"{reverse('registers:list')}?{urlencode({'place': state} if state else {})}",
        Step.LAWS: f"{reverse('legislation:list')}?{urlencode({'place': state} if state else {})}",
    }
    if state:
        links[Step.SHEET] = reverse("guidance:sheet", args=[state])
        wanted = urlencode([("state", state), ("function", function), ("asking", own), pairs[-1]])
        links[Step.AUTHORITIES] = f"{reverse('authorities:find')}?{wanted}"
    return links
