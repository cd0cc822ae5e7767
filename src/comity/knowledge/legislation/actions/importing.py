"""Laws brought in: card, versions, parts; the same again changes nothing, a corrected one updates by identifier."""

import hashlib
import re
import unicodedata
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from django.db.models import Exists, OuterRef

from comity.base.audit import queries as audit
from comity.base.audit.actions import note
from comity.base.people.models import User
from comity.base.places import queries as places
from comity.engines.records.actions import put
from comity.engines.records.actions.parting import PART_WRITTEN
from comity.engines.records.enums import Outcome, State, Wording
from comity.engines.records.shapes import Card, CardSource, CardText
from comity.kernel.errors import Unreadable
from comity.knowledge.legislation import rules
from comity.knowledge.legislation.actions.annotating import annotate_by_rule
from comity.knowledge.legislation.enums import Change, PartKind, Split
from comity.knowledge.legislation.models import Law, Part, Passage, Reading, Version
from comity.knowledge.legislation.shapes import FileReport, LawReport, ParsedLaw, ParsedPart, ParsedVersion, RowChange


LONGEST_SLUG: Final = 60
LONGEST_TITLE: Final = 1000
DIGEST: Final = 10
NUMBER: Final = 100


@dataclass(frozen=True, slots=True)
class Known:
    """A law that is held already."""

    key: uuid.UUID
    slug: str
    fingerprint: str
    state: str


def known_laws(pairs: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Known]:
    """The laws held of these jurisdictions, by jurisdiction and identifier; one query."""
    jurisdictions = {place.lower() for place, _identifier in pairs}
    rows = Law.objects.filter(jurisdiction__in=jurisdictions).values_list(
        "jurisdiction", "identifier", "pk", "slug", "fingerprint", "record__state"
    )
    return {(row[0], row[1]): Known(*row[2:]) for row in rows}


def slug_for(identifier: str) -> str:
    """The law's name in addresses: short, ASCII, and the same wherever the law is imported.

    What cannot be written in ASCII, or is long, keeps what can be and ends in the beginning of a SHA-256.

    >>> slug_for("LEY-25246"), slug_for("中华人民共和国刑法")
    ('ley-25246', 'law-7af1d2c0fb')
    """
    apart = unicodedata.normalize("NFKD", identifier)
    plain = "".join(c for c in apart if not unicodedata.combining(c)).lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    if slug and plain.isascii() and len(slug) <= LONGEST_SLUG:
        return slug
    digest = hashlib.sha256(identifier.encode()).hexdigest()[:DIGEST]
    words = re.sub(r"-?[^-]*$", "", slug[:40]) if len(slug) > LONGEST_SLUG else slug
    return f"{words or 'law'}-{digest}"


@transaction.atomic
def import_law(
    parsed: ParsedLaw, *, by: User, dry_run: bool = False, known: Mapping[tuple[str, str], Known] | None = None
) -> LawReport:
    """Bring one law to what was read of it, whole or not at all.

    Versions that the source does not mention are kept: a publisher who hands out only the newest text has not
    unmade the older ones.

    Args:
        parsed: the law with all versions that were read.
        by: who imports it.
        dry_run: say what would change, provision by provision, and change nothing.
        known: the laws held already, when many are imported (see ``known_laws``).

    Raises:
        Unreadable: the law is not sound, or its place is not known.
        NotPermitted: the person may not import.
    """
    rules.check_may_import(by)
    _take_nulls_out(parsed)
    rules.check_sound(parsed)
    if parsed.place not in places.places():
        raise Unreadable(
            f"No place has the code “{parsed.place}”. Correct it, or load the places first.",
            where=parsed.versions[0].file if parsed.versions else parsed.identifier,
        )
    jurisdiction = parsed.place.lower()
    held = known_laws([(jurisdiction, "")]) if known is None else known
    existing = held.get((jurisdiction, parsed.identifier))
    slug = existing.slug if existing else _free_slug(jurisdiction, parsed.identifier)
    fingerprint = parsed.fingerprint()
    address = f"/laws/{jurisdiction}/{slug}/"
    head = (parsed.place, parsed.identifier, parsed.title, address)
    files = tuple(_files(parsed))
    if existing and existing.state == State.WITHDRAWN:
        remark = "withdrawn by an editor; left as it is"
        return LawReport(*head, Outcome.UNCHANGED, files, remark=remark)
    if existing and existing.fingerprint == fingerprint:
        if not dry_run:
            annotate_by_rule(existing.key, parsed, by=by)
        return LawReport(*head, Outcome.UNCHANGED, files)
    rows = tuple(_rows(existing.key, parsed)) if existing else ()
    outcome = Outcome.CHANGED if existing else Outcome.CREATED
    if not dry_run:
        law = _detail(parsed, slug, fingerprint)
        put(law, _card(parsed, jurisdiction, slug), by=by)
        # Whoever writes a single provision meanwhile comes before or after, not in between.
        Law.objects.select_for_update(of=("self",)).get(pk=law.pk)
        _write_versions(law, parsed.versions)
        annotate_by_rule(law.pk, parsed, by=by)
        counted: dict[str, Any] = {"versions": len(parsed.versions), "rows": len(rows)}
        if replaced := sorted({row.eid for row in rows if row.is_by_hand}):
            counted["replaced"] = replaced
        note("law.import", law, by=by, record_id=law.pk, **counted)
    by_hand = len({row.eid for row in rows if row.is_by_hand})
    remark = f"in place of what was written here by hand: {by_hand} provisions" if by_hand else ""
    return LawReport(*head, outcome, files, rows, remark)


