"""What an installation lets the machine that it stands on see, and what it refuses to begin with."""

import os
import stat
import subprocess
import sys

import pytest


def started(home, **told):
    """What the settings say when they are read in a process of their own."""
    return subprocess.run(
        [sys.executable, "-W", "ignore", "-c", "from django.conf import settings; print(len(settings.SECRET_KEY))"],
        env=os.environ | {"COMITY_HOME": str(home), "DJANGO_SETTINGS_MODULE": "comity.project.settings"} | told,
        capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.mark.parametrize("weak", ["letmein-2026", "x" * 64, "abcabcabcabcabcabcabcabcabcabcabcabcabc"])
def test_a_key_that_can_be_guessed_does_not_start(tmp_path, weak):
    """With the key, cookies are signed and second factors opened: ASVS 11.2.3 and 13.2.3."""
    done = started(tmp_path / "home", COMITY_SECRET_KEY=weak)
    assert done.returncode != 0
    assert "COMITY_SECRET_KEY can be guessed" in done.stderr
    assert weak not in done.stderr


def test_without_one_a_key_is_made_that_only_its_owner_reads(tmp_path):
    home = tmp_path / "home"
    assert int(started(home, COMITY_SECRET_KEY="").stdout) > 80
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    assert stat.S_IMODE((home / "secret_key").stat().st_mode) == 0o600


def test_no_other_account_of_the_machine_looks_into_an_installation(tmp_path):
    from comity.project.commands.setting_up import close_to_others

    fresh, before, shared = tmp_path / "fresh", tmp_path / "before", tmp_path / "shared"
    before.mkdir(mode=0o755)
    shared.mkdir()
    shared.chmod(0o2770)
    for folder in (fresh, before, shared):
        close_to_others(folder)
    assert [stat.S_IMODE(one.stat().st_mode) & 0o777 for one in (fresh, before, shared)] == [0o700, 0o750, 0o770]


@pytest.mark.parametrize("path", ["/en/laws/it/act-7/%00/", "/en/treaties/%00/", "/api/v1/laws/it/%00", "/%00"])
def test_an_address_that_no_database_can_be_asked_for_leads_nowhere(world, client, path):
    assert client.get(path).status_code == 404
