"""Citations as people type them, brought to one form that both sides, the typed query and the document, share.

A key is ``instrument``, ``instrument#locator`` or ``#locator``: ``palermo#5.1.a``, ``18-usc#1956``, ``xviii-12``,
``#42-bis``.
"""

import re
from collections.abc import Iterable
from typing import Final

from comity.engines.search.grammar.folding import IDEOGRAPHIC, folded
from comity.engines.search.grammar.tree import Citation
from comity.kernel import notations, numerals
from comity.kernel.notations import LATIN_ORDINAL


LONGEST: Final = 160
MOST_WORDS: Final = 16
# What has more words than this beside the article's number is a text that mentions an article, and may mean anything.
CERTAIN: Final = 8
# So many ideographs say as much as a word.
IN_A_WORD: Final = 3

# 18 · 64a · 42 bis · 121-3 · 706-73-1 · L. 121-3 · 210.1 · 5.1.a
NUMBER: Final = (
    rf"(?:[lrda]\.?\s?\*?\s?(?=\d))?{notations.DECIMAL}(?:\.[a-z]{{1,3}}\b)?"
    rf"(?:\s?{LATIN_ORDINAL}\b|[a-z]{{1,2}}\b)?"
)
# (1)(a) · , paragraph 2 · § 1 · ч. 2
IN_PARENTHESES: Final = r"(?:\s{0,2}\(\s?[0-9a-zа-я]{1,4}\s?\)){0,5}"
PARAGRAPH: Final = (
    rf"(?:{notations.LATIN_PARAGRAPH}|par"
    r"|часть|части|подпункта?|пункта?|абзаца?|пп|абз|ч|п|الفقره|فقره|§)(?![^\W\d_])"
)
PARAGRAPHS_AFTER: Final = rf"(?:,?\s{{0,2}}{PARAGRAPH}\.?\s{{0,2}}[«\"(]?[0-9a-zа-я]{{1,4}}\b[»\")]?){{0,3}}"
PARAGRAPHS_BEFORE: Final = (
    rf"(?:(?<!\w){PARAGRAPH}\.?\s{{0,2}}[«\"(]?[0-9a-zа-я]{{1,3}}\b[»\")]?,?\s{{1,2}}"
    r"(?:of\s|de\sl['’]\s?|de\s|del\s|من\s)?){0,3}"
)
ARTICLE: Final = (
    rf"(?:{notations.LATIN_ARTICLE}|{notations.LATIN_ARTICLE_SHORT}|{notations.SECTION}|sect?|rule|{notations.SIGN}|s"
    rf"|{notations.RUSSIAN_ARTICLE}|{notations.RUSSIAN_ARTICLE_SHORT}|(?:ال|لل)?(?:{notations.ARABIC_ARTICLE}))"
)

LOCATOR: Final = re.compile(
    rf"(?P<before>{PARAGRAPHS_BEFORE})(?<!\w){ARTICLE}\.?\s{{0,3}}(?:n[o°º]\.?\s?)?\(?"
    rf"(?P<number>{NUMBER}|[ivx]{{1,7}}\b|{numerals.ARABIC_NUMBER})\)?(?P<inside>{IN_PARENTHESES})(?P<after>{PARAGRAPHS_AFTER}{IN_PARENTHESES})"
)
CHINESE_LOCATOR: Final = re.compile(
    rf"第\s?(?P<number>{notations.CHINESE_NUMBER})\s?{notations.CHINESE_ARTICLE}"
    rf"(?:之(?P<bis>{notations.CHINESE_INSERTED}))?(?:第\s?(?P<paragraph>{notations.CHINESE_INSERTED})\s?款)?"
)
LAST_NUMBER: Final = re.compile(rf"(?P<number>{NUMBER})(?P<inside>{IN_PARENTHESES})\s{{0,2}}")

