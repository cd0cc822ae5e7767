"""A database that was filled in an earlier version is brought to this one, and has what it had.

``states`` has a file for each version: the names of our migrations that it had. A release adds its own.
"""

import json
from pathlib import Path

import pytest

from comity.project.backups.sealing import new_pair

from . import schema


pytestmark = pytest.mark.django_db

STATES = sorted((Path(__file__).parent / "states").glob("*.txt"))

# Brings a database to the state of a version; then to that of the first that is known, and fills it as that did.
GOES = """
import datetime, json, sys
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from comity.project.backups import tables
def go(path):
    executor = MigrationExecutor(connection)
    names = [tuple(line.split()) for line in open(path)]
    executor.migrate(tables.last_of(executor.loader, names))
    applied = tables.applied(MigrationExecutor(connection).loader)
    return {one._meta.label: one for one in tables.models_at(MigrationExecutor(connection).loader, applied)}
"""
FILLED = (
    GOES
    + """
several = go(sys.argv[1])
make = lambda label, **values: several[label].objects.create(**values)
place = make("places.Place", code="IT", kind="state")
service = make("people.User", username="comity", is_service=True, is_active=False)
person = make("people.User", username="aïssata", email="a@example.org", password="!x")
office = make("people.Organisation", name="Ministère de la justice", place=place)
make("people.Membership", user=person, organisation=office, role="editor")
for number in range(1, 31):
    record = make("records.Record", kind="strategy", state="published", place=place, created_by=person,
                  published_at=datetime.datetime.now(datetime.UTC))
    make("strategies.Strategy", record=record, form="strategy")
    make("records.Text", record=record, language="fr", title=f"Stratégie {number}")
    make("records.Revision", record=record, number=1, by=person, content={"title": f"Stratégie {number}", "n": number})
    make("audit.Event", actor_id=str(person.pk), verb="record.publish", subject="records.Record",
         subject_id=str(record.pk), record_id=record.pk, details={"revision": 1})
make("audit.Event", actor_id=str(service.pk), verb="people.add", subject="people.User", subject_id=str(person.pk))
"""
)

MIGRATED = (
    GOES
    + """
from django.conf import settings
from django.core.management import call_command
from comity.project.commands.setting_up import back_up_before
for path in sys.argv[1:]:
    go(path)
given, settings.BACKUP_RECIPIENTS = settings.BACKUP_RECIPIENTS, []
back_up_before(with_backup=True)
settings.BACKUP_RECIPIENTS = given
back_up_before(with_backup=True)
call_command("migrate", verbosity=0)
"""
)

LOOKED_AT = """
import json
from comity.base.audit.models import Event, Pseudonym
from comity.base.people.models import Membership, User
from comity.engines.records.models import Record, Revision, Text
from comity.knowledge.strategies.models import Strategy
person = User.objects.get(username="aïssata")
pseudonym = Pseudonym.objects.get(key=str(person.pk))
print(json.dumps({
    "records": Record.objects.filter(kind="strategy", state="published", place="IT", created_by=person).count(),
    "details": Strategy.objects.count(),
    "titles": sorted(Text.objects.filter(language="fr").values_list("title", flat=True)),
    "contents": sorted(one["n"] for one in Revision.objects.values_list("content", flat=True)),
    "roles": list(Membership.objects.values_list("user__username", "role", "organisation__name")),
    "events": Event.objects.filter(verb="record.publish", actor=pseudonym.token).count(),
    "about": Event.objects.get(verb="people.add").subject_id == pseudonym.token,
}))
"""
EXPECTED = {
    "records": 30,
    "details": 30,
    "titles": sorted(f"Stratégie {number}" for number in range(1, 31)),
    "contents": list(range(1, 31)),
    "roles": [["aïssata", "editor", "Ministère de la justice"]],
    "events": 30,
    "about": True,
}


def test_the_last_state_that_is_written_down_is_one_of_this_program():
    from django.db.migrations.loader import MigrationLoader

    known = set(MigrationLoader(None).disk_migrations)
    for path in STATES:
        assert {tuple(line.split()) for line in path.read_text().splitlines()} <= known, path.name
    assert len(STATES) >= 2


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("upgraded")


@pytest.fixture(scope="module")
def upgraded(apart, folder):
    """An installation that was filled in the oldest version and brought to this one; and what was said."""
    sealed_to = {
        "COMITY_BACKUP_RECIPIENTS": new_pair(folder / "identity.txt"),
        "COMITY_BACKUP_FOLDER": str(folder / "backups"),
    }
    installation = apart()
    installation.python(FILLED, STATES[0])
    # As an operator does, before the new version touches anything; there is no log yet that could say so.
    assert "sealed to 1" in installation.comity("backup", **sealed_to)
    # And as `comity setup` does, after every version between.
    return installation, installation.python(MIGRATED + LOOKED_AT, *STATES[1:-1], **sealed_to)


def test_a_filled_database_of_the_oldest_version_comes_to_this_one_with_a_backup_before(upgraded):
    installation, said = upgraded
    assert "COMITY_BACKUP_RECIPIENTS names nobody" in " ".join(said.split())
    assert "Backup before the tables change" in " ".join(said.split())
    assert found(said) == EXPECTED
    assert "Whole" in installation.comity("audit", "verify")


def test_what_was_backed_up_in_the_oldest_version_is_restored_by_this_one(apart, upgraded, folder):
    oldest, newer = sorted((folder / "backups").iterdir())
    fresh = apart()
    said = fresh.comity("restore", oldest, "--identity", folder / "identity.txt")
    assert "migrations brought the database" in said
    assert "find it whole" in said
    assert found(fresh.python(LOOKED_AT)) == EXPECTED
    assert newer.stat().st_size > 1000


def test_a_new_database_is_made_of_the_same_as_one_that_came_through_every_version(apart, upgraded):
    installation, _said = upgraded
    fresh = apart()
    assert fresh.python("from comity.project.beginning import make_tables; print(make_tables())").split() == ["True"]
    long_way, at_once = schema.of(installation), schema.of(fresh)
    assert {name: told for name, told in at_once.items() if long_way.get(name) != told} == {}
    assert long_way.keys() == at_once.keys()
    assert any("trigger" in name for name in at_once)
    # Nothing is left to do, nor to write down as a migration.
    assert fresh.comity("manage", "migrate", "--check") == ""
    assert "No changes" in fresh.comity("manage", "makemigrations", "--check", "--dry-run")


def found(said):
    """What LOOKED_AT printed."""
    return json.loads(next(line for line in said.splitlines() if line.startswith("{")))
