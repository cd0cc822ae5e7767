"""A backup is sealed, whole or not at all, and refused with a sentence when anything about it is wrong."""

import io
import json
import resource
import shutil
import subprocess
import tarfile

import pyrage
import pytest
from click.testing import CliRunner
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from comity.base.audit.models import Event
from comity.kernel.errors import Refused
from comity.project.backups import archive, places, serving, tables
from comity.project.backups.making import make, thin_out
from comity.project.backups.sealing import identities, new_pair, recipients, seal
from comity.project.backups.state import last_backup
from comity.project.backups.verifying import verify
from comity.project.commands.backup import command
from comity.project.commands.restore import command as restore


@pytest.fixture(scope="session")
def keys(tmp_path_factory):
    """Three files with a secret key, each with its public one."""
    folder = tmp_path_factory.mktemp("keys")
    return [(folder / name, new_pair(folder / name)) for name in ("one", "two", "stranger")]


@pytest.fixture
def home(settings, tmp_path, service):
    """An installation with a key, a file and a little in the database."""
    from comity.base.files.actions import lay, process_due, receive

    settings.HOME = tmp_path / "home"
    settings.BACKUP_FOLDER, settings.BACKUP_RECIPIENTS = tmp_path / "backups", []
    (settings.HOME / "index" / "v0-x").mkdir(parents=True)
    (settings.HOME / "secret_key").write_text("s" * 40)
    receive(lay([b"What was found.\n" * 9000], "found.txt"), by=service)
    process_due(by=service)
    return settings.HOME


@pytest.fixture(scope="session")
def cut_by():
    """Make a copy of a backup in which its bytes were changed by a function."""

    def changed(path, change, folder):
        made = folder / f"changed-{path.name}"
        made.write_bytes(change(path.read_bytes()))
        return made

    return changed


def test_each_recipient_opens_it_with_any_program_and_nobody_else(home, keys, settings, tmp_path):
    (one, first), (two, second), (stranger, _public) = keys
    done = CliRunner().invoke(command, ["--recipient", first, "--recipient", second])
    assert (done.exit_code, done.exception) == (0, None), done.output
    assert "1 files" in done.output
    assert "sealed to 2" in done.output
    (path,) = settings.BACKUP_FOLDER.glob("comity-*.tar.age")
    assert path.stat().st_mode & 0o077 == 0
    assert b"s" * 40 not in path.read_bytes()
    assert b"What was found" not in path.read_bytes()
    looked = verify(path, one)
    assert looked.told == verify(path, two).told
    assert looked.told["files"]["count"] == 1
    assert looked.rows == sum(table["rows"] for table in looked.told["tables"].values()) > 5
    with pytest.raises(Refused, match="None of the keys opens"):
        verify(path, stranger)
    with pytest.raises(Refused, match="--identity"):
        verify(path, None)
    # As the programs `age` and `tar` do it.
    plain = pyrage.decrypt(path.read_bytes(), identities(one))
    with tarfile.open(fileobj=io.BytesIO(plain)) as unpacked:
        names = unpacked.getnames()
        assert unpacked.extractfile("keys/secret_key").read() == b"s" * 40
        assert json.load(unpacked.extractfile("manifest.json")) == looked.told
    assert (names[0], names[-2:]) == ("backup.json", ["manifest.json", "manifest.sha256"])
    assert not [name for name in names if "session" in name]
    if shutil.which("age"):
        said = subprocess.run(["age", "-d", "-i", str(one), str(path)], capture_output=True, check=True)
        assert said.stdout == plain
    # What the page about the health of the installation is told, and the log.
    last = last_backup()
    assert (last.name, last.sha256, last.recipients, last.faults, last.failure) == (
        path.name,
        looked.sha256,
        2,
        (),
        "",
    )
    assert Event.objects.get(verb="backup.make").details["sha256"] == last.sha256
    assert CliRunner().invoke(command, ["state"]).exit_code == 0


@pytest.fixture
def made(home, keys, tmp_path):
    """A sealed backup and an open one, of the same."""
    folders = tmp_path / "sealed", tmp_path / "open"
    return [folder / make(folder, to=to).name for folder, to in zip(folders, ([keys[0][1]], []), strict=True)]


