"""What is read out of a judgment: court, date, numbers, language, sides, what it cites and which crimes it is about.

Each function looks first at what the publisher states and then at the text; where neither says it, it says nothing.
How often it is right stands in docs/explanation/cases.md and is measured by tests/knowledge/cases/test_sample.py.
"""

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, Final

from comity.kernel.errors import Unreadable
from comity.kernel.notations import ECLI
from comity.knowledge.cases.enums import Nature
from comity.knowledge.cases.imports.dates import days_in


Row = Mapping[str, Any]

# Where publishers write the number of a case, the most telling first.
NUMBERS: Final = (
    "case_number", "aktenzeichen", "docket_number", "file_number", "process_number", "case_reference", "radicado",
    "expediente", "rol", "numero_proceso", "causa", "gr_number", "arret_nr", "ficha", "document_number", "doc_number",
    "reference_number", "decision_id", "resolution_number", "cnr_number",
)  # fmt: skip
COURTS: Final = ("court_name", "court", "tribunal", "court_body")
# Numbers that publishers write where they know none.
NO_NUMBER: Final = frozenset({"p", "ms word", "s/n", "-"})
IN_TEXT: Final = (
    re.compile(r"\bRecord No\.?:?\s*((?:SCR\s*)?\d{3,})"),
    re.compile(r"\bC\.?N\.?\s*:?\s*((?:FR/)?[A-Z]?\d+/\d{2,4})"),
    re.compile(r"\((?:Application|Requête)s?\s+n\s?[o°º]s?\s*\.?\s*(\d{1,6}/\d\d)"),
    re.compile(r"\b(CAF\s+\d+/\d{4}(?:/CA\d+)?)"),
    re.compile(r"\bSupreme Court Case No\.\s*([A-Z]{2,3}\d\d-\d+)"),
    re.compile(r"\bPrivy Council Appeal No\.?\s*(\d{3,4} of \d{4})"),
    re.compile(r"\b(?:Criminal|Civil) Appeal No\.?\s*(\d+ of \d{4})"),
    re.compile(r"\b(MC\s+\d+/\d{4}|C[OR]\s+\d+/\d{4})"),
    re.compile(r"\b(G\.R\. No\. \d+)"),
    re.compile(r"\bProcesso n\.º\s*(\d+/\d{4})"),
    re.compile(r"\bexpediente\s+(T-[\d.]+)"),
)
NEUTRAL: Final = re.compile(
    r"\[\d{4}\]\s+(?:EWCA\s+(?:Crim|Civ)|[A-Z]{2,8}(?:\s?\([A-Z][A-Za-z]*\))?)\s+\d+(?:\s+Crim)?"
    r"|\b(?:19|20)\d\d\s+(?:SCJ|INT|BMB|SCC|Guam|VI|WY|IL(?:\s+App\s+\(\w+\))?|Ohio|INSC)\s+\d+"
)
REPORTED: Final = re.compile(r"\b\d{1,3}\s+(?:U\.S\.|I&N Dec\.|F\.(?:2d|3d|4th)|S\.\s?Ct\.)\s+\d+")
ECLI_ANYWHERE: Final = re.compile(rf"\b{ECLI}")
# Above this an own number or citation stands, before the reasons begin.
HEAD: Final = 2500
# Days after a decision within which it is published as a rule.
LATEST: Final = 75
MOST_CITED: Final = 200
# A small set of words that each language uses all the time and the others do not.
FREQUENT: Final = {
    "en": "the of and that was court which for not",
    "fr": "le la les des que est dans une pour qui",
    "es": "el la los que del las por una con se",
    "pt": "que do da não os uma em por com ao",
    "de": "der die und das den nicht mit von des ist",
    "nl": "de het een van en dat niet op te zijn",
    "it": "il di che la del per non una sono con",
    "sq": "të në dhe për një nga më është së që",
    "ru": "и в на что по не от его суда был",
    "uz": "ва билан учун бу деб ўз томонидан қилиб бўлган",
}
TRADITIONAL: Final = frozenset("與為後國這對於說學會來時個無從")
WORD: Final = re.compile(r"[^\W\d_]+")

AUTHORITIES: Final = re.compile(
    r"^(?:the\s+)?(?:r|rex|regina|king|queen|crown|state|people|commonwealth|republic|rep|united states|usa|police|"
    r"public prosecutor|ministerio público|ministério público|ministerio publico|en|e\.n\.)\b(?!.*\b(?:inc|ltd|llc)\b)"
    r"|\b(?:commission(?:er)?|director(?:ate)?|attorney general|department|ministry|secretary|government|"
    r"district court|magistrate|prosecutions?|authority|board|lokayuktha|office|icac|"
    r"public prosecutor|ministerio p[uú]blico|fiscal[ií]a|republic of|"
    r"république|moldova|belgique|state of|cty\.|newfoundland)\b",
    re.IGNORECASE,
)
COMPANIES: Final = re.compile(
    r"\b(?:ltd|limited|inc|llc|corp(?:oration)?|company|gmbh|ag|s\.?a\.?|spa|s\.p\.a|plc|bank|banco|association|"
    r"initiative|post|scripts|trust|foundation|university)\b\.?",
    re.IGNORECASE,
)
VERSUS: Final = re.compile(r"\s+(?:v\.?s?\.?|v/s|versus|c/|c\.)\s+|(?<=[a-zA-Z.])v\s+(?=[A-Z])", re.IGNORECASE)
ROLES: Final = re.compile(
    r",?\s*\b(?:plaintiff|defendant|appellant|appellee|petitioner|respondent|accused|applicant)s?\b.*$", re.IGNORECASE
)


