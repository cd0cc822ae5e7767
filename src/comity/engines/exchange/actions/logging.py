from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from comity.base.audit.actions import note
from comity.base.people.models import User
from comity.engines.exchange import crypto
from comity.engines.exchange.models import KeyLeaf
from comity.engines.exchange.shapes import Public


# Any number that nothing else in the database uses: two leaves must not take one place.
TURN = 0x6B657973


@transaction.atomic
def put_into_log(public: Public, *, by: User) -> KeyLeaf:
    """Put a public key into the log of keys; the audit log, which others witness, keeps the hash of the leaf."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [TURN])
    now = timezone.now()
    leaf: dict[str, Any] = {
        "content": public.content,
        "self": public.itself,
        "continuity": public.continuity,
        "at": now.isoformat(timespec="seconds"),
    }
    last = KeyLeaf.objects.order_by("-index").values_list("index", flat=True).first()
    index = 0 if last is None else last + 1
    put = KeyLeaf.objects.create(index=index, leaf=leaf, hashed=crypto.hash_of(leaf), at=now)
    note("exchange.log_key", put, by=by, owner=public.content["owner"], hash=put.hashed)
    return put
