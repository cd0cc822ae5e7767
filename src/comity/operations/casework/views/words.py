"""How what a file says in codes is said to people."""

from collections.abc import Iterable
from typing import Any, Final

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from comity.base.people.models import User
from comity.base.places import queries as places
from comity.base.terms import queries as terms
from comity.engines.records.views import reader, reading_language
from comity.kernel.errors import NotPermitted
from comity.kernel.lists import listed
from comity.operations.assistance.exports import writing
from comity.operations.casework import registry, rules
from comity.operations.casework.enums import Ground, Part, Source, State
from comity.operations.casework.flow import FLOW
from comity.operations.casework.models import Case, Deadline
from comity.operations.casework.shapes import Place
from comity.ui.components import Badge, Crumb, Tone


CONFLICT: Final = 409
UNPROCESSABLE: Final = 422
TONES: Final = {
    State.SENT: Tone.ACCENT,
    State.QUESTION: Tone.BRASS,
    State.EXECUTED: Tone.SUCCESS,
    State.PART_EXECUTED: Tone.SUCCESS,
    State.REFUSED: Tone.DANGER,
}


def keeper(request: HttpRequest) -> User:
    """Who asks, when they keep files of some authority.

    Raises:
        NotPermitted: they keep none.
    """
    person = reader(request)
    if person is None or not rules.offices_of(person):
        raise NotPermitted(_("Only who works for an authority keeps its files."))
    return person


def crumbs(here: str = "") -> list[Crumb]:
    """The way to the desk."""
    first = Crumb(_("Files of requests"), reverse("casework:desk") if here else "")
    return [first, Crumb(here)] if here else [first]


def badge_of(case: Case) -> Badge:
    """Where a request stands."""
    state = State(case.procedure.state)
    return Badge(state.label, TONES.get(state, Tone.PLAIN))


def waits_for(case: Case) -> str:
    """Who has to act now, in words; empty when it is closed."""
    owner = FLOW.owners.get(case.procedure.state)
    if owner is None:
        return ""
    return _("Waits for us") if owner == case.part else _("Waits for them")


def name_of(person: User | None) -> str:
    """What somebody is called."""
    return (person.get_full_name() or person.get_username()) if person is not None else ""


def place_names() -> Any:
    """The names of places in the language of the page."""
    return places.names(reading_language())


def type_names() -> dict[str, str]:
    """What types of request are called."""
    return writing.type_names(reading_language())


def crime_names(language: str) -> dict[str, str]:
    """What offences are called, by the keys of their terms."""
    return {f"crime-types:{code}": label for code, label in terms.every_label("crime-types", language).items()}


def cited(place: Place) -> str:
    """An article of a treaty as it is cited."""
    return _("%(treaty)s, article %(article)s") % {"treaty": place.symbol, "article": place.number}


def place_from(key: str) -> Place | None:
    """An article as it is kept, or None."""
    return next((one for several in registry.articles().values() for _kind, one in several if one.key == key), None)


def article_choices(case: Case) -> list[tuple[str, str]]:
    """The articles by which such a request may be refused, with the grounds that they name."""
    found = registry.articles_for(case.type, case.instrument)
    return [
        (place.key, f"{cited(place)} — {Ground(ground).label}")
        for ground, several in found.items()
        for place in several
    ]


def span_choices(case: Case) -> list[tuple[str, str]]:
    """The days that the treaty of a file sets, in words."""
    return [
        (
            one.id,
            _("%(words)s: %(days)s days (%(article)s)")
            % {"words": registry.SAID[one.id], "days": one.days, "article": cited(one.place)},
        )
        for one in registry.spans_for(case.type, case.instrument)
    ]


def explained(deadline: Deadline) -> str:
    """How the day of a deadline was found."""
    span = registry.spans().get(deadline.rule)
    if deadline.source != Source.TREATY or span is None or deadline.counted_from_on is None:
        return str(Source(deadline.source).label)
    return _("%(days)s days counted from %(day)s: %(article)s. Calendar days, the first one not counted.") % {
        "days": span.days,
        "day": f"{deadline.counted_from_on:%Y-%m-%d}",
        "article": cited(span.place),
    }


def keeper_of(deadline: Deadline, case: Case) -> str:
    """Who has to keep a deadline, as seen from the authority of the file."""
    return _("We") if Part(deadline.part) == case.part else _("They")


def named(keys: Iterable[str], names: Any) -> str:
    """Several things by their names."""
    return listed(str(names.get(key, key)) for key in keys)


def found_or_404(found: Any) -> Any:
    """What was found; what is not there, and what one may not know of, are answered alike."""
    if found is None:
        raise Http404
    return found
