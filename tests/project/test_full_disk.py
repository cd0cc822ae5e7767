"""The disk of the sender is full at each step: whoever sends is told so, and nothing is lost or comes twice."""

import hashlib
import http.client
import os
import resource
import shutil
import subprocess
import time
import uuid
from base64 import b64encode
from contextlib import suppress
from pathlib import Path

import pytest
from bench.lines import two
from bench.offices import EMPTY, HELD, Office, meet, told
from bench.working import Installation

from comity.engines.exchange import rules

from .. import prepared


pyrage = pytest.importorskip("pyrage")
SENTENCE = "no room left on its disk"
FULL = http.client.INSUFFICIENT_STORAGE


class Disk:
    """A small file system of its own, filled to the last byte."""

    def __init__(self, folder):
        self.folder, self.filler = folder, folder / "filler"

    def fill(self):
        with suppress(OSError), self.filler.open("ab", buffering=0) as file:
            while True:
                file.write(b"\0" * 4096)

    def free(self):
        self.filler.unlink()


class Limit:
    """A server that may write no file beyond its first byte, as where a quota ends."""

    def __init__(self, side):
        self.side = side

    def _set(self, limit):
        group = os.getpgid(self.side._server._process.pid)
        for one in Path("/proc").glob("[0-9]*"):
            with suppress(OSError, ValueError):
                if os.getpgid(int(one.name)) == group:
                    hard = resource.prlimit(int(one.name), resource.RLIMIT_FSIZE)[1]
                    resource.prlimit(int(one.name), resource.RLIMIT_FSIZE, (limit, hard))

    def fill(self):
        self._set(1)

    def free(self):
        self._set(resource.RLIM_INFINITY)


@pytest.fixture(scope="module")
def beginning(tmp_path_factory):
    """What both begin with; made once."""
    home = tmp_path_factory.mktemp("beginning") / "home"
    prepared.begin(home)
    prepared.lay_files(home)
    Installation(home).python(EMPTY)
    return home


@pytest.fixture(params=["disk", "limit"])
def sides(request, beginning, tmp_path):
    """Two real installations; the first one's disk can be filled and freed."""
    is_mounted = False
    try:
        with two(tmp_path, is_apart=False) as (_cable, one, other):
            if request.param == "disk":
                one.home.mkdir()
                mount = ["mount", "-t", "tmpfs", "-o", "size=150m", "tmpfs", str(one.home)]
                is_mounted = not subprocess.run(mount, check=False, capture_output=True).returncode
                if not is_mounted:
                    pytest.skip("No file system can be mounted here: the other way is tried.")
            shutil.copytree(beginning, one.home, dirs_exist_ok=True)
            shutil.copytree(beginning, other.home)
            for side in (one, other):
                side.begin()
            yield Disk(one.home) if is_mounted else Limit(one), one, other
    finally:
        if is_mounted:
            subprocess.run(["umount", "-l", str(tmp_path / "side-0" / "home")], check=False)


def stopped_and_gone_on(disk, office, method, path, content):
    """Hand something in while there is no room, then again when there is; whether it was refused first."""
    disk.fill()
    status, found = office.ask(method, path, content)
    assert status in {http.client.OK, FULL}, (path, status, found)
    if status == FULL:
        assert SENTENCE in found["message"]
    disk.free()
    return status == FULL, office.insist(method, path, content, until=30)


@pytest.mark.timeout(600)
def test_a_full_disk_of_the_sender_loses_and_doubles_nothing(sides):
    disk, one, other = sides
    rome, nairobi = Office(one, "IT"), Office(other, "KE")
    meet(rome, nairobi)
    own, theirs = rome.secret, nairobi.secret
    refused = {}

    def step(name, path, content):
        refused[name], found = stopped_and_gone_on(disk, rome, "POST", path, content)
        return found

    thread = step("conversation", "threads", {"from": rome.told["office"], "to": [rome.other]})["id"]
    file, both = str(uuid.uuid4()), [own.age.to_public(), theirs.age.to_public()]
    body = pyrage.encrypt(os.urandom(2_500_000), both)
    rome.insist("POST", "attachments", {"id": file, "authority": rome.told["office"]})
    digests = []
    for number, at in enumerate(range(0, len(body), rules.LONGEST_PIECE)):
        piece = body[at : at + rules.LONGEST_PIECE]
        digests.append(hashlib.sha256(piece).hexdigest())
        step(f"piece {number}", f"attachments/{file}/{number}?digest={digests[-1]}", piece)
    step("whole", f"attachments/{file}/done", {"digest": rules.digest_of_pieces(digests), "size": len(body)})
    sealed = pyrage.encrypt(b"words", both)
    envelope = {
        "id": str(uuid.uuid4()), "from": rome.told["office"], "sealed": b64encode(sealed).decode(),
        "digest": hashlib.sha256(sealed).hexdigest(), "keys": [own.fingerprint, theirs.fingerprint],
        "attachments": [file],
    }  # fmt: skip
    step("message", f"threads/{thread}/envelopes", envelope)
    # A second one waits while the disk is full, in the midst of being sent on.
    sealed = pyrage.encrypt(b"more", both)
    second = {
        **envelope, "id": str(uuid.uuid4()), "sealed": b64encode(sealed).decode(),
        "digest": hashlib.sha256(sealed).hexdigest(), "attachments": [],
    }  # fmt: skip
    rome.insist("POST", f"threads/{thread}/envelopes", second)
    rome.hang_up()
    disk.fill()
    time.sleep(3)
    disk.free()
    until = time.monotonic() + 120
    while time.monotonic() < until:
        here, there = told(one.python(HELD)), told(other.python(HELD))
        if here["parcels"] == {"taken": 2}:
            break
        time.sleep(2)
    assert here["parcels"] == {"taken": 2}
    assert here["envelopes"] == there["envelopes"] == {envelope["id"]: 1, second["id"]: 1}
    # At most steps there was truly no room; some writes find room in what the database had before.
    assert sum(refused.values()) >= 4, refused
