"""Charges, verdicts, sentences and confiscation: read out of decisions that say them in a form that leaves no doubt.

Only the beginning of a decision is read for charges, since that is where it says what it is about; further down it
tells of other cases. What a court below decided is taken over where this court let it stand, and not otherwise. How
often what is read is right stands in docs/explanation/cases.md.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from comity.engines.citations.grammar.provisions import provisions_in
from comity.knowledge.cases.imports.outcomes import END, REVERSED, SEVERAL, UPHELD, own_opinion
from comity.knowledge.cases.imports.periods import months_in


# Characters at the beginning in which a decision says what somebody was charged with or convicted of.
BEGINNING: Final = 6_000
SENTENCED_WITHIN: Final = 25_000
LONGEST: Final = 300
MOST: Final = 12


@dataclass(frozen=True, slots=True)
class Count:
    """What somebody was charged with, as the decision words it.

    Attributes:
        statute: the provision and its law, as the decision cites them; empty when it does not beside the offence.
        is_convicted: the decision says that somebody was convicted of it, or pleaded guilty.
    """

    offence: str
    statute: str = ""
    is_convicted: bool = False


@dataclass(frozen=True, slots=True)
class Sentence:
    """Imprisonment, as a number of months or for life; or death, in the words of the decision."""

    months: int | None = None
    is_life: bool = False
    words: str = ""


@dataclass(frozen=True, slots=True)
class Amount:
    """What was confiscated, as far as it is money."""

    amount: Decimal
    currency: str


# Where the engine of citations recognises provisions, these signs stand in their place while offences are looked for.
FIRST: Final = "\ue000"
FURTHER: Final = "\ue001"
LAW: Final = f"{FIRST}{FURTHER}*"
_TO: Final = (
    r"(?:,? ?(?:all |each )?(?:contrary to|in breach of|in violation of|punishable (?:under|by)|"
    r"as defined (?:in|by|under)|"
    r"under|pursuant to|in contravention of|within the meaning of)(?: the provisions of)? |, |, see | \[| \()"
)
LEAD_EN: Final = (
    r"(?:(?P<convicted>(?:was |were |been |is )?(?<!not )[Cc]onvicted (?:by a jury |at trial |"
    r"after a (?:jury|bench|jury-waived) "
    r"trial |following a (?:jury )?trial |on his (?:own )?(?:guilty )?plea )?of(?:,)?|found (?:him|her|defendant|the "
    r"(?:defendant|accused|appellant)(?:, [^,.;]{2,40}\.?,)?|accused-appellant [\w ]{3,60}?|[A-Z][\w’'-]+)"
    r"(?: \([A-Z]\w+\))? guilty of|found guilty of"
    r"|(?:pleaded|pled) guilty to|(?:appeals?|challenges|seeks reversal of) (?:from )?(?:his|her|"
    r"their|the) (?:\w+ )?convictions? (?:of|for)|(?:jury|court|judge) convicted (?:him|her|[A-Z][\w’'-]+|"
    r"the (?:defendant|appellant)) of"
    r"|convicted by a jury on (?:both|all) counts of an? [\w-]+ indictment charging)"
    r"|(?:has been |have been |was |were |is |stands? )?(?:charged(?: in respect of \d+ counts?)?(?: "
    r"jointly)?(?: by (?:\w+ )?"
    r"(?:information|indictment))? with|(?:prosecuted|indicted|arraigned|charged)(?: \w+)? (?:for|on)(?: a charge of)?"
    r"|provisional (?:information|charge)s? (?:for|of|with)|(?<=, )and (?:one|two|three|four|five|\d+) counts? of))"
)
CHARGED_EN: Final = re.compile(
    LEAD_EN
    + r" (?P<offence>[^.;:\[\]“”\"]{4,260}?)"
    + rf"(?: \(\d+ counts?\))?(?:{_TO}(?P<statute>{LAW})|(?= in connection with| (?:for (?:his|"
    rf"her|their|the)|arising|stemming) |\. |; |, (?:the|and (?:was|the)|in "
    r"relation|who|he|she|but)\b| and (?:was )?sentenced| following| after| and other\b|,? among other| ?[(\[]))"
)
# “prosecuted under sections 3(1)(b), 6 and 8 of the … Act”: the law alone, without a name of the offence.
UNDER_EN: Final = re.compile(
    rf"\b(?:prosecuted|charged|convicted)(?: the [Aa]ppellants?(?: [A-Z]\w+){{0,4}})? (?:under|"
    rf"in breach of) (?P<statute>{LAW})"
)
NAMED_LAW: Final = re.compile(r"(?:[Ss]ections?|[Aa]rticles?) .* of ")
# A name of an offence has one of these words; what has none is a way of speaking.
OFFENCES: Final = re.compile(
    r"\b(?:murder|manslaughter|homicide|assault|battery|robbery|burglary|theft|larceny|stealing|"
    r"fraud|deception|forgery|"
    r"launder\w*|bribe\w*|corrupt\w*|gratification|gift|treating|embezzl\w*|misappropriation|extortion|blackmail|"
    r"kidnap\w*|abduct\w*|rape|sexual\w*|indecen\w*|lascivious|molest\w*|pornograph\w*|child abuse|abuse|traffick\w*|"
    r"smuggl\w*|possess\w*|distribut\w*|import\w*|export\w*|suppl\w*|deliver\w*|sale|manufactur\w*|cultivat\w*|"
    r"firearms?|weapons?|guns?|drugs?|drug|narcotic\w*|controlled substances?|conspir\w*|attempt\w*|accessory|"
    r"racketeering|organi[sz]ed|gang|terroris\w*|perjury|obstruct\w*|interference|contempt|threat\w*|arson|damage|"
    r"evasion|negligence|driving|dangerous|reckless\w*|endanger\w*|harass\w*|stalking|misconduct|using his|"
    r"making use|conflict of interest|influence|wounding|grievous|harm|injury|cruelty|illegal|unlawful\w*)\b",
    re.IGNORECASE,
)
# What an extraction that went astray has in it.
# “Mrs Soorkea was convicted of …”: who is named before the verb must be one of those whom the title names.
SOMEBODY: Final = re.compile(
    r"([A-Z][\w’'-]+)(?: \(“?[\w’' ]+”?\))? (?:was|were|has been|is|pled|pleaded|stands?)(?: \w+)?$"
)
ROLES: Final = frozenset({"appellant", "applicant", "defendant", "accused", "respondent", "petitioner", "he", "she"})
ALL_COUNTS: Final = re.compile(
    r"\bguilty (?:of|on|as charged (?:of|on|under)) (?:all|both|each of the)(?: \w+)? (?:counts|"
    r"charges)|\bguilty as charged\b"
)
ASTRAY: Final = re.compile(
    r"\b(?:which|that he|that she|whether|duty|counsel|the court|an offence mentioned|any|such|"
    r"before|on \d+|not guilty|must have|prior to)\b|^(?:previst|descrit|tipificad)"
)
TRIMMED: Final = re.compile(
    r"^(?:the (?:offences?|charges?|crimes?) of |an? (?:offence|charge|crime|count) of |(?:\w+ "
    r")?(?:\(\d+\) )?counts? of |"
    r"among other (?:things|offenses|crimes),? |having |wilfully, |the following \w+ charges?:? "
    r")+|(?:,? ?\(?\w+ counts?\)?)$",
    re.IGNORECASE,
)

CHARGED_ES: Final = re.compile(
    r"(?:(?P<convicted>conden\w+[^.;:]{0,300}?)|(?:procesad|imputad|acusad)[oa]s?[^.;:]{0,60}? )?"
    r"\b(?:(?:por|de) (?:el|los)|del) (?:presunt[oa]s? )?delitos? de (?P<offence>[^.;:()\[\]“”\"*]{4,140}?)"
    rf"(?:,? (?:previst|tipificad|regulad|sancionad|reprimid)[oa]s?(?: y \w+)?(?: en| por)?(?: "
    rf"el| los)? (?P<statute>{LAW})"
    r"|(?=,? (?:previst|tipificad|en perjuicio|en calidad|a la pena|en grado|en la causa|ante "
    r"|contra |que |y se|por |en contra)|[.;:(,]))"
)
# «… agravado por el empleo de un arma de fuego (arts. 41 bis, 45 y 165, Cód. Penal)».
FOLLOWED: Final = re.compile(rf"(?:[^.;:()]|\([^().;:]{{1,20}}\)){{0,400}}?\((?P<statute>{LAW})\)")
CHARGED_PT: Final = re.compile(
    r"(?P<convicted>conden\w+ [^.;:]{0,60}?)?\bpela prática d[oa]s? (?:crime|delito|infraç\w+ pena\w+)s? (?:de )?"
    r"(?P<offence>[^.;:()\[\]“”\"]{4,140}?)?(?:,? ?(?:previst|tipificad|descrit)[oa]s? n[oa]s? "
    rf"(?P<statute>{LAW})|(?=[,.;]))"
)
CHARGED_DE: Final = re.compile(
    r"(?:[Dd]e[nr]|[Dd]ie) (?:Angeklagte|Verurteilte|Beschuldigte)[nr]? (?:[^;]{0,120}? )?wegen "
    r"(?P<offence>[^.;]{4,400}?) zu (?:einer|der) "
    r"(?:Gesamt)?(?:[Ff]reiheitsstrafe|[Gg]esamtfreiheitsstrafe|Jugendstrafe) von (?P<term>[^.;]{4,60}?) verurteilt"
)
CHARGED_ZH: Final = re.compile(
    r"(?:以|犯)(?P<offence>[\u4e00-\u9fff、]{2,20}罪)，判处(?P<term>有期徒刑[一二三四五六七八九十]+年(?:零?[一二三四五六七八九十]+个月)?|无期徒刑|死刑)"
)
CHARGED_RU: Final = re.compile(rf"(?P<convicted>осужд[её]н\w*) по (?P<statute>{LAW})")
CHARGED_FR: Final = re.compile(
    r"(?:déclaré|reconnu)e?s? coupables? (?:de |d’|d')(?P<offence>[^.;:()]{4,160}?)(?=,? (?:et "
    r"(?:l’|l'|les )?(?:a |ont )?condamn|faits|"
    r"prévu|sur le fondement|commis)|[.;:(])"
)

SENTENCED_EN: Final = re.compile(
    r"\bsentenced(?: (?:him|her|defendant|appellant|the (?:defendant|accused|appellant)|(?:Mr\.|"
    r"Ms\.|Mrs\.)? ?[A-Z][\w’'-]+))?"
    r"(?: [^.;]{0,60}?)? to (?:serve )?(?:an? )?(?:(?P<total>total|aggregate)(?: effective)? )?(?:(?:term|"
    r"sentence) of )?(?P<term>[^.;]{3,90})"
)
SENTENCED_ES: Final = re.compile(
    r"\ba la pena (?=de (?:prisión|reclusión) perpetua)(?P<life>de \w+ perpetua)|\ba la pena (?:única "
    r")?(?:principal )?de (?P<term>[^.;]{3,60}?) de (?:prisión|penitenciaría|reclusión|privación)"
)
SENTENCED_PT: Final = re.compile(
    r"\bà pena (?:definitiva |total )?de (?P<term>[^.;]{3,60}?) de (?:reclusão|detenção|prisão)"
)
SENTENCED_NL: Final = re.compile(
    r"\bveroordeeld tot:? een gevangenisstraf voor de duur van (?P<term>[^.;,]{3,40}?ja(?:ar|ren)(?: "
    r"en [^.;,]{3,20} maanden)?)"
)
SENTENCED: Final = {"en": SENTENCED_EN, "es": SENTENCED_ES, "pt": SENTENCED_PT, "nl": SENTENCED_NL}
# Several terms one beside the other: which of them holds is not for a rule to say.
SEVERAL_TERMS: Final = re.compile(
    r"\bconsecutive|\bconcurrent|\bsuspended|\bCount\b|\bprobation\b|\bto \d+ (?:months|years)|"
    r"[–-]\d",
    re.IGNORECASE,
)
LIFE: Final = re.compile(
    r"\blife (?:in prison|imprisonment|without)|\bimprisonment for life|\breclusion perpetua\b|"
    r"prisión perpetua|无期徒刑|lebenslang",
    re.IGNORECASE,
)

DEATH: Final = "死刑"
GUILTY: Final = re.compile(
    r"\bfinds? (?:the )?(?:accused|defendant|him|her|[A-Z]\w+)(?: (?:party|parties|no\.? ?\d|[A-Z]\w+))"
    r"* guilty|\bis (?:hereby )?(?:found guilty|convicted)\b"
)
ACQUITTED: Final = re.compile(r"\b(?:stands?|is|are) (?:hereby |fully |accordingly )*acquitted\b")
# A judgment on sentence after a plea of guilty.
PLEADED: Final = re.compile(r"\bSENTENCE\b.{0,1500}\bpleaded guilty\b")
CLEARED: Final = re.compile(
    r"\bfinds? (?:the )?(?:accused|defendant|him|her) (?:\w+ )?not guilty|\b(?:is|are) (?:hereby "
    r"|therefore |accordingly )?acquitted\b|"
    r"\b(?:information|charge|counts? [\w &,]{1,20}?(?: of the [Ii]nformation)?|case)(?: against "
    r"[^.;]{3,40}?)? (?:is|are) (?:hereby |therefore |thus |accordingly )?dismissed\b"
)
SEVERAL_ACCUSED: Final = re.compile(
    r"\b[Aa]ccused (?:party )?[Nn]o\.? ?2|\b[Aa]ccused parties|\b[Dd]efendants\b|\b2nd [Aa]ccused|"
    r"\b[Aa]ccused \(A2\)"
)

ORDERED: Final = re.compile(
    r"\b(?:order(?:s|ed)?(?: the)? (?:forfeiture|confiscation) of|(?:Confiscation|Forfeiture) Order in respect of|"
    r"(?:forfeit|confiscate)(?:s|d)?)(?P<what>[^.;]{0,160}?)(?P<currency>EUR|Euros?|USD|US\$|SCR|"
    r"Rs\.?|MUR|GBP|£|€|AED)\s?"
    r"(?P<amount>\d{1,3}(?:[,  ’']\d{3})+(?:\.\d{1,2})?|\d+(?:\.\d{1,2})?)"
)
CURRENCIES: Final = {
    "EUR": "EUR", "Euro": "EUR", "Euros": "EUR", "€": "EUR", "USD": "USD", "US$": "USD", "GBP": "GBP", "£": "GBP",
    "SCR": "SCR", "MUR": "MUR", "AED": "AED",
}  # fmt: skip


# A court that is asked for an order over property tells of crimes of which others were convicted, elsewhere.
OVER_PROPERTY: Final = re.compile(
    r"\b(?:moving|application|applies) for an? (?:order of )?(?:\w+ )?(?:[Cc]onfiscation|[Cc]ompensation|"
    r"[Ff]orfeiture|[Rr]estraining) [Oo]rder"
)


def counts_of(title: str, text: str, language: str) -> list[Count]:
    """What the decision says at its beginning that somebody was charged with or convicted of, each once."""
    if SEVERAL.search(text) or OVER_PROPERTY.search(" ".join(text[:BEGINNING].split())):
        return []
    pattern = {
        "en": CHARGED_EN, "es": CHARGED_ES, "pt": CHARGED_PT, "de": CHARGED_DE, "zh": CHARGED_ZH, "fr": CHARGED_FR,
        "ru": CHARGED_RU,
    }.get(language)  # fmt: skip
    if pattern is None:
        return []
    beginning = " ".join(own_opinion(text)[: 3 * BEGINNING].split())[:BEGINNING]
    masked = without_provisions(beginning, language)
    found: dict[tuple[str, str], Count] = {}
    for match in pattern.finditer(masked):
        groups = match.groupdict()
        offence = trimmed(told(beginning, match, "offence"))
        statute = told(beginning, match, "statute") or told(beginning, after(masked, match, language), "statute")
        is_convicted = bool(groups.get("convicted")) or "term" in groups
        if not is_offence(offence, language) and not (statute and not offence):
            continue
        if is_somebody_else(beginning[: match.start() + len(match.group().split(" ", maxsplit=1)[0])], title):
            continue
        known = found.get((offence.casefold(), ""))
        if known is None or statute:
            found.setdefault((offence.casefold(), statute), Count(offence, statute, is_convicted))
    if language == "en" and not found:
        under = [told(beginning, one, "statute") for one in UNDER_EN.finditer(masked)]
        found = {("", statute): Count("", statute) for statute in under if NAMED_LAW.match(statute)}
    kept = once(list(found.values()))[:MOST]
    if language == "en" and ALL_COUNTS.search(beginning):
        kept = [replace(count, is_convicted=True) for count in kept]
    return kept


def without_provisions(text: str, language: str) -> str:
    """A text of the same length in which signs stand in place of the provisions that are cited in it."""
    pieces, at = [], 0
    for one in provisions_in(text, language):
        pieces += [text[at : one.start], FIRST, FURTHER * (one.end - one.start - 1)]
        at = one.end
    return "".join([*pieces, text[at:]])


def told(text: str, match: re.Match[str] | None, group: str) -> str:
    """What stands in the text at the place of a group; empty when there is none."""
    if match is None or not match.groupdict().get(group):
        return ""
    words = " ".join(text[match.start(group) : match.end(group)].split()).strip(" ,(")
    return words + (")" if words.count("(") > words.count(")") else "")


def after(masked: str, match: re.Match[str], language: str) -> re.Match[str] | None:
    """The law in parentheses after an offence, as courts of the Río de la Plata write it."""
    return FOLLOWED.match(masked, match.end()) if language == "es" and match.groupdict().get("offence") else None


def is_somebody_else(before: str, title: str) -> bool:
    """Whether the words before a verb name somebody whom the title of the case does not name."""
    named = SOMEBODY.search(before)
    return named is not None and named[1].casefold() not in ROLES and named[1].casefold() not in title.casefold()


def once(counts: list[Count]) -> list[Count]:
    """The same counts without those that another says with more: the first that has a statute, else the longest."""
    kept: list[Count] = []
    for count in sorted(counts, key=lambda one: (not one.statute, not one.is_convicted)):
        twin = next((one for one in kept if resembles(one.offence, count.offence)), None)
        if twin is None:
            kept.append(count)
        elif count.is_convicted and not twin.is_convicted:
            kept[kept.index(twin)] = replace(twin, is_convicted=True)
    return kept


def resembles(one: str, other: str) -> bool:
    """Whether two wordings name one offence: all words of the shorter stand in the longer."""
    first, second = (set(re.findall(r"\w+", text.casefold())) for text in (one, other))
    small, large = sorted((first, second), key=len)
    return bool(small) and small <= large


def trimmed(offence: str) -> str:
    """The name of an offence without what stands before it and how often it was committed."""
    text = " ".join(offence.split()).strip(" ,")
    while (shorter := TRIMMED.sub("", text).strip(" ,")) != text:
        text = shorter
    return text[:LONGEST]


def is_offence(offence: str, language: str) -> bool:
    """Whether a text that stands where an offence is named can be one."""
    if not offence or ASTRAY.search(offence):
        return False
    return bool(OFFENCES.search(offence)) if language == "en" else True


def verdict_of(text: str, language: str, level: str, outcome: str, counts: list[Count]) -> str:
    """Guilty, not guilty or guilty in part, as a code of the vocabulary case-verdict; empty when it is not plain.

    A court above says it where it lets a conviction stand; a court of first instance where it closes.
    """
    opinion = own_opinion(text)
    close = " ".join(opinion[-END:].split())
    if outcome == REVERSED and ACQUITTED.search(close):
        return "not-guilty"
    if outcome:
        return "guilty" if outcome == UPHELD and any(count.is_convicted for count in counts) else ""
    if level != "first-instance" or language != "en":
        return ""
    if PLEADED.search(" ".join(opinion[:BEGINNING].split())):
        return "guilty"
    is_guilty, is_cleared = bool(GUILTY.search(close)), bool(CLEARED.search(close))
    if is_guilty and is_cleared:
        return "" if SEVERAL_ACCUSED.search(text) else "partly-guilty"
    return "guilty" if is_guilty else "not-guilty" if is_cleared else ""


def sentence_of(text: str, language: str, outcome: str, verdict: str) -> Sentence | None:
    """Imprisonment, where the decision gives one term that stands; several terms that differ are none."""
    if verdict != "guilty" and not (outcome == UPHELD and language in {"nl", "pt", "es"}):
        return None
    beginning = " ".join(own_opinion(text).split())[:SENTENCED_WITHIN]
    if language in {"de", "zh"}:
        pattern: re.Pattern[str] | None = CHARGED_DE if language == "de" else CHARGED_ZH
    else:
        pattern = SENTENCED.get(language)
    if pattern is None or SEVERAL.search(text):
        return None
    told = [sentence_in(match["term"] or match[0]) for match in pattern.finditer(beginning)]
    plain = {one for one in told if one is not None}
    return plain.pop() if len(plain) == 1 and None not in told else None


def sentence_in(term: str) -> Sentence | None:
    """One term as it is worded; None when it is several, or no imprisonment."""
    if SEVERAL_TERMS.search(term):
        return None
    if LIFE.search(term):
        return Sentence(is_life=True)
    if term == DEATH:
        return Sentence(words=DEATH)
    months = months_in(term)
    return Sentence(months) if months else None


def confiscated(text: str, language: str) -> Iterator[Amount]:
    """The sums that the decision itself orders to be confiscated, in its last words."""
    if language != "en":
        return
    close = " ".join(own_opinion(text)[-END:].split())
    seen = set()
    for match in ORDERED.finditer(close):
        currency = CURRENCIES.get(match["currency"].rstrip("."))
        if currency is None:
            continue
        amount = Decimal(re.sub(r"[^\d.]", "", match["amount"]))
        if (amount, currency) not in seen:
            seen.add((amount, currency))
            yield Amount(amount, currency)


__all__ = ["Amount", "Count", "Sentence", "confiscated", "counts_of", "sentence_of", "verdict_of"]
