from comity.engines.exchange.models.correspondents import Acquaintance, Correspondent
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
from comity.engines.exchange.models.peers import Abroad, Arrival, Nonce, Parcel, Peer, PeerLeaf, Stranger
from comity.engines.exchange.models.threads import Attachment, Draft, Envelope, Party, Piece, Receipt, Thread


__all__ = [
    "Abroad",
    "Acquaintance",
    "Arrival",
    "Attachment",
    "AuthorityKey",
    "Correspondent",
    "Draft",
    "Envelope",
    "KeyLeaf",
    "Nonce",
    "OwnKey",
    "Parcel",
    "Party",
    "Peer",
    "PeerLeaf",
    "Piece",
    "Receipt",
    "Recovery",
    "RecoverySet",
    "RescuePart",
    "Share",
    "Stranger",
    "Thread",
    "Wrap",
]
