"""The library: every item with its languages."""

import pytest
import yaml

from comity.engines.records.models import Record
from comity.kernel.errors import Unreadable
from comity.knowledge.library import actions, registry
from comity.knowledge.library.models import Resource


pytestmark = pytest.mark.django_db


@pytest.fixture
def loaded(service):
    actions.load_facts(by=service)
    return service


def test_the_facts_load_once_and_fill_every_collection(loaded):
    assert set(actions.load_facts(by=loaded)) == {"unchanged"}
    collections = set(Resource.objects.values_list("collection", flat=True))
    assert collections == {"implementation", "cooperation", "judicial-integrity", "gender", "teaching"}
    assert not Record.objects.filter(kind="resource", sources=None).exists()


def test_a_page_names_every_language_version(client, loaded):
    guide = Resource.objects.get(record__texts__title__startswith="Guide on How to Develop")
    page = client.get(f"/ar{guide.address}").content.decode()
    for name in ("English", "Русский", "Español"):
        assert name in page
    assert 'lang="en" dir="ltr">Guide on How' in page


def test_the_language_filter_holds_what_the_versions_say(client, loaded):
    page = client.get("/en/library/?language=ru&collection=judicial-integrity").content.decode()
    assert "Codes of Judicial Conduct" in page
    assert "Gender-Related" not in page


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"form": "song"}, "is no form"),
        ({"collection": "x"}, "is no collection"),
        ({"audience": ["cats"]}, "is no audience"),
    ],
)
def test_a_wrong_entry_is_said_with_its_place(tmp_path, monkeypatch, said, sentence):
    base = {"name": "x", "title": "T", "source": {"title": "here"}, "form": "guide", "collection": "gender"}
    (tmp_path / "r.yaml").write_text(yaml.safe_dump([base | said]), encoding="utf-8")
    monkeypatch.setattr(registry, "FILE", tmp_path / "r.yaml")
    with pytest.raises(Unreadable, match=sentence):
        list(registry.resources())