@transaction.atomic
def write_text(law: Law, version: ParsedVersion, *, by: User) -> None:
    """Give a law its first text, as it was read; whoever calls this has asked whether the person may write the law.

    Raises:
        Unreadable: something of it was lost, or two parts have one name.
    """
    rules.check_version(version)
    _write_versions(law, [version])
    note("law.write_text", law, by=by, record_id=law.pk, articles=len(version.provisions))


@transaction.atomic
def keep_reading(pack: str, digest: str, report: dict[str, Any], *, by: User) -> None:
    """Remember that a pack was read, so that the same need not be read again."""
    rules.check_may_import(by)
    reading, _made = Reading.objects.update_or_create(pack=pack, defaults={"digest": digest, "report": report})
    note("legislation.read", reading, by=by, **report)


def _take_nulls_out(parsed: ParsedLaw) -> None:
    """Make a blank of the character that no database of text keeps; it stands for nothing that can be read."""
    for one in (parsed, *parsed.versions, *(part for version in parsed.versions for part in version.parts)):
        for name in ("title", "summary", "note", "number", "label", "heading", "body"):
            text = getattr(one, name, "")
            if "\x00" in text:
                setattr(one, name, text.replace("\x00", " "))


def _free_slug(jurisdiction: str, identifier: str) -> str:
    slug = slug_for(identifier)
    if not Law.objects.filter(jurisdiction=jurisdiction, slug=slug).exists():
        return slug
    # Two identifiers that differ only in marks, such as a/2002-51 and a-2002-51.
    return f"{slug[:LONGEST_SLUG]}-{hashlib.sha256(identifier.encode()).hexdigest()[:DIGEST]}"


def _detail(parsed: ParsedLaw, slug: str, fingerprint: str) -> Law:
    return Law(
        jurisdiction=parsed.place.lower(),
        slug=slug,
        identifier=parsed.identifier,
        form=parsed.kind,
        status=parsed.status,
        short_title=parsed.short_title,
        language=parsed.language,
        adopted_on=parsed.adopted_on,
        published_on=parsed.published_on,
        in_force_on=parsed.in_force_on,
        repealed_on=parsed.repealed_on,
        is_official=parsed.official,
        fingerprint=fingerprint,
    )


def _card(parsed: ParsedLaw, jurisdiction: str, slug: str) -> Card:
    titles = {parsed.language: parsed.title} | {k: v for k, v in parsed.titles.items() if k != parsed.language}
    return Card(
        name=f"{jurisdiction}/{slug}",
        place=parsed.place,
        texts=tuple(
            CardText(
                language,
                _shortened(title),
                _summary(title, parsed.summary if language == parsed.language else ""),
                Wording.ORIGINAL if language == parsed.language else Wording.UNOFFICIAL,
            )
            for language, title in titles.items()
        ),
        sources=(
            CardSource(
                title=_shortened(parsed.title),
                url=parsed.source_url,
                publisher=parsed.publisher,
                licence=parsed.licence,
                licence_url=parsed.licence_url,
                retrieved_on=parsed.retrieved_on,
                locator=parsed.identifier,
            ),
        ),
    )


def _shortened(title: str) -> str:
    return title if len(title) <= LONGEST_TITLE else f"{title[: LONGEST_TITLE - 1].rsplit(' ', 1)[0]}…"


def _summary(title: str, summary: str) -> str:
    """The summary, headed by the whole title where the title had to be shortened."""
    return "\n\n".join(piece for piece in (title if len(title) > LONGEST_TITLE else "", summary) if piece)


def _files(parsed: ParsedLaw) -> Iterator[FileReport]:
    for version in parsed.versions:
        counted = version.accounting
        if version.is_held and counted:
            accounted = counted.characters - counted.unaccounted
            yield FileReport(version.file, counted.characters, accounted, counted.articles, version.split)


def passage_id(body: str) -> uuid.UUID:
    """The name of words: the first half of their SHA-256."""
    return uuid.UUID(bytes=hashlib.sha256(body.encode()).digest()[:16])


