"""Under which names laws are cited, and the texts in which they cite."""

import csv
import re
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Final

from django.db.models import Prefetch

from comity.engines.citations.grammar import compared, number_key
from comity.engines.citations.shapes import Named, Part, Units, Words
from comity.engines.records.enums import State
from comity.engines.records.models import Text
from comity.knowledge.legislation.enums import Kind, PartKind
from comity.knowledge.legislation.models import NOWHERE, Law
from comity.knowledge.legislation.models import Part as LawPart
from comity.knowledge.legislation.queries.reading import current_versions


KINDS: Final = ("law",)
NAMES: Final = Path(__file__).parent / "facts" / "names.csv"
CHUNK: Final = 500
LONGEST_NAME: Final = 200
YEAR: Final = re.compile(r",?\s*\(?((?:1[789]|20)\d\d)\)?$")
SUBJECT: Final = re.compile(r"\s+[—–-]\s+")
# What a law is called between brackets in its own title: “(Jugendstrafgesetz, JStG)”.
BRACKETED: Final = re.compile(r"\(([^()]{2,80})\)\s*$")
# “Loi du 18 juin 1879 portant …” and «Bundesgesetz vom 20. Juni 2003 über …» are cited by kind and day.
DATED: Final = re.compile(
    r"^((?:[^\W\d_]{3,30}[\s-]){1,3}(?:modifiée?\s)?(?:du|vom|del|dell'|de)\s\d{1,2}(?:er|\.|°)?\s(?:de\s)?[^\W\d_]{3,10}\s(?:de\s)?\d{4})\b"
)
CHINA: Final = "中华人民共和国"
REVISED: Final = re.compile(r"[（(][^（()）]{1,30}[)）]$")
# The words by which a text of Saudi Arabia means itself without saying “this”.
CALLED: Final = ("نظام", "لائحه", "قواعد", "تنظيم", "ضوابط")
CALLED_IN: Final = re.compile(rf"(?:^|الموافقه علي |اعتماد )(?:ال)?({'|'.join(CALLED)})\b")
# A title of so few letters is a subject and no name: «TRATADOS».
SHORTEST: Final = 8
# A law by which a treaty is approved, or a treaty in a collection of laws: “the Penal Code” in it is nobody's.
TREATY: Final = re.compile(
    r"^(?:TRATADO|CONVEN|ACUERDO|PROTOCOLO|EXTRADICION"
    r"|.{0,60}\bAPROBACION (?:DE|DEL) (?:ACUERDO|TRATADO|CONVEN|PROTOCOLO)"
    r"|(?:Zusatz)?(?:abkommen|vertrag|übereinkommen|protokoll)|\w{0,20}(?:übereinkommen|vertrag|abkommen)\b|Notenaustausch|Briefwechsel"
    r"|(?:\w+ )?(?:Convention|Treaty|Agreement)\b)",
    re.IGNORECASE,
)
AGAIN: Final = re.compile(r"__\d+$")
# States whose parts have laws of their own: a code without its year may be that of any of them.
FEDERATIONS: Final = frozenset({"us", "au", "ca"})
IDENTIFIER: Final = re.compile(
    r"(?:[a-z]{2}-)?(?P<type>ley|decreto-ley|decreto|loi|lei)-(?P<number>\d{3,6})$", re.IGNORECASE
)


def named() -> Iterator[Named]:
    """The published laws, with everything by which they are cited; three queries."""
    laws = (
        Law.objects.filter(record__state=State.PUBLISHED)
        .select_related("record")
        .prefetch_related(Prefetch("record__texts", Text.objects.order_by("pk")))
        .order_by("pk")
    )
    for law in laws:
        yield named_of(law)


def named_of(law: Law) -> Named:
    """One law, with everything by which it is cited."""
    titles = [text.title for text in law.record.texts.all()]
    names = [name for title in titles for name in names_of(title)]
    if law.jurisdiction in FEDERATIONS:
        names = [name for name in names if name[-1:].isdigit()]
    if law.short_title and not IDENTIFIER.match(law.short_title.replace(" ", "-")):
        names.append(law.short_title)
    told = [f"{found['type']} {found['number']}" for found in [IDENTIFIER.match(law.identifier)] if found]
    days = (law.adopted_on, law.published_on, law.in_force_on)
    years = {day.year for day in days if day} | {
        int(found[1]) for title in titles for found in [YEAR.search(title)] if found
    }
    own, own_everywhere = curated().get((law.jurisdiction, law.identifier), ((), ()))
    title = titles[0] if titles else ""
    return Named(
        record=str(law.pk),
        kind=Law.kind,
        # Of a law of no State, and of an organisation's, everybody speaks alike.
        place="" if law.jurisdiction == NOWHERE else law.jurisdiction.upper(),
        names=tuple(dict.fromkeys(names)),
        sure=own,
        everywhere=own_everywhere,
        numbers=tuple(dict.fromkeys([*told, law.short_title, *titles])),
        years=frozenset(map(str, years)),
        calls_itself=tuple(f"ال{found[1]}" for found in [CALLED_IN.search(compared(title))] if found),
    )


