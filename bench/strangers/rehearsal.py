"""A copy of the installation, in which anything may be tried and nothing is spoilt."""

import contextlib
import os
import shutil
import sqlite3
import tempfile
from pathlib import Path

from bench.installation import installed


SHARED = ("index", "vectors", "static", "assets", "map", "static.sha256")
OWN = ("secret_key", "audit_sealing_key", "audit_signing_key", "files")


@contextlib.contextmanager
def rehearsal():
    """Copy the installation that is measured, and let Django run in the copy until the end.

    Raises:
        SystemExit: it is on PostgreSQL, whose tables are not copied here.
    """
    if os.environ.get("DATABASE_URL"):
        raise SystemExit("This is tried on a copy of a SQLite installation. Unset DATABASE_URL.")
    from bench.installation import HOME  # noqa: PLC0415 -- the default, only here

    home = Path(os.environ.get("COMITY_HOME", str(HOME)))
    if not (home / "comity.sqlite3").exists():
        home = installed()
    with tempfile.TemporaryDirectory(prefix="comity-rehearsal-") as folder:
        copy = Path(folder)
        with (
            contextlib.closing(sqlite3.connect(home / "comity.sqlite3")) as there,
            contextlib.closing(sqlite3.connect(copy / "comity.sqlite3")) as here,
        ):
            there.backup(here)
        for name in SHARED:
            if (home / name).exists():
                (copy / name).symlink_to(home / name)
        for name in OWN:
            if (home / name).is_dir():
                shutil.copytree(home / name, copy / name)
            elif (home / name).exists():
                shutil.copy(home / name, copy / name)
        os.environ["COMITY_HOME"] = str(copy)
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comity.project.settings")
        import django  # noqa: PLC0415 -- after the settings are named

        django.setup()
        import logging  # noqa: PLC0415

        # What is refused is counted and told at the end; each line of it would be noise.
        logging.getLogger("django.request").setLevel(logging.CRITICAL)
        logging.getLogger("comity").setLevel(logging.CRITICAL)
        yield copy
