"""Laws handed out: Akoma Ntoso 3.0, JSON Lines, CSV and Parquet, each with licence and source."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any, Final

import pyarrow as pa
import pyarrow.parquet as pq
from django.db.models import Prefetch, QuerySet
from lxml import etree

from comity.engines.records.exports import comma_separated, files_of, json_lines
from comity.engines.records.models import Source
from comity.engines.records.queries import attachments_for
from comity.kernel.akoma_ntoso import (
    NAMESPACE,
    REMOVED,
    UNDATED,
    Identity,
    add_body,
    add_identification,
    add_words,
    clean,
    tag,
)
from comity.knowledge.legislation.enums import Kind, PartKind, Scheme, Status
from comity.knowledge.legislation.models import Law, Version
from comity.knowledge.legislation.queries import current_version, provisions, terms_by_eid, title_of, versions_of
from comity.knowledge.legislation.shapes import OURS, Words


CHUNK: Final = 200
BATCH: Final = 5_000
COLUMNS: Final = (
    "address", "place", "law", "law_title", "status", "version_on", "language", "wording", "eid", "number", "label",
    "heading", "body", "crime_types", "articles", "licence", "licence_url", "publisher", "source_url", "repealed",
)  # fmt: skip
ELEMENTS: Final = {"art": "article", "sec": "section", "rule": "rule"}


def law_data(law: Law) -> dict[str, Any]:
    """A law with its card and the text of every version, as ``imports.plain`` reads it back; queries by versions."""
    return {
        **card_data(law),
        "files": files_of(law.record),
        "versions": [
            {
                "on": str(version.on) if version.on else None,
                "language": version.language,
                "split": version.split,
                "source_url": version.source_url,
                "note": version.note,
                "parts": [part_data(words) for words in provisions(version)],
            }
            for version in reversed(versions_of(law))
        ],
    }


def card_data(law: Law) -> dict[str, Any]:
    """What is said of a law as a whole: names, dates, status, licence and source."""
    texts = {text.language: text for text in law.record.texts.all()}
    own = texts.get(law.language)
    source = next(iter(law.record.sources.all()), None)
    days = ("adopted_on", "published_on", "in_force_on", "repealed_on")
    return {
        "identifier": law.identifier,
        "address": law.address,
        "title": title_of(law),
        "titles": {language: text.title for language, text in texts.items() if language != law.language},
        "place": law.record.place_id or "",
        "language": law.language,
        "kind": law.form,
        "status": law.status,
        "short_title": law.short_title,
        "summary": own.summary if own else "",
        "official": law.is_official,
        **{name: str(day) for name in days if (day := getattr(law, name))},
        **source_data(source),
    }


def source_data(source: Source | None) -> dict[str, Any]:
    """Where a law comes from, and on what terms it may be used."""
    if source is None:
        return {}
    found = {
        "publisher": source.publisher,
        "licence": source.licence,
        "licence_url": source.licence_url,
        "source_url": source.url,
        "retrieved_on": str(source.retrieved_on) if source.retrieved_on else "",
    }
    return {name: value for name, value in found.items() if value}


def part_data(words: Words) -> dict[str, Any]:
    """One part of a version; one that no longer holds in it says so."""
    told = {"repealed": True} if words.is_repealed else {}
    return {
        **told,
        "kind": words.kind,
        "level": words.level,
        "eid": words.eid,
        "number": words.number,
        "label": words.label,
        "heading": words.heading,
        "body": words.body,
    }


def with_card(laws: QuerySet[Law]) -> Iterator[Law]:
    """Laws with texts and sources, some at a time, so that a whole database passes through little memory."""
    sources = Prefetch("record__sources", Source.objects.order_by("pk"))
    yield from laws.prefetch_related(sources, attachments_for("record__attachments")).iterator(chunk_size=CHUNK)


def as_json_lines(laws: QuerySet[Law]) -> Iterator[bytes]:
    """One law a line, with every version in full."""
    return json_lines(law_data(law) for law in with_card(laws))


def provision_rows(laws: QuerySet[Law]) -> Iterator[dict[str, Any]]:
    """Every provision of the version of each law that is shown, by the names in ``COLUMNS``."""
    for law in with_card(laws):
        version = current_version(law)
        if version is None:
            continue
        source = source_data(next(iter(law.record.sources.all()), None))
        types = terms_by_eid(law)
        articles = terms_by_eid(law, Scheme.INSTRUMENT_ARTICLES)
        common = {
            "place": law.record.place_id or "",
            "law": law.identifier,
            "law_title": title_of(law),
            "status": law.status,
            "version_on": str(version.on) if version.on else "",
            "language": version.language,
            "wording": version.wording,
            **{name: source.get(name, "") for name in ("licence", "licence_url", "publisher")},
            "source_url": version.source_url or source.get("source_url", ""),
        }
        for words in provisions(version):
            if words.is_provision:
                yield {
                    **common,
                    "address": law.address_of(words.eid),
                    "crime_types": " ".join(types.get(words.eid, ())),
                    "articles": " ".join(articles.get(words.eid, ())),
                    "repealed": "yes" if words.is_repealed else "",
                    **{name: getattr(words, name) for name in ("eid", "number", "label", "heading", "body")},
                }


def as_csv(laws: QuerySet[Law]) -> Iterator[bytes]:
    """The provisions as CSV."""
    return comma_separated(provision_rows(laws), list(COLUMNS))


def write_parquet(laws: QuerySet[Law], target: Path | IO[bytes]) -> int:
    """Write the provisions as one Parquet file, compressed with Zstandard.

    Returns:
        How many provisions were written.
    """
    schema = pa.schema([(name, pa.string()) for name in COLUMNS])
    written = 0
    with pq.ParquetWriter(target, schema, compression="zstd") as writer:
        for rows in batches(provision_rows(laws)):
            writer.write_table(pa.Table.from_pylist(rows, schema=schema))
            written += len(rows)
    return written


def batches(rows: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """Rows by the thousands."""
    waiting: list[dict[str, Any]] = []
    for row in rows:
        waiting.append(row)
        if len(waiting) == BATCH:
            yield waiting
            waiting = []
    if waiting:
        yield waiting


def akoma_ntoso(law: Law, version: Version) -> bytes:
    """One version as a document of Akoma Ntoso 3.0, from which ``imports.akoma_ntoso`` makes the same law again.

    What the standard has no place for stands in ``proprietary``, in a namespace of ours. Characters that XML forbids
    become blanks.
    """
    return akoma_ntoso_of(card_data(law), version_data(version), provisions(version))


def version_data(version: Version) -> dict[str, str]:
    """What is said of one version."""
    return {
        "on": str(version.on) if version.on else "",
        "language": version.language,
        "split": version.split,
        "source_url": version.source_url,
        "note": version.note,
    }


def akoma_ntoso_of(card: dict[str, Any], version: dict[str, str], parts: Iterable[Words]) -> bytes:
    """A document from plain data (see ``card_data``, ``version_data``)."""
    is_bill = card["status"] == Status.DRAFT or card["kind"] == Kind.BILL
    prefixes: dict[Any, str] = {None: NAMESPACE, "comity": OURS}
    root = etree.Element(tag("akomaNtoso"), nsmap=prefixes)
    name = "bill" if is_bill else "act"
    act = etree.SubElement(root, tag(name), name=name, contains="originalVersion")
    add_meta(act, card, version)
    body = etree.SubElement(act, tag("body"))
    around: list[tuple[int, Any]] = []
    for words in parts:
        while around and around[-1][0] >= words.level:
            around.pop()
        above = around[-1][1] if around else body
        if words.kind == PartKind.DIVISION:
            element = etree.SubElement(above, tag("hcontainer"), name="division", eId=words.eid)
            add_words(element, "heading", words.heading)
            if words.body:
                add_body(etree.SubElement(element, tag("intro")), words.body)
            around.append((words.level, element))
        elif words.kind == PartKind.TEXT:
            element = etree.SubElement(above, tag("hcontainer"), name="text", eId=words.eid)
            add_body(etree.SubElement(element, tag("content")), words.body)
        else:
            prefix = words.eid.rpartition("__")[2].partition("_")[0] if "_" in words.eid else words.eid
            element = etree.SubElement(above, tag(ELEMENTS.get(prefix, "article")), eId=words.eid)
            if words.is_repealed:
                element.set("status", REMOVED)
            num = add_words(element, "num", words.label, always=True)
            if num is not None:
                num.set("title", clean(words.number))
            add_words(element, "heading", words.heading)
            add_body(etree.SubElement(element, tag("content")), words.body)
    if not len(body):
        # The standard asks for something in a body; read again, a text without words is none.
        add_body(etree.SubElement(etree.SubElement(body, tag("hcontainer"), name="text"), tag("content")), "")
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))


# What schema.org calls the states in which a law may be; of a draft and of the unknown it says nothing.
FORCE: Final = {
    Status.IN_FORCE: "InForce", Status.AMENDED: "InForce", Status.REPEALED: "NotInForce",
}  # fmt: skip


def linked_data(law: Law, root: str, version: Version | None) -> dict[str, Any]:
    """A law as schema.org describes legislation; no query when its card is loaded.

    Args:
        law: the law.
        root: the address of the host, ``https://comity.example``.
        version: the one that is shown.
    """
    texts = list(law.record.texts.all())
    source = next(iter(law.record.sources.all()), None)
    force = FORCE.get(Status(law.status))
    return {
        "@type": "Legislation",
        "@id": f"{root}{law.address}",
        "url": f"{root}{law.address}",
        "name": title_of(law),
        "alternateName": [text.title for text in texts if text.language != law.language],
        "legislationIdentifier": law.identifier,
        "legislationType": str(law.get_form_display()),
        "legislationJurisdiction": law.record.place_id,
        "legislationDate": law.adopted_on and law.adopted_on.isoformat(),
        "datePublished": law.published_on and law.published_on.isoformat(),
        "legislationDateVersion": version.on.isoformat() if version and version.on else None,
        "legislationLegalForce": f"https://schema.org/{force}" if force else None,
        "inLanguage": version.language if version else law.language,
        "publisher": {"@type": "Organization", "name": source.publisher} if source and source.publisher else None,
        "license": (source.licence_url or source.licence) if source else None,
        "isBasedOn": source.url if source else None,
    }


def linked_part(law: Law, root: str, version: Version, words: Words) -> dict[str, Any]:
    """A provision as a part of its law."""
    whole = linked_data(law, root, version)
    kept = ("legislationJurisdiction", "legislationDateVersion", "legislationLegalForce", "inLanguage", "license")
    address = f"{root}{law.address_of(words.eid)}"
    return {
        "@type": "Legislation",
        "@id": address,
        "url": address,
        "name": " — ".join(filter(None, (words.label or words.number, words.heading))) or words.eid,
        "legislationIdentifier": words.eid,
        **{name: whole[name] for name in kept},
        "isPartOf": {"@type": "Legislation", "@id": whole["@id"], "name": whole["name"]},
    }


def add_meta(act: Any, card: dict[str, Any], version: dict[str, str]) -> None:
    """Identification by work, expression and manifestation, the publication, and our own card."""
    meta = etree.SubElement(act, tag("meta"))
    country = card["place"].lower()
    number = clean(card["identifier"]).replace("/", "-")
    identity = Identity(
        work=f"/akn/{country}/act/{card.get('adopted_on', UNDATED)}/{number}",
        country=country,
        title=card["title"],
        language=version["language"],
        adopted_on=card.get("adopted_on", ""),
        expressed_on=version["on"],
        made_on=card.get("retrieved_on", ""),
        publisher=card.get("publisher", ""),
    )
    add_identification(meta, identity)
    ours = etree.SubElement(etree.SubElement(meta, tag("proprietary"), source="#comity"), f"{{{OURS}}}law")
    for name, value in card.items():
        if name != "titles":
            ours.set(name, clean(("true" if value else "false") if isinstance(value, bool) else str(value)))
    for language, title in card.get("titles", {}).items():
        etree.SubElement(ours, f"{{{OURS}}}title", language=language, value=clean(title))
    etree.SubElement(ours, f"{{{OURS}}}version", {name: clean(value) for name, value in version.items() if value})
