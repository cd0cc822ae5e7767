"""Packs of laws: which file is read by which reader, and one law made of all the files that hold its versions."""

import datetime as dt
import fnmatch
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Any, Final

import yaml

from comity.kernel.errors import Unreadable
from comity.kernel.packs import MANIFEST, Manifest, Pack, manifest_of, opened
from comity.knowledge.legislation.imports import akoma_ntoso, chinese, codes, collected, dates, markdown, plain
from comity.knowledge.legislation.imports.sources import SourceFile
from comity.knowledge.legislation.shapes import ParsedLaw, ParsedVersion


REGISTRY: Final = Path(__file__).parent.parent / "facts" / "packs.yaml"
NOTES: Final = ("README-SOURCE.md", "README.md", "LICENSE", "LICENSE.md", "LICENSE.txt", MANIFEST)
PLAIN: Final[dict[str, Callable[[SourceFile], ParsedLaw]]] = {
    ".md": plain.markdown, ".json": plain.data, ".html": plain.hypertext, ".htm": plain.hypertext,
    ".xml": akoma_ntoso.read,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Profile:
    """How one pack is read."""

    manifest: Manifest
    patterns: tuple[str, ...] = ()
    publisher_form: str = ""
    beside: tuple[str, ...] = ()
    history: Mapping[str, str] = field(default_factory=dict)
    laws: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


@cache
def known() -> dict[str, Profile]:
    """The packs described in our own registry, by the name of their folder."""
    rows = yaml.safe_load(REGISTRY.read_text(encoding="utf-8"))
    return {row["name"]: profile_from(row) for row in rows}


def profile_from(row: Mapping[str, Any]) -> Profile:
    """A profile from a row of the registry."""
    manifest = Manifest(
        name=row["name"], title=row["title"], kind="legislation", licence=row.get("licence", ""),
        licence_url=row.get("licence_url", ""), source=row.get("source", ""), publisher=row.get("publisher", ""),
        retrieved_on=row.get("retrieved_on"), places=tuple(row.get("places", ())),
        languages=tuple(row.get("languages", ())), reader=row["reader"], options=row.get("options", {}),
    )  # fmt: skip
    return Profile(
        manifest, tuple(row.get("files", ())), row.get("publisher_form", ""), tuple(row.get("beside", ())),
        row.get("history", {}), row.get("laws", {}),
    )  # fmt: skip


def profile_of(pack: Pack) -> Profile:
    """The profile of a pack: its own manifest, else our registry by the folder's name.

    Raises:
        Unreadable: neither describes it, or the manifest is broken.
    """
    own = manifest_of(pack)
    if own is not None:
        options = own.options
        return Profile(own, tuple(options.get("patterns", ("*",))), str(options.get("publisher_form", "")))
    name = pack.path.name
    for suffix in (".tar.gz", ".tgz", ".tar", ".zip"):
        name = name.removesuffix(suffix)
    if name not in known():
        raise Unreadable(
            f"The pack “{name[:80]}” is not known and has no manifest {MANIFEST}. Add one with its name, licence, "
            "source and reader.",
            where=pack.path.name,
        )
    return known()[name]


def laws_in(path: Path) -> Iterator[ParsedLaw]:
    """Every law of a pack, each with all its versions.

    Raises:
        Unreadable: at the first file that cannot be read, naming it.
    """
    with opened(path) as pack:
        profile = profile_of(pack)
        yield from joined([law for _name, several in read(pack, profile) for law in several], pack, profile)


def files_of(pack: Pack, profile: Profile) -> tuple[list[str], str]:
    """The files that hold laws, and the folder that archives put around everything."""
    names = pack.names()
    inside = "" if profile.patterns == ("*",) else shared_top(names, profile.patterns)
    wanted = [
        name
        for name in names
        if PurePosixPath(name).name not in NOTES
        and any(matches(name.removeprefix(inside), pattern) for pattern in profile.patterns)
    ]
    return wanted, inside


def read(pack: Pack, profile: Profile, refused: list[str] | None = None) -> Iterator[tuple[str, list[ParsedLaw]]]:
    """The laws of every file, in the order of the files.

    Args:
        pack: the opened pack.
        profile: how it is read.
        refused: takes the sentence about each file that cannot be read, of which then nothing is given; without it
            the first such file ends the reading.

    Raises:
        Unreadable: a file cannot be read, and there is no list to take it.
    """
    names, inside = files_of(pack, profile)
    for name in names:
        try:
            source = SourceFile(name.removeprefix(inside), pack.read(name))
            laws = [completed(law, profile) for law in read_file(source, pack, profile, inside)]
        except Unreadable as error:
            if refused is None:
                raise
            refused.append(str(error))
            laws = []
        yield name, laws


def read_file(source: SourceFile, pack: Pack, profile: Profile, inside: str) -> Iterator[ParsedLaw]:
    """The laws of one file by the pack's reader."""
    stem = PurePosixPath(source.name).stem
    match profile.manifest.reader:
        case "markdown":
            yield markdown.read(source, profile.publisher_form)
        case "chinese":
            yield chinese.read(source)
        case "collected":
            yield from collected.read(source, profile.manifest.options)
        case "akoma-ntoso":
            yield akoma_ntoso.read(source)
        case "russian":
            page = f"{inside}{PurePosixPath(source.name).with_suffix('.html')}"
            beside = SourceFile(page, pack.read(page)) if page in pack.names() else None
            yield described(codes.russian(source, beside), stem, profile)
        case "indian":
            yield described(codes.indian(source), stem, profile)
        case "plain" | "":
            reader = PLAIN.get(PurePosixPath(source.name).suffix.lower())
            if reader is None:
                raise Unreadable(
                    f"A file of this kind is not read. Known are: {', '.join(sorted(PLAIN))}.", where=source.name
                )
            yield reader(source)
        case other:
            raise Unreadable(f"The pack's reader “{other}” is not known.", where=pack.path.name)


def matches(name: str, pattern: str) -> bool:
    """Whether a path fits a pattern; ``*`` does not cross a slash, except alone."""
    if pattern == "*":
        return True
    return name.count("/") == pattern.count("/") and fnmatch.fnmatchcase(name, pattern)


def shared_top(names: list[str], patterns: tuple[str, ...]) -> str:
    """The folder that archives put around everything, when the patterns fit only below it."""
    if any(matches(name, pattern) for name in names for pattern in patterns):
        return ""
    tops = {name.split("/")[0] for name in names if "/" in name}
    return f"{tops.pop()}/" if len(tops) == 1 else ""


def described(version: ParsedVersion, stem: str, profile: Profile) -> ParsedLaw:
    """A law whose file holds only its text, with the card that our registry has for it."""
    card = profile.laws.get(stem)
    if card is None:
        raise Unreadable(f"The pack has a text “{stem}” that is not described.", where=version.file)
    law = plain.law_from(
        {"identifier": stem, "place": profile.manifest.places[0], "language": version.language, **card}, version.file
    )
    version.on = dates.iso(card.get("version_on"))
    version.note = str(card.get("version_note") or "")
    version.source_url = law.source_url
    law.versions = [version]
    return law


def completed(law: ParsedLaw, profile: Profile) -> ParsedLaw:
    """The law with what its pack says where the law itself is silent."""
    manifest = profile.manifest
    law.publisher = law.publisher or manifest.publisher
    law.licence = law.licence or manifest.licence
    law.licence_url = law.licence_url or manifest.licence_url
    law.retrieved_on = law.retrieved_on or manifest.retrieved_on
    law.source_url = law.source_url or manifest.source
    return law


def joined(laws: list[ParsedLaw], pack: Pack, profile: Profile) -> Iterator[ParsedLaw]:
    """One law for each identifier: its versions in order of time, the newest one's card, repeated texts once."""
    groups: dict[tuple[str, str], list[ParsedLaw]] = {}
    for law in laws:
        groups.setdefault((law.place, law.identifier), []).append(law)
    for (_, identifier), group in groups.items():
        group.sort(key=lambda law: law.versions[-1].on or dt.date.min)
        whole = group[-1]
        first = group[0]
        versions: list[ParsedVersion] = []
        for law in group:
            for version in law.versions:
                same = [kept for kept in versions if kept.on == version.on and kept.language == version.language]
                if not same:
                    versions.append(version)
                elif len(version.parts) > len(same[0].parts):
                    versions[versions.index(same[0])] = version
        whole = replace(whole, versions=versions)
        whole.adopted_on = first.adopted_on or whole.adopted_on
        if identifier in profile.history:
            add_history(whole, pack, profile.history[identifier])
        yield whole


def add_history(law: ParsedLaw, pack: Pack, name: str) -> None:
    """Add the days on which a version began whose text the pack does not hold."""
    if name not in pack.names():
        return
    text = SourceFile(name, pack.read(name)).text()
    held = {version.on for version in law.versions}
    for number, row in enumerate(text.splitlines(), start=1):
        columns = row.split("\t")
        if len(columns) < 2:  # noqa: PLR2004 -- commit, day
            continue
        day = dates.iso(columns[1])
        if day is None:
            raise Unreadable("The second column is not a date.", where=f"{name}, line {number}")
        if day not in held:
            held.add(day)
            law.versions.append(ParsedVersion(day, law.language, file=name))
    law.versions.sort(key=lambda version: version.on or dt.date.min)