def without(name):
    """A function that takes a part out of an archive."""

    def change(content):
        out = io.BytesIO()
        with tarfile.open(fileobj=io.BytesIO(content)) as old, tarfile.open(fileobj=out, mode="w") as new:
            for one in old:
                if not one.name.startswith(name):
                    new.addfile(one, old.extractfile(one))
        return out.getvalue()

    return change


def more(name):
    """A function that adds a part at the end of an archive, or one that leads out of the folder before it."""

    def change(content):
        out = io.BytesIO()
        with tarfile.open(fileobj=io.BytesIO(content)) as old, tarfile.open(fileobj=out, mode="w") as new:
            for one in old:
                if one.name == "manifest.json" and "/" in name:
                    new.addfile(tarfile.TarInfo(name))
                new.addfile(one, old.extractfile(one))
            if "/" not in name:
                new.addfile(tarfile.TarInfo(name))
        return out.getvalue()

    return change


def other(content, old, new):
    """The same with some bytes exchanged, which must be there."""
    assert content.count(old) >= 1
    return content.replace(old, new, 1)


def test_whatever_is_wrong_with_it_is_a_sentence(made, keys, cut_by, tmp_path):
    sealed, plain = made
    middle = sealed.stat().st_size // 2
    for path, sentence, change in (
        (sealed, "its seal is broken", lambda content: content[:middle]),
        (sealed, "its seal is broken", lambda content: content[:-1]),
        (sealed, "its seal is broken", lambda c: c[:middle] + bytes([c[middle] ^ 1]) + c[middle + 1 :]),
        (sealed, "very beginning", lambda content: content[:60]),
        (sealed, "no backup of Comity", lambda _content: b"a letter to nobody" * 99),
        (sealed, "empty", lambda _content: b""),
        (plain, "cut off", lambda content: content[: len(content) // 2]),
        (plain, "Its end is missing", without("manifest.json")),
        (plain, "Its end is missing", without("manifest.sha256")),
        (plain, "begins otherwise", without("backup.json")),
        (plain, "The part keys/secret_key is missing", without("keys/")),
        (plain, "The part tables/audit_event/000000.jsonl.gz is missing", without("tables/audit_event")),
        (plain, "Files are missing or were changed: 0 are there of 1", without("files/")),
        (plain, "The part keys/secret_key was changed", lambda c: other(c, b"s" * 40, b"t" * 40)),
        (plain, "Files are missing|files in it are damaged", lambda c: other(c, b"was found", b"was lost!")),
        (plain, "Its manifest was changed", lambda c: other(c, b'"faults": []', b'"faults": ""')),
        (plain, "in a form that this version does not know", lambda c: other(c, b'"format": 1', b'"format": 9')),
        (plain, "no part of a backup", more("index/../../secret_key")),
        (plain, "no part of a backup", more("keys/id_rsa")),
        (plain, "after its end", more("late")),
    ):
        with pytest.raises(Refused, match=sentence):
            verify(cut_by(path, change, tmp_path), keys[0][0])
    with pytest.raises(Refused, match="There is no file"):
        verify(tmp_path / "nothing", None)
    assert verify(plain, None).told["files"] == verify(sealed, keys[0][0]).told["files"]


def test_it_is_not_left_open_unless_that_is_said(home, keys, settings):
    runner = CliRunner()
    for arguments, sentence in (
        ([], "it is sealed. Make a pair of keys"),
        (["--unencrypted", "--recipient", keys[0][1]], "exclude each other"),
        (["--recipient", "ssh-rsa AAAA"], "no public key of age"),
        (["--recipient", keys[0][0].read_text().split()[-1]], "A secret key was given"),
    ):
        refused = runner.invoke(command, arguments).exception
        assert isinstance(refused, Refused)
        assert sentence in str(refused)
    assert not settings.BACKUP_FOLDER.exists()
    assert last_backup().failure.startswith("A secret key was given")
    assert runner.invoke(command, ["state"]).exit_code == 1
    assert "NOT sealed" in runner.invoke(command, ["--unencrypted"]).output
    settings.BACKUP_RECIPIENTS = [keys[1][1]]
    assert "sealed to 1" in runner.invoke(command, []).output
    assert last_backup().failed_at is None


def test_a_disk_that_is_full_leaves_the_backups_of_before_and_no_half_one(home, made, keys):
    sealed, _plain = made
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (sealed.stat().st_size // 2, hard))
    try:
        with pytest.raises(Refused, match="could not be written"):
            make(sealed.parent, to=[keys[0][1]], keep=1)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert [path.name for path in sealed.parent.iterdir()] == [sealed.name]
    # What one that was killed left behind goes with the next.
    (sealed.parent / f".{sealed.name}.part").touch()
    (home / ".backing-up-x").mkdir()
    assert "could not be written" in last_backup().failure
    verify(sealed, keys[0][0])
    name = make(sealed.parent, to=[keys[0][1]], keep=1).name
    assert [path.name for path in sealed.parent.iterdir()] == [name]
    assert not (home / ".backing-up-x").exists()


def test_so_many_of_the_newest_are_kept_and_nothing_else_is_touched(tmp_path):
    names = [f"comity-2026112{day}T030000Z.tar.age" for day in range(1, 6)] + ["comity-20261125T030000Z.2.tar.age"]
    for name in (*names, "letters.tar", "comity-notes.tar.age"):
        (tmp_path / name).touch()
    assert thin_out(tmp_path, 9) == []
    # The second of a second is the newer one, although its name comes first.
    assert thin_out(tmp_path, 1) == names[:5]
    assert {path.name for path in tmp_path.iterdir()} == {names[5], "letters.tar", "comity-notes.tar.age"}


def test_bytes_that_are_missing_or_damaged_are_told_and_the_rest_is_kept(home, settings):
    (path,) = [path for path in (home / "files").glob("??/*") if path.is_file() and len(path.name) == 62][-1:]
    content = path.read_bytes()
    path.write_bytes(content[:-1] + b"!")
    done = CliRunner().invoke(command, ["--unencrypted"])
    assert done.exit_code == 1
    assert "are damaged" in done.stderr
    path.unlink()
    assert CliRunner().invoke(command, ["--unencrypted"]).exit_code == 1
    assert "are missing from the store" in last_backup().faults[0]
    assert verify(settings.BACKUP_FOLDER / last_backup().name, None).told["faults"] == list(last_backup().faults)


def test_while_the_portal_is_served_nothing_is_restored(home, tmp_path):
    serving.is_begun()
    try:
        with pytest.raises(Refused, match="Stop it first"), serving.nobody():
            pass
    finally:
        serving.ended()
    (places.stage()).mkdir()
    (places.stage() / places.READY).write_text("{}")
    with pytest.raises(Refused, match="--finish"):
        serving.is_begun()
    with pytest.raises(Refused, match="has data already"):
        restore.main([str(tmp_path / "any.tar")], standalone_mode=False)


def test_of_what_streams_through_nothing_is_kept_in_memory(keys, tmp_path):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    piece, size = bytes(2**18), 80 * 2**20
    writer = archive.Writer(0)
    with (tmp_path / "large").open("wb") as out:
        seal(
            writer.streamed("files/x", size, (piece for _ in range(size // len(piece)))), out, recipients([keys[0][1]])
        )
    assert (tmp_path / "large").stat().st_size > size
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 20_000


def test_what_comes_from_a_newer_version_is_refused(db):
    loader = MigrationLoader(connection)
    known = tables.applied(loader)
    tables.check_known(loader, known, "The backup")
    with pytest.raises(
        Refused, match="The backup comes from a newer or another version: it has the migration records 9"
    ):
        tables.check_known(loader, [*known, ("records", "9999_later")], "The backup")
    assert ("people", "0001_initial") not in tables.last_of(loader, known)


def test_keys_are_not_written_over_and_a_wrong_file_is_told(keys, tmp_path):
    assert keys[0][0].stat().st_mode & 0o077 == 0
    with pytest.raises(Refused, match="never written over"):
        new_pair(keys[0][0])
    for content, sentence in (
        ("", "There is no key"),
        ("AGE-SECRET-KEY-1", "no file of keys"),
        ("\udc80", "cannot be"),
    ):
        (tmp_path / "no").write_text(content, encoding="utf-8", errors="surrogateescape")
        with pytest.raises(Refused, match=sentence):
            identities(tmp_path / "no")
