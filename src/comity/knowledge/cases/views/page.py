"""The page of one case."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from comity.base.terms import queries as terms
from comity.engines.citations.views import Shown, cited_by, marked, pieces, shown
from comity.engines.records.enums import State, Wording
from comity.engines.records.queries import best_text, links_of
from comity.engines.records.views import Gone, linked, reader, reading_language
from comity.engines.search.views.naming import Names, names
from comity.knowledge.cases import exports, queries, rules
from comity.knowledge.cases.enums import CitedKind, SectionKind, Verification
from comity.knowledge.cases.models import Case, CaseSection, Charge, Party
from comity.knowledge.cases.registry import unit_of
from comity.knowledge.cases.views.catalogue import narrowed_to
from comity.ui.components import Badge, Crumb, Fact, Moment, Tone
from comity.ui.templatetags.addresses import in_language


# So many characters of a decision stand on one page: a judgment of a hundred pages is read in pieces.
WINDOW: Final = 40_000
LONGEST_CRUMB: Final = 60


@dataclass(frozen=True, slots=True)
class Words:
    """A text in one language with what must be known of it; ``paragraphs`` are plain."""

    language: str
    status: str
    paragraphs: Sequence[str]


@dataclass(frozen=True, slots=True)
class Matter:
    """What is said about one matter, in each language in which it is."""

    label: str
    anchor: str
    texts: Sequence[Words]


@dataclass(frozen=True, slots=True)
class Person:
    """A line of the table of parties."""

    called: str
    role: str
    nature: str
    number: str
    age: str
    gender: str
    nationalities: Sequence[tuple[str, str]]
    note: str


@dataclass(frozen=True, slots=True)
class Count:
    """A line of the table of charges: a count of the indictment."""

    defendant: str
    offence: str
    statute: str
    link: str
    crime: str
    verdict: str
    sentence: str


@require_safe
def page(request: HttpRequest, identifier: str) -> HttpResponse:
    """A case: what it is about, who took part, how it went, what it relies on, and the decision where it is held."""
    person_reading = reader(request)
    case = queries.by_name(identifier, person_reading)
    if case is None:
        raise Http404
    if case.record.state == State.WITHDRAWN:
        raise Gone(case.record)
    language = reading_language()
    named = names(language)
    text = best_text(list(case.record.texts.all()), language=case.language or language)
    title = text.title if text else case.identifier
    cites = shown(request, case.record)
    words, window = decision(case, request.GET.get("part", ""), cites)
    called = dict(zip(case.parties.all(), rules.designations(list(case.parties.all())), strict=True))
    place = case.record.place_id or ""
    short = title if len(title) <= LONGEST_CRUMB else f"{title[: LONGEST_CRUMB - 1]}…"
    return render(
        request,
        "cases/page.html",
        {
            "case": case,
            "title": title,
            "title_language": text.language if text else "en",
            "place": place,
            "place_name": named.places.get(place, place),
            "badges": badges(case),
            "crimes": crimes(case, named),
            "facts": facts(case, language),
            "matters": matters(case),
            "keywords": keywords(case, language),
            "issues": [terms.label(one.term, language) for one in case.terms.all() if one.term.startswith("cross-")],
            "moments": moments(case, language),
            "people": [person(party, name, named, language) for party, name in called.items()],
            "counts": [count(charge, called, language, cites) for charge in case.charges.all()],
            "measures": measures(case, language),
            "cooperation": cooperation(case, named, language),
            "decision": words,
            "decision_language": case.language or "en",
            **window,
            "cited": cited(case),
            "links": [linked(link, link.object) for link in links_of(case.record, person_reading)],
            "cited_by": cited_by(request, case.record),
            "attachments": case.attachments.all(),
            "sources": case.record.sources.all(),
            "address": request.build_absolute_uri(case.address),
            "cite_as": ", ".join(filter(None, (title, case.court, case.decided, case.citation, case.ecli))),
            "data": f"/api/v1/cases/{case.identifier}",
            "linked": exports.linked_data(case, request.build_absolute_uri("/").rstrip("/"), language),
            "crumbs": (
                Crumb(_("Cases"), reverse("cases:list")),
                Crumb(named.places.get(place) or _("Other"), in_language(narrowed_to(f"place:{place}"))),
                Crumb(short, language=text.language if text else ""),
            ),
        },
    )


def badges(case: Case) -> tuple[Badge, ...]:
    """What a reader must know before relying on the record."""
    tones = {Verification.VERIFIED: Tone.SUCCESS, Verification.RULE: Tone.BRASS}
    tone = tones.get(Verification(case.verification), Tone.OUTLINE)
    return (Badge(Verification(case.verification).label, tone),)


def crimes(case: Case, named: Names) -> list[tuple[str, str]]:
    """The crime types, each with the list of cases about it."""
    codes = [one.term.partition(":")[2] for one in case.terms.all() if one.term.startswith("crime-types:")]
    return [(named.crime_types.get(code, code), in_language(narrowed_to(f"crime-types:{code}"))) for code in codes]


def facts(case: Case, language: str) -> list[Fact]:
    """The card of the case; what is not known is left out."""
    told = [
        Fact(_("Court"), case.court, in_language(narrowed_to(f"court:{case.court}")) if case.court else ""),
        Fact(_("Level of the court"), coded("court-level", case.court_level, language)),
        Fact(_("Number of the case"), case.number),
        Fact("ECLI", case.ecli),
        Fact(_("Cited as"), case.citation),
        Fact(_("Decided"), case.decided),
        Fact(_("Sentenced"), case.sentenced),
        Fact(_("Type of proceedings"), coded("case-proceedings", case.proceedings, language)),
        Fact(_("Legal system"), legal_system(case, language)),
        Fact(_("Number in its source"), case.filed_as),
    ]
    return [fact for fact in told if fact.value]


def legal_system(case: Case, language: str) -> str:
    """That of the court as far as it is told, else those of its State, which is then said."""
    own = rules.legal_systems(case.legal_system, case.record.place_id)
    told = " · ".join(coded("legal-system", code, language) for code in own)
    return told if case.legal_system or not told else _("%(systems)s (as in this State)") % {"systems": told}


def coded(scheme: str, code: str, language: str) -> str:
    """A term by the vocabulary and its id; empty when there is none."""
    return terms.label(f"{scheme}:{code}", language) if code else ""


def paragraphs(body: str) -> list[str]:
    """The paragraphs of a text, without empty ones."""
    return [piece.strip() for piece in body.split("\n") if piece.strip()]


def matters(case: Case) -> list[Matter]:
    """The fact summary, then every other matter in its order; the decision itself stands by itself."""
    wordings = {one.value: "" if one is Wording.ORIGINAL else str(one.label) for one in Wording}
    summaries = [
        Words(text.language, wordings[text.wording], paragraphs(text.summary))
        for text in case.record.texts.all()
        if text.summary.strip()
    ]
    found = [Matter(_("Fact summary"), "summary", summaries)] if summaries else []
    by_kind: dict[str, list[CaseSection]] = {}
    for section in case.sections.all():
        by_kind.setdefault(section.kind, []).append(section)
    for kind in SectionKind:
        if kind is not SectionKind.JUDGMENT and (several := by_kind.get(kind.value)):
            texts = [Words(one.language, wordings[one.wording], paragraphs(one.body)) for one in several]
            found.append(Matter(str(kind.label), kind.value, texts))
    return found


def decision(case: Case, part: str, cites: Shown) -> tuple[list[SafeString], dict[str, Any]]:
    """A window of the decision's own text, and the way to its neighbours; what it cites are links."""
    section = next((one for one in case.sections.all() if one.kind == SectionKind.JUDGMENT), None)
    windows: list[list[tuple[int, int]]] = []
    size = 0
    body = section.body if section else ""
    for start, end in pieces(body, "\n"):
        if not body[start:end].strip():
            continue
        if not windows or size + end - start > WINDOW:
            windows.append([])
            size = 0
        windows[-1].append((start, end))
        size += end - start
    number = int(part) if part.isdecimal() and 1 <= int(part[:6]) <= len(windows) else 1
    spans = cites.of(body, section.kind, section.language) if section else []
    return [marked(body, start, end, spans) for start, end in (windows[number - 1] if windows else [])], {
        "back": f"?part={number - 1}#decision" if number > 1 else "",
        "following": f"?part={number + 1}#decision" if number < len(windows) else "",
        "part": number,
        "parts": len(windows),
    }


