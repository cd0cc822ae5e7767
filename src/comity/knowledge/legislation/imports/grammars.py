"""How laws in each language mark an article, a division and their end."""

import re
from dataclasses import dataclass
from typing import Final

from comity.knowledge.legislation.imports import numbering


@dataclass(frozen=True, slots=True)
class Mark:
    """A line that opens a provision: its number, the label as written, what follows on the line."""

    number: str
    label: str
    rest: str
    style: tuple[str, ...]
    prefix: str = "art"


@dataclass(frozen=True, slots=True)
class Grammar:
    """The marks of one language.

    Attributes:
        articles: patterns in the order in which they are tried, with groups ``word``, ``num`` and what follows.
        divisions: pattern with a group ``word`` (or ``word2``) that names the division.
        ranks: depth of each division's word, folded to lower case; unlisted words are deepest.
        closing: where the text after the last article begins (formula of promulgation, signatures).
    """

    articles: tuple[re.Pattern[str], ...]
    divisions: re.Pattern[str]
    ranks: dict[str, int]
    closing: re.Pattern[str] | None = None


SUFFIX: Final = "|".join(sorted(numbering.LATIN, key=len, reverse=True))
NUMBER: Final = (
    r"(?P<num>(?:(?:LO|L|R|D|A|C)\.?\s?\*?\s?)?\d+(?:[-‑–.]\d+)*(?:[-‑–.][A-Z]\b)?"
    rf"(?:\.?\s?[°ºª]|\s?(?:er|ère|o|a|ro|re)\b)?(?:[\s-]?(?:{SUFFIX})(?:\s?[-–.]?\s?(?:[A-Z]\b|\d+\b))?|\s?[A-Z]{{1,2}}\b(?!['’]))?"
    r"(?:[-‑–]\d+)*"
    r"|[IVXLCDM]+(?:\s?er)?(?=[\s.,:;)°º—–-]|$))"
)
AFTER: Final = r"(?P<sep>\s*[.:;°ºª)\]]*\s*[-–—‑−.]*\s*)(?P<rest>.*)$"


def latin(words: str, extra: str = "") -> re.Pattern[str]:
    """The pattern of «word number. rest» for Latin and Cyrillic scripts."""
    number = NUMBER if not extra else NUMBER[:-1] + rf"|{extra})"
    return re.compile(rf"(?P<word>{words})\s*{number}{AFTER}", re.DOTALL)