def court_of(row: Row, profile: Row, text: str) -> str:
    """The court, as the table of publishers knows it, as the publisher states it, or as the head of the text does."""
    if profile["court"]:
        return str(profile["court"])
    head = " ".join(text[:HEAD].split())
    for pattern in (r"\b(?:THE )?(SUPREME COURT OF MAURITIUS|INTERMEDIATE COURT OF MAURITIUS)\b",):
        if found := re.search(pattern, head, re.IGNORECASE):
            return found.group(1).title().replace(" Of ", " of ")
    stated = next((str(row[name]) for name in COURTS if row.get(name)), "")
    stated = " ".join(stated.split(":", maxsplit=1)[0].split()).rstrip(".")
    of_state = re.search(r"\bCOURT OF NEW ZEALAND\b", head)
    if stated and of_state and "of" not in stated:
        stated = f"{stated} of New Zealand"
    if stated.isupper():
        stated = cased(stated)
    if stated.startswith("Sala ") and "Corte Suprema de Justicia" in head:
        stated = f"{stated} de la Corte Suprema de Justicia"
    return stated


SMALL: Final = frozenset(["de", "la", "lo", "los", "las", "el", "y", "en", "del", "of", "the", "and", "for"])


def cased(name: str) -> str:
    """A name in capitals as names are written."""
    words = name.lower().split()
    return " ".join(word if number and word in SMALL else word.capitalize() for number, word in enumerate(words))


def level_of(court: str, profile: Row) -> str:
    """The level of the court by the table of publishers, else by its name."""
    if profile["level"]:
        return str(profile["level"])
    name = court.casefold()
    for words, level in (
        (("constitutional", "constitucional"), "constitutional"),
        (("supreme", "supremo", "suprema", "plena"), "supreme"),
        (("appeal", "appellate", "apelacion"), "appellate"),
        (("district", "magistrate", "intermediate", "high court", "primera instancia"), "first-instance"),
    ):
        if any(word in name for word in words):
            return level
    return ""


def language_of(text: str) -> str:
    """The language of a text by its letters and most frequent words; empty when nothing is plain."""
    sample = text[:20000]
    if len(re.findall("[\u0600-\u06ff]", sample)) > len(sample) / 4:
        return "ar"
    ideographs = re.findall("[\u4e00-\u9fff]", sample)
    if len(ideographs) > len(sample) / 5:
        share = sum(one in TRADITIONAL for one in ideographs) / len(ideographs)
        return "zh-hant" if share > 0.02 else "zh"  # noqa: PLR2004 -- simplified texts have none of these
    counts = Counter(word.casefold() for word in WORD.findall(sample))
    total = {code: sum(counts[word] for word in words.split()) for code, words in FREQUENT.items()}
    best = max(total, key=lambda code: total[code])
    return best if total[best] else ""


def number_of(row: Row, text: str) -> str:
    """The number of the case before its court."""
    for name in NUMBERS:
        value = " ".join(str(row.get(name) or "").split())
        if (
            value
            and value.casefold() not in NO_NUMBER
            and not re.fullmatch(r"(?:19|20)\d\d (?:INT|BMB|SCJ) \d+", value)
        ):
            value = value.split(" (")[0].split(" [")[0] if len(value) > 60 or " [" in value else value  # noqa: PLR2004 -- a remark follows
            return f"No. {value}" if value.isdecimal() and len(value) < 3 and name == "decision_id" else value  # noqa: PLR2004 -- bare
    head = " ".join(text[:HEAD].split())
    for pattern in IN_TEXT:
        if found := pattern.search(head):
            return found.group(1)
    title = str(row.get("title") or "")
    return title if re.fullmatch(r"[A-Z]{2,4}-[A-Za-z]+-\d{4}-\d+", title) else ""


def citation_of(row: Row, text: str) -> str:
    """How the court or its reports cite the decision."""
    for name in ("neutral_citation", "citation", "sentencia", "document_number"):
        value = " ".join(str(row.get(name) or "").split())
        if any(one.isdigit() for one in value) and (name != "document_number" or NEUTRAL.fullmatch(value)):
            return value
    for place in (str(row.get("title") or ""), " ".join(text[:600].split())):
        spaced = re.sub(r"(?<=[A-Za-z)])(?=(?:19|20)\d\d [A-Z]{3} \d)", " ", place).replace("-", " ").upper()
        if found := NEUTRAL.search(place) or REPORTED.search(place):
            return found.group()
        if found := re.search(r"\b(?:19|20)\d\d (?:SCJ|INT) \d+", spaced):
            return found.group()
    return ""


