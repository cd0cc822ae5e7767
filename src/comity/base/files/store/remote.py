"""A store that speaks S3, of whatever maker."""

import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlparse

import obstore
from django.conf import settings
from obstore.exceptions import BaseError, NotFoundError
from obstore.store import S3Store

from comity.base.files.store import AT_ONCE, DIGEST, Kept, Missing, Unavailable, incoming


if TYPE_CHECKING:
    # The library names it to checkers of types only.
    from obstore import GetResult

# What is larger goes there in parts.
PART: Final = 8 * 2**20
PATIENCE: Final = timedelta(seconds=60)


class Bucket:
    """Bytes in a bucket; the store itself sees to it that what stands under a name is whole."""

    def __init__(self, store: S3Store, prefix: str) -> None:
        self._store = store
        self._prefix = prefix

    @classmethod
    def from_settings(cls) -> "Bucket":
        """The bucket that the settings name: ``s3://bucket`` or ``s3://bucket/folder``."""
        where = urlparse(settings.FILES_STORE)
        given = (settings.S3_ENDPOINT, settings.S3_REGION, settings.S3_KEY, settings.S3_SECRET)
        return cls(_client(where.netloc, *given), where.path.strip("/"))

    def put(self, path: Path, digest: str) -> None:
        """Send the bytes; they are there once the store has said so."""
        try:
            with path.open("rb") as file:
                obstore.put(self._store, self._path(digest), file, chunk_size=PART)
        except (BaseError, OSError) as error:
            raise Unavailable(_told(error)) from error

    def read(self, digest: str, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        """The bytes, piece by piece."""
        if end is not None and end <= start:
            return iter(())
        try:
            wanted = (start, end) if end is not None else {"offset": start}
            options = {} if (start, end) == (0, None) else {"range": wanted}
            got = obstore.get(self._store, self._path(digest), options=options)  # type: ignore[arg-type] # -- one of its ranges
        except (NotFoundError, FileNotFoundError) as error:
            raise Missing(digest) from error
        except (BaseError, OSError) as error:
            raise Unavailable(_told(error)) from error
        return _pieces(got)

    @contextmanager
    def at_hand(self, digest: str) -> Iterator[Path]:
        """A copy, that goes with the end of its use."""
        with tempfile.NamedTemporaryFile(dir=incoming()) as file:
            for piece in self.read(digest):
                file.write(piece)
            file.flush()
            yield Path(file.name)

    def size(self, digest: str) -> int | None:
        """Its size, without fetching it."""
        try:
            return int(obstore.head(self._store, self._path(digest))["size"])
        except (NotFoundError, FileNotFoundError):
            return None
        except (BaseError, OSError) as error:
            raise Unavailable(_told(error)) from error

    def everything(self) -> Iterator[Kept]:
        """All that is kept below the folder."""
        try:
            for several in obstore.list(self._store, self._prefix or None):
                for one in several:
                    digest = "".join(one["path"].split("/")[-2:])
                    if DIGEST.fullmatch(digest):
                        yield Kept(digest, int(one["size"]), one["last_modified"].astimezone(UTC))
        except (BaseError, OSError) as error:
            raise Unavailable(_told(error)) from error

    def remove(self, digest: str, *, before: datetime) -> bool:
        """Remove bytes, unless they were put there since.

        Between looking and removing there is a moment in which the store knows no lock: only bytes that nobody has
        named for a day are ever asked about, and ``comity check`` would tell of the one in a thousand million.
        """
        path = self._path(digest)
        try:
            if obstore.head(self._store, path)["last_modified"] >= before:
                return False
            obstore.delete(self._store, path)
        except (NotFoundError, FileNotFoundError):
            return False
        except (BaseError, OSError) as error:
            raise Unavailable(_told(error)) from error
        return True

    def _path(self, digest: str) -> str:
        if not DIGEST.fullmatch(digest):
            raise Missing(digest)
        return "/".join(part for part in (self._prefix, digest[:2], digest[2:]) if part)


@lru_cache(maxsize=4)
def _client(bucket: str, endpoint: str, region: str, key: str, secret: str) -> S3Store:
    return S3Store(
        bucket,
        endpoint=endpoint or None,
        region=region,
        access_key_id=key or None,
        secret_access_key=secret or None,
        client_options={"allow_http": endpoint.startswith("http://"), "timeout": PATIENCE},
        retry_config={"max_retries": 3, "retry_timeout": PATIENCE},
    )


def _pieces(got: "GetResult") -> Iterator[bytes]:
    try:
        for piece in got.stream(min_chunk_size=AT_ONCE):
            yield bytes(piece)
    except (BaseError, OSError) as error:
        raise Unavailable(_told(error)) from error


def _told(error: Exception) -> str:
    """The kind of failure, without the addresses that the whole message names."""
    return f"{type(error).__name__} {hashlib.sha256(str(error).encode()).hexdigest()[:8]}"
