"""Whole databases to take away: which there are, in which forms, each written a little at a time."""

import io
import re
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq
from django.db.models import Prefetch
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from comity.base.places.api import data_of as place_data
from comity.base.places.queries import places
from comity.engines.citations.queries import cited_in
from comity.engines.records.exports import as_data, comma_separated, files_line, harmless, json_lines
from comity.engines.records.exports.entities import follow_the_money, shaping_of
from comity.engines.records.exports.sheets import workbook
from comity.engines.records.models import Detail, Source, Text
from comity.engines.records.queries import attachments_for, links_for, visible_to
from comity.engines.records.registry import detail_models
from comity.kernel.errors import Unreadable
from comity.kernel.languages import interface_language
from comity.knowledge.authorities import queries as authorities
from comity.knowledge.authorities.exports.data import EXPORTED, as_rows
from comity.knowledge.authorities.exports.data import as_data as authority_data
from comity.knowledge.indicators import exports as indicators
from comity.knowledge.legislation import exports as laws
from comity.knowledge.legislation.queries import versions_of
from comity.knowledge.legislation.queries.laws import visible_laws
from comity.knowledge.treaties import exports as treaties
from comity.knowledge.treaties.queries.instruments import visible_to as visible_treaties
from comity.knowledge.treaties.queries.instruments import with_titles


Row = dict[str, Any]
Pieces = Iterator[bytes]

CHUNK: Final = 500
BLOCK: Final = 64 * 1024
# Rows of one group of a Parquet file, which are held in memory together.
TOGETHER: Final = 5_000
CARD: Final = (
    "id", "kind", "address", "place", "published_at", "title", "title_language", "publisher", "licence", "licence_url",
    "source_url", "retrieved_on", "topics", "files",
)  # fmt: skip
PLACE: Final = (
    "code", "kind", "names", "iso3", "m49", "group", "regions", "sovereign", "is_counted", "legal_systems",
    "admitted_on", "begins_on", "ends_on", "address",
)  # fmt: skip
# What a file in an archive may be called on any system.
UNSAFE: Final = re.compile(r"[^A-Za-z0-9._-]+")


@dataclass(frozen=True, slots=True)
class Form:
    """A form of file: its ending, what it is called, and its media type."""

    ending: str
    label: str
    media_type: str