def ecli_of(row: Row, text: str) -> str:
    """The European Case Law Identifier, where there is one; of others that the text cites none."""
    stated = str(row.get("ecli") or "").strip()
    if ECLI_ANYWHERE.fullmatch(stated):
        return stated
    found = ECLI_ANYWHERE.search(text[:300])
    return found.group() if found else ""


def decided_of(row: Row, text: str, language: str) -> str:
    """The day of the decision in EDTF, the year when only that is known; empty when nothing is.

    What a publisher states is often the day on which it put the text on its pages, or the first of January where it
    knew the year alone; so a day that the decision itself gives, at its end or in its head, comes first.
    """
    stated = stated_day(row)
    title = str(row.get("title") or "")
    # “McDonnell v. United States, 579 U.S. 550 (2016)”: the title knows the year, the publisher's day is another.
    if cited := re.search(r"\(((?:19|20)\d\d)\)$", title):
        stated = stated if stated and str(stated.year) == cited[1] else None
        row = {**row, "year": cited[1]}
    year = str(row.get("year") or row.get("decision_year") or (stated.year if stated else ""))
    signed = list(days_in(text[-1500:], language, is_end=True))
    headed = list(days_in(f"{title}\n{text[:HEAD]}", language, is_end=False))
    if stated is not None and (stated in headed or stated in signed) and not is_year_alone(stated):
        return stated.isoformat()
    # A court publishes within a month or two of deciding; anything farther away is another date that it mentions.
    near = [day for day in (*headed, *signed) if stated is None or 0 <= (stated - day).days <= LATEST]
    if stated is None or stated.day == 1:
        near = [day for day in (*headed, *signed) if not year or str(day.year) == year]
    if near:
        return near[0].isoformat()
    if stated is not None and not is_year_alone(stated):
        return stated.isoformat()
    return year if re.fullmatch(r"\d{4}", year) else ""


def stated_day(row: Row) -> dt.date | None:
    """The day that the publisher states, in whichever of its forms."""
    value = str(row.get("decision_date") or row.get("date") or "")
    try:
        return dt.date.fromisoformat(value[:10])
    except ValueError:
        return next(days_in(value, "en", is_end=False), None)


def is_year_alone(day: dt.date) -> bool:
    """Whether a day stands for a year of which nobody knew more."""
    return day.day == 1 and day.month == 1


def sides_of(row: Row, text: str) -> list[tuple[str, str]]:
    """Who stands on either side: nature and, of companies and authorities alone, the name; empty when not plain."""
    pairs = (("petitioner", "respondent"), ("party_one", "party_two"), ("actor", "demandado"))
    for one, other in pairs:
        if row.get(one) and row.get(other):
            return [side(str(row[one])), side(str(row[other]))]
    title = re.sub(r"^.*?–\s*(?=\S+ v )", "", " ".join(str(row.get("title") or "").split()))
    title = re.sub(r"^(?:AFFAIRE|CASE OF|BETWEEN|Judgment_|\d\d-\d+ - )\s*", "", title)
    if "-v-" in title:
        title = title.replace("-", " ")
    title = re.sub(r"\s+AND\s+(?=Director of Public)", " v ", title)
    parts = VERSUS.split(NEUTRAL.sub("", title), maxsplit=1)
    if len(parts) == 2 and all(len(part.strip()) for part in parts):  # noqa: PLR2004 -- two sides
        return [side(parts[0]), side(parts[1])]
    return []


def side(name: str) -> tuple[str, str]:
    """The nature of one side, and its name unless it is a person."""
    name = " ".join(ROLES.sub("", name.split("(", maxsplit=1)[0]).split()).strip(" ,.;_")
    if AUTHORITIES.search(name):
        return Nature.AUTHORITY, name[:300]
    if COMPANIES.search(name):
        return Nature.COMPANY, name[:300]
    return Nature.PERSON, ""


def cases_cited(text: str, own: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """The decisions that a text cites by an identifier: ECLI, neutral citation or volume and page; each once."""
    seen = set(own)
    for pattern in (ECLI_ANYWHERE, NEUTRAL, REPORTED):
        for found in pattern.finditer(text):
            told = " ".join(found.group().split()).rstrip(".")
            if told not in seen:
                seen.add(told)
                yield told, told if pattern is ECLI_ANYWHERE else ""


def checked(row: Any, where: str) -> Row:
    """A line of the pack that has what every judgment needs.

    Raises:
        Unreadable: it is no object, or lacks its id, source, title or text.
    """
    if not isinstance(row, dict):
        raise Unreadable("The line is no JSON object.", where=where)
    for name in ("_id", "_source", "title", "text"):
        if not isinstance(row.get(name), str) or not row[name].strip():
            raise Unreadable(f"“{name}” is missing or is no text.", where=where)
    return row
