"""Installations of their own, worked on by processes of their own, as an operator does."""

import os
import secrets
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlparse

from .. import prepared


REPOSITORY = Path(__file__).parents[2]


class Apart:
    """One installation: a folder, and on PostgreSQL a database of its own."""

    def __init__(self, home, address=""):
        self.home, self.address = home, address

    def environment(self, **more):
        told = {**os.environ, "COMITY_HOME": str(self.home), "DATABASE_URL": self.address, **more}
        told["PYTHONPATH"] = f"{REPOSITORY / 'src'}{os.pathsep}{REPOSITORY}"
        told.setdefault("DJANGO_SETTINGS_MODULE", "comity.project.settings")
        told["COMITY_PACKS"] = ""
        return told

    def run(self, *command, code=0, **more):
        done = subprocess.run(
            [sys.executable, *map(str, command)], env=self.environment(**more), cwd=REPOSITORY,
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == code, f"{done.returncode}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
        return done.stdout + done.stderr

    def comity(self, *arguments, code=0, **more):
        """Run the command; what it said."""
        return self.run("-m", "comity.project.commandline", *arguments, code=code, **more)

    def python(self, program, *arguments, **more):
        """Run a program with Django set up; what it said."""
        return self.run("-c", f"import django; django.setup()\n{program}", *arguments, **more)


def database_beside(address, *, migrated=False):
    """A new database on the server of another, empty or with its tables; its address, and how to remove it."""
    import psycopg

    name = f"comity_apart_{secrets.token_hex(4)}"
    like = f" TEMPLATE {prepared.database(address)}" if migrated else ""

    def say(statement):
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(statement)

    say(f"CREATE DATABASE {name}{like}")
    made = urlparse(address)._replace(path=f"/{name}").geturl()
    return made, lambda: say(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