def keywords(case: Case, language: str) -> list[Fact]:
    """The keywords by what they tell: acts, means, purposes, form and sector."""
    told: list[Fact] = []
    for scheme in rules.KEYWORDS:
        own = [one.term.partition(":")[2] for one in case.terms.all() if one.term.startswith(f"{scheme}:")]
        for top, below in under(scheme).items():
            labels = [terms.label(f"{scheme}:{code}", language) for code in own if code in below]
            if labels:
                told.append(Fact(terms.label(f"{scheme}:{top}", language), " · ".join(labels)))
    return told


def under(scheme: str) -> dict[str, frozenset[str]]:
    """Every id below each id at the top of a vocabulary, however deep."""
    tree = terms.narrower(scheme)

    def below(code: str) -> Iterable[str]:
        for child in tree.get(code, []):
            yield child
            yield from below(child)

    return {top: frozenset(below(top)) for top in tree.get("", [])}


def moments(case: Case, language: str) -> list[Moment]:
    """The courts before which the case stood, in order."""
    return [
        Moment(
            one.decided,
            one.court,
            one.decided_on.isoformat() if one.decided_on else "",
            " · ".join(
                filter(
                    None,
                    (
                        coded("court-level", one.level, language),
                        one.number,
                        coded("case-appeal", one.outcome, language),
                        one.note,
                    ),
                )
            ),
        )
        for one in case.instances.all()
    ]


