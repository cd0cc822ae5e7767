"""What is said of a treaty that was considered, in sentences of the reader's language."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comity.kernel.languages import isolated
from comity.knowledge.treaties.enums import ActionKind
from comity.operations.assistance.enums import Doubt, Exclusion, Outcome
from comity.operations.assistance.shapes import Base, Candidate, Finding, Measure, Why


Names = Mapping[str, str]


def sentence(why: Why, names: Names) -> str:
    """Why a treaty cannot serve, or what leaves it uncertain."""
    told = {
        "place": names.get(why.place, why.place),
        "day": isolated(str(why.on or "")),
        "subject": names.get(why.subject, isolated(why.subject)),
    }
    return _reason(why) % told if isinstance(why.kind, Exclusion) else _doubt(why) % told


def _reason(why: Why) -> str:
    """The sentence for a reason, with places for what it is about."""
    is_dated, is_about = why.on is not None, bool(why.subject)
    sentences = {
        Exclusion.NOT_IN_FORCE: _("Not in force for any State on that day; in force since %(day)s.")
        if is_dated
        else _("Not in force for any State, as far as is known here."),
        Exclusion.NOT_PARTY: _("%(place)s had signed it and was not a party.")
        if is_about
        else _("%(place)s was not a party."),
        Exclusion.NO_CONSENT_KNOWN: _no_consent(is_dated=is_dated, has_signed=is_about),
        Exclusion.NOT_YET: _("Not yet in force for %(place)s on that day; in force for it from %(day)s."),
        Exclusion.DENOUNCED: _("Denounced by %(place)s with effect from %(day)s."),
        Exclusion.NOT_MEMBER: _("It applies only between members of %(subject)s; %(place)s was none on that day."),
        Exclusion.CONVENTION: _(
            "The protocol applies %(subject)s, to which %(place)s is not known to be a party on that day."
        ),
        Exclusion.TERRITORY: _("%(place)s is left out of it by a declaration of the State."),
        Exclusion.MEASURE: _("No article of it for this measure is known here."),
        Exclusion.OFFENCE: _("It does not cover the offence."),
        Exclusion.PENALTY: _(
            "It does not name the offence, and covers others only from a maximum penalty of %(subject)s years; this "
            "one has less."
        ),
    }
    return sentences[Exclusion(why.kind)]


def _no_consent(*, is_dated: bool, has_signed: bool) -> str:
    if not is_dated:
        return _("No consent of %(place)s to be bound is known.")
    if has_signed:
        return _(
            "%(place)s has signed it; no consent to be bound is known. Every act is known until %(day)s, later ones "
            "only as far as they were reported."
        )
    return _(
        "No consent of %(place)s to be bound is known. Every act is known until %(day)s, later ones only as far as "
        "they were reported."
    )


def _doubt(why: Why) -> str:
    match why.kind:
        case Doubt.DAY:
            return _("When %(place)s became bound is known only as a period that includes this day.")
        case Doubt.TERRITORY_NOT_TOLD:
            return _("Nothing known here says whether it applies to %(place)s. Ask the State before you rely on it.")
        case Doubt.GRAVITY:
            return _(
                "It covers the offence only if it is punishable by at least %(subject)s years of deprivation of "
                "liberty at the maximum."
            )
        case Doubt.PART_OF_OFFENCES:
            return _("It does not cover every offence that you named: not “%(subject)s”.")
        case Doubt.SUCCESSION:
            return _("%(place)s is bound by succession, from %(day)s.")
    return _("Every act is known until %(day)s; later withdrawals and accessions only as far as they were reported.")


def article(base: Base) -> str:
    """The article of a base as it is cited, with the protocol through which it applies."""
    number = _("Article %(number)s") % {"number": isolated(base.place.number)}
    if not base.through or base.through == base.place.symbol:
        return number
    return _("%(article)s of %(convention)s, which applies to the protocol") % {
        "article": number,
        "convention": isolated(base.place.symbol),
    }


def summary(finding: Finding, measure: Measure, names: Names, titles: Names, language: str) -> str:
    """The answer in one or two sentences."""
    serving, perhaps = finding.of(Outcome.SERVES), finding.of(Outcome.PERHAPS)
    question = finding.question
    told = {
        "number": len(serving),
        "first": names.get(question.requesting, question.requesting),
        "second": names.get(question.requested, question.requested),
        "day": isolated(question.on.isoformat()),
        "measure": measure.name(language),
    }
    if serving:
        said = ngettext(
            "%(number)s treaty binds %(first)s and %(second)s on %(day)s and can serve for this: %(measure)s.",
            "%(number)s treaties bind %(first)s and %(second)s on %(day)s and can serve for this: %(measure)s.",
            len(serving),
        )
        closest = _("The closest is %(treaty)s.") % {"treaty": titles.get(serving[0].symbol, serving[0].symbol)}
        return f"{said % told} {closest}"
    if perhaps:
        told["number"] = len(perhaps)
        return (
            ngettext(
                "No treaty surely binds %(first)s and %(second)s on %(day)s for this: %(measure)s. %(number)s may.",
                "No treaty surely binds %(first)s and %(second)s on %(day)s for this: %(measure)s. %(number)s may.",
                len(perhaps),
            )
            % told
        )
    return (
        _(
            "No treaty known here binds %(first)s and %(second)s on %(day)s for this: %(measure)s. What remains "
            "stands below."
        )
        % told
    )


def citation(one: Candidate, base: Base, title: str, names: Names) -> str:
    """The legal basis as a request cites it."""
    days = [
        _("in force for %(place)s since %(day)s")
        % {"place": names.get(side.state, side.state), "day": isolated(side.since.isoformat())}
        for side in one.sides
        if side.since
    ]
    return "; ".join([f"{title} ({isolated(one.symbol)}), {article(base)}", *days])


def act(kind: str) -> str:
    """The kind of an act by its name."""
    return str(ActionKind(kind).label)
