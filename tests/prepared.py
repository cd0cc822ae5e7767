"""A database in which every migration has been applied, made once and copied.

To begin a process and make all tables takes three seconds of a processor (measured), and hundreds of tests need a
database of their own. What is copied is only a beginning: whoever gets a copy migrates it as ever, and does what the
copy lacks.
"""

import fcntl
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing, contextmanager, suppress
from functools import cache
from pathlib import Path
from urllib.parse import urlparse


REPOSITORY = Path(__file__).parents[1]
SOURCE = REPOSITORY / "src" / "comity"
NAME = "comity_prepared_"


@cache
def mark():
    """What the tables are made of, as a few letters: the migrations of every application, and our models."""
    import django
    from django.apps import apps

    told = hashlib.sha256(f"{sys.version} {django.VERSION} {sqlite3.sqlite_version}".encode())
    told.update((SOURCE / "project/beginning.py").read_bytes())
    for config in apps.get_app_configs():
        folder = Path(config.path)
        files = {*folder.glob("migrations/*.py"), *folder.glob("models.py"), *folder.glob("models/*.py")}
        for path in sorted(files):
            told.update(f"{config.name} {path.name} ".encode() + path.read_bytes())
    return told.hexdigest()[:16]


def migrate(home, address=""):
    """Make all tables in an empty database, in a process of its own, as `comity setup` does."""
    run("from comity.project.beginning import migrate; migrate()", home, address)


def run(program, home, address=""):
    """Run a program with Django set up on an installation."""
    told = os.environ | {"COMITY_HOME": str(home), "DATABASE_URL": address, "PYTHONPATH": str(SOURCE.parent)}
    told.setdefault("DJANGO_SETTINGS_MODULE", "comity.project.settings")
    subprocess.run(
        [sys.executable, "-c", f"import django; django.setup()\n{program}"], env=told, cwd=REPOSITORY, check=True
    )


def folder():
    """Where the prepared file is kept, for all runs of this person on this machine."""
    made = Path(os.environ.get("COMITY_PREPARED") or Path(tempfile.gettempdir()) / f"comity-prepared-{os.getuid()}")
    made.mkdir(mode=0o700, exist_ok=True)
    return made


@contextmanager
def alone(path):
    """Only one process at a time."""
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def file():
    """The prepared SQLite file; whoever asks first makes it, and others wait."""
    path = folder() / f"{mark()}.sqlite3"
    with alone(folder() / "lock"):
        if not path.is_file():
            for old in sorted(folder().glob("*.sqlite3"), key=lambda one: one.stat().st_mtime)[:-4]:
                old.unlink()
            with tempfile.TemporaryDirectory() as home:
                migrate(home)
                with closing(sqlite3.connect(Path(home) / "comity.sqlite3")) as made:
                    made.execute("VACUUM INTO ?", [str(path.with_suffix(".part"))])
            path.with_suffix(".part").rename(path)
        # Those that were used last are kept when there are many.
        os.utime(path)
    return path


def files():
    """A folder with typefaces and files for the browser, as an installation gathers them; made when first asked."""
    made_of = (SOURCE / "ui/assets.py", SOURCE / "kernel/documents/fonts.py", REPOSITORY / "package-lock.json")
    told = hashlib.sha256(b"".join(one.read_bytes() for one in made_of)).hexdigest()[:16]
    path = folder() / f"files-{told}"
    with alone(folder() / "lock-of-files"):
        if not path.is_dir():
            for old in folder().glob("files-*"):
                shutil.rmtree(old)
            part = folder() / "files-part"
            part.mkdir(mode=0o700)
            run("from comity.project.commands.setting_up import collect_files; collect_files()", part)
            part.rename(path)
    return path


def begin(home):
    """Lay a copy of the prepared file into the folder of a new installation."""
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    shutil.copyfile(file(), home / "comity.sqlite3")


def lay_files(home):
    """Lay copies of the prepared files for the browser into the folder of an installation."""
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    made = files()
    for name in ("typefaces", "assets", "static"):
        # Without what npm brings there are fewer.
        if (made / name).is_dir():
            shutil.copytree(made / name, home / name, dirs_exist_ok=True)
    shutil.copy2(made / "static.sha256", home)


@contextmanager
def in_memory(name):
    """Keep a filled database of this name in the memory of this process, for whoever opens it here."""
    with closing(sqlite3.connect(name, uri=True)) as made:
        with closing(sqlite3.connect(file())) as prepared:
            prepared.backup(made)
        yield


def database(address):
    """The name of the prepared database on the server of this PostgreSQL; whoever asks first makes it."""
    import psycopg

    name = NAME + mark()
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(20261122)")
        asked = "SELECT datname FROM pg_database WHERE starts_with(datname::text, %s)"
        there = [found for (found,) in connection.execute(asked, [NAME])]
        if name not in there:
            for old in there:
                with suppress(psycopg.errors.ObjectInUse):
                    connection.execute(f"DROP DATABASE {old}")
            part = f"{NAME}part"
            connection.execute(f"CREATE DATABASE {part}")
            with tempfile.TemporaryDirectory() as home:
                migrate(home, urlparse(address)._replace(path=f"/{part}").geturl())
            connection.execute(f"ALTER DATABASE {part} RENAME TO {name}")
    return name
