"""How laws, treaties and cases are cited in each language, over compared texts; every pattern is bounded."""

import re
from dataclasses import dataclass
from typing import Final

from comity.kernel import notations, numerals
from comity.kernel.notations import LATIN_ORDINAL


@dataclass(frozen=True, slots=True)
class Notation:
    """How one script writes “articles 5 and 6(1) of …”.

    Attributes:
        article: the word before the number.
        item: one number, in the group ``number``, with the paragraphs that belong to it.
        between: what stands between two numbers of a list.
        joint: what leads from the numbers to the name; it may be empty.
        itself: how a text names itself: “this Law”.
    """

    article: re.Pattern[str]
    item: re.Pattern[str]
    between: re.Pattern[str]
    joint: re.Pattern[str]
    itself: re.Pattern[str]


# ---------------------------------------------------------------- Latin letters

LATIN_ARTICLE: Final = re.compile(
    r"(?<![\w'\-])(?P<weak>s(?:s|ecs?|ects?)?\.?\s?(?=\d)|rules?\s|regulations?\s)|(?<![\w\-])(?:"
    r"(?P<section>sections?|sub-?sections?\s{1,2}\([^\s()]{1,4}\)\s{1,2}of\s{1,2}sections?|seccion(?:es)?)(?=\s)"
    rf"|(?:{notations.LATIN_ARTICLE})(?=\s)|{notations.LATIN_ARTICLE_SHORT}(?=[\s.\d])\.?)\s{{0,2}}"
    rf"|{notations.SIGN}\s{{0,2}}(?=\d)"
)
LATIN_NUMBER: Final = (
    # In print from PDF the letter stands apart: “Artikel 27 a Absatz 2”.
    r"\d{1,3}\s[a-k](?=\s(?:abs|absatz|buchstabe|[a-z]{1,5}g)(?!\w))"
    rf"|(?:(?:[lrd]\.?\s?\*{{0,2}}\s?|a\.\s?\*?)(?=\d))?{notations.DECIMAL}"
    rf"(?:[°ª]|(?:er|ere|eme|st|nd|rd|th)(?![a-z]))?(?:[a-z]{{1,2}}(?![\w']))?(?:[\s\-]?\*?{LATIN_ORDINAL}\*?(?![a-z]))?"
    r"|[ivxlc]{1,7}(?![\w'.])(?:\s(?:bis|ter)(?![a-z]))?"
)
IN_PARENTHESES: Final = (
    r"(?:\s?\((?:\d{1,3}|[a-z]{1,4})\)){0,5}(?:(?:,|\s(?:and|or|to|et|y|und))\s\((?:\d{1,3}|[a-z]{1,4})\)){0,5}"
)
PARAGRAPH: Final = (
    rf"(?:{notations.LATIN_PARAGRAPH}|sub-?paragraph(?:es|e|s)?|sub-?clauses?|clauses?|absatze|absatzes|satz|lit|paragraf[io]"
    r"|punti|punt|buchstaben?|nr|ziff|ziffern?|letras?|lettres?|points?|commi|lettera|onder|n°)"
)
ORDINAL_WORD: Final = (
    r"(?:premier|deuxieme|troisieme|quatrieme|dernier|primer|segundo|tercer|ultimo|first|second|third|primo|terzo)"
)
SUBDIVISION: Final = (
    rf"(?:,?\s?(?:{PARAGRAPH}(?:\.\s?|\s|(?=[\d(]))\(?(?:\d{{1,3}}(?:er|°|ª)?|[a-z]{{1,4}})\)?(?!\w)"
    r"(?:\s?(?:,|-|and|et|y|e|und|or|to|a|bis)\s{0,2}\(?(?:\d{1,3}|[a-z])\)?(?![\w.])){0,4}"
    rf"|{ORDINAL_WORD}\s(?:alinea|parrafo|paragraph|comma)(?!\w)))"
)
# What is left of a list of paragraphs that is too winding to be read: “, paragrafi 1, lettera b), 3 e 5,”.
REST: Final = re.compile(
    rf"(?:[\s,;]{{1,3}}(?:{PARAGRAPH}|{ORDINAL_WORD}|\(?\d{{1,3}}°?\)?|\(?[a-z]{{1,3}}\)|and|or|et|ou|y|o|e|und|oder|a|to|en)"
    r"(?![\w'])[.)]?){1,14}"
)
LATIN_ITEM: Final = re.compile(rf"(?P<number>{LATIN_NUMBER}){IN_PARENTHESES}{SUBDIVISION}{{0,3}}")
LATIN_BETWEEN: Final = re.compile(
    r"\s{0,2}(?:(?:[,;]\s{0,2})?(?<!\w)(?:and/or|and|or|et|ou|y|o|u|e|und|oder|sowie|to|through|a|al|bis|en|of"
    r"|as\swell\sas|and\sof|et\sde|y\sdel?)(?=\s)|,|;|-|&)\s{0,3}(?:(?:les?|los?|el|the|l')\s?)?"
)
LATIN_JOINT: Final = re.compile(
    r"\s{0,2},?\s{0,3}(?:(?P<word>of|under|in|du|de\sla|de\sl'|des|de\slos|de\slas|del|de|d'|der|do|da|dos|das|dell[ao]"
    r"|dell'|dello|degli|delle|dei|van|von|zum|zur|im|to)(?=[\s'\"]|(?<='))\s{0,3})?"
    r"(?:(?:the|la|le|les|l'|el|los|las|der|het|de|said|same|lo|above-mentioned|revised)(?=[\s'\"]|(?<='))\s{0,3}){0,2}\"?"
)
LATIN_ITSELF: Final = re.compile(
    r"(?:this|the\spresent|present|presente|presenten?|esta|este|dieses|dieser|diesem|des\svorliegenden|vorliegenden"
    r"|dit|deze|questa|questo|desta|deste)\s{1,2}"
    r"(?:law|act|code|convention|treaty|protocol|agreement|statute|ordinance|decree|constitution|charter|covenant|loi|protocole"
    r"|traite|accord|ordonnance|decret|statut|reglement|ley|codigo|convencion|convenio|tratado|protocolo|acuerdo"
    r"|decreto(?:\slegislativo)?|estatuto|reglamento|gesetz(?:es|buch(?:es)?)?|ubereinkommens?|abkommens?|vertrag(?:e?s)?"
    r"|protokolls?|verordnung|verdrags?|wet|overeenkomst|protocols?|statuut|legge|codice|trattato|convenzione|lei|regulations?"
    r"|pacte?|pacto|carta|charte|procedure|rules|order|instructions?|arrete|regolamento|framework\sdecision|directive)(?!\w)"
)
# “the Convention” in a protocol means what it is a protocol to; elsewhere nobody knows.
WHOLE: Final = re.compile(
    r"(?:the\s|la\s)?(?:convention|convencion|convenio|ubereinkommens?|verdrag|konvention)(?!\s?(?:on|for|against|relat|de\s|del|"
    r"sur|contre|contra|sobre|inzake|tegen|uber|zur|du|des|[12]\d{3}|\w*\s?\d))(?!\w)"
)
# A name of some instrument that is not known here begins: then the number does not belong to the text itself.
OTHER_LATIN: Final = re.compile(
    r"(?:(?:[\w'.\-]{1,24}\s{1,2}){0,5})(?:convention|convencion|convenio|convenzione|treaty|traite|tratado|trattato|protocole?|protocolo"
    r"|protokolls?|agreement|accord|acuerdo|covenant|pact[eo]?|charter|charte|carta|statute|statutes|statut|estatuto|code|codes"
    r"|codigo|codice|law|laws|act|acts|loi|ley|leyes|legge|lei|ordinance|ordonnance|decree|decreto|decret|decreto-ley|constitution"
    r"|constitucion|costituzione|\w{0,14}verfassung|rules|regulations?|reglement|reglamento|regolamento|directive|directiva|direttiva"
    r"|decision|resolution|resolucion|bill|bylaw|annex|anexo|annexe|anhang|schedule|appendix|gesetz\w{0,12}|\w{2,30}gesetz\w{0,4}|verordnung|vertrags?"
    r"|ubereinkommens?|abkommens?|verdrag|wet|wetboek|handvest|declaration|declaracion|deliberation|norma|arrete|instruction|satzung|statuten|konvention|reglements?|verordnung\w{0,3}|satzungen"
    r"|\w{0,24}gesetzbuch\w{0,2}|\w{2,24}ordnung|richtlinie|eu-\w{2,20}|lcb|rsmo|revised)(?!\w)"
)
# The number of a law, with the word that says what it is.
LAW_NUMBER: Final = re.compile(
    r"(?<!\w)(?:la)?(?P<type>decreto[\s\-]ley|decreto\slegislativo|decreto|ley\sorganica|ley|loi|lei|legge|law|act|ordinance|decree"
    r"|directive|directiva|regulation|reglamento|reglement|real\sdecreto|federal\slaw|федеральн\w{2,3}\sзакон\w{0,3})\s{0,2}"
    r"(?:\((?:eu|ec|eec|ue|ce)\)\s?)?(?:(?:nro|num|numero|number|nr|no|n)\.?\s{0,2}°?\s{0,2}|№\s?|°\s?)?"
    r"(?P<number>\d{1,5}(?:\.\d{3}){0,2}(?:[/\-]\d{1,5}){0,2})(?![\d°])"
    # A day and a month: «decreto legislativo 3 aprile 2006».
    r"(?!\s{1,2}(?:de\s)?[^\W\d_]{3,10}\s(?:de\s)?\d{4})(?:\sof\s(?P<year>(?:1[89]|20)\d\d)(?!\d))?(?:\s?-\s?(?:фкз|фз))?(?:/(?:eu|ec|jha|jai|ue|ce)\b)?"
)
UNITED_STATES: Final = re.compile(
    rf"{notations.UNITED_STATES_TITLE}\s{{0,2}}(?:{notations.SIGN}|sections?|secs?\.?)?\s{{0,2}}"
    rf"(?P<section>{notations.UNITED_STATES_SECTION}){IN_PARENTHESES}(?!\w)"
)