def _rows(law: uuid.UUID, parsed: ParsedLaw) -> Iterator[RowChange]:
    """What becomes of every provision, version by version; of a version that its source has not changed, nothing."""
    by_hand = {str(told.get("part")) for told in audit.told_of(PART_WRITTEN, law)}
    held = {(one.on, one.language): one for one in Version.objects.filter(law=law)}
    for read in parsed.versions:
        version = held.get((read.on, read.language))
        # As ``_write_versions`` has it: what somebody corrected in such a text stays.
        if not read.is_held or (version is not None and version.fingerprint == read.fingerprint()):
            continue
        written = by_hand if version is not None and by_hand and _was_written(version) else set()
        name = f"{read.on or 'undated'} {read.language}"
        for eid, label, change in _differing(version, read):
            yield RowChange(name, eid, label, change, is_by_hand=eid in written)


def _differing(version: Version | None, read: ParsedVersion) -> Iterator[tuple[str, str, Change]]:
    columns = ("eid", "label", "heading", "passage_id", "is_repealed")
    parts = Part.objects.filter(version=version, kind=PartKind.PROVISION).order_by("position")
    before = {eid: tuple(row) for eid, *row in parts.values_list(*columns)} if version is not None else {}
    after = {p.eid: (p.label, p.heading, passage_id(p.body), p.is_repealed) for p in read.provisions}
    for eid, words in after.items():
        if eid not in before:
            yield eid, words[0], Change.ADDED
        elif before[eid] != words:
            yield eid, words[0], Change.CHANGED
    for eid, words in before.items():
        if eid not in after:
            yield eid, words[0], Change.REMOVED


def _was_written(version: Version) -> bool:
    """Whether a text no longer reads as it was imported, or never was: then somebody has written in it."""
    names = ("level", "number", "label", "heading", "body", "eid", "is_repealed")
    parts = Part.objects.filter(version=version).select_related("passage").order_by("position")
    found = [ParsedPart(PartKind(one.kind), **{name: getattr(one, name) for name in names}) for one in parts]
    stands = ParsedVersion(version.on, version.language, found, Split(version.split))
    return stands.fingerprint() != version.fingerprint


def _write_versions(law: Law, versions: Iterable[ParsedVersion]) -> None:
    held = {(version.on, version.language): version for version in law.versions.all()}
    fresh: list[tuple[Version, ParsedVersion]] = []
    days: list[Version] = []
    for read in versions:
        version = held.get((read.on, read.language))
        if version and version.is_held and not read.is_held:
            continue
        wanted = _version(law, read)
        if version is None:
            if read.is_held:
                wanted.save(force_insert=True)
            else:
                days.append(wanted)
        else:
            wanted.pk = version.pk
            wanted.save(force_update=True)
            if version.fingerprint == wanted.fingerprint:
                continue
            _empty(version)
        if read.is_held:
            fresh.append((wanted, read))
    Version.objects.bulk_create(days)
    for version, read in fresh:
        _write_parts(version, read.parts)


def _version(law: Law, read: ParsedVersion) -> Version:
    version = Version(
        law=law,
        on=read.on,
        language=read.language,
        wording=Wording.ORIGINAL if read.language == law.language else Wording.UNOFFICIAL,
        split=read.split,
        is_held=read.is_held,
        source_url=read.source_url,
        file=read.file,
        note=read.note,
        fingerprint=read.fingerprint(),
    )
    if counted := read.accounting:
        for name in ("characters", "metadata", "headings", "provisions", "other_text", "markup", "articles"):
            setattr(version, name, getattr(counted, name))
    return version


def _empty(version: Version) -> None:
    """Take the parts out of a version, and the words that nothing else says."""
    parts = Part.objects.filter(version=version)
    passages = set(parts.values_list("passage_id", flat=True))
    parts.delete()
    listed = list(passages)
    for start in range(0, len(listed), 500):
        said = Exists(Part.objects.filter(passage=OuterRef("pk")))
        Passage.objects.filter(~said, pk__in=listed[start : start + 500]).delete()


def _write_parts(version: Version, read: list[ParsedPart]) -> None:
    passages: dict[uuid.UUID, Passage] = {}
    parts: list[Part] = []
    around: list[tuple[int, int]] = []
    for position, part in enumerate(read):
        while around and around[-1][0] >= part.level:
            around.pop()
        key = passage_id(part.body)
        passages[key] = Passage(pk=key, body=part.body)
        parts.append(
            Part(
                version=version,
                position=position,
                kind=part.kind,
                eid=part.eid,
                level=min(part.level, 100),
                number=part.number[:NUMBER],
                label=part.label,
                heading=part.heading,
                within=" ".join(str(place) for _level, place in around[-20:]),
                is_repealed=part.is_repealed,
                passage_id=key,
            )
        )
        if part.kind is PartKind.DIVISION:
            around.append((part.level, position))
    Passage.objects.bulk_create(passages.values(), ignore_conflicts=True)
    Part.objects.bulk_create(parts)
