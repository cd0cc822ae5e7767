"""Packs of judgments brought in as cases, each whole or not at all."""

import datetime as dt
import hashlib
import json
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from comity.base.people.models import User
from comity.base.places.queries import places
from comity.engines.records import actions as records
from comity.engines.records.enums import Outcome, Relation
from comity.engines.records.models import Record, Satellite
from comity.engines.records.shapes import Card, CardSource, CardText, identity
from comity.kernel.errors import Unreadable
from comity.kernel.packs import Manifest, Pack, manifest_of, opened
from comity.knowledge.cases import registry, rules
from comity.knowledge.cases.actions import keep, keep_reading, last_reading
from comity.knowledge.cases.enums import CitedKind, Nature, Role, SectionKind, Verification
from comity.knowledge.cases.imports import decided, reading, subjects
from comity.knowledge.cases.imports.reading import Row
from comity.knowledge.cases.models import Attachment, Case, CaseSection, CaseTerm, Citation, Party
from comity.knowledge.cases.shapes import NewCase, PackReport


Progress = Callable[[str, int, int], None]

KIND: Final = "judgments"
# The pack that has no manifest of ours, by the name of its folder.
KNOWN: Final = {
    "caselaw_world_open": Manifest(
        name="caselaw_world_open",
        title="Open judgments of many jurisdictions",
        kind=KIND,
        licence="per record",
        source="https://github.com/worldwidelaw/legal-sources",
        publisher="The courts named in each record",
        retrieved_on=dt.date(2026, 5, 2),
    )
}
LICENCES: Final = {
    "ogd": "Open government data, as the collection states",
    "pd-gov": "Official text, public domain",
    "pd-us": "Public domain (17 U.S.C. 105)",
    "pd-de": "Public domain (§ 5 UrhG)",
    "cc0-1.0": "CC0-1.0",
    "cc-by-4.0": "CC BY 4.0",
    "ogl-3.0": "OGL-UK-3.0",
    "ogl-canada": "OGL-Canada-2.0",
    "odbl-1.0": "ODbL-1.0",
}
LARGEST_LINE: Final = 20 * 2**20  # bytes; the longest judgment of the packs has 420 kB
AT_ONCE: Final = 40
UNSAFE: Final = re.compile(r"[^a-z0-9]+")
LONGEST_IDENTIFIER: Final = 100
ANONYMOUS: Final = re.compile(r"\*{5,}|█{3,}|\bxxxxx+\b|\[geboortedatum\]")


def described(name: str) -> Manifest | None:
    """What our own registry knows of a pack of this name; None when nothing."""
    return KNOWN.get(name)


def import_pack(path: Path, *, by: User, dry_run: bool = False, progress: Progress | None = None) -> PackReport:
    """Bring in every judgment of a pack whose licence permits it; the same again changes nothing.

    Args:
        path: folder or archive with files of JSON Lines.
        by: who imports it.
        dry_run: say what would change, and change nothing.
        progress: told what is read, how many are done and how many there are.

    Raises:
        Unreadable: it is no pack, is damaged or was made to do harm.
        NotPermitted: the person may not import.
    """
    rules.check_may_import(by)
    tell = progress or _silent
    with opened(path) as pack:
        digest = digest_of(pack)
        own = manifest_of(pack)
        manifest = own or KNOWN.get(path.name)
        report = PackReport(manifest.name if manifest else path.name, dry_run)
        before = last_reading(report.name)
        if before.get("digest") == digest and not dry_run:
            report.unchanged = before["cases"]
            return report
        rows = []
        for name in pack.names():
            if name.endswith(".jsonl"):
                rows += list(_rows(name, pack.read(name), report))
    cases = list(read(rows, manifest, report, tell))
    known = _kept([new.card.name for new in cases])
    for start in range(0, len(cases), AT_ONCE):
        batch = cases[start : start + AT_ONCE]
        if dry_run:
            report.created += [new.card.name for new in batch if new.card.name not in known]
            report.unchanged += sum(new.card.name in known for new in batch)
            continue
        for new, outcome in zip(batch, keep(batch, by=by), strict=True):
            if outcome == Outcome.UNCHANGED:
                report.unchanged += 1
            else:
                (report.created if outcome == Outcome.CREATED else report.changed).append(new.card.name)
        for new in batch:
            _link(new, by=by)
        tell("linked", len(rows) + start, len(rows) + len(cases))
    if not dry_run and not report.refused:
        keep_reading(report.name, digest, len(cases), by=by)
    return report


