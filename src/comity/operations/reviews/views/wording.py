"""Rules, parties and outcomes in the reader's language."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comity.base.places import queries as places
from comity.base.places.enums import Group
from comity.kernel.languages import alphabetical
from comity.kernel.lists import listed
from comity.operations.reviews.enums import Act, Seat
from comity.operations.reviews.queries import Listed
from comity.ui.components import Column, Row
from comity.ui.written import place as placed


@dataclass(frozen=True, slots=True)
class Names:
    """Names of places and instruments in the reader's language."""

    places: Mapping[str, str]
    instruments: Mapping[str, str]

    def place(self, code: str) -> str:
        """A place by its name."""
        return self.places.get(code, code)

    def flagged(self, code: str) -> SafeString:
        """A place by flag and name."""
        return placed(code, self.place(code))

    def several(self, symbols: Sequence[str]) -> str:
        """Instruments by their short names."""
        return listed(self.instruments.get(one, one) for one in symbols)


def region_name(code: str) -> str:
    """A regional group in the reader's language."""
    return str(Group(code).label) if code else _("No regional group")


def rules_in_words(values: Mapping[str, Any]) -> list[str]:
    """The rules of a draw as sentences."""
    groups, late = values["groups"], values["late_group"]
    said = [
        ngettext(
            "The parties are in %(number)s group.",
            "The parties are divided by lot into %(number)s groups, which start one year after the other. Each group "
            "has its proportional part of each regional group, and of all; where that is not a whole number it is "
            "rounded down or up by lot.",
            groups,
        )
        % {"number": groups},
        _(
            "Each State is reviewed by two others, one of its own regional group and one of another. A party of no "
            "regional group is reviewed by any two."
        ),
    ]
    if values["no_mutual"]:
        said.append(_("No two States review each other."))
    said.append(
        _("Each State does at least %(least)s and at most %(most)s reviews.")
        % {"least": values["least"], "most": values["most"]}
    )
    if values["instrument_reviewers"]:
        said.append(
            _(
                "Where a reviewer is not party to every instrument of the State under review, a further one is drawn "
                "for those instruments only: of the regional group that the seat asks for where there is one, else of "
                "any. In a later lot it may go beyond the most where nobody else is left."
            )
        )
        said.append(
            {
                "together": _("Additional reviews count towards the most."),
                "possible": _("Additional reviews count towards the most where that is possible."),
                "apart": _("Additional reviews are counted apart, at most %(number)s for each State.")
                % {"number": values["most_additional"]},
            }[values["additional"]]
        )
    if values["similar_law"]:
        said.append(
            _(
                "The reviewer of the same regional group has a legal system in common with the State under review, "
                "for as many States as that is possible at once."
            )
        )
    said += [
        _("A State may have at most %(number)s reviewers drawn anew.") % {"number": values["redraws"]},
        _("Who joins after the lots are drawn is reviewed in group %(number)s.") % {"number": late},
        {
            "out": _("Organisations that are party take no part."),
            "reviewed": _("Organisations that are party are reviewed and do not review."),
            "both": _("Organisations that are party are reviewed and review."),
        }[values["organisations"]],
    ]
    return said


def counts(
    rows: Sequence[tuple[str, str]], heads: Sequence[str], *, total: str = ""
) -> tuple[list[Column], list[Row]]:
    """How many of each regional group there are under each head, with totals.

    Args:
        rows: regional group and head of each.
        heads: what stands over the columns.
        total: what stands over the sum of each line; empty for none, where the columns overlap.
    """
    held = Counter(rows)
    regions = [one for one in (*Group.values, "") if any(region == one for region, _head in held)]
    columns = [Column(head) for head in (*heads, *([total] if total else []))]
    lines = []
    for region in regions:
        cells = [held[region, head] for head in heads]
        lines.append(Row(region_name(region), [str(one) for one in (*cells, *([sum(cells)] if total else []))]))
    totals = [sum(held[region, head] for region in regions) for head in heads]
    return columns, [*lines, Row(_("Together"), [str(one) for one in (*totals, *([sum(totals)] if total else []))])]