# The same with all that follow it: 18 U.S.C. §§ 922(g)(1) and 924(a)(8).
UNITED_STATES_LISTED: Final = re.compile(
    UNITED_STATES.pattern.removesuffix(r"(?!\w)")
    + rf"(?:(?:,\s|,?\sand\s|\s&\s)(?:{notations.SIGN}\s?)?{notations.UNITED_STATES_SECTION}"
    rf"{IN_PARENTHESES}(?!\w)){{0,8}}"
)
_OF_A_STATE: Final = r"[\w().:\-]{0,20}\d[\w.:\-]{0,20}(?:\s?\(\w{1,4}\)){0,5}"
# The codes of the States of the United States and of its territories, which are named before their sections.
STATE_CODES: Final = re.compile(
    r"(?<!\w)(?:"
    r"(?:o\.?c\.?g\.?a\.?|la\.\sr\.s\.|r\.s\.|wyo\.\sstat\.\sann\.|minn\.\sstat\.|n\.c\.g\.s\.|general\sstatutes|mcl"
    rf"|(?:\d{{1,2}}\s)?v\.i\.c\.|\d{{1,2}}\sgca)(?:\s{notations.SIGN})?\s?{_OF_A_STATE}(?:(?:\sand\s|,\s){_OF_A_STATE}){{0,8}}"
    rf"|g\.\s?l\.\sc\.\s\d{{1,3}}[a-z]?,\s{notations.SIGN}\s?\d{{1,3}}[a-z]?(?:\s?\(\w\)){{0,4}}"
    r"|\d{1,4}\silcs\s[\d/.\-]{1,20}(?:\(\w{1,4}\)){0,5}|republic\sact\sno\.\s\d{1,6})"
)
# The shortest name of a law that begins here, and the year or number after it.
NAME_LATIN: Final = re.compile(OTHER_LATIN.pattern.replace("{0,5})", "{0,8}?)", 1))
YEAR_OF_LAW: Final = re.compile(r"(?:,?\s(?:no\.\s?)?(?:of\s)?\(?\d{2,5}\)?)(?!\w)")

