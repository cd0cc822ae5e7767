import hashlib
import io
import os
import tarfile
import zipfile

import pytest
import yaml

from comity.kernel import packs
from comity.kernel.errors import Unreadable


def folder(tmp_path, **files):
    place = tmp_path / "pack"
    place.mkdir()
    for name, content in files.items():
        (place / name.replace("_dot_", ".")).write_bytes(content)
    return place


def manifest(**fields):
    return yaml.safe_dump({"name": "pack", **fields}).encode()


def read(path):
    with packs.opened(path) as pack:
        return packs.manifest_of(pack), {name: pack.read(name) for name in pack.names()}


def zipped(tmp_path, entries):
    path = tmp_path / "pack.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in entries.items():
            file.writestr(name, content)
    return path


def tarred(tmp_path, members):
    path = tmp_path / "pack.tar.gz"
    with tarfile.open(path, "w:gz") as file:
        for member, content in members:
            member.size = len(content)
            file.addfile(member, io.BytesIO(content))
    return path


def test_a_folder_and_its_archives_hold_the_same(tmp_path):
    files = {"comity-pack.yaml": manifest(title="Laws"), "a.md": b"A", "b.md": b"B"}
    place = tmp_path / "pack"
    place.mkdir()
    for name, content in files.items():
        (place / name).write_bytes(content)
    members = [(tarfile.TarInfo(name), content) for name, content in files.items()]

    for path in (place, zipped(tmp_path, files), tarred(tmp_path, members)):
        found, inside = read(path)
        assert (found.name, found.title) == ("pack", "Laws")
        assert inside == files


def test_a_pack_without_manifest_has_none(tmp_path):
    assert read(folder(tmp_path, a_dot_md=b"A"))[0] is None


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"\xff\xfe", "The manifest is not YAML in UTF-8"),
        (b"name: x\n\tb: [", "line 2: The manifest is not YAML"),
        (b"- a", "has no field “name”"),
        (b"name: 7", "has no field “name”"),
        (manifest(colour="red"), "has a field “colour” that is not known. Known are: files, kind, languages"),
        (manifest(files={"a.md": "abc"}), "must give the SHA-256 of each file in 64 hexadecimal digits"),
        (manifest(retrieved_on="yesterday"), "“retrieved_on” is not a date such as 2026-04-02"),
        (manifest(options=["a"]), "“options” is not a list of names and values"),
        (b"name: " + b"x" * (packs.LARGEST_MANIFEST + 1), "larger than 8 MB"),
        (b"name: !!python/object/apply:os.system [ls]", "The manifest is not YAML"),
    ],
)
def test_a_manifest_that_cannot_be_right_is_refused(tmp_path, content, sentence):
    place = folder(tmp_path, **{"comity-pack_dot_yaml": content})
    with pytest.raises(Unreadable) as refusal:
        read(place)
    assert str(refusal.value).startswith("pack/comity-pack.yaml")
    assert sentence in str(refusal.value)


@pytest.mark.parametrize(
    ("files", "listed", "sentence"),
    [
        ({}, {"a.md": b"A"}, "pack/a.md: The manifest lists this file, but it is not there"),
        ({"a.md": b"other"}, {"a.md": b"A"}, "pack/a.md: The file is not the one that the manifest lists"),
        ({"a.md": b"A", "b.md": b"B"}, {"a.md": b"A"}, "pack/b.md: The file is not listed in the manifest"),
    ],
)
def test_every_file_is_held_against_the_manifest(tmp_path, files, listed, sentence):
    sums = {name: hashlib.sha256(content).hexdigest() for name, content in listed.items()}
    place = folder(tmp_path, **{"comity-pack_dot_yaml": manifest(files=sums)})
    for name, content in files.items():
        (place / name).write_bytes(content)
    with pytest.raises(Unreadable) as refusal:
        read(place)
    assert str(refusal.value).startswith(sentence)


@pytest.mark.parametrize("name", ["../out.md", "/etc/out.md", "a/../../out.md", "C:/out.md"])
def test_an_archive_cannot_lead_out_of_itself(tmp_path, name):
    for path in (zipped(tmp_path, {name: b"A"}), tarred(tmp_path, [(tarfile.TarInfo(name), b"A")])):
        with pytest.raises(Unreadable, match=r"leads out of the pack\. The pack is not opened"):
            read(path)


def test_links_out_of_a_folder_are_not_followed(tmp_path):
    (tmp_path / "secret.md").write_bytes(b"secret")
    place = folder(tmp_path, a_dot_md=b"A")
    (place / "b.md").symlink_to(tmp_path / "secret.md")
    assert read(place)[1] == {"a.md": b"A"}
    with packs.opened(place) as pack, pytest.raises(Unreadable, match="lies outside the pack"):
        pack.read("b.md")


def test_links_and_devices_in_a_tar_are_not_seen(tmp_path):
    link, device = tarfile.TarInfo("link.md"), tarfile.TarInfo("device.md")
    link.type, link.linkname, device.type = tarfile.SYMTYPE, "/etc/passwd", tarfile.CHRTYPE
    assert read(tarred(tmp_path, [(link, b""), (device, b""), (tarfile.TarInfo("a.md"), b"A")]))[1] == {"a.md": b"A"}


def test_bombs_are_not_opened(tmp_path):
    content = b"\0" * 2**26
    with pytest.raises(Unreadable, match=r"pack\.zip/bomb\.md: The entry would grow more than 200 times"):
        read(zipped(tmp_path, {"bomb.md": content}))
    with pytest.raises(Unreadable, match=r"pack\.tar\.gz/bomb\.md: The archive grows more than 200 times"):
        read(tarred(tmp_path, [(tarfile.TarInfo("bomb.md"), content)]))


def test_too_many_or_too_large_files_are_refused(tmp_path, monkeypatch):
    place = folder(tmp_path, a_dot_md=b"AAAA", b_dot_md=b"B")
    archive = zipped(tmp_path, {"a.md": b"AAAA", "b.md": b"B"})
    monkeypatch.setattr(packs, "LARGEST_FILE", 3)
    for path in (place, archive):
        with pytest.raises(Unreadable, match=r"/a\.md: The file is larger than 0 MB unpacked\. Split it"):
            read(path)
    monkeypatch.setattr(packs, "FILES", 1)
    for path in (place, archive):
        with pytest.raises(Unreadable, match="more than 1 files"):
            read(path)


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("pack.zip", b"PK\x03\x04 not really", "neither a ZIP nor a TAR archive"),
        ("pack.txt", b"text", "neither a ZIP nor a TAR archive"),
        ("nothing.zip", None, "There is no folder or archive here. Give the path of a pack"),
    ],
)
def test_what_is_no_pack_is_said_to_be_none(tmp_path, name, content, sentence):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(Unreadable, match=sentence):
        read(tmp_path / name)


def test_a_damaged_archive_is_refused(tmp_path):
    path = zipped(tmp_path, {"a.md": os.urandom(4000)})
    content = bytearray(path.read_bytes())
    content[200:400] = os.urandom(200)
    path.write_bytes(content)
    with pytest.raises(Unreadable, match=r"pack\.zip: The archive is damaged or locked"):
        read(path)
