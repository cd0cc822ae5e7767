"""The guide for a new database, followed to the letter in a copy of the source, by the commands that it names."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from .. import prepared


REPOSITORY = Path(__file__).parents[2]
GUIDE = (REPOSITORY / "docs" / "how-to" / "add-a-database.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```python\n(.*?)```", GUIDE, flags=re.DOTALL)
FILES = dict(zip(re.findall(r"^`(\w+\.py)`", GUIDE, flags=re.MULTILINE), BLOCKS, strict=False))
LARGEST = 40  # lines, as the guide promises

USE = """
from django.test import Client
from django.conf import settings
settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
from comity.engines.records.enums import Outcome
assert put(ModelLaw(year=2019), card, by=ensure_service()) == Outcome.UNCHANGED
law = ModelLaw.objects.get()
client = Client(headers={"host": "localhost"})
found = "/en/model_laws/?crime_type=money-laundering&place=FR&year=2019"
assert "Model law on money laundering" in client.get(found).content.decode()
assert "Model law on money laundering" not in client.get(found.replace("2019", "2018")).content.decode()
assert "Loi type" in client.get(f"/fr{law.address}").content.decode()
assert "Loi type" in client.get(f"/fr/records/{law.pk}/cite/").content.decode()
from comity.engines.search.registry import documents_of, kinds
assert "modellaw" in kinds()
assert {(d.language, d.on.year, d.places) for d in documents_of([str(law.pk)])} == {
    ("en", 2019, ("IT", "FR")), ("fr", 2019, ("IT", "FR"))
}
from comity.base.people.models import Membership, Organisation, User
from comity.base.places.models import Place
editor = User.objects.create(username="editor")
ministry = Organisation.objects.create(name="Ministry", place=Place.objects.get(pk="IT"))
Membership.objects.create(user=editor, organisation=ministry, role="editor")
client.force_login(editor)
form = {"f-title:en": "A second one", "f-year": "2020", "n-sources": "1", "r-sources-0-title": "A gazette"}
assert "Titles and summaries" in client.get("/en/records/modellaw/new/").content.decode()
assert "nothing is kept yet" in client.post("/en/records/modellaw/new/", form | {"do": "preview"}).content.decode()
assert ModelLaw.objects.count() == 1
assert client.post("/en/records/modellaw/new/", form | {"f-year": "soon", "do": "publish"}).status_code == 422
assert client.post("/en/records/modellaw/new/", form | {"do": "publish"}).status_code == 302
second = ModelLaw.objects.get(year=2020)
assert f"/records/{second.pk}/edit/" in client.get(f"/en{second.address}").content.decode()
assert client.post(f"/en/records/{second.pk}/confirm/").status_code == 302
print("used")
"""


def test_the_guide_names_four_files_of_under_forty_lines():
    assert sorted(FILES) == ["apps.py", "models.py", "search.py", "urls.py"]
    lines = [line for text in FILES.values() for line in text.splitlines() if line.strip()]
    assert len(lines) < LARGEST


@pytest.fixture
def copy(tmp_path):
    """A copy of the source with the folder of the guide added and its line changed in the list of modules."""
    source = tmp_path / "src"
    shutil.copytree(REPOSITORY / "src", source, ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
    folder = source / "comity" / "knowledge" / "model_laws"
    folder.mkdir()
    (folder / "__init__.py").touch()
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    layers = source / "comity" / "project" / "layers.py"
    before = layers.read_text(encoding="utf-8")
    after = re.sub(r'("knowledge": \[[^]]*?),?(\s*\])', r'\1, "model_laws"\2', before)
    assert after != before
    layers.write_text(after, encoding="utf-8")
    return source


def test_following_the_guide_gives_a_database(copy, tmp_path):
    environment = {
        **os.environ, "COMITY_HOME": str(tmp_path / "home"), "COMITY_PACKS": "", "PYTHONPATH": str(copy),
        "COMITY_NODE_MODULES": str(REPOSITORY / "node_modules"), "COMITY_SECOND_FACTOR": "no",
    }  # fmt: skip
    environment.pop("DATABASE_URL", None)
    # As in an installation that had its tables before.
    prepared.begin(tmp_path / "home")

    def comity(*arguments, given=None):
        command = [sys.executable, "-m", "comity.project.commandline", *arguments]
        done = subprocess.run(
            command, env=environment, cwd=copy, input=given, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    comity("manage", "makemigrations", "model_laws")
    comity("manage", "migrate", "--verbosity", "0")
    facts = (
        "from comity.base.people.actions import ensure_service\n"
        "from comity.base.places.actions import load_facts\nload_facts(by=ensure_service())\n"
    )
    assert "used" in comity("manage", "shell", "--command", facts + BLOCKS[-1] + USE)
