"""The tables of a new database are made at once, and those of no other.

That they are the same as those that every migration has gone over is looked at by test_upgrading.py, which has both.
"""

import shutil

import pytest

from comity.project import beginning
from comity.ui import assets

from .. import prepared
from . import schema


pytestmark = pytest.mark.django_db

# Says whether tables were made, with something of the program replaced before.
MADE = """
from django.db import connection
from django.db.migrations import operations
from comity.project import beginning
from comity.base.audit.models import guards
def execute(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)
{before}
try:
    print(beginning.make_tables({of}))
except RuntimeError as error:
    print(error)
print(sorted(connection.introspection.table_names()))
"""


TABLE = "execute('CREATE TABLE elsewhere (number integer)')"
UNHEARD = "beginning.RUN = (operations.RunSQL,)"
FAILING = """
def fail(schema):
    raise RuntimeError("no guards")
guards.put = fail
"""


@pytest.mark.parametrize(
    ("before", "of", "said", "tables"),
    [
        pytest.param(TABLE, "", "False", "['elsewhere']", id="one that has a table"),
        pytest.param("", "frozenset({('people', '0001_initial')})", "False", "[]", id="one of another version"),
        pytest.param(UNHEARD, "", "False", "[]", id="one with an operation that is not known"),
        pytest.param(FAILING, "", "no guards", "[]", id="one in which something fails"),
    ],
)
def test_no_tables_are_made_in_any_but_a_new_database_of_this_version(apart, before, of, said, tables):
    assert apart().python(MADE.format(before=before, of=of)).splitlines() == [said, tables]


def test_a_database_that_is_not_made_at_once_goes_the_long_way(monkeypatch):
    asked = []
    monkeypatch.setattr(beginning, "make_tables", lambda: False)
    monkeypatch.setattr(beginning, "call_command", lambda *command, **how: asked.append(command))
    beginning.migrate()
    assert asked == [("migrate",)]


def test_what_django_writes_after_migrations_is_written_to_a_new_database(apart):
    fresh = apart()
    fresh.python("from comity.project.beginning import migrate; migrate()")
    rows = fresh.python(
        "from django.contrib.auth.models import Permission\n"
        "from django.contrib.contenttypes.models import ContentType\n"
        "print(ContentType.objects.count(), Permission.objects.count())"
    )
    types, permissions = (int(one) for one in rows.split())
    assert types > 100
    assert permissions > types
    assert any(name.startswith("migration people ") for name in schema.of(fresh))


def test_an_installation_that_was_copied_packs_no_file_for_the_browser_again(tmp_path, settings, monkeypatch):
    if not assets.can_set():
        pytest.skip("npm has not brought what is packed.")
    prepared.lay_files(tmp_path / "first")
    settings.HOME = tmp_path / "first"
    for name in assets.PACKED:
        assets.write_packed(name)
    shutil.copytree(settings.HOME, tmp_path / "home")
    settings.HOME = tmp_path / "home"
    packed = []
    monkeypatch.setattr(assets, "PACKED", {name: lambda: packed.append(1) or b"anew" for name in assets.PACKED})
    for name in assets.PACKED:
        assets.write_packed(name)
    assert packed == []
    # What they are made of has changed.
    with assets.TEMPLATE.open(encoding="utf-8") as file:
        (tmp_path / "template").write_text(file.read() + "x", encoding="utf-8")
    monkeypatch.setattr(assets, "TEMPLATE", tmp_path / "template")
    for name in assets.PACKED:
        assets.write_packed(name)
    assert len(packed) == len(assets.PACKED) == 2
