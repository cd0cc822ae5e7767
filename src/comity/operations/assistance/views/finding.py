"""Which treaty binds both States? A page that works without script, on a slow line and on paper."""

import re
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from comity.base.people.models import User
from comity.base.places import queries as places
from comity.base.terms import queries as terms
from comity.engines.exchange import queries as sealed
from comity.engines.exchange import rules as exchange
from comity.engines.records.views import reader, reading_language
from comity.knowledge.authorities import queries as authorities
from comity.knowledge.authorities.exports.sentences import advised, by, confirmation, explained, spoken
from comity.knowledge.authorities.registry import communities_of
from comity.knowledge.legislation.queries import Annotated, title_of
from comity.operations.assistance import queries, registry
from comity.operations.assistance.enums import Outcome
from comity.operations.assistance.exports.data import keys_of
from comity.operations.assistance.exports.sentences import summary
from comity.operations.assistance.forms import CRIME_TYPES, QuestionForm
from comity.operations.assistance.shapes import MOST_OFFENCES, Finding, Measure, Question
from comity.operations.assistance.views.showing import Shelf, cards, in_their_language, lines
from comity.ui.components import Crumb, Fact
from comity.ui.templatetags.addresses import in_language


UNPROCESSABLE: Final = 422
LAW: Final = re.compile(r"(?:/[a-z]{2})?/laws/[^/?#]+/[^/?#]+/(?:[^/?#]+/)?")
LONGEST_PATH: Final = 300
NEEDED: Final = ("requesting", "requested", "measure")


@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """The form, and every treaty that was considered, with whom to ask and what remains."""
    language = reading_language()
    given = request.GET.copy()
    is_asked = all(given.get(name, "").strip() for name in NEEDED)
    # Once the question is put, its offences are those that stand in the form, also if that is none.
    from_law = "" if is_asked else _offences_of_law(request, given)
    known = {name: given[name] for name in given if name != "offence"} | {"offence": given.getlist("offence")}
    if home := _home(reader(request)):
        known = {"requesting": home} | known
    form = QuestionForm(given if is_asked else None, language=language, initial=known)
    context: dict[str, Any] = {
        "form": form,
        "is_answered": False,
        "from_law": from_law,
        "law": _law(request),
        "crumbs": (Crumb(_("Which treaty binds both States?")),),
    }
    if not is_asked or not form.is_valid():
        status = UNPROCESSABLE if is_asked else 200
        return render(request, "assistance/find.html", context, status=status)
    context |= _answered(request, form.question, language) | {"is_answered": True}
    context["crumbs"] = (
        Crumb(_("Which treaty binds both States?"), reverse("assistance:find")),
        Crumb(context["heading"]),
    )
    return render(request, "assistance/find.html", context)


def _home(person: User | None) -> str:
    """The code of the State for which somebody works: it asks; empty for a visitor, and for more than one."""
    several = {grant.place for grant in person.grants if grant.place} if person is not None else set()
    return str(several.pop()) if len(several) == 1 else ""


def _offences_of_law(request: HttpRequest, given: QueryDict) -> str:
    """Take the offences from the law or provision that the address names; its path when any was found."""
    path = given.get("law", "").strip()[:LONGEST_PATH]
    if not path or given.getlist("offence"):
        return ""
    found = queries.offences_of(path, person=reader(request))[:MOST_OFFENCES]
    given.setlist("offence", list(found))
    return path if found else ""


def _answered(request: HttpRequest, question: Question, language: str) -> dict[str, Any]:
    person, measure = reader(request), registry.measures()[question.measure]
    names = places.names(language)
    finding = queries.find(question, person=person)
    said = queries.statements(finding, measure)
    answer = queries.whom(finding, measure)
    named = {one.symbol: authorities.Title(one.symbol, "en") for one in finding.candidates}
    titles = authorities.titles_of(
        authorities.titles([one.designation for one in answer.found], language) | named, language
    )
    acts = queries.acts_by_key(keys_of(finding.of(Outcome.SERVES, Outcome.PERHAPS)))
    crimes = terms.labels(CRIME_TYPES, language)
    shelf = Shelf({**names, **crimes}, titles, acts, language)
    first, second = names.get(question.requesting, ""), names.get(question.requested, "")
    plain = {key: one.text for key, one in titles.items()}
    return {
        "question": question,
        "heading": _("%(first)s asks %(second)s: %(measure)s")
        % {"first": first, "second": second, "measure": measure.name(language)},
        "summary": summary(finding, measure, names, plain, language),
        "first_name": first,
        "second_name": second,
        "day": question.on.isoformat(),
        "offences": [crimes.get(one, one) for one in question.offences],
        "serving": cards(finding, Outcome.SERVES, measure, said, shelf),
        "perhaps": cards(finding, Outcome.PERHAPS, measure, said, shelf),
        "unknown": lines(finding, Outcome.UNKNOWN, shelf),
        "excluded": lines(finding, Outcome.EXCLUDED, shelf),
        "authorities": _authorities(answer, titles, language),
        "reached": _reached(person, question.requested),
        "communities": communities_of(queries.both_of(question), person),
        "ways": _ways(finding, answer, measure, request, language),
        "beside": [
            {
                "offence": crimes.get(one.offence, one.offence),
                "columns": (
                    (first, _provisions(one.requesting, language)),
                    (second, _provisions(one.requested, language)),
                ),
                "link": f"{reverse('beside')}?"
                + urlencode(
                    [("place", question.requesting), ("place", question.requested), ("crime_type", one.offence)]
                ),
            }
            for one in queries.beside(question, person=person)
        ],
        # What is cited names the day: opened later, it tells the same.
        "address": request.build_absolute_uri(f"/assistance/?{_asked(question, '')}"),
        "write_link": f"{reverse('assistance:write')}?{_asked(question, _law(request))}",
        "coverage_link": f"{reverse('assistance:coverage')}?{urlencode({'on': question.on.isoformat()})}",
    }