DIVISION_NUMBER: Final = (
    r"(?:[IVXLCDM]+(?:er|ER|º|°)?|\d+(?:er|º|°|ère|re)?|[A-Z]|pr[ée]liminaire|PR[ÉE]LIMINAIRE|unique|UNIQUE|[UÚ]NIC[OA]|[UÚúu]nic[oa]"
    r"|premi[eè]re?|PREMIER|deuxi[eè]me|troisi[eè]me|quatri[eè]me|(?i:primer[oa]?|segund[oa]|tercer[oa]?|cuart[oa]|quint[oa]|sext[oa]|"
    r"s[ée]ptim[oa]|octav[oa]|noven[oa]|d[ée]cim[oa]|preliminar|general|especial))"
    rf"(?:\s?(?:{SUFFIX}))?(?:\s[A-Z])?\b[°º]?"
)
SPANISH: Final = Grammar(
    articles=(latin(r"Art[íi]culos?|ART[ÍI]CULOS?|Art\.|ART\.|art[íi]culo", r"(?:[ÚUúu]nic[oa]|[ÚU]NIC[OA])\b"),),
    divisions=re.compile(
        r"(?:(?P<word>(?i:libro|parte|t[íi]tulo|cap[íi]tulo|secci[óo]n|subsecci[óo]n|anexo))\s+"
        rf"{DIVISION_NUMBER}(?=[\s.:,;*\-–—(]|$)|(?P<word2>ANEXO|(?i:disposici[óo]n(?:es)?\s+(?:final|transitoria|adicional|complementaria)"
        r"(?:e?s)?))(?=[\s.:]|$))",
    ),
    ranks={"libro": 1, "parte": 1, "anexo": 1, "titulo": 2, "capitulo": 3, "seccion": 4, "subseccion": 5},
    closing=re.compile(r"—?\s*(?:DAD[AO] EN (?:LA|EL)|Dad[ao] en la Sala|REGISTRAD[AO] BAJO|Sala de Sesiones)"),
)
FRENCH: Final = Grammar(
    articles=(
        latin(
            r"Articles?|ARTICLES?|Art\.",
            r"(?:[Uu]nique|UNIQUE|[Pp]r[ée]liminaire|[Pp]remier)\b(?=[\s.,:;)*(-]|$)|Annexe\b[^.:]{0,40}",
        ),
    ),
    divisions=re.compile(
        r"(?:(?P<word>(?i:partie|livre|titre|sous-titre|chapitre|section|sous-section|paragraphe|sous-paragraphe"
        rf"|annexe))\s+{DIVISION_NUMBER}(?=[\s.:,;*\-–—(]|$)"
        r"|(?P<word2>(?i:partie (?:l[ée]gislative|r[ée]glementaire)|annexes?))(?=[\s.:]|$))",
    ),
    ranks={
        "partie legislative": 0, "partie reglementaire": 0, "partie": 1, "livre": 2, "annexe": 2, "annexes": 2,
        "titre": 3, "sous-titre": 4, "chapitre": 5, "section": 6,
        "sous-section": 7, "paragraphe": 8, "sous-paragraphe": 9,
    },
    closing=re.compile(r"Mandons et ordonnons"),
)  # fmt: skip
GERMAN: Final = Grammar(
    articles=(latin(r"Art(?:ikel|\.)?|§"),),
    divisions=re.compile(
        r"(?:(?P<word>Buch|Teil|Titel|Kapitel|Abschnitt|Unterabschnitt|Anhang|Anlage)\s+(?:[IVXLCDM]+|\d+[a-z]?|[A-Z])\b"
        r"|(?:\d+[a-z]?\.|[IVXLC]+\.|Erste[rs]?|Zweite[rs]?|Dritte[rs]?|Vierte[rs]?|F[üu]nfte[rs]?|Sechste[rs]?|Siebte[rs]?|"
        r"Siebente[rs]?|Achte[rs]?|Neunte[rs]?|Zehnte[rs]?|Elfte[rs]?|Zw[öo]lfte[rs]?|\w+zehnte[rs]?|\w+zigste[rs]?)\s*"
        r"(?P<word2>Buch|Teil|Titel|Kapitel|Abschnitt|Unterabschnitt)\b|(?P<word3>Anhang|Schlussbestimmungen)\b)",
    ),
    ranks={
        "buch": 1,
        "teil": 2,
        "anhang": 1,
        "anlage": 1,
        "titel": 3,
        "kapitel": 4,
        "abschnitt": 5,
        "unterabschnitt": 6,
    },
)
ENGLISH: Final = Grammar(
    articles=(
        latin(r"Articles?|ARTICLES?|Art\.|Sections?|SECTIONS?|Sec\.|§{1,2}"),
        re.compile(
            r"(?P<word>)(?P<num>\d+[A-Z]{0,2})(?P<sep>\.\s*[-–—]?\s*|\t+)(?P<rest>[A-Z“\"(—‘'].*)?$", re.DOTALL
        ),
    ),
    divisions=re.compile(
        r"(?P<word>(?i:book|part|title|chapter|division|subdivision|schedule|annex|appendix))\s+"
        r"(?:[IVXLCDM]+[A-Z]?|\d+[A-Z]*(?:\.\d+)?|[A-Z]|(?i:one|two|three|four|five|six|seven|eight|nine|ten|first|second))(?=[\s.:—–-]|$)",
    ),
    ranks={
        "book": 1,
        "title": 2,
        "schedule": 1,
        "annex": 1,
        "appendix": 1,
        "part": 3,
        "chapter": 4,
        "division": 5,
        "subdivision": 6,
    },
)
PORTUGUESE: Final = Grammar(
    articles=(latin(r"Artigo|ARTIGO|Art\.", r"(?:[ÚUúu]nico)\b"),),
    divisions=re.compile(
        rf"(?P<word>(?i:livro|parte|t[íi]tulo|cap[íi]tulo|sec[çc][ãa]o|subsec[çc][ãa]o|anexo))\s+{DIVISION_NUMBER}(?=[\s.:,*\-–—(]|$)",
    ),
    ranks={"livro": 1, "parte": 1, "anexo": 1, "titulo": 2, "capitulo": 3, "seccao": 4, "secao": 4, "subseccao": 5},
)
ITALIAN: Final = Grammar(
    articles=(latin(r"Articolo|ARTICOLO|Art\.|ART\."),),
    divisions=re.compile(
        rf"(?P<word>(?i:libro|parte|titolo|capo|sezione|allegato))\s+{DIVISION_NUMBER}(?=[\s.:,*\-–—(]|$)",
    ),
    ranks={"libro": 1, "parte": 1, "allegato": 1, "titolo": 2, "capo": 3, "sezione": 4},
)
INDONESIAN: Final = Grammar(
    articles=(latin(r"Pasal"),),
    divisions=re.compile(r"(?P<word>BAB|BUKU|Bagian|Paragraf)\s+(?:[IVXLCDM]+|\d+|Ke\w+)\b"),
    ranks={"buku": 1, "bab": 2, "bagian": 3, "paragraf": 4},
)
RUSSIAN: Final = Grammar(
    articles=(
        re.compile(
            r"(?P<word>Стать[яи]|СТАТЬЯ)\s+(?P<num>\d+(?:[-–.‑]\d+)*)(?P<sep>\s*[.:]?\s*)(?P<rest>.*)$", re.DOTALL
        ),
        re.compile(r"(?P<word>)(?P<num>\d+)(?P<sep>\.\s+)(?P<rest>[А-ЯЁ«].*)$", re.DOTALL),
    ),
    divisions=re.compile(
        r"(?P<word>(?i:часть|раздел|подраздел|глава|параграф|приложение))\s+(?:[IVXLCDM]+\d*|\d+|(?i:перв|втор|треть|четв|пят)\w+)(?=[\s.:]|$)",
    ),
    ranks={"часть": 1, "раздел": 2, "подраздел": 3, "глава": 4, "параграф": 5, "приложение": 1},
)
CHINESE_NUMBER: Final = r"[〇零一二三四五六七八九十百千两\d]+"
CHINESE: Final = Grammar(
    articles=(
        re.compile(
            rf"(?P<word>第)(?P<num>{CHINESE_NUMBER})条(?:之(?P<sub>{CHINESE_NUMBER}))?(?P<sep>[\s\u3000]+|$|(?=【))(?P<rest>.*)$",
            re.DOTALL,
        ),
        re.compile(rf"(?P<word>)(?P<num>{CHINESE_NUMBER[:-5]}]+)(?P<sep>、)(?P<rest>.*)$", re.DOTALL),
    ),
    divisions=re.compile(rf"第{CHINESE_NUMBER}(?P<word>分编|编|篇|章|节)(?:[\s\u3000]|$)"),
    ranks={"编": 1, "篇": 1, "分编": 2, "章": 3, "节": 4},
)
ARABIC: Final = Grammar(
    articles=(re.compile(r"(?P<word>(?:ال)?م[اـ]*دة|القاعدة)\s*(?P<num>.*)$", re.DOTALL),),
    divisions=re.compile(r"(?P<word>ال(?:كتاب|قسم|باب|فصل|فرع|مبحث|ملحق))\s+\S+"),
    ranks={"الكتاب": 1, "القسم": 1, "الباب": 2, "الفصل": 3, "الفرع": 4, "المبحث": 4, "الملحق": 1},
)
GRAMMARS: Final = {
    "es": SPANISH, "fr": FRENCH, "de": GERMAN, "en": ENGLISH, "pt": PORTUGUESE, "it": ITALIAN, "id": INDONESIAN,
    "ru": RUSSIAN, "zh": CHINESE, "ar": ARABIC,
}  # fmt: skip
