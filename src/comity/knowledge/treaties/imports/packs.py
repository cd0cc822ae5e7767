"""Packs read in: which module of this folder reads which file, and a report that accounts for all of them."""

import datetime as dt
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from django.db import transaction

from comity.base.people.models import User
from comity.engines.records.enums import Wording
from comity.kernel.errors import Unreadable
from comity.kernel.packs import MANIFEST, Manifest, Pack, manifest_of, opened
from comity.knowledge.treaties import registry, rules
from comity.knowledge.treaties.actions import put_actions, put_texts
from comity.knowledge.treaties.imports import declarations
from comity.knowledge.treaties.imports.texts import PACKS, RANKS, read_file
from comity.knowledge.treaties.shapes import FileOutcome, FileReport, ImportReport, Source, TextOutcome


Progress = Callable[[str, int, int], None]

# What a manifest says of a pack that is read here.
KIND: Final = "treaties"
# The packs that need no manifest, because the project's own register says what their files hold.
KNOWN: Final = (*PACKS, declarations.PACK)
# What may lie in a pack beside its texts.
BESIDE: Final = frozenset({"README-SOURCE.md", "README.md", "LICENSE", "DATA_LICENSE", MANIFEST})
ENDINGS: Final = (".zip", ".tar.gz", ".tgz", ".tar.xz", ".tar.bz2", ".tar")
TEXT_KEYS: Final = {"file", "symbol", "language", "wording"}
TITLES: Final = {
    "treaties_en_nl": "Treaties on criminal justice, English with Dutch",
    "treaties_es_argentina": "Conventions as approved by Argentine law, Spanish",
    "treaties_en_zhhant_opentreaties": "Convention against Corruption, English and traditional Chinese",
    "udhr": "Universal Declaration of Human Rights, in six languages",
    declarations.PACK: "Declarations and reservations as at March 2015",
}
# A pack that nobody has ranked comes after those that somebody has.
UNRANKED: Final = 9
# So many files that are passed over are named one by one; a package of hundreds of translations says how many.
NAMED: Final = 20


def name_of(path: Path) -> str:
    """The name of a pack without manifest: that of its folder or archive."""
    name = path.resolve().name
    ending = next((one for one in ENDINGS if name.endswith(one)), "")
    return name.removesuffix(ending)


def described(name: str) -> Manifest | None:
    """What the project's own register knows of a pack of this name; None when nothing."""
    source = declarations.SOURCE if name == declarations.PACK else PACKS.get(name)
    if source is None:
        return None
    languages = {row["language"] for row in registry.text_sources(name)} or {"en"}
    return Manifest(
        name,
        title=TITLES[name],
        kind=KIND,
        licence=source.licence,
        source=source.url,
        publisher=source.publisher,
        retrieved_on=dt.date.fromisoformat(source.retrieved_on),
        languages=tuple(sorted(languages)),
    )


def import_pack(path: Path, *, by: User, dry_run: bool = False, progress: Progress | None = None) -> ImportReport:
    """Read a pack of treaty texts or of declarations, all of it or nothing.

    The same again changes nothing; a corrected file replaces what the same source brought before. A text that cannot
    be divided into its articles with certainty is kept whole and marked.

    Args:
        path: the pack's folder or archive.
        by: who imports it.
        dry_run: say what would change, and change nothing.
        progress: told which file is read, how many are done and how many there are.

    Raises:
        Unreadable: no pack of treaties, or a file of it cannot be read; the sentence names file and line.
        NotPermitted: the person may not do this.
    """
    rules.check_may_edit_actions(by)
    tell = progress or _silent
    with opened(path) as pack, transaction.atomic():
        manifest = manifest_of(pack)
        name = manifest.name if manifest is not None else name_of(path)
        if name == declarations.PACK:
            files = _import_declarations(pack, tell, by=by, dry_run=dry_run)
        else:
            files = _import_texts(pack, name, manifest, tell, by=by, dry_run=dry_run)
    return ImportReport(name, dry_run, tuple(files))


def _silent(what: str, done: int, total: int) -> None:
    """Tell nobody."""


