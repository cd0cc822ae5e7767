"""Backups of a whole installation: one sealed file from which it stands up again, on either database.

What is in one, and why it is our own form and no copy of the database, is in docs/decisions/0020-backups.md.
"""

from typing import Final


# Grows when what a program of before reads would mean something else.
FORMAT: Final = 1
BEGINNING: Final = "backup.json"
MANIFEST: Final = "manifest.json"
# The hash of the manifest, last of all: whatever comes after it, or is cut off before it, is seen.
SEAL: Final = "manifest.sha256"
ENDING: Final = ".tar.age"
OPEN_ENDING: Final = ".tar"
# What an installation keeps in COMITY_HOME beside the database, and what is a secret of it.
KEYS: Final = (
    "secret_key",
    "audit_signing_key",
    "audit_sealing_key",
    "audit_witness_key",
    "exchange_log_key",
    "exchange_identity_key",
)
# Rows that are of no use to anybody but who had them open: everybody signs in anew after restoring.
LEFT_OUT: Final = frozenset({"django_session"})
PIECE: Final = 2**18