def _law(request: HttpRequest) -> str:
    """The law or provision from which a reader came, to be cited in what they write; empty when it is none of here."""
    path = request.GET.get("law", "")
    return path if len(path) <= LONGEST_PATH and LAW.fullmatch(path) else ""


def _asked(question: Question, law: str) -> str:
    """The question as an address says it, so that the writer need not ask it again."""
    pairs = [("requesting", question.requesting), ("requested", question.requested), ("measure", question.measure)]
    pairs += [("offence", one) for one in question.offences] + [("on", question.on.isoformat())]
    pairs += [("years", str(question.years))] if question.years is not None else []
    return urlencode([*pairs, *([("law", law)] if law else [])])


def _provisions(found: tuple[Annotated, ...], language: str) -> list[dict[str, str]]:
    return [
        {
            "label": " ".join(filter(None, (one.label, one.heading))) or title_of(one.law, language),
            "law": one.law.short_title or one.law.identifier,
            "language": one.law.language,
            "link": in_language(one.address),
        }
        for one in found
    ]


def _authorities(answer: authorities.Answer, titles: Any, language: str) -> list[dict[str, Any]]:
    """Whom to ask: what every visitor may read; the authority's own page tells the rest."""
    made = []
    for one in answer.found:
        name, own = one.shown.name(language)
        known = one.shown.particulars
        made.append(
            {
                "rank": one.rank,
                "name": name,
                "language": own,
                "link": in_language(one.shown.authority.address),
                "why": explained(one, answer.question, titles, language),
                "languages": spoken(one.languages),
                "channels": by(one.channels),
                "urgent": known.get("urgent_procedure", ""),
                "words_language": one.shown.authority.language,
                "source": one.designation.source,
                "confirmation": confirmation(one.shown),
            }
        )
    return made


def _reached(person: User | None, place: str) -> list[str]:
    """Authorities of a State to which a request can be sent sealed from here; told to who can seal one."""
    if person is None or not exchange.authorities_of(person):
        return []
    return [one.name for one in sealed.reachable(person).filter(place=place)]


def _ways(
    finding: Finding, answer: authorities.Answer, measure: Measure, request: HttpRequest, language: str
) -> list[Fact]:
    """What remains without a treaty, or beside one: reciprocity, the requested State's own law, informal ways."""
    question = finding.question
    second = places.names(language).get(question.requested, question.requested)
    ways = [
        Fact(
            _("Reciprocity"),
            _(
                "Many States help without a treaty when the other promises to do the same. Ask %(place)s first "
                "whether it does, and who may give the promise."
            )
            % {"place": second},
        )
    ]
    for own in queries.own_law(question, measure, person=reader(request)):
        label = own.one.provision.replace("art_", "")
        words = _("%(about)s: article %(number)s") % {"about": str(own.one.about.label), "number": label}
        named = " ".join(dict.fromkeys((own.law.short_title, title_of(own.law, language)))).strip()
        title = in_their_language(named, own.law.language)
        ways.append(Fact(title, words, in_language(own.law.address_of(own.one.provision))))
    if len(ways) == 1:
        ways.append(
            Fact(
                _("Domestic law"),
                _("No law of %(place)s on cooperation is known to this finder; look among its laws.")
                % {"place": second},
                f"{reverse('legislation:list')}?{urlencode({'place': question.requested})}",
            )
        )
    ways += [Fact(str(way.kind.label), advised(way, answer.question, language)) for way in answer.remaining]
    return ways