def person(party: Party, called: str, named: Names, language: str) -> Person:
    """A party as the table shows it."""
    group = rules.age_group(party)
    years = "–".join(dict.fromkeys(str(age) for age in (party.age_min, party.age_max) if age is not None))
    children = _("%(number)s of them children") % {"number": party.count_children} if party.count_children else ""
    return Person(
        called=called,
        role=str(party.get_role_display()),
        nature=str(party.get_nature_display()),
        number=" · ".join(filter(None, (str(party.count), children))),
        age=" · ".join(filter(None, (coded("age-group", group, language), years))),
        gender=coded("gender", party.gender, language),
        nationalities=[(code, named.places.get(code, code)) for code in party.nationalities],
        note=party.note,
    )


def count(charge: Charge, called: dict[Party, str], language: str, cites: Shown) -> Count:
    """A charge as the table shows it: its law leads to where an editor said, else to what it cites itself."""
    months = charge.imprisonment_months
    terms_of = [charge.sentence]
    if charge.is_life:
        terms_of.append(_("imprisonment for life"))
    elif months is not None and not charge.sentence:
        terms_of.append(_("imprisonment for %(months)s months") % {"months": months})
    link = ""
    if charge.provision is not None:
        detail = getattr(charge.provision, charge.provision.kind)
        link = in_language(
            f"{detail.address}{charge.provision_locator}/" if charge.provision_locator else detail.address
        )
    return Count(
        defendant=called.get(charge.defendant, "") if charge.defendant else "",
        offence=charge.offence,
        statute=charge.statute
        if link
        else cites.marked(charge.statute, unit_of(charge.position), charge.case.language),
        link=link,
        crime=coded("crime-types", charge.crime_type, language),
        verdict=coded("case-verdict", charge.verdict, language),
        sentence=" · ".join(filter(None, terms_of)),
    )


def measures(case: Case, language: str) -> list[Fact]:
    """Property and payments."""
    return [
        Fact(
            coded("case-measure", one.measure, language),
            " · ".join(filter(None, (one.what, f"{one.amount} {one.currency}" if one.amount is not None else ""))),
        )
        for one in case.measures.all()
    ]


def cooperation(case: Case, named: Names, language: str) -> list[Fact]:
    """The cooperation that the case used, with whom and on what basis."""
    return [
        Fact(
            coded("case-cooperation", one.form, language),
            " · ".join(filter(None, (*(named.places.get(code, code) for code in one.places), one.basis, one.note))),
        )
        for one in case.cooperation.all()
    ]


def cited(case: Case) -> list[tuple[str, list[str]]]:
    """What the decision cites, by kind."""
    found: list[tuple[str, list[str]]] = []
    for kind in CitedKind:
        several = [" ".join(filter(None, (one.text, one.locator))) for one in case.citations.all() if one.kind == kind]
        if several:
            found.append((str(kind.label), several))
    return found