def digest_of(pack: Pack) -> str:
    """SHA-256 over everything in the pack, and over what decides how it is read: a change of either reads it again."""
    digest = hashlib.sha256(registry.fingerprint().encode())
    for file in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(file.read_bytes())
    for name in pack.names():
        digest.update(f"\x1e{name}\x1f".encode())
        digest.update(hashlib.sha256(pack.read(name)).digest())
    return digest.hexdigest()


def read(
    rows: list[tuple[str, Row]], manifest: Manifest | None, report: PackReport, tell: Progress
) -> Iterator[NewCase]:
    """The cases of a pack; a text that is there twice, or whose licence does not permit it, is left out and told."""
    profiles = {row["source"]: row for _where, row in registry.rows(registry.PUBLISHERS)}
    by_concept, titles = subjects.crimes_by_concept(), subjects.treaty_titles()
    seen: dict[str, str] = {}
    for number, (where, row) in enumerate(rows, start=1):
        tell(row["_source"], number, 2 * len(rows))
        digest = hashlib.sha256(" ".join(row["text"].split()).encode()).hexdigest()
        if not row.get("_license_ok"):
            report.left_out.append(f"{row['_id']}: its licence does not permit it")
        elif row["_source"] not in profiles:
            report.refused.append(
                f"{where}: “{row['_source']}” is no known publisher. Add it to {registry.PUBLISHERS}."
            )
        elif digest in seen:
            report.left_out.append(f"{row['_id']}: the same text as {seen[digest]}")
        else:
            seen[digest] = row["_id"]
            try:
                yield case_of(row, profiles[row["_source"]], manifest, by_concept, titles, where)
            except Unreadable as error:
                report.refused.append(str(error))


def case_of(  # noqa: PLR0913, PLR0917 -- what is known of the pack is looked up once for all its rows
    row: Row,
    profile: dict[str, str],
    manifest: Manifest | None,
    by_concept: Any,
    titles: list[tuple[str, str, object]],
    where: str,
) -> NewCase:
    """One judgment as a case: its facts read out of what the publisher states and of the text itself."""
    text = row["text"].replace("\0", "").strip()
    language = reading.language_of(text)
    court = reading.court_of(row, profile, text)
    title = " ".join(row["title"].replace("Â\xa0", " ").split())
    number, citation, ecli = reading.number_of(row, text), reading.citation_of(row, text), reading.ecli_of(row, text)
    place = str(row.get("jurisdiction") or "") if row["_source"] == "UK/JCPC-Crown" else profile["place"]
    name = identifier_of(row, profile["place"])
    cited = [
        Citation(kind=CitedKind.CASE, text=told, known_as=known)
        for told, known in reading.cases_cited(text, (citation, ecli))
    ][: reading.MOST_CITED]
    treaties = [
        Citation(kind=CitedKind.TREATY, text=one.title[:300], known_as=str(one.record), locator=one.article)
        for one in subjects.treaties_named(text, titles)
    ]
    crimes = subjects.crimes_of(title, text, language, by_concept)
    source = CardSource(
        title[:1000],
        url=row["url"] if str(row.get("url", "")).startswith(("http://", "https://")) else "",
        publisher=court,
        licence=LICENCES.get(str(row.get("_license_id")), str(row.get("_license_id") or "")),
        licence_url=str(row.get("_license_url") or "") if str(row.get("_license_url")).startswith("http") else "",
        retrieved_on=_day(row.get("_fetched_at")),
        locator=manifest.source if manifest else "",
    )
    fields = {
        "number": number[:300],
        "citation": citation[:200],
        "ecli": ecli,
        "court": court[:300],
        "court_level": reading.level_of(court, profile),
        "legal_system": profile["system"],
        "proceedings": profile["proceedings"],
        "decided": reading.decided_of(row, text, language),
        "language": language,
        "verification": Verification.RULE,
        "is_anonymised": bool(ANONYMOUS.search(text)),
    }
    people = list(parties(reading.sides_of(row, text)))
    parts: dict[str, Sequence[Satellite]] = {
        "sections": [CaseSection(kind=SectionKind.JUDGMENT, language=language or "en", body=text)],
        "terms": [CaseTerm(term=f"crime-types:{crime}", is_by_rule=True) for crime in crimes],
        "parties": people,
        **decided.parts_of(title, text, language, fields, people, by_concept),
        "citations": [*treaties, *cited],
        "attachments": [
            Attachment(title=Path(str(row[key])).name[:120] or title[:120], url=str(row[key]))
            for key in ("pdf_url", "file_url", "summary_pdf_url")
            if str(row.get(key) or "").startswith("https://")
        ],
    }
    card = Card(name, place if place in places() else None, (CardText(language or "en", title[:1000]),), (source,))
    return NewCase(card, fields, parts, where)


