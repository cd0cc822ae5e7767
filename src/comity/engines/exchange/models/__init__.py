from comity.engines.exchange.models.keys import (
    AuthorityKey,
    KeyLeaf,
    OwnKey,
    Recovery,
    RecoverySet,
    RescuePart,
    Share,
    Wrap,
)
from comity.engines.exchange.models.threads import Attachment, Draft, Envelope, Party, Piece, Receipt, Thread


__all__ = [
    "Attachment",
    "AuthorityKey",
    "Draft",
    "Envelope",
    "KeyLeaf",
    "OwnKey",
    "Party",
    "Piece",
    "Receipt",
    "Recovery",
    "RecoverySet",
    "RescuePart",
    "Share",
    "Thread",
    "Wrap",
]