# ---------------------------------------------------------------- Russian

RUSSIAN_ORDINAL: Final = r"(?:перв|втор|трет|четв|пят|шест|седьм|восьм|девят|десят)[а-я]{1,6}"
RUSSIAN: Final = Notation(
    article=re.compile(
        rf"(?<!\w)(?:{notations.RUSSIAN_ARTICLE}|{notations.RUSSIAN_ARTICLE_SHORT}\.(?:\s?ст\.)?)\s{{0,2}}(?=\d)"
    ),
    item=re.compile(
        r"(?P<number>\d{1,4}(?:[.\-]\d{1,2}){0,2}(?![\d])[¹²³⁴⁵⁶⁷⁸⁹⁰]{0,2})(?:\s?\(\d{1,2}\)){0,2}"
        rf"(?:\s{{1,2}}(?:част[а-я]{{1,3}}|пункт[а-я]{{0,3}}|ч\.|п\.)\s{{0,2}}(?:{RUSSIAN_ORDINAL}|\d{{1,2}}|\"[а-я]\")"
        rf"(?:(?:,\s|\s(?:и|-|или)\s)(?:{RUSSIAN_ORDINAL}|\"[а-я]\")){{0,6}}){{0,3}}"
    ),
    between=re.compile(r"\s?(?:,|-|(?:,\s?)?(?<!\w)(?:и|или|либо|по)(?=\s))\s{0,2}(?:в\s)?"),
    joint=re.compile(r"\s{0,2},?\s{0,3}\"?"),
    itself=re.compile(
        r"настоящ[а-я]{2,3}\s{1,2}(?:федеральн[а-я]{2,3}\s)?(?:кодекс|закон|конвенци|протокол|соглашени|договор|статут|устав|пакт)[а-я]{0,3}"
    ),
)
OTHER_RUSSIAN: Final = re.compile(
    r"(?!(?:и|или|либо|а|в|по|при|с|со|на|до|от|за|для|если|не)\s)(?:[\w\-]{1,24}\s{1,2}){0,4}(?:кодекс|закон|конвенци|протокол|соглашени|договор|статут|устав|конституци|пакт|указ|постановлени"
    r"|положени|приложени|упк|гк|гпк|апк|коап|тк|ук|нк|уик|рф)[а-я]{0,3}(?!\w)"
)

