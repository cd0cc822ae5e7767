"""Take in what somebody sends: first the bytes, then the row that names them."""

import uuid
from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from comity.base.audit.actions import note
from comity.base.files import queries, rules
from comity.base.files.content.names import cleaned_name
from comity.base.files.content.running import inspect
from comity.base.files.content.types import TYPES, Flawed
from comity.base.files.models import File
from comity.base.files.shapes import Laid
from comity.base.files.store import TooLarge, Unavailable, current, incoming, lay_aside
from comity.base.people.models import User
from comity.kernel.errors import NotNow


def lay(pieces: Iterable[bytes], name: str) -> Laid:
    """Look through what somebody sends and put its bytes into the store, where nobody can read them yet.

    It is done before the transaction in which ``receive`` writes the row: no lock is held while bytes arrive, and
    whatever dies in between leaves bytes that ``tidy`` clears away.

    Args:
        pieces: the bytes as they come.
        name: what the sender calls the file.

    Raises:
        Refused: it is too large, of a type that is not taken, or flawed; the sentence says how to mend it.
        NotNow: the store cannot be reached.
    """
    path = incoming() / uuid.uuid4().hex
    try:
        digest, size = lay_aside(pieces, path, most=rules.largest())
        found = inspect(path, name, rules.allowed(), rules.limits())
        current().put(path, digest)
    except TooLarge as error:
        raise rules.too_large() from error
    except Flawed as flawed:
        raise rules.refusal(flawed) from flawed
    except Unavailable as error:
        raise NotNow(_("The store of files cannot be reached now. Nothing was kept. Try again later.")) from error
    finally:
        path.unlink(missing_ok=True)
    kind = TYPES[found.type]
    return Laid(cleaned_name(name, kind), digest, size, kind.media)


@transaction.atomic
def receive(laid: Laid, *, by: User) -> File:
    """Keep a file whose bytes are in the store: in quarantine, until it is scanned.

    Whoever attaches it to something does so in the same transaction, after asking whether the person may.

    Raises:
        NotNow: the person has sent too many within a day.
    """
    rules.check_may_send(by, sent=queries.sent_within_a_day(by))
    file = File.objects.create(
        name=laid.name,
        digest=laid.digest,
        size=laid.size,
        original_digest=laid.digest,
        original_size=laid.size,
        media_type=laid.media_type,
        sent_by=by,
    )
    note("files.receive", file, by=by, sha256=laid.digest, size=laid.size, media_type=laid.media_type)
    return file
