"""A line recognised as the beginning of an article or of a division."""

import re
from typing import Final

from comity.knowledge.legislation.grammar import digits, eid_of
from comity.knowledge.legislation.imports import numbering
from comity.knowledge.legislation.imports.grammars import ARABIC, CHINESE, GERMAN, Grammar, Mark
from comity.knowledge.legislation.imports.markup import Line


QUOTES: Final = ("«", "»", "“", "”", '"', "„", "‹", "'", "‘", "’", "《")
ORDINAL_SIGN: Final = re.compile(r"\.?\s?[°ºª]$|(?<=\d)\s?(?:er|ère|ro|re|o|a)$")
ARABIC_NUMBER: Final = re.compile(r"\(?\s*(\d+(?:\s*/\s*\d+)?)\s*\)?")
ARABIC_BIS: Final = re.compile(r"\s*+\(?\s*+(مكرر[اةً]*)\s*+\)?\s*+(?:\(?([\u0621-\u064a]|\d+)\)?(?=[\s:.)]|$))?")
SPLIT_SUFFIX: Final = re.compile(rf"\s*([a-z]|{'|'.join(numbering.LATIN)})(?=\s|$|\[)")
LONGEST_DIVISION: Final = 400


def article(line: Line, grammar: Grammar, pattern: re.Pattern[str]) -> Mark | None:
    """The mark that opens a provision on this line, or None."""
    if not line.text or line.text.startswith(QUOTES):
        return None
    found = pattern.match(line.text)
    if not found:
        return None
    if grammar is ARABIC:
        return arabic_article(line, found)
    if grammar is CHINESE:
        return chinese_article(line, found)
    number = " ".join(found["num"].split())
    number = ORDINAL_SIGN.sub("", number)
    number = re.sub(r"(?<=\d)\.?\s?[°ºª]", "", number)
    number = re.sub(r"[‑–]", "-", number).rstrip(".-")
    number = re.sub(rf"^(\d+)[\s-]?({'|'.join(numbering.LATIN)})\b", r"\1 \2", number, flags=re.IGNORECASE)
    if re.fullmatch(r"[IVXLCDM]+(?:\s?er)?", number):
        value = numbering.roman(number.removesuffix("er").strip())
        if value is None:
            return None
    word = found["word"]
    label, rest = line.text[: found.end("num")].strip(), (found["rest"] or "").strip()
    split_off = SPLIT_SUFFIX.match(line.text, found.end("num")) if grammar is GERMAN else None
    if split_off:  # «**Art. 1** a» and «Art. 260 ter»
        number = f"{number} {split_off[1]}" if len(split_off[1]) > 1 else number + split_off[1]
        label, rest = line.text[: split_off.end()].strip(), line.text[split_off.end() :].strip()
    separator = (found["sep"] or "").strip()
    style = (
        "#" if line.hashes else "",
        "b" if line.is_bold else "",
        word,
        "-" if re.search("[-–—]", separator) else "",
    )
    return Mark(number, label, rest, style)


def chinese_article(line: Line, found: re.Match[str]) -> Mark | None:
    """第一百九十一条之一 as number 191-1."""
    value = numbering.chinese(found["num"])
    if value is None:
        return None
    groups = found.groupdict()
    number = str(value)
    if groups.get("sub"):
        number = f"{value}-{numbering.chinese(groups['sub'])}"
    label = line.text[: found.start("sep")]
    return Mark(number, label, (found["rest"] or "").strip(), (found["word"],), "art" if found["word"] else "item")


def arabic_article(line: Line, found: re.Match[str]) -> Mark | None:
    """المادة الحادية والعشرون, المادة (21) and المادة 21 مكرر as numbers."""
    rest = found["num"]
    written = ARABIC_NUMBER.match(rest)
    if written:
        number, end = digits(written[1]).replace(" ", ""), written.end()
    else:
        words = rest.replace("(", " ").replace(")", " ").split()
        item = numbering.arabic_item(words[0]) if words else None
        value = (item, 1) if item else numbering.arabic(words)
        if value is None:
            return None
        number = str(value[0])
        end = 0
        for _ in range(value[1]):
            word = re.compile(r"[\s()]*[^\s()]+").match(rest, end)
            if word:
                end = word.end()
    bis = ARABIC_BIS.match(rest, end)
    if bis:
        number = f"{number} bis" + (f" {digits(bis[2])}" if bis[2] else "")
        end = bis.end()
    label = line.text[: found.start("num") + end].strip()
    prefix = "rule" if "قاعدة" in found["word"] else "art"
    return Mark(number, label, rest[end:].lstrip(" ):.،-–—").strip(), ("#" * line.hashes,), prefix)


def arabic_clause(line: Line) -> Mark | None:
    """A heading that begins «أولا», «ثانيا», …: a clause of a decree."""
    words = line.text.split() if line.hashes else []
    for count in (2, 1):
        label = " ".join(words[:count])
        value = numbering.arabic_item(label) if len(words) >= count else None
        if value:
            rest = line.text[len(label) :].lstrip(" :.-–—").strip() if line.text.startswith(label) else ""
            return Mark(str(value), label, rest, ("#" * line.hashes,), "item")
    return None


def division_word(line: Line, grammar: Grammar) -> str | None:
    """The folded word that names a division when the line opens one, else None."""
    if not line.text or len(line.text) > LONGEST_DIVISION or line.text.startswith(QUOTES):
        return None
    found = grammar.divisions.match(line.text)
    if not found:
        return None
    word = next((value for value in found.groupdict().values() if value), "")
    return eid_of("", word).strip("_").replace("_", " ") if word.isascii() or word[0] < "\u0400" else word.lower()