FORMS: Final[dict[str, Form]] = {
    form.ending: form
    for form in (
        Form("jsonl", "JSON Lines", "application/x-ndjson; charset=utf-8"),
        Form("csv", "CSV", "text/csv; charset=utf-8"),
        Form("parquet", "Parquet", "application/vnd.apache.parquet"),
        Form("xlsx", "XLSX", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        Form("ftm", "FollowTheMoney", "application/x-ndjson; charset=utf-8"),
        Form("zip", "Akoma Ntoso", "application/zip"),
    )
}


@dataclass(frozen=True, slots=True)
class Export:
    """One database that can be taken away whole.

    Attributes:
        name: as it stands in addresses.
        label: as readers call it.
        writers: by the ending of the form, what writes it.
    """

    name: str
    label: str | Promise
    writers: dict[str, Callable[[], Pieces]] = field(default_factory=dict)


def every() -> dict[str, Export]:
    """Every database by name: those of the modules, and any other kind of record with its card and fields."""
    made = {kind: of_kind(kind, model) for kind, model in detail_models().items()}
    if "treaty" in made:
        writers = made["treaty"].writers | {
            "jsonl": treaties.treaties_json,
            "zip": lambda: archive(treaty_documents()),
        }
        made["treaty"] = Export("treaty", _("Treaties"), writers)
        made["treaty-action"] = Export(
            "treaty-action",
            _("acts of States"),
            tabular(treaties.actions, tuple(treaties.ACTION_COLUMNS)),
        )
    if "law" in made:
        writers = made["law"].writers | {
            "jsonl": lambda: laws.as_json_lines(visible_laws(None)),
            "zip": lambda: archive(law_documents()),
        }
        made["law"] = Export("law", _("Laws"), writers)
        made["provision"] = Export(
            "provision",
            _("provisions"),
            tabular(lambda: laws.provision_rows(visible_laws(None)), tuple(laws.COLUMNS)),
        )
    if "indicator" in made:
        made["observation"] = Export("observation", _("figures"), tabular(indicators.every_row, indicators.COLUMNS))
    if "authority" in made:
        whole_authorities = {"jsonl": lambda: json_lines(map(authority_data, public_authorities()))}
        rows = tabular(lambda: as_rows(public_authorities()), EXPORTED)
        made["authority"] = Export("authority", _("Authorities"), rows | whole_authorities)
    made["place"] = Export("place", _("States"), tabular(place_rows, PLACE))
    return made


def writer_of(kind: str, ending: str) -> tuple[Form, Pieces]:
    """What writes a database in a form.

    Raises:
        Unreadable: there is no such database, or not in this form.
    """
    known = every()
    if kind not in known:
        sentence = gettext("There is no database “%(name)s”. Known are: %(known)s.")
        raise Unreadable(sentence % {"name": kind[:40], "known": ", ".join(sorted(known))})
    writers = known[kind].writers
    if ending not in writers:
        sentence = gettext("“%(name)s” is not written as “%(form)s”. Its forms are: %(known)s.")
        raise Unreadable(sentence % {"name": kind, "form": ending[:20], "known": ", ".join(writers)})
    return FORMS[ending], writers[ending]()


def tabular(rows: Callable[[], Iterable[Row]], columns: tuple[str, ...]) -> dict[str, Callable[[], Pieces]]:
    """The forms that any rows can be written in."""
    return {
        "jsonl": lambda: json_lines(map(plain, rows())),
        "csv": lambda: comma_separated(map(plain, rows()), list(columns)),
        "parquet": lambda: parquet(rows(), columns),
    }


def plain(row: Row) -> Row:
    """A row in which days are text."""
    return {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in row.items()}


def public_authorities() -> Iterator[authorities.Disclosed]:
    """Every authority, as any visitor may read it."""
    return iter(authorities.all_of(authorities.visible_to(None), authorities.reading_of(None)))


def place_rows() -> Iterator[Row]:
    """Every place."""
    return (place_data(place) for _code, place in sorted(places().items()))


# ---------------------------------------------------------------- any kind of record


def of_kind(kind: str, model: type[Detail]) -> Export:
    """The export of a kind of record from its card and its fields, without a line of its own module."""
    names = [one.name for one in model._meta.concrete_fields if not one.primary_key]
    # What a kind calls as the card calls something else is told apart by the kind's name, as in tables to import.
    columns = (*CARD, *(f"{kind}:{name}" if name in CARD else name for name in names))
    writers = tabular(lambda: card_rows(kind), columns)
    label = model._meta.verbose_name_plural or kind
    # The language is that of whoever asks, not of the moment in which the file is written.
    language = interface_language(get_language() or "en")
    writers |= {"jsonl": lambda: json_lines(whole(kind))}
    if not model.has_own_tables:
        writers |= {"xlsx": lambda: workbook(model, language)}
    if shaping_of(model) is not None:
        writers["ftm"] = lambda: follow_the_money(model)
    return Export(kind, label, writers)


def whole(kind: str) -> Iterator[Row]:
    """Every public record of a kind with texts, sources, the fields of its kind and what its texts cite."""
    texts = Prefetch("texts", Text.objects.order_by("pk"))
    sources = Prefetch("sources", Source.objects.order_by("pk"))
    model = detail_models()[kind]
    beside = [f"{kind}__{name}" for name in (*model.companions, *model.satellites)]
    records = (
        visible_to(None)
        .filter(kind=kind)
        .select_related(kind)
        .prefetch_related(texts, sources, "topics", attachments_for(), links_for(), *beside)
    )
    rows = records.iterator(chunk_size=CHUNK)
    while several := list(islice(rows, CHUNK)):
        cited = cited_in(record.pk for record in several)
        for record in several:
            yield as_data(record, getattr(record, kind)) | {"cites": cited.get(record.pk, [])}


def card_rows(kind: str) -> Iterator[Row]:
    """Every public record of a kind in one line each."""
    for data in whole(kind):
        own = {f"{kind}:{name}": data[name] for name in CARD if name in data}
        yield card_row(data) | own


def card_row(data: Row) -> Row:
    """A record in one line: its title in English or else its first, and its first source, beside its own fields."""
    source: Row = next(iter(data["sources"]), {})
    titles = {text["language"]: text["title"] for text in reversed(data["texts"])}
    language = "en" if "en" in titles else next(reversed(titles), "")
    named = {name: source.get(name) for name in ("publisher", "licence", "licence_url", "retrieved_on")}
    named["topics"] = " ".join(data["topics"])
    named["files"] = files_line(data["files"])
    named |= {"title": titles.get(language, ""), "title_language": language, "source_url": source.get("url")}
    return data | named


# ---------------------------------------------------------------- forms that need a file or an archive


def parquet(rows: Iterable[Row], columns: tuple[str, ...]) -> Pieces:
    """Rows as Parquet, every column text, compressed with Zstandard; on disk first, as its format needs."""
    schema = pa.schema([(name, pa.string()) for name in columns])
    with tempfile.TemporaryFile() as file:
        with pq.ParquetWriter(file, schema, compression="zstd") as writer:
            waiting: list[Row] = []
            for row in rows:
                waiting.append({name: written(plain(row).get(name)) for name in columns})
                if len(waiting) == TOGETHER:
                    writer.write_table(pa.Table.from_pylist(waiting, schema=schema))
                    waiting.clear()
            writer.write_table(pa.Table.from_pylist(waiting, schema=schema))
        file.seek(0)
        while block := file.read(BLOCK):
            yield block


def written(value: Any) -> str | None:
    """A value as text; what is not known stays so."""
    if value is None or isinstance(value, str):
        return value
    return harmless(value)


class Pipe(io.RawIOBase):
    """What an archive is written to, and taken from in between."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []

    def writable(self) -> bool:
        """Yes; and it cannot be gone back in, so that an archive is written from beginning to end."""
        return True

    def write(self, piece: Any) -> int:
        """Keep a piece until it is taken."""
        self.pieces.append(bytes(piece))
        return len(piece)

    def taken(self) -> bytes:
        """What was written since this was last asked."""
        content = b"".join(self.pieces)
        self.pieces.clear()
        return content


def archive(documents: Iterable[tuple[str, bytes]]) -> Pieces:
    """Documents, each with its path, in one archive."""
    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in documents:
            # A date of its own would make two archives of the same documents differ.
            entry = zipfile.ZipInfo(name)
            entry.compress_type = zipfile.ZIP_DEFLATED
            file.writestr(entry, content)
            yield pipe.taken()
    yield pipe.taken()


def law_documents() -> Iterator[tuple[str, bytes]]:
    """Every version of every law that is held, in Akoma Ntoso."""
    for law in laws.with_card(visible_laws(None)):
        for version in versions_of(law):
            if version.is_held:
                day = version.on.isoformat() if version.on else "undated"
                name = UNSAFE.sub("-", f"{law.slug}_{day}_{version.language}.xml")
                yield f"{law.jurisdiction}/{name}", laws.akoma_ntoso(law, version)


def treaty_documents() -> Iterator[tuple[str, bytes]]:
    """Every text of every treaty that is loaded, in each language and from each source, in Akoma Ntoso."""
    for treaty in with_titles(visible_treaties(None)).iterator(chunk_size=CHUNK):
        for held in treaties.held_texts(treaty):
            name = UNSAFE.sub("-", f"{treaty.symbol}_{held.language}_{held.file}.xml")
            yield f"{UNSAFE.sub('-', treaty.symbol)}/{name}", treaties.akoma_ntoso(treaty, held)
