"""What of a law is found: the law itself, and every provision of the version that is shown."""

import csv
import re
import uuid
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

from django.db.models import Prefetch

from comity.base.access.enums import Permission
from comity.base.places.queries import regions_of
from comity.engines.citations import queries as citations
from comity.engines.records.enums import State
from comity.engines.records.models import Text
from comity.engines.search.grammar import citation_keys, normalise_citation
from comity.engines.search.shapes import PUBLIC, Document
from comity.knowledge.legislation.enums import PartKind, Scheme, Status
from comity.knowledge.legislation.models import AnnotationTerm, Law, Part, Version
from comity.knowledge.legislation.queries.laws import title_of
from comity.knowledge.legislation.queries.reading import current_versions


OFFENCES: Final = Path(__file__).parent / "facts" / "offences.csv"
KINDS: Final = ("law", "provision")
BATCH: Final = 50
CHUNK: Final = 500
# Beside acts that bind, drafts and what is repealed come later.
WEIGHTS: Final = {Status.DRAFT: 0.5, Status.REPEALED: 0.5}
WHOLE_LAW: Final = 1.3
LONGEST_NAME: Final = 150
# What follows the name of a law in its title: a year, or a subject after a dash.
YEAR: Final = re.compile(r",\s*(?:1[789]|20)\d\d$")
SUBJECT: Final = re.compile(r"\s+[—–-]\s+")


def everything() -> Iterator[str]:
    """The ids of all laws."""
    for key in Law.objects.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=2000):
        yield str(key)


def documents(record_ids: Sequence[str]) -> Iterator[Document]:
    """The documents of those of the records that are laws and can be read; one law at a time is in memory."""
    for start in range(0, len(record_ids), BATCH):
        laws = list(
            Law.objects.filter(pk__in=[uuid.UUID(one) for one in record_ids[start : start + BATCH]])
            .exclude(record__state=State.WITHDRAWN)
            .select_related("record")
            .prefetch_related(Prefetch("record__texts", Text.objects.order_by("pk")))
            .order_by("pk")
        )
        versions = current_versions([law.pk for law in laws])
        numbers = citations.numbers(law.pk for law in laws)
        for law in laws:
            yield from documents_of(law, versions.get(law.pk), numbers.get(law.pk, {}))


def documents_of(law: Law, version: Version | None, numbers: Mapping[str, int]) -> Iterator[Document]:
    """The law in each language of its titles, then its provisions; ``numbers`` tells how often each part is cited."""
    place = law.record.place_id
    terms, articles = subjects_of(law)
    on = (version.on if version else None) or law.in_force_on or law.adopted_on or law.published_on
    weight = WEIGHTS.get(Status(law.status), 1.0)
    names = names_of(law)
    title = title_of(law)
    offences = offence_names().get((law.jurisdiction, title), {})
    common: dict[str, Any] = {
        "record": str(law.pk),
        "places": (place,) if place else (),
        "regions": tuple(regions_of(place)) if place else (),
        "status": "" if law.status == Status.UNKNOWN else law.status,
        "on": on,
        "audience": PUBLIC if law.record.state == State.PUBLISHED else Permission.RECORD_PUBLISH.value,
    }
    around: list[tuple[int, str]] = []
    other: list[str] = []
    bare = [name for name in names if "#" not in name]
    if version is not None:
        # What no longer holds is found no more; its page says so, and where its words stand.
        rows = Part.objects.filter(version=version, is_repealed=False).order_by("position")
        columns = ("kind", "level", "eid", "number", "label", "heading", "passage__body")
        for kind, level, eid, number, label, heading, body in rows.values_list(*columns).iterator(chunk_size=CHUNK):
            while around and around[-1][0] >= level:
                around.pop()
            if kind != PartKind.PROVISION:
                other.append("\n".join(piece for piece in (heading, body) if piece))
                if kind == PartKind.DIVISION:
                    around.append((level, heading))
                continue
            locator = normalise_citation("", number) if number else ""
            yield Document(
                id=f"provision:{law}:{eid}:{version.language}",
                kind="provision",
                address=law.address_of(eid),
                language=version.language,
                title=_titled(label, heading, "" if heading else offences.get(number, "")) or number or eid,
                body=body,
                context=" · ".join([title, *(text for _level, text in around if text)]),
                citations=(*(f"{name}{locator}" for name in bare), locator) if locator else (),
                terms=tuple(terms.get(eid, ())),
                articles=tuple(articles.get(eid, ())),
                wording=version.wording,
                cited=numbers.get(eid, 0),
                weight=weight * citations.prior(numbers.get(eid, 0)),
                **common,
            )
    for text in law.record.texts.all():
        is_own = version is not None and text.language == version.language
        yield Document(
            id=f"law:{law}:{text.language}",
            kind="law",
            address=law.address,
            language=text.language,
            title=text.title,
            body="\n\n".join(piece for piece in (text.summary, *(other if is_own else ())) if piece),
            context=law.short_title,
            citations=tuple(names),
            terms=tuple(terms.get("", ())),
            articles=tuple(articles.get("", ())),
            wording=text.wording,
            cited=numbers.get("", 0),
            weight=weight * WHOLE_LAW * citations.prior(numbers.get("", 0)),
            **common,
        )


@cache
def offence_names() -> dict[tuple[str, str], dict[str, str]]:
    """What offences are called whose articles have no heading: by number, by jurisdiction and title of the law."""
    found: dict[tuple[str, str], dict[str, str]] = {}
    with OFFENCES.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(line for line in stream if not line.startswith("#")):
            found.setdefault((row["jurisdiction"], row["law"]), {})[row["number"]] = row["name"]
    return found


def _titled(label: str, heading: str, name: str) -> str:
    """Number and heading; the name of the offence in the brackets in which editions print what they add."""
    title = " — ".join(piece for piece in (label, heading) if piece)
    return f"{title} 【{name}】" if name else title


def subjects_of(law: Law) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Terms of vocabularies, and treaty articles, by the name of the provision; one query."""
    terms: dict[str, list[str]] = {}
    articles: dict[str, list[str]] = {}
    rows = AnnotationTerm.objects.filter(annotation__law=law).order_by("scheme", "term")
    for eid, scheme, term in rows.values_list("annotation__eid", "scheme", "term").distinct():
        if scheme == Scheme.INSTRUMENT_ARTICLES:
            articles.setdefault(eid, []).append(term)
        else:
            terms.setdefault(eid, []).append(f"{scheme}:{term}")
    return terms, articles


def names_of(law: Law) -> list[str]:
    """The keys of everything by which a law is cited: identifier, short title, titles, and their numbers."""
    said = [law.identifier, law.identifier.replace("-", " "), law.short_title]
    for text in law.record.texts.all():
        said += [text.title, YEAR.sub("", text.title), SUBJECT.split(text.title)[0]]
    keys: list[str] = []
    for name in said:
        if name and len(name) <= LONGEST_NAME:
            keys += [normalise_citation(name), *citation_keys(name)[:1]]
    # «#5» alone is an article of any law, not a name of this one.
    return [key for key in dict.fromkeys(keys) if key and not key.startswith("#")]