UNITED_STATES: Final = re.compile(
    rf"{notations.UNITED_STATES_TITLE}(?:\s?(?:§§?|sections?|sec\.?|s\.)?\s?"
    rf"(?P<section>{notations.UNITED_STATES_SECTION})(?P<inside>{IN_PARENTHESES}))?(?!\w)"
)
COUNCIL_OF_EUROPE: Final = re.compile(
    r"(?<!\w)(?:cets|ets|stce|ste|coe)[\s\-]{0,2}(?:no?\.?[°º]?\s?|n[°º]\s?)?(?P<number>\d{1,3})(?!\w)"
)
# Chapter and number in the United Nations Treaty Collection: XVIII-12, XVIII-12-a.
TREATY_COLLECTION: Final = re.compile(
    r"(?<![\w\-])(?P<chapter>[ivx]{1,6})\s?-\s?(?P<number>\d{1,5})(?:\s?-\s?(?P<letter>[a-z]))?(?![\w\-])"
)
AMERICAN_STATES: Final = re.compile(r"(?<!\w)oas[\s\-]{1,2}(?P<letter>[a-z])[\s\-]{1,2}(?P<number>\d{1,3})(?!\w)")
LAW_NUMBER: Final = re.compile(
    r"(?<!\w)(?:law|act|ley|loi|lei|legge|decree|decreto|decret|directive|directiva|regulation|reglement|reglamento"
    r"|framework decision|федеральный закон|федерального закона|закон|закона|القانون|قانون|مرسوم|نظام)"
    r"\s{0,2}(?:\((?:eu|ec|eec|euratom|ue|ce)\)\s?)?(?:no\.?\s?|n\.?\s?[°ºo]?\.?\s?|num\.?\s?|nr\.?\s?|number\s|рقم\s|رقم\s|№\s?)?"
    r"(?P<number>\d[\d.]{0,9}(?:[/\-]\d{1,5})?)(?:\s?-\s?(?P<letters>фкз|фз))?(?:/(?:eu|ec|jha|jai|ue|ce)\b)?"
)
YEAR_OF_ACT: Final = re.compile(r"(?:act|law|regulation|decree)\s(?:1[89]|20)\d\d")
# A decision by the European Case Law Identifier, which courts of many States give theirs.
DECISION: Final = re.compile(rf"(?<!\w){notations.ECLI.lower()}(?![\w:])")
RUSSIAN_LAW: Final = re.compile(r"(?<!\w)(?:n\s?|no\s?|№\s?)?(?P<number>\d{1,4})\s?-\s?(?P<letters>фкз|фз)(?!\w)")
THOUSANDS: Final = re.compile(r"\d{1,3}(?:\.\d{3})+")

WORD: Final = re.compile(r"[^\W_]+")
# «Будапештской конвенции» is «Будапештская конвенция»: what is left after any ending of a noun or adjective.
RUSSIAN_ENDING: Final = re.compile(
    r"(?<=[а-я]{4})(?:иями|ями|ами|иях|иям|ией|ого|его|ому|ему|ыми|ими|ой|ей|ый|ий|ая|яя|ое|ее|ые|ие|ую|юю|ию|ия|ии"
    r"|ым|им|ом|ем|ых|их|ах|ях|ам|ям|ов|ев|[аяоеыиуюьй])$"
)
ABBREVIATION: Final = re.compile(r"(?<!\w)(?:[^\W\d_]\.\s?){2,8}")
JOINERS: Final = frozenset(
    "a the of to for la le les l d de du des del el los las da do dos das der die und and et y e o on"  # noqa: SIM905 -- easier to read
    " в и о об к на по من في".split()
)


def citation_keys(text: str) -> list[str]:
    """Every key that a typed text may mean, the most exact first; empty when it cannot be a citation.

    >>> citation_keys("Palermo art 5(1)(a)")
    ['palermo#5.1.a', 'palermo#5.1', 'palermo#5']
    """
    citation = read(text)
    return list(citation.keys) if citation else []


def normalise_citation(instrument: str, locator: str = "") -> str:
    """The key of a document: of an instrument by a name or number, of one of its articles, or of an article alone.

    >>> normalise_citation("UNTOC", "18"), normalise_citation("Code pénal", "L. 121-3")
    ('untoc#18', 'code-penal#l121-3')
    >>> normalise_citation("", "42 bis")
    '#42-bis'
    """
    name = _instrument(folded(instrument).strip())
    place = _locator(folded(locator).strip())
    return f"{name}#{place}" if place else name


def read(text: str) -> Citation | None:
    """A whole query as a citation; None when it cannot be one."""
    if len(text) > LONGEST:
        return None
    typed = _even(folded(text))
    numbered, remainder = _numbered(typed)
    locator, remainder = _located(remainder)
    certain = bool(numbered or locator)
    if numbered and "#" in numbered:
        numbered, _, locator = numbered.partition("#")
    words = tuple(word for word in WORD.findall(remainder) if word not in JOINERS)
    if len(words) > MOST_WORDS:
        return None
    certain = certain and length_of(words) <= CERTAIN
    name = numbered or _name(remainder)
    keys = _keys(name, locator)
    if not certain and (
        last := LAST_NUMBER.fullmatch(remainder, max(remainder.rfind(" ", 0, _end_of_word(remainder)), 0) + 1)
    ):
        before = remainder[: last.start()]
        if _name(before):
            keys = [*keys, *_keys(_name(before), _locator(last["number"] + last["inside"]))]
    if not keys:
        return None
    return Citation(tuple(dict.fromkeys(keys)), locator, words, certain)


def is_name(text: str) -> bool:
    """Whether a text names no article."""
    return not _located(_even(folded(text)))[0]


