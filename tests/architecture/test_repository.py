"""What the repository may hold."""

import re
import subprocess

import pytest

from .source import REPOSITORY


MEGABYTE = 1024 * 1024


@pytest.fixture(scope="module")
def tracked():
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=REPOSITORY, capture_output=True, check=True).stdout
    return [REPOSITORY / name for name in listed.decode().split("\0") if name and (REPOSITORY / name).exists()]


def test_the_repository_stays_small(tracked):
    assert sum(path.stat().st_size for path in tracked) < 100 * MEGABYTE


def test_no_file_is_so_large_that_it_must_be_somebody_elses(tracked):
    assert [str(p) for p in tracked if p.stat().st_size > 2 * MEGABYTE] == []


def test_no_registry_and_no_machine_is_named(tracked):
    # Written in pieces, so that this file does not name them either.
    hosts = [
        "pypi" + ".org",
        "python" + "hosted.org",
        "registry." + "npmjs",
        "deb." + "debian",
        "/work" + "/main",
        "/work" + "/shared",
    ]
    pattern = re.compile("|".join(re.escape(host) for host in hosts))
    found = []
    for path in tracked:
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        if pattern.search(text):
            found.append(str(path.relative_to(REPOSITORY)))
    assert found == []


def test_the_lock_files_name_no_address(tracked):
    lock = (REPOSITORY / "package-lock.json").read_text(encoding="utf-8")
    assert '"resolved"' not in lock
    for path in (REPOSITORY / "requirements").glob("*.txt"):
        assert "http" + "s://" not in path.read_text(encoding="utf-8"), path.name