def party_rows(listed: Sequence[Listed], names: Names) -> tuple[list[Column], list[Row]]:
    """The list of parties as a table."""
    columns = [Column(one) for one in (_("Regional group"), _("Party to"), _("Part in the draw"), _("Remark"))]
    lines = [
        Row(
            names.flagged(one.code),
            [region_name(one.region), names.several(one.instruments), str(one.part.label), _remark(one, names)],
        )
        for one in sorted(listed, key=lambda one: alphabetical(names.place(one.code)))
    ]
    return columns, lines


def _remark(one: Listed, names: Names) -> str:
    said = []
    if one.doubts:
        said.append(
            _("It is uncertain whether it was party by then to: %(names)s.") % {"names": names.several(one.doubts)}
        )
    if one.lacks_convention:
        said.append(_("Party to a protocol, and by the portal’s list not to the convention: check it."))
    if one.wish:
        said.append(
            {"first": _("Volunteers for the first group."), "later": _("Asks not to be in the first group.")}[one.wish]
        )
    if one.correction is not None:
        said.append(_("Corrected, by: %(source)s") % {"source": one.correction.source})
    return " ".join(said)


def outcome_rows(
    outcome: Sequence[Mapping[str, Any]], names: Names, *, group: int, has_additional: bool
) -> tuple[list[Column], list[Row]]:
    """The reviews of a group as a table."""
    heads = [str(Seat.SAME.label), str(Seat.OTHER.label)]
    if has_additional:
        heads.append(_("Additional reviewers, for these instruments only"))
    lines = []
    for review in sorted(outcome, key=lambda one: alphabetical(names.place(one["state"]))):
        if review["group"] != group:
            continue
        main = {one["seat"]: one["state"] for one in review["reviewers"] if not one["additional"]}
        cells = [names.flagged(main[seat]) for seat in ("same", "other")]
        if has_additional:
            extra = [
                (names.flagged(one["state"]), names.several(one["instruments"]))
                for one in review["reviewers"]
                if one["additional"]
            ]
            # One box, since a phone sets the label of a cell beside what is in it.
            cells.append(
                format_html("<span>{}</span>", format_html_join(SafeString("<br>"), "{} <bdi>({})</bdi>", extra))
                if extra
                else SafeString()
            )
        lines.append(Row(names.flagged(review["state"]), cells))
    return [Column(head) for head in heads], lines


def load_rows(
    outcome: Sequence[Mapping[str, Any]], parties: Sequence[Mapping[str, Any]], names: Names
) -> tuple[list[Column], list[Row]]:
    """What each State does, as a table."""
    reviews: dict[str, list[str]] = {one["code"]: [] for one in parties if one["reviews"]}
    extra = Counter[str]()
    for review in outcome:
        for one in review["reviewers"]:
            if one["additional"]:
                extra[one["state"]] += 1
            reviews.setdefault(one["state"], []).append(review["state"])
    columns = [Column(one) for one in (_("Reviews"), _("Of these, additional"), _("States that it reviews"))]
    lines = [
        Row(
            names.flagged(code),
            [
                str(len(states)),
                str(extra[code]),
                listed(sorted((names.place(one) for one in states), key=alphabetical)),
            ],
        )
        for code, states in sorted(reviews.items(), key=lambda one: alphabetical(names.place(one[0])))
    ]
    return columns, lines


def acts_in_words(acts: Sequence[Mapping[str, Any]], names: Names) -> list[SafeString]:
    """What was asked of a later lot."""
    said = []
    for act in acts:
        seat = f" ({Seat(act['seat']).label})" if act.get("seat") else ""
        said.append(
            format_html("{}: {}{}. {}", names.place(act["state"]), Act(act["kind"]).label, seat, act.get("reason", ""))
        )
    return said


def law_in_words(law: Mapping[str, Any], names: Names) -> str:
    """For how many a similar legal system was possible, and of how many it is known."""
    if not law:
        return ""
    said = (
        _(
            "The legal system is known for %(known)s of %(seats)s States under review; %(similar)s have a reviewer of "
            "the same regional group with a legal system in common."
        )
        % law
    )
    if not law["not"]:
        return said
    missing = listed(names.place(one) for one in law["not"])
    impossible = _("Not possible for: %(names)s.") % {"names": missing}
    return f"{said} {impossible}"


def names_for(language: str, instruments: Mapping[str, str]) -> Names:
    """The names of everything in a language."""
    return Names(places.names(language), instruments)


def code(text: str) -> SafeString:
    """What machines write, from left to right and broken where need be."""
    return format_html('<code dir="ltr">{}</code>', text)
