"""Packs of laws brought in, file by file and law by law, with a report that accounts for all of it."""

import hashlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Final

from comity.base.people.models import User
from comity.kernel.errors import Unreadable
from comity.kernel.packs import Manifest, Pack, opened
from comity.knowledge.legislation import rules
from comity.knowledge.legislation.actions import import_law, keep_reading, known_laws
from comity.knowledge.legislation.imports import reading
from comity.knowledge.legislation.imports.sources import LARGEST_FILE, SourceFile
from comity.knowledge.legislation.models import Reading
from comity.knowledge.legislation.shapes import LawReport, PackReport, ParsedLaw


Progress = Callable[[str, int, int], None]

KIND: Final = "legislation"
MODULE: Final = Path(__file__).parent.parent
# What decides how a pack is read: when one of these changes, packs are read again.
DECIDING: Final = ("imports", "facts", "grammar.py", "shapes.py", "rules.py", "actions")


def described(name: str) -> Manifest | None:
    """What our own registry knows of a pack of this name; None when nothing."""
    profile = reading.known().get(name)
    return profile.manifest if profile else None


def names() -> list[str]:
    """The packs that our own registry knows."""
    return sorted(reading.known())


def import_pack(
    path: Path, *, by: User, dry_run: bool = False, progress: Progress | None = None, again: bool = False
) -> PackReport:
    """Bring in every law of a pack, each whole or not at all; a file that cannot be read is refused with a sentence.

    A pack that has not changed since it was read is not read again. The same law changes nothing; a corrected one
    updates by its identifier.

    Args:
        path: folder or archive.
        by: who imports it.
        dry_run: say what would change, row by row, and change nothing.
        progress: told which law is kept, how many are done and how many there are.
        again: read it even when it has not changed.

    Raises:
        Unreadable: it is no pack of laws, is damaged or was made to do harm.
        NotPermitted: the person may not import.
    """
    rules.check_may_import(by)
    tell = progress or _silent
    with opened(path) as pack:
        profile = reading.profile_of(pack)
        report = PackReport(profile.manifest.name, dry_run)
        digest = digest_of(pack, profile)
        before = Reading.objects.filter(pk=report.name, digest=digest).first()
        if before and not again:
            report.unchanged_since = before.report
            return report
        names, _inside = reading.files_of(pack, profile)
        parsed: list[ParsedLaw] = []
        for number, (name, laws) in enumerate(reading.read(pack, profile, report.refused), start=1):
            parsed.extend(laws)
            tell(name, number, 2 * len(names))
        whole = list(reading.joined(parsed, pack, profile))
    known = known_laws([(law.place, law.identifier) for law in whole])
    for number, law in enumerate(whole, start=1):
        try:
            report.laws.append(import_law(law, by=by, dry_run=dry_run, known=known))
        except Unreadable as error:
            report.refused.append(str(error))
        tell(law.title[:60], len(whole) + number, 2 * len(whole))
    if not dry_run and not report.refused:
        keep_reading(report.name, digest, report.totals(), by=by)
    return report


def import_file(path: Path, *, by: User, dry_run: bool = False) -> LawReport:
    """Bring in one law from a file: Akoma Ntoso, Markdown with a header, HTML, or JSON as we write it.

    Raises:
        Unreadable: the file cannot be read, or its kind is not known; the sentence names file and line.
        NotPermitted: the person may not import.
    """
    rules.check_may_import(by)
    reader = reading.PLAIN.get(path.suffix.lower())
    if reader is None:
        raise Unreadable(
            f"A file of this kind is not read. Known are: {', '.join(sorted(reading.PLAIN))}.", where=path.name
        )
    if not path.is_file():
        raise Unreadable("There is no file here.", where=path.name)
    if path.stat().st_size > LARGEST_FILE:
        raise Unreadable(f"The file is larger than {LARGEST_FILE // 2**20} MB, which no law is.", where=path.name)
    return import_law(reader(SourceFile(path.name, path.read_bytes())), by=by, dry_run=dry_run)


def digest_of(pack: Pack, profile: reading.Profile) -> str:
    """SHA-256 over everything in the pack that may be read, what is known of it, and the code that reads it."""
    digest = hashlib.sha256(code_digest().encode())
    digest.update(repr(profile).encode())
    for name in pack.names():
        digest.update(f"\x1e{name}\x1f".encode())
        digest.update(hashlib.sha256(pack.read(name)).digest())
    return digest.hexdigest()


@cache
def code_digest() -> str:
    """SHA-256 over the files of this module that decide how a law is read."""
    digest = hashlib.sha256()
    for name in DECIDING:
        start = MODULE / name
        for file in sorted(start.rglob("*")) if start.is_dir() else [start]:
            if file.suffix in {".py", ".yaml"}:
                digest.update(file.read_bytes())
    return digest.hexdigest()


def _silent(what: str, done: int, total: int) -> None:
    """Tell nobody."""


__all__ = ["KIND", "described", "digest_of", "import_file", "import_pack"]
