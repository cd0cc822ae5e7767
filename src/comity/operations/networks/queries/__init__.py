"""Which networks there are, who stands in them, and which of their cases and alerts somebody may know of."""

from comity.operations.networks.queries.alerts import alert_of, alerts_for_listing, alerts_visible_to, waiting_alerts
from comity.operations.networks.queries.cases import (
    case_of,
    counterparts,
    files_of,
    files_to_keep,
    for_listing,
    threads_of,
    visible_to,
)
from comity.operations.networks.queries.communities import (
    current_networks,
    members_of,
    network_of,
    networks,
    networks_between,
    networks_of,
    places_in,
    table,
)
from comity.operations.networks.queries.desk import Desk, desk_of
from comity.operations.networks.queries.ending import last_opened, people_in, remaining
from comity.operations.networks.queries.meetings import (
    meeting_of,
    meetings_of,
    meetings_visible_to,
    papers_visible_to,
    readable_files,
    wants_papers,
    who_want_papers,
)
from comity.operations.networks.queries.points import (
    appointable,
    contact_points_for,
    first_free,
    managers,
    people_of,
    point_of,
    points_visible_to,
    reached_through,
    staff_of,
)


__all__ = [
    "Desk",
    "alert_of",
    "alerts_for_listing",
    "alerts_visible_to",
    "appointable",
    "case_of",
    "contact_points_for",
    "counterparts",
    "current_networks",
    "desk_of",
    "files_of",
    "files_to_keep",
    "first_free",
    "for_listing",
    "last_opened",
    "managers",
    "meeting_of",
    "meetings_of",
    "meetings_visible_to",
    "members_of",
    "network_of",
    "networks",
    "networks_between",
    "networks_of",
    "papers_visible_to",
    "people_in",
    "people_of",
    "places_in",
    "point_of",
    "points_visible_to",
    "reached_through",
    "readable_files",
    "remaining",
    "staff_of",
    "table",
    "threads_of",
    "visible_to",
    "waiting_alerts",
    "wants_papers",
    "who_want_papers",
]