def _import_texts(  # noqa: PLR0913 -- the pack in two forms, who, how and whom to tell
    pack: Pack, name: str, manifest: Manifest | None, tell: Progress, *, by: User, dry_run: bool
) -> list[FileOutcome]:
    rows = _rows(name, manifest, pack)
    source = PACKS.get(name) or _source(name, manifest)
    held = _held(pack)
    outcomes = []
    passed = [file for file in sorted(held) if file not in rows and file.rpartition("/")[2] not in BESIDE]
    for number, (inside, file) in enumerate(sorted(held.items()), start=1):
        tell(inside, number, len(held))
        if inside not in rows:
            if inside in passed[:NAMED]:
                outcomes.append(FileOutcome(inside, sentences=("Passed over: not listed as the text of a treaty.",)))
            continue
        report = read_file(inside, pack.read(file), rows[inside])
        done = put_texts(report, source, by=by, rank=RANKS.get(name, UNRANKED), dry_run=dry_run)
        outcomes.append(_outcome(report, done))
    if len(passed) > NAMED:
        more = f"Passed over {len(passed) - NAMED} more files: not listed as the text of a treaty."
        outcomes.append(FileOutcome(pack.path.name, sentences=(more,)))
    missing = sorted(set(rows) - set(held))
    outcomes.extend(FileOutcome(file, sentences=("Listed, but not in this pack.",)) for file in missing)
    return outcomes


def _held(pack: Pack) -> dict[str, str]:
    """The files of a pack by their paths, without the one folder in which an archive may hold them all."""
    names = pack.names()
    tops = {name.partition("/")[0] for name in names}
    top = f"{tops.pop()}/" if len(tops) == 1 and all("/" in name for name in names) else ""
    # A folder of texts that is itself part of the paths, such as docs/, stays.
    is_wrapped = bool(top) and any(name.removeprefix(top) in BESIDE for name in names)
    return {name.removeprefix(top) if is_wrapped else name: name for name in names}


def _outcome(report: FileReport, done: list[TextOutcome]) -> FileOutcome:
    return FileOutcome(
        report.file,
        report.characters,
        report.accounted,
        texts=tuple(done),
        left_out=report.wrapping,
        sentences=tuple(f"{one.symbol} ({one.language}): {one.undivided}." for one in done if one.undivided),
    )


def _rows(name: str, manifest: Manifest | None, pack: Pack) -> dict[str, list[dict[str, str]]]:
    """Which treaties each file holds, from the manifest, else from the project's own register."""
    listed: Any = manifest.options.get("texts") if manifest is not None else None
    where = f"{pack.path.name}/{MANIFEST}"
    if listed is None:
        listed = registry.text_sources(name)
        if not listed:
            raise Unreadable(
                "Nothing says which treaties the files of this pack hold. Give it a manifest whose options have "
                f"“texts”, or name it as one of: {', '.join(KNOWN)}.",
                where=pack.path.name,
            )
    if not isinstance(listed, list):
        raise Unreadable("“texts” is not a list.", where=where)
    rows: dict[str, list[dict[str, str]]] = {}
    seen: set[tuple[str, str]] = set()
    for number, row in enumerate(listed, start=1):
        if not isinstance(row, Mapping) or not set(row) >= TEXT_KEYS:
            raise Unreadable(f"Entry {number} of “texts” lacks one of: {', '.join(sorted(TEXT_KEYS))}.", where=where)
        if row["symbol"] and row["wording"] not in Wording.values:
            raise Unreadable(
                f"Entry {number} of “texts”: the wording is one of {', '.join(Wording.values)}.", where=where
            )
        pair = (str(row["symbol"] or ""), str(row["language"]))
        if pair[0] and pair in seen:
            raise Unreadable(f"{pair[0]} is listed twice in the language “{pair[1]}”; keep one of them.", where=where)
        seen.add(pair)
        rows.setdefault(str(row["file"]), []).append({key: str(row[key] or "") for key in TEXT_KEYS})
    return rows


def _source(name: str, manifest: Manifest | None) -> Source:
    if manifest is None:
        return Source(f"pack:{name}", name)
    return Source(
        f"pack:{name}"[:60],
        manifest.title or name,
        publisher=manifest.publisher,
        url=manifest.source if manifest.source.startswith(("http://", "https://")) else "",
        licence=manifest.licence,
        retrieved_on=manifest.retrieved_on.isoformat() if manifest.retrieved_on else "",
    )


def _import_declarations(pack: Pack, tell: Progress, *, by: User, dry_run: bool) -> list[FileOutcome]:
    read = []
    held = {inside: file for inside, file in _held(pack).items() if declarations.is_one(inside)}
    for number, (inside, file) in enumerate(sorted(held.items()), start=1):
        tell(inside, number, len(held))
        read.append(declarations.read_file(inside, pack.read(file)))
    rows = [row for one in read for row in one.rows]
    changes = put_actions(rows, [declarations.SOURCE], by=by, dry_run=dry_run)
    by_file: dict[str, list[Any]] = {}
    for row, change in zip(rows, changes, strict=True):
        by_file.setdefault(row.where.partition(",")[0], []).append(change)
    return [
        FileOutcome(
            one.file,
            one.characters,
            one.accounted,
            changes=tuple(by_file.get(one.file, ())),
            left_out=one.left_out,
            sentences=one.sentences,
        )
        for one in read
    ]