def names_of(title: str) -> Iterator[str]:
    """The names in the title of a law: without its year, its subject, its brackets."""
    title = " ".join(title.split())
    if title.isupper() and not title.startswith("LEY "):
        # The subject under which a collection files it, not its name: «CODIGO PENAL» is that of forty laws.
        return
    several = [title, YEAR.sub("", title), BRACKETED.sub("", title), SUBJECT.split(title)[0]]
    if found := DATED.match(title):
        several.append(found[1])
    if found := BRACKETED.search(title):
        several += [name.strip() for name in found[1].split(",")]
    if title.startswith(CHINA):
        several.append(REVISED.sub("", title.removeprefix(CHINA)))
    for name in dict.fromkeys(several):
        is_chinese = any("\u4e00" <= letter <= "\u9fff" for letter in name)
        is_bracketed = found is not None and name in found[1]
        if len(name) <= LONGEST_NAME and (len(name) >= SHORTEST or is_chinese or is_bracketed):
            yield name


@cache
def curated() -> dict[tuple[str, str], tuple[tuple[str, ...], tuple[str, ...]]]:
    """Names that titles do not tell: those sure within their State, and those that mean the law everywhere."""
    found: dict[tuple[str, str], tuple[list[str], list[str]]] = {}
    with NAMES.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(line for line in stream if not line.startswith("#")):
            pair = found.setdefault((row["jurisdiction"], row["identifier"]), ([], []))
            pair[row["where"] == "everywhere"].append(row["name"])
    return {key: (tuple(sure), tuple(wide)) for key, (sure, wide) in found.items()}


def words(record_ids: Sequence[str]) -> Iterator[Words]:
    """The parts of those of the records that are laws, in the wording that is shown; three queries for a batch."""
    laws = {
        law.pk: law
        for law in Law.objects.filter(pk__in=[uuid.UUID(one) for one in record_ids]).exclude(
            record__state=State.WITHDRAWN
        )
    }
    titles = dict(Text.objects.filter(record__in=list(laws)).order_by("-pk").values_list("record", "title"))
    versions = current_versions(list(laws))
    foreign = {key for key in laws if TREATY.search(titles.get(key, ""))}
    rows = LawPart.objects.filter(version__in=[version.pk for version in versions.values()]).exclude(passage__body="")
    columns = ("version__law", "version__language", "kind", "eid", "passage__body")
    for key, language, kind, eid, body in (
        rows.order_by("version", "position").values_list(*columns).iterator(chunk_size=CHUNK)
    ):
        if kind == PartKind.DIVISION:
            continue
        jurisdiction = laws[key].jurisdiction
        yield Words(
            record=str(key),
            unit=eid,
            language=language,
            body=body,
            place="" if jurisdiction == NOWHERE or key in foreign else jurisdiction.upper(),
            is_divided=kind == PartKind.PROVISION,
        )


def units(record: str) -> Units:
    """The provisions of a law by the keys of their numbers, those of its annexes with their prefix; two queries."""
    key = uuid.UUID(record)
    version = current_versions([key]).get(key)
    if version is None:
        return {}
    found: dict[str, str] = {}
    twice: set[str] = set()
    annexed: dict[str, set[str]] = {}
    rows = LawPart.objects.filter(version=version, kind=PartKind.PROVISION).exclude(number="")
    for number, eid in rows.order_by("position").values_list("number", "eid"):
        if AGAIN.search(eid):
            # A number that the source has twice: the first is the one that is meant.
            continue
        prefix = f"{eid.rpartition('__')[0]}__" if "__" in eid else ""
        name = f"{prefix}{number_key(number)}"
        if name in found:
            twice.add(name)
        if prefix:
            annexed.setdefault(prefix, set()).add(number_key(number))
        found[name] = eid
    if (len(annexed) == 1 and version.law.form == Kind.CODE) or key_of(version.law) in curated():
        # The law has a few articles, and the code that it enacts is its annex: that one's articles are cited.
        for prefix, numbers in annexed.items():
            for number in numbers:
                found[number] = found[f"{prefix}{number}"]
                twice.discard(number)
    return {name: eid for name, eid in found.items() if name not in twice}


def key_of(law: Law) -> tuple[str, str]:
    """By what the list of curated names knows a law."""
    return law.jurisdiction, law.identifier


def parts(pairs: Iterable[tuple[str, str]]) -> Mapping[tuple[str, str], Part]:
    """What the pages call some provisions; two queries."""
    several = list(pairs)
    laws = Law.objects.in_bulk([uuid.UUID(record) for record, _eid in several])
    rows = LawPart.objects.filter(
        version__law__in=list(laws), eid__in={eid for _record, eid in several if eid}, version__is_held=True
    )
    labels: dict[tuple[str, str], tuple[str, str]] = {}
    for key, eid, label, number, kind in rows.order_by("version__on").values_list(
        "version__law", "eid", "label", "number", "kind"
    ):
        labels[str(key), eid] = (label or number, kind)
    found: dict[tuple[str, str], Part] = {}
    for record, eid in several:
        law = laws.get(uuid.UUID(record))
        if law is None:
            continue
        label, kind = labels.get((record, eid), ("", ""))
        is_page = kind == PartKind.PROVISION
        address = law.address_of(eid) if is_page else law.address
        found[record, eid] = Part(label, address)
    return found


def addresses(pairs: Iterable[tuple[uuid.UUID, str]]) -> Mapping[tuple[uuid.UUID, str], str]:
    """Where some provisions are read; one query."""
    several = list(pairs)
    laws = Law.objects.in_bulk({record for record, _eid in several})
    return {
        (record, eid): laws[record].address_of(eid) if eid else laws[record].address
        for record, eid in several
        if record in laws
    }
