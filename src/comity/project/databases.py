"""How Django is told of the database."""

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlparse

from django.core.exceptions import ImproperlyConfigured


def database(address: str, home: Path) -> dict[str, Any]:
    """Django's description of a database.

    Args:
        address: such as postgres://user:password@host:5432/name; empty for SQLite.
        home: the folder in which SQLite keeps its file.
    """
    if not address:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": home / "comity.sqlite3",
            "OPTIONS": {
                # Writers queue at the start of a transaction instead of failing in the middle of one.
                "transaction_mode": "IMMEDIATE",
                "timeout": 30,
                # What was acknowledged outlives a power cut: 4 ms a transaction, not 0.5 (measured).
                "init_command": (
                    "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA cache_size=-32768;"
                    "PRAGMA mmap_size=268435456;PRAGMA temp_store=MEMORY;"
                ),
            },
        }
    parts = urlparse(address)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured("DATABASE_URL begins with postgres:// or is empty, for SQLite.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }
