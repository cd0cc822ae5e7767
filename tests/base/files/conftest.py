import shutil
import subprocess
import time
from pathlib import Path

import pytest

from comity.base.files import actions


# Ours, and of nothing that exists: a line of words of which no virus is made.
MARK = b"comity-test-file-that-a-scanner-is-to-find-7f3a"


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    """An installation's folder of its own, so that no test sees another's bytes."""
    settings.HOME = tmp_path / "home"
    settings.HOME.mkdir()
    settings.FILES_SCANNER = settings.FILES_STORE = ""
    return settings.HOME


@pytest.fixture
def sent(person_with):
    """Send bytes as a contributor, and get the file in quarantine."""

    def send(content, name="paper.pdf", by=None):
        return actions.receive(actions.lay([content], name), by=by or person_with("contributor"))

    return send


@pytest.fixture
def processed(sent, service):
    """Send bytes and have done with them what is done."""

    def process(content, name="paper.pdf", by=None):
        file = sent(content, name, by)
        actions.process_due(by=service)
        file.refresh_from_db()
        return file

    return process


@pytest.fixture(scope="session")
def clamd(request, tmp_path_factory):
    """The address of a real ClamAV that knows one thing only: our own mark."""
    program = shutil.which("clamd", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin")
    if program is None:
        if request.config.in_ci:
            pytest.fail("ClamAV is missing; in CI it must be there.")
        pytest.skip("There is no clamd on this machine (Debian: apt-get install clamav-daemon).")
    folder = tmp_path_factory.mktemp("clamd")
    lists = folder / "lists"
    lists.mkdir()
    # Name, any type of file, anywhere in it, its bytes.
    (lists / "comity.ndb").write_text(f"Comity.Test.Mark:0:*:{MARK.hex()}\n", encoding="ascii")
    line = folder / "clamd.socket"
    said = ["Foreground yes", f"LocalSocket {line}", f"DatabaseDirectory {lists}", f"TemporaryDirectory {folder}"]
    settings = folder / "clamd.conf"
    settings.write_text("\n".join([*said, "StreamMaxLength 20M", f"LogFile {folder / 'log'}", ""]), encoding="ascii")
    server = subprocess.Popen([program, "-c", str(settings)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(300):
            if line.exists() or server.poll() is not None:
                break
            time.sleep(0.1)
        assert line.exists(), (
            Path(folder / "log").read_text(encoding="utf-8") if (folder / "log").exists() else "no log"
        )
        yield f"unix:{line}"
    finally:
        server.terminate()
        server.wait(timeout=20)