def length_of(words: Iterable[str]) -> int:
    """How many words there are, where those of ideographs are not set apart."""
    return sum(-(-len(word) // IN_A_WORD) if IDEOGRAPHIC.match(word) else 1 for word in words)


def _end_of_word(text: str) -> int:
    """Where the last word begins to be looked for: before the parentheses of a last number, if there are any."""
    bare = text.rstrip()
    opened = bare.find("(")
    return opened if opened > 0 else len(bare)


def _even(text: str) -> str:
    """One kind of dash, apostrophe, space and parenthesis."""
    return re.sub(r"\s+", " ", QUOTED.sub(r" \1 ", text.translate(EVEN))).strip()


# A name in quotation marks; the letter of a part keeps them: п. «а».
QUOTED: Final = re.compile(r"[«\"“„「『〈]([^«»\"“”„「」『』〈〉]{4,})[»\"”“」』〉]")
EVEN: Final = str.maketrans({**dict.fromkeys("‐‑‒–—−", "-"), "’": "'", "（": "(", "）": ")", "《": " ", "》": " "})


def _keys(name: str, locator: str) -> list[str]:
    """The keys of an article and of what it is part of, as long as it has a part less."""
    if not locator:
        return [name] if name else []
    steps = [locator]
    while "." in steps[-1]:
        steps.append(steps[-1].rpartition(".")[0])
    return [f"{name}#{step}" for step in steps]


def _numbered(text: str) -> tuple[str, str]:
    """An instrument that is named by a number, and the text without it; empty when there is none."""
    for pattern, key in (
        (DECISION, lambda found: re.sub(r"[:.]+", "-", found[0].rstrip("."))),
        (UNITED_STATES, _united_states),
        (COUNCIL_OF_EUROPE, lambda found: f"coe-{found['number']}"),
        (AMERICAN_STATES, lambda found: f"oas-{found['letter']}-{found['number']}"),
        (TREATY_COLLECTION, _treaty_collection),
        (LAW_NUMBER, _law_number),
        (RUSSIAN_LAW, _law_number),
    ):
        found = pattern.search(text)
        # The year of an Act is part of its name, not its number: Bribery Act 2010.
        if found and not (pattern is LAW_NUMBER and YEAR_OF_ACT.fullmatch(found[0])):
            return key(found), f"{text[: found.start()]} {text[found.end() :]}".strip()
    return "", text


def _united_states(found: re.Match[str]) -> str:
    code = "usc" if found["code"].startswith("u") else "cfr"
    place = f"#{_locator(found['section'] + found['inside'])}" if found["section"] else ""
    return f"{found['title']}-{code}{place}"


def _treaty_collection(found: re.Match[str]) -> str:
    return "-".join(part for part in (found["chapter"], found["number"], found["letter"]) if part)


def _law_number(found: re.Match[str]) -> str:
    number = found["number"].strip(".")
    number = number.replace(".", "") if THOUSANDS.match(number) else number.replace(".", "-")
    letters = found.groupdict().get("letters")
    return "-".join(part for part in ("no", number.replace("/", "-"), letters) if part)


def _located(text: str) -> tuple[str, str]:
    """The article that a text names, and the text without it."""
    if found := CHINESE_LOCATOR.search(text):
        parts = [notations.chinese(found["number"])]
        if found["bis"]:
            parts[0] += f"-{notations.chinese(found['bis'])}"
        if found["paragraph"]:
            parts.append(notations.chinese(found["paragraph"]))
        place = ".".join(parts)
    elif found := LOCATOR.search(text):
        # Russian names the part before the article, from the smallest to the largest: п. «а» ч. 2 ст. 210.
        before = re.findall(r"([0-9a-zа-я]{1,3})\b[»\")]?,?\s", re.sub(rf"(?<!\w){PARAGRAPH}\.?", "", found["before"]))
        after = re.findall(r"[0-9a-zа-я]{1,4}", re.sub(PARAGRAPH, " ", found["after"]))
        parts = [part for part in reversed(before) if part not in JOINERS]
        place = ".".join([_locator(found["number"] + found["inside"]), *parts, *after])
    else:
        return "", text
    return place, f"{text[: found.start()]} {text[found.end() :]}".strip()


def _locator(text: str) -> str:
    """An article's number in one form: ``5(1)(a)`` is ``5.1.a``, ``42 bis`` ``42-bis``, ``L. 121-3`` ``l121-3``."""
    text = _even(text)
    if not text:
        return ""
    if (value := numerals.roman(text)) is not None:
        return str(value)
    if re.fullmatch(numerals.ARABIC_NUMBER, text):
        return str(numerals.arabic(text))
    if CHINESE_LOCATOR.fullmatch(text) or LOCATOR.fullmatch(text):
        return _located(text)[0]
    text = notations.even(text)
    text = re.sub(r"\s?\(\s?([0-9a-zа-я]{1,4})\s?\)", r".\1", text)
    return re.sub(r"[\s/]+", "-", text).strip(".-")


def _instrument(text: str) -> str:
    """An instrument's number when the text is one, else its name."""
    text = _even(text)
    numbered, remainder = _numbered(text)
    return numbered if numbered and not WORD.search(remainder) else _name(text)


def _name(text: str) -> str:
    """A name in one form: its words without the small ones, joined."""
    joined = ABBREVIATION.sub(lambda found: re.sub(r"[.\s]", "", found[0]) + " ", text)
    words = [RUSSIAN_ENDING.sub("", word) for word in WORD.findall(joined) if word not in JOINERS]
    return "-".join(words) if words and any(len(word) > 1 or IDEOGRAPHIC.match(word) for word in words) else ""