# ---------------------------------------------------------------- Arabic

ARABIC: Final = Notation(
    article=re.compile(r"(?<!\w)[وفبلك]{0,2}(?:ال|ل)?(?:" + notations.ARABIC_ARTICLE + r"):?\s{1,2}(?:رقم\s)?"),
    item=re.compile(
        rf"\(?\s?(?P<number>\d{{1,4}}|{numerals.ARABIC_NUMBER})(?!\w)(?:\s?\))?"
        r"(?:\s?/\s?\w{1,2}(?!\w))?(?:\s{1,2}مكرر[اه]?)?"
        r"(?:[،,]?\s{1,2}(?:الفقره|البند|فقره)\s\(?\s?[\w/]{1,8}\s?\)?){0,2}"
    ),
    between=re.compile(r"\s?(?:[،,]\s?و?|[\s]و\s?|\sاو\s|\s?-\s?|\sالي\s|\sحتي\s)\s?"),
    joint=re.compile(r"\s{1,2}(?P<word>من|في|ب)\s{1,2}\"?"),
    itself=re.compile(
        r"(?:هذا|هذه)\s{1,2}(?:ال)(?:نظام|قانون|اتفاقيه|بروتوكول|لائحه|مرسوم|قرار|معاهده|ميثاق|قواعد|تنظيم|عهد)(?!\w)"
    ),
)
OTHER_ARABIC: Final = re.compile(
    r"(?:ال)?(?:نظام|قانون|اتفاقيه|بروتوكول|لائحه|مرسوم|قرار|معاهده|ميثاق|قواعد|تنظيم|دستور|عهد|ملحق|ضوابط|تعليمات)(?!\w)"
)

# ---------------------------------------------------------------- Chinese

_HAN: Final = f"[{numerals.CHINESE}]"
_NUMBER: Final = notations.CHINESE_NUMBER
CHINESE: Final = Notation(
    article=re.compile(rf"第(?=\s?(?:{_NUMBER})\s?{notations.CHINESE_ARTICLE})"),
    item=re.compile(
        rf"第\s?(?P<number>{_NUMBER})\s?{notations.CHINESE_ARTICLE}(?:之(?P<bis>{_HAN}{{1,3}}))?"
        rf"(?:第\s?(?:{_HAN}{{1,3}}|\d{{1,2}})\s?[款项](?:[、和或至第]{{1,2}}(?:{_HAN}{{1,3}})[款项]){{0,3}}){{0,2}}"
    ),
    between=re.compile(r"\s?(?:[、，,]\s?)?(?:和|及|以及|与|或者|或|至|到|-)?\s?"),
    joint=re.compile(""),
    itself=re.compile(
        r"本(?:实施|暂行|试行)?(?:法|公约|议定书|条例|解释|规定|规则|办法|协定|条约|细则|规约|宪章)(?:的)?$"
    ),
)
# The name in its marks, right before the number.
BEFORE_CHINESE: Final = re.compile(r"《(?P<name>[^《》]{2,60})》(?:\([^()]{1,30}\))?的?$")
NAMED_CHINESE: Final = re.compile(r"《(?P<name>[^《》\n]{2,60})》")
OTHER_CHINESE: Final = re.compile(
    r"(?:法|公约|议定书|条例|解释|规定|规则|办法|协定|条约|细则|规约|宪法|宪章|决定|修正案)的?$"
)

