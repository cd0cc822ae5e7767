"""What is said of an authority in a sentence of the reader's language."""

import datetime as dt
from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from comity.base.places import queries as places
from comity.kernel.languages import isolated, own_name
from comity.knowledge.authorities.enums import Channel, Freshness, Reason, Remaining
from comity.knowledge.authorities.models import Designation
from comity.knowledge.authorities.queries import Disclosed, Found, Question, Title, Way


def confirmation(shown: Disclosed) -> str:
    """Whether what stands here was confirmed, when, and by whom."""
    authority = shown.authority
    if shown.freshness == Freshness.NEVER:
        if shown.is_extracted:
            return _("Extracted by a machine from a statement of the State, and never confirmed. Check it before use.")
        return _("Never confirmed by the authority. Check it before use.")
    told = {"day": isolated(str(authority.confirmed_on)), "by": authority.confirmed_by}
    if shown.freshness == Freshness.STALE:
        if authority.confirmed_by:
            return _("Not confirmed for twelve months: last on %(day)s by %(by)s. Check it before use.") % told
        return _("Not confirmed for twelve months: last on %(day)s. Check it before use.") % told
    if authority.confirmed_by:
        return _("Confirmed on %(day)s by %(by)s.") % told
    return _("Confirmed on %(day)s.") % told


def under(one: Designation, titles: Mapping[str, Title]) -> str:
    """The treaty and article of a designation; empty when it has the function in general."""
    if not one.treaty:
        return ""
    title = titles[one.treaty].text if one.treaty in titles else one.treaty_title or one.treaty
    if not one.article:
        return title
    return _("%(treaty)s, article %(number)s") % {"treaty": title, "number": isolated(one.article)}


def explained(found: Found, question: Question, titles: Mapping[str, Title], language: str) -> str:
    """Why an authority is an answer, in one sentence."""
    names, one = places.names(language), found.designation
    told = {
        "treaty": under(one, titles),
        "place": names.get(found.shown.place, found.shown.place),
        "territory": names.get(one.territory_id or "", one.territory_id or ""),
        "other": names.get(one.counterpart_id or "", one.counterpart_id or ""),
        "state": names.get(question.state, question.state),
        "day": isolated(str(one.ends_on or "")),
    }
    return _why(found) % told


def _why(found: Found) -> str:
    """The sentence for a reason, with places for what it is about."""
    is_between_two = found.designation.counterpart_id is not None
    sentences = {
        Reason.TREATY: _("Designated under this treaty, for requests from %(other)s: %(treaty)s.")
        if is_between_two
        else _("Designated under this treaty for this function: %(treaty)s."),
        Reason.WITH_YOU: _("Designated for requests from %(other)s: %(treaty)s."),
        Reason.GENERAL: _("General authority of %(place)s for this function, whatever the treaty."),
        Reason.OTHER_TREATY: _(
            "Designated for this function under another treaty: %(treaty)s. It most likely knows who is."
        ),
        Reason.OTHER_PARTNER: _(
            "Designated only for requests from %(other)s: %(treaty)s. It most likely knows who is for yours."
        ),
        Reason.OTHER_TERRITORY: _("Of the same State, but only for %(territory)s.")
        if found.designation.territory_id
        else _("Of another part of the same State: %(place)s."),
        Reason.PAST: _("Its designation ended on %(day)s; ask it who followed."),
    }
    return sentences[found.reason]


def advised(way: Way, question: Question, language: str) -> str:
    """What can be done where no authority is known, in one sentence."""
    state = places.names(language).get(question.state, question.state)
    match way.kind:
        case Remaining.NETWORK:
            assert way.network is not None, "a network has a name"
            return _(
                "%(state)s has contact points in %(network)s. Ask the contact point of your own State there, who can "
                "find out informally whom to address."
            ) % {"state": state, "network": way.network.name}
        case Remaining.INTERPOL:
            return _(
                "In urgent cases, your National Central Bureau of INTERPOL can reach that of %(state)s at any hour. "
                "Ask first whether the State accepts requests by this way; the request itself usually follows in "
                "writing."
            ) % {"state": state}
    return _(
        "The diplomatic channel is always open: your ministry of foreign affairs hands the request to the mission of "
        "%(state)s, with a note. It takes longest."
    ) % {"state": state}


def spoken(codes: Iterable[str]) -> str:
    """Languages by their own names."""
    return ", ".join(own_name(code) for code in codes)


def by(codes: Iterable[str]) -> str:
    """Channels by their names in the reader's language."""
    return ", ".join(str(Channel(code).label) for code in codes)


def dated(notice: Mapping[str, str]) -> str:
    """For how long a service notice holds."""
    first, last = isolated(notice["begins_on"]), isolated(notice["ends_on"])
    if last:
        return _("From %(first)s to %(last)s") % {"first": first, "last": last}
    return _("From %(first)s until further notice") % {"first": first}


def today() -> dt.date:
    """The day on which a page is made."""
    return dt.datetime.now(tz=dt.UTC).date()
