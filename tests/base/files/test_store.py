"""Where bytes are kept: in a folder, and in a real store that speaks S3."""

import datetime as dt
import hashlib
import hmac
import json
import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from django.utils import timezone

from comity.base.files import actions, rules
from comity.base.files.enums import Fault, State
from comity.base.files.models import File
from comity.base.files.store import Missing, Unavailable, current, digest_of
from comity.base.files.store.local import Folder
from comity.kernel.errors import NotNow
from comity.project.backups import beside
from comity.project.backups.archive import parts
from comity.project.backups.making import make
from comity.project.backups.verifying import verify

from . import samples


SOURCE = Path(__file__).parents[3] / "src"
LATER = dt.timedelta(days=2)


@pytest.fixture(scope="session")
def seaweed(tmp_path_factory):
    """A real object store on loopback."""
    program = shutil.which("weed", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    assert program is not None, "the requirements of developers bring it"
    folder = tmp_path_factory.mktemp("seaweed")
    may = {"credentials": [{"accessKey": "key", "secretKey": "secret"}], "actions": ["Admin", "Read", "Write", "List"]}
    keys = json.dumps({"identities": [{"name": "t", **may}]})
    (folder / "s3.json").write_text(keys, encoding="ascii")
    ports = []
    for _number in range(4):
        # Its second port is ten thousand higher.
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            ports.append(10_000 + probe.getsockname()[1] % 40_000)
    master, volume, filer, s3 = ports
    options = [
        f"-dir={folder}", "-ip=127.0.0.1", f"-master.port={master}", f"-volume.port={volume}", f"-filer.port={filer}",
        "-s3", f"-s3.port={s3}", f"-s3.config={folder / 's3.json'}", "-volume.max=50", "-master.telemetry=false",
        "-s3.port.iceberg=0", "-s3.port.lance=0", "-master.volumeSizeLimitMB=64",
    ]  # fmt: skip
    environment = {**os.environ, "HOME": str(folder)}
    log = (folder / "log").open("wb")
    server = subprocess.Popen([program, "server", *options], stdout=log, stderr=log, env=environment, cwd=folder)
    address = f"http://127.0.0.1:{s3}"
    try:
        for _ in range(240):
            if server.poll() is not None:
                pytest.fail((folder / "log").read_text(errors="replace")[-2000:])
            try:
                urllib.request.urlopen(f"{address}/healthz", timeout=2).close()
                break
            except OSError:
                time.sleep(0.25)
        else:
            pytest.fail((folder / "log").read_text(errors="replace")[-2000:])
        made_bucket(address, "comity")
        yield address
    finally:
        # It takes half a minute to say goodbye, and nothing of it is needed any more.
        server.kill()
        server.wait(timeout=30)
        log.close()


@pytest.fixture(params=["folder", "s3"])
def store(request, settings):
    """Each kind of store, as the settings name it."""
    if request.param == "s3":
        request.getfixturevalue("socket_enabled")
        settings.S3_ENDPOINT = request.getfixturevalue("seaweed")
        settings.S3_KEY, settings.S3_SECRET = "key", "secret"
        settings.FILES_STORE = f"s3://comity/{os.urandom(4).hex()}"
    return current()


def made_bucket(endpoint, name):
    """Make a bucket, as an operator does; the store's own client has no business with it."""
    now = dt.datetime.now(dt.UTC)
    day, moment = now.strftime("%Y%m%d"), now.strftime("%Y%m%dT%H%M%SZ")
    host, nothing = endpoint.removeprefix("http://"), hashlib.sha256(b"").hexdigest()
    headers = {"host": host, "x-amz-content-sha256": nothing, "x-amz-date": moment}
    told, names = "".join(f"{key}:{value}\n" for key, value in headers.items()), ";".join(headers)
    asked = f"PUT\n/{name}\n\n{told}\n{names}\n{nothing}"
    scope = f"{day}/us-east-1/s3/aws4_request"
    signed = f"AWS4-HMAC-SHA256\n{moment}\n{scope}\n{hashlib.sha256(asked.encode()).hexdigest()}"
    key = b"AWS4secret"
    for part in (day, "us-east-1", "s3", "aws4_request"):
        key = hmac.new(key, part.encode(), "sha256").digest()
    seal = hmac.new(key, signed.encode(), "sha256").hexdigest()
    headers["Authorization"] = f"AWS4-HMAC-SHA256 Credential=key/{scope}, SignedHeaders={names}, Signature={seal}"
    urllib.request.urlopen(
        urllib.request.Request(f"{endpoint}/{name}", method="PUT", headers=headers), timeout=20
    ).close()


def put(store, tmp_path, content):
    path = tmp_path / "given"
    path.write_bytes(content)
    digest = digest_of([content])
    store.put(path, digest)
    return digest


def test_bytes_are_kept_under_their_hash_and_read_from_anywhere(store, tmp_path):
    content = bytes(range(256)) * 80_000  # so much that it goes in parts
    digest = put(store, tmp_path, content)
    assert put(store, tmp_path, content) == digest
    assert b"".join(store.read(digest)) == content
    assert b"".join(store.read(digest, 1000, 1004)) == content[1000:1004]
    assert b"".join(store.read(digest, len(content) - 3)) == content[-3:]
    assert b"".join(store.read(digest, 5, 5)) == b""
    assert store.size(digest) == len(content)
    with store.at_hand(digest) as path:
        assert path.read_bytes() == content
    assert [(one.digest, one.size) for one in store.everything()] == [(digest, len(content))]


def test_what_is_not_there_is_missing_and_no_name_leads_out(store):
    assert store.size("0" * 64) is None
    with pytest.raises(Missing):
        list(store.read("0" * 64))
    with pytest.raises(Missing):
        list(store.read("../../etc/passwd"))


def test_bytes_go_only_when_they_are_old(store, tmp_path):
    digest = put(store, tmp_path, b"words")
    assert store.remove(digest, before=timezone.now() - LATER) is False
    assert store.remove(digest, before=timezone.now() + LATER) is True
    assert store.size(digest) is None
    assert store.remove(digest, before=timezone.now() + LATER) is False


@pytest.mark.django_db
def test_a_file_goes_the_whole_way_in_either_store(store, processed):
    file = processed(samples.picture(), "photo.jpg")
    assert file.state == State.RELEASED
    assert digest_of(store.read(file.digest)) == file.digest
    assert list(actions.faults(deep=True)) == []


@pytest.mark.django_db
def test_a_store_that_does_not_answer_keeps_nothing_and_says_so(settings, sent, service, socket_enabled):
    file = sent(b"words\n", "a.txt")
    settings.FILES_STORE, settings.S3_ENDPOINT = "s3://nowhere", "http://127.0.0.1:9"
    settings.S3_KEY = settings.S3_SECRET = "x"  # noqa: S105 -- of nobody
    with pytest.raises(Unavailable):
        current().size("0" * 64)
    with pytest.raises(NotNow, match="Nothing was kept"):
        sent(b"other\n", "b.txt")
    assert actions.process_due(by=service).put_off == 1
    file.refresh_from_db()
    assert (file.state, file.fault) == (State.QUARANTINE, Fault.STORE_SILENT)


def test_only_the_owner_of_the_folder_can_read_it(settings, tmp_path):
    digest = put(current(), tmp_path, b"words")
    path = settings.HOME / "files" / digest[:2] / digest[2:]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


@pytest.mark.django_db
def test_bytes_that_no_row_names_are_cleared_away_after_a_day(store, sent, service, monkeypatch):
    kept = sent(b"words\n", "a.txt")
    lost = actions.lay([b"a row that never came\n"], "b.txt")
    assert actions.tidy(by=service).pieces == 0
    monkeypatch.setattr(rules, "GRACE", -LATER)
    assert actions.tidy(by=service).pieces == 1
    assert store.size(lost.digest) is None
    assert store.size(kept.digest) == kept.size


@pytest.mark.django_db
def test_once_released_only_the_cleaned_copy_is_kept(store, processed, service, monkeypatch):
    file = processed(samples.picture(), "photo.jpg")
    monkeypatch.setattr(rules, "GRACE", -LATER)
    assert actions.tidy(by=service).pieces == 1
    assert store.size(file.original_digest) is None
    assert store.size(file.digest) == file.size
    assert list(actions.faults(deep=True)) == []


@pytest.mark.django_db
def test_bytes_that_two_files_share_stay_as_long_as_either(store, processed, service, monkeypatch):
    one, other = (processed(b"the same words\n", f"{number}.txt") for number in range(2))
    monkeypatch.setattr(rules, "GRACE", -LATER)
    actions.remove(one, by=service)
    assert actions.tidy(by=service).pieces == 0
    assert b"".join(store.read(other.digest)) == b"the same words\n"
    actions.remove(other, by=service)
    assert actions.tidy(by=service).pieces == 1
    assert list(store.everything()) == []


@pytest.mark.django_db
def test_files_go_when_their_time_is_over(processed, service, monkeypatch, person_with):
    file, other, refused = (processed(f"{n}\n".encode(), "a.txt") for n in range(3))
    today = timezone.now().date()
    actions.keep_until(file, today - dt.timedelta(days=1), by=service)
    actions.keep_until(other, today, by=service)
    actions.withdraw(refused, "a name in it", by=person_with("editor"))
    assert actions.tidy(by=service).files == 1
    File.objects.filter(pk=refused.pk).update(ended_at=timezone.now() - rules.KEPT_REFUSED - LATER)
    assert actions.tidy(by=service).files == 1
    states = [
        (one.state, one.digest != "", one.fault) for one in (File.objects.get(pk=f.pk) for f in (file, other, refused))
    ]
    assert states == [
        (State.REMOVED, False, Fault.RETENTION), (State.RELEASED, True, ""), (State.REMOVED, False, Fault.WITHDRAWN),
    ]  # fmt: skip
    monkeypatch.setattr(rules, "GRACE", -LATER)
    assert actions.tidy(by=service).pieces == 2


@pytest.mark.django_db
def test_check_tells_of_what_is_missing_and_of_what_was_changed(processed, settings):
    missing, longer, other = (processed(f"number {n}\n".encode(), f"{n}.txt") for n in range(3))
    where = {f: settings.HOME / "files" / f.digest[:2] / f.digest[2:] for f in (missing, longer, other)}
    where[missing].unlink()
    where[longer].write_bytes(b"number 1 and more\n")
    where[other].write_bytes(b"NUMBER 2\n")
    quick, deep = (" ".join(actions.faults(deep=deep)) for deep in (False, True))
    assert ("0.txt" in quick, "1.txt" in quick, "2.txt" in quick) == (True, True, False)
    assert ("0.txt" in deep, "1.txt" in deep, "2.txt" in deep) == (True, True, True)


KILLED = """
import os, sys, pathlib
os.environ["DJANGO_SETTINGS_MODULE"] = "comity.project.settings"
import django; django.setup()
from comity.base.files import actions
from comity.base.files.store import local
moment = sys.argv[1]
if moment == "while written":
    def copy(source, target, size):
        target.write(source.read(3))
        target.flush()
        print("now", flush=True)
        sys.stdin.read()
    local.shutil.copyfileobj = copy
actions.lay([b"words that arrive\\n" * 1000], "a.txt")
print("now", flush=True)
sys.stdin.read()
"""


@pytest.mark.parametrize("moment", ["while written", "before the row"])
@pytest.mark.django_db
def test_kill_9_between_bytes_and_row_leaves_nothing_half_done(tmp_path, settings, service, moment, monkeypatch):
    home = tmp_path / "killed"
    environment = {**os.environ, "COMITY_HOME": str(home), "PYTHONPATH": str(SOURCE)}
    environment.pop("DATABASE_URL", None)
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    child = subprocess.Popen([sys.executable, "-c", KILLED, moment], env=environment, **pipes)
    assert child.stdout.readline() == b"now\n"
    child.send_signal(signal.SIGKILL)
    child.wait()
    child.stdin.close()
    child.stdout.close()
    settings.HOME = home
    store = Folder(home / "files")
    # Whatever stands under a hash is whole; what was being written stands under none.
    assert [digest_of(store.read(one.digest)) == one.digest for one in store.everything()] == (
        [True] if moment == "before the row" else []
    )
    assert list(actions.faults(deep=True)) == []
    monkeypatch.setattr(rules, "GRACE", -LATER)
    assert actions.tidy(by=service).pieces >= 1
    assert [p for p in (home / "files").rglob("*") if p.is_file() and p.name != ".lock"] == []


def test_a_backup_has_the_bytes_of_either_store_and_puts_them_back(store, service, tmp_path):
    content = b"What was found.\n" * 90_000
    digest, size = put(store, tmp_path, content), len(content)
    told = {"digest": digest, "size": size, "original_digest": digest, "original_size": size}
    File.objects.create(name="found.txt", media_type="text/plain", sent_by=service, **told)
    path = tmp_path / "backups" / make(tmp_path / "backups", to=[], with_index=False).name
    assert verify(path, None).told["files"]["count"] == 1
    assert store.remove(digest, before=dt.datetime.now(dt.UTC) + LATER)
    with path.open("rb") as stream:
        kept = [beside.keep(part.pieces(), digest) for name, part in parts(stream) if name == f"files/{digest}"]
    assert kept == [True]
    assert b"".join(store.read(digest)) == content