# ---------------------------------------------------------------- cases

CASE: Final = re.compile(
    rf"(?<!\w)(?:(?P<ecli>{notations.ECLI.lower()})"
    r"|(?P<neutral>[\[(](?:1[89]|20)\d\d[\])]\s{1,2}(?:\d{1,3}\s)?[a-z]{2,8}(?:\s?\([a-z]{1,6}\)|\s[a-z]{1,5})?\s{1,2}\d{1,5}"
    r"|(?:19|20)\d\d\s(?:scc|sccd|onca|onsc|bcca|abca|abqb|scj|int|fca|hca|zasca|zacc|uksc|ewca|ewhc|tcsc|bmsc)\s\d{1,5})"
    r"|(?P<volume>\d{1,4}\su\.\s?s\.\s\d{1,5}|\d{1,4}\sf\.\s?(?:2d|3d|4th|supp\.(?:\s[23]d)?)\s\d{1,5})"
    r"|(?:applications?|requetes?|nos?\.|n°|жалоб[а-я]\s№)\s{0,2}(?:n°|nos?\.)?\s{0,2}(?P<application>\d{2,5}/\d\d))(?!\w)"
)

# ---------------------------------------------------------------- what a text does with what it cites

LATIN: Final = Notation(LATIN_ARTICLE, LATIN_ITEM, LATIN_BETWEEN, LATIN_JOINT, LATIN_ITSELF)
# A text that words another law anew: a number in it is most often one of that other law.
AMENDS: Final = re.compile(
    r"(?<!\w)(?:sustituyese|sustituyense|modificase|modificanse|incorporase|incorporanse|reemplazase|agregase|derogase|derogan?se"
    r"|est\s(?:ainsi\s)?(?:redige|remplace|modifie|complete|insere|abroge)|sont\s(?:remplace|insere|modifie|abroge)\w{0,2}"
    r"|substituted|is\samended|are\samended|shall\sbe\samended|for\s\"|there\sis\sinserted|the\sfollowing\s(?:is|shall)\s"
    r"|wird\swie\sfolgt|wird\seingefugt|werden\swie\sfolgt|folgende\sfassung|fassung\sgemass|sono\ssostituit\w|e'\ssostituit\w|sono\sapportate)"
    r"|следующей\sредакции|изложить\sв|дополнить\sстать|修改为|增加一条|增加一款|يعدل\s|تعدل\s|يستبدل|ليكون\sبالنص|يحل\sمحل"
)
# Where the words begin that a law puts into another.
QUOTES: Final = re.compile(r":\s{0,6}(?:\"|articul|article|art\.|artikel|стать|section|§|第|الماده)")
END_OF_SENTENCE: Final = re.compile(r"[。；;]|\.\s{1,3}(?=[^\W\d_a-z])|\n\s{0,3}\n")
# At the beginning of a line, before a stop or a dash: a heading and no citation.
# Between the number of a law and what it is called: «Ley Nº 16.893, de 16 de diciembre de 1997, Código …».
APPOSITION: Final = re.compile(r"\s?\(?,?\s?(?:(?:de|del|du|of|vom|от)\s\d{1,2}[^.;]{1,24}\d{4}\)?,?\s?)?\(?")
HEADING_BEFORE: Final = re.compile(r"(?:^|[\n\"(])\s{0,3}$")
HEADING_AFTER: Final = re.compile(r"\s{0,2}(?:[.:°]?\s?[\-–]|[.:](?!\d)|\)|\n|$|\"|\s[\-–])")
YEAR: Final = re.compile(r"\s?,?\s?(?:of\s|de\s|du\s|von\s|от\s)?\(?((?:1[789]|20)\d\d)(?!\d)")
# Between two citations that share the name after the second.
SHARED: Final = re.compile(
    r"[\s,()\"]{0,3}(?:(?:and|or|und|oder|sowie|et|ou|y|o|u|e|и|или|либо|و|او|和|及|或|或者|、|،|of|de|del|the|in|to|by|with|read|together"
    r"|в|по|под|part|par|les?|los?|el|l'|der|des|nach|gemass|under|under|au|aux|частью|частями|части|пунктом|пунктами"
    rf"|пункта|абзаца|ч\.|п\.|пп\.|{RUSSIAN_ORDINAL}|\d{{1,2}}|[а-яa-z])[\s,()\"]{{1,3}}){{0,9}}"
)
