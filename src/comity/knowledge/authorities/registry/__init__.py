"""What ships with the project about authorities, and the form in which one is written."""

from comity.knowledge.authorities.registry.beyond import register_sheet, sheet_of
from comity.knowledge.authorities.registry.communities import Community, communities_of, register_communities
from comity.knowledge.authorities.registry.form import GROUPS, SECTIONS, WORDS
from comity.knowledge.authorities.registry.shipped import (
    FOLDER,
    Designating,
    Network,
    designating,
    entries,
    fingerprint,
    networks,
    rows,
)


__all__ = [
    "FOLDER",
    "GROUPS",
    "SECTIONS",
    "WORDS",
    "Community",
    "Designating",
    "Network",
    "communities_of",
    "designating",
    "entries",
    "fingerprint",
    "networks",
    "register_communities",
    "register_sheet",
    "rows",
    "sheet_of",
]