def parties(sides: list[tuple[str, str]]) -> Iterator[Party]:
    """The two sides. Persons stay without a name: the title is the publisher's, and this record adds none to it."""
    if len(sides) == 2:  # noqa: PLR2004 -- two sides
        (first, first_name), (second, second_name) = sides
        is_prosecuted = Nature.AUTHORITY in {first, second} and Nature.PERSON in {first, second}
        for nature, name, role in (
            (first, first_name, Role.APPLICANT),
            (second, second_name, Role.RESPONDENT),
        ):
            against = {Nature.AUTHORITY: Role.PROSECUTION, Nature.PERSON: Role.DEFENDANT}
            is_criminal = is_prosecuted and bool(PROSECUTES.search(first_name or second_name))
            yield Party(role=against.get(Nature(nature), role) if is_criminal else role, nature=nature, name=name)


PROSECUTES: Final = re.compile(
    r"^(?:the\s+)?(?:r|rex|regina|king|queen|crown|state|people|commonwealth|republic|rep|united states|usa|police|"
    r"public prosecutor|icac|independent commission)\b|public prosecutions|ministério público",
    re.IGNORECASE,
)


def identifier_of(row: Row, place: str) -> str:
    """The permanent name of a judgment: its place, and the id that its publisher gave."""
    code = place.lower().removeprefix("org-")
    told = UNSAFE.sub("-", row["_id"].lower()).strip("-")
    if not told or len(told) > LONGEST_IDENTIFIER:
        told = hashlib.sha256(row["_id"].encode()).hexdigest()[:16]
    return told if told.startswith(f"{code}-") else f"{code}-{told}"


def _rows(name: str, content: bytes, report: PackReport) -> Iterator[tuple[str, Row]]:
    for number, line in enumerate(content.split(b"\n"), start=1):
        where = f"{name}, line {number}"
        if not line.strip():
            continue
        try:
            if len(line) > LARGEST_LINE:
                raise Unreadable("The line is longer than 20 MB, which no judgment is.", where=where)
            yield where, reading.checked(json.loads(line), where)
        except Unreadable as error:
            report.refused.append(str(error))
        except (ValueError, RecursionError):
            report.refused.append(f"{where}: The line is not JSON in UTF-8. Write one object a line.")


def _kept(names: list[str]) -> set[str]:
    return set(Case.objects.filter(identifier__in=names).values_list("identifier", flat=True))


def _link(new: NewCase, *, by: User) -> None:
    """Draw arrows to the treaties that the decision names."""
    named = [one for one in new.parts["citations"] if isinstance(one, Citation) and one.kind == CitedKind.TREATY]
    if not named:
        return
    case = Record.objects.get(pk=identity(Case.kind, new.card.name))
    known = Record.objects.filter(pk__in=[one.known_as for one in named]).in_bulk()
    for one in named:
        treaty = next((record for key, record in known.items() if str(key) == one.known_as), None)
        if treaty is not None:
            records.link(case, Relation.CITES, treaty, by=by, locator=one.locator)


def _day(value: object) -> dt.date | None:
    try:
        return dt.date.fromisoformat(str(value)[:10])
    except ValueError:
        return None


def _silent(what: str, done: int, total: int) -> None:
    """Tell nobody."""


__all__ = ["KIND", "described", "import_pack", "read"]
