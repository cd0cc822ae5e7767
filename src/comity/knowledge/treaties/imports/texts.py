"""Packs of treaty texts: Markdown in two languages, laws that approve treaties, JSON article by article."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from comity.engines.records.enums import Wording
from comity.kernel.errors import Unreadable
from comity.knowledge.treaties import registry
from comity.knowledge.treaties.enums import Portion
from comity.knowledge.treaties.imports.splitting import UNDIVIDED, Wanted, split, whole
from comity.knowledge.treaties.shapes import ArticlePiece, FileReport, OtherPiece, Source, TreatyWords


LARGEST: Final = 20 * 1024 * 1024
PACKS: Final = {
    "treaties_en_nl": Source(
        "pack:treaties_en_nl",
        "Treaty texts as published by the Government of the Netherlands (Basiswettenbestand), May 2017",
        publisher="Government of the Netherlands",
        url="https://wetten.overheid.nl",
        licence="official texts; no licence stated by the collection",
        retrieved_on="2017-05-10",
    ),
    "treaties_es_argentina": Source(
        "pack:treaties_es_argentina",
        "Treaties as published with the laws of the Argentine Republic that approve them",
        publisher="SAIJ and InfoLEG, Argentine Republic",
        url="http://servicios.infoleg.gob.ar",
        licence="CC BY 4.0",
        retrieved_on="2026-06-23",
    ),
    "treaties_en_zhhant_opentreaties": Source(
        "pack:treaties_en_zhhant_opentreaties",
        "Open Treaties: the convention against corruption article by article",
        publisher="open-treaties",
        url="https://github.com/lawchat-oss/open-treaties",
        licence="CC0-1.0",
        retrieved_on="2026-04-13",
    ),
}
# Which pack's words are shown first where several bring the same language.
RANKS: Final = {"treaties_en_nl": 0, "treaties_es_argentina": 0, "treaties_en_zhhant_opentreaties": 1}


def read_text(path: Path) -> str:
    """A text file in UTF-8, of a size that a treaty can have.

    Raises:
        Unreadable: it is larger than 20 MB, or not UTF-8.
    """
    if path.stat().st_size > LARGEST:
        raise Unreadable("The file is larger than 20 MB; no treaty is. Divide it or leave it out.", where=path.name)
    try:
        # Line ends stay as they are: every character is counted.
        return path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise Unreadable(
            f"The file is not UTF-8 (at byte {error.start}). Save it as UTF-8.", where=path.name
        ) from error


def read_pack(folder: Path) -> Iterator[FileReport]:
    """Every file of one pack of treaty texts, cut into articles.

    Raises:
        Unreadable: the pack is none of those known, or a file of it cannot be read.
    """
    if folder.name not in PACKS:
        raise Unreadable(f"No pack of treaty texts has this name. Known are: {', '.join(PACKS)}.", where=folder.name)
    by_file: dict[str, list[dict[str, str]]] = {}
    for row in registry.text_sources(folder.name):
        by_file.setdefault(row["file"], []).append(row)
    for name, rows in by_file.items():
        path = folder / name
        if path.is_file():
            yield read_file(path, rows)


def read_file(path: Path, rows: list[dict[str, str]]) -> FileReport:
    """One file of a pack, with the rows that say which treaties it holds."""
    text = read_text(path)
    if path.suffix == ".json":
        return _read_json(path, text, rows)
    titles = registry.known_titles()
    wanted: list[Wanted | None] = []
    for row in rows:
        has_titles = any(titles.get(row["symbol"], {}).values())
        wanted.append(
            Wanted(
                row["symbol"],
                row["language"],
                Wording(row["wording"]),
                titles[row["symbol"]] if has_titles else None,
            )
            if row["symbol"]
            else None
        )
    treaties = split(text, wanted)
    if treaties is None:
        kept = [want for want in wanted if want is not None]
        # All of it once, under the last language named: the source's own, where it has two.
        treaties = [whole(text, kept[-1], UNDIVIDED)]
    return FileReport(path.name, len(text), tuple(treaties))


def _read_json(path: Path, text: str, rows: list[dict[str, str]]) -> FileReport:
    try:
        content: dict[str, Any] = json.loads(text)
        articles: list[dict[str, str]] = content["articles"]
        treaties = [_words_in_json(content, articles, row) for row in rows]
    except (ValueError, KeyError, TypeError) as error:
        raise Unreadable(
            "The file is not JSON with articles that have title_en, content_en and the like.", where=path.name
        ) from error
    held = sum(words.characters for words in treaties)
    # Keys, quotation marks, commas, and the articles' numbers, which are kept as numbers.
    return FileReport(path.name, len(text), tuple(treaties), {"keys, marks and numbers of the JSON": len(text) - held})


def _words_in_json(content: dict[str, Any], articles: list[dict[str, str]], row: dict[str, str]) -> TreatyWords:
    suffix = row["language"].split("-")[0]
    pieces = tuple(
        ArticlePiece(str(number), one[f"title_{suffix}"], one[f"title_{suffix}"], one[f"content_{suffix}"])
        for number, one in enumerate(articles, start=1)
    )
    front = (
        OtherPiece(Portion.FRONT, "", content[f"treaty_{suffix}"]),
        OtherPiece(Portion.FRONT, "", content[f"preamble_{suffix}"]),
    )
    return TreatyWords(row["symbol"], row["language"], Wording(row["wording"]), pieces, front)
