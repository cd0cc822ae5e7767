"""What a conversation has for another installation as one file, to be carried by hand or sent by e-mail."""

import json
import zipfile
from collections.abc import Iterator
from typing import Any

from django.utils import timezone

from comity.engines.exchange import crypto, queries, rules
from comity.engines.exchange.models import Peer, Piece, Thread
from comity.engines.exchange.shapes import MANIFEST


class _Stream:
    """What a zip file is written to, and read from piece by piece."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def write(self, content: bytes, /) -> int:
        """Take some of it."""
        self._parts.append(bytes(content))
        return len(content)

    def flush(self) -> None:
        """Nothing waits here."""

    def close(self) -> None:
        """Nothing is open here."""

    def taken(self) -> bytes:
        """What was written since."""
        whole = b"".join(self._parts)
        self._parts.clear()
        return whole


def sealed_file(thread: Thread, peer: Peer) -> Iterator[bytes]:
    """The parcels of a conversation that an installation has not taken, with their files; our log of keys; answers.

    Everything in it is sealed or signed by itself: whoever carries it can lose it, and neither read nor change it.
    """
    parcels = list(queries.untaken(thread, peer))
    manifest: dict[str, Any] = {
        "version": rules.VERSION,
        "from": crypto.identity().name,
        "to": peer.name,
        "at": timezone.now().isoformat(timespec="seconds"),
        "growth": queries.growth(0),
        "parcels": [{"statement": one.statement, "signature": one.signature} for one in parcels],
        "answers": queries.answers(thread, peer),
    }
    stream = _Stream()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED, allowZip64=True) as file:
        file.writestr(MANIFEST, json.dumps(manifest))
        for parcel in parcels:
            if parcel.envelope is not None:
                file.writestr(f"parcels/{parcel.pk}.age", bytes(parcel.envelope.sealed))
            for one in parcel.statement.get("files", []):
                for number in range(len(one["pieces"])):
                    piece = Piece.objects.get(attachment=one["id"], number=number)
                    file.writestr(f"files/{one['id']}/{number}", bytes(piece.sealed))
                    yield stream.taken()
    yield stream.taken()
