"""The tables of networks: what they are, who stands for a State in them, and what they do."""

from comity.operations.networks.models.alerting import Alert, Delivery
from comity.operations.networks.models.communities import ContactPoint, Member, Network
from comity.operations.networks.models.helping import Help, KeptFile, Reached
from comity.operations.networks.models.meeting import Meeting, Paper


__all__ = [
    "Alert",
    "ContactPoint",
    "Delivery",
    "Help",
    "KeptFile",
    "Meeting",
    "Member",
    "Network",
    "Paper",
    "Reached",
]
