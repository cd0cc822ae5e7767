"""What became of an appeal: read out of the part of a decision in which the court says what it decides.

Each court has its formulas. A decision in which formulas of two kinds stand side by side is decided in part, or says
nothing that can be read with certainty: then nothing is read. What is asked and how often the answer is right stands
in docs/explanation/cases.md.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final


# So much of the end of a decision holds what it decides.
END: Final = 2_600
# Where the opinion of the court ends and that of a judge who disagrees begins; before this share of the text, the
# words only announce who wrote what.
OTHERS: Final = re.compile(
    r"\b[A-Z][\w’'-]+, (?:C\. ?)?J\.,? (?:concurring|dissenting)|\b(?:Justice|JUSTICE|Judge) [A-Z][\w’'-]+,? "
    r"(?:concurring|dissenting|concurs|dissents)|\b[A-Z]{3,}, (?:Chief |Circuit |Presiding )?(?:J\.|Justice|Judge),? "
    r"(?:concurring|dissenting)"
)
EARLIEST_OTHERS: Final = 0.3
HEADS: Final = re.compile(
    r"\n\s*(?:[IVX]+\.?\s+)?(?:CONCLUSION|Conclusion|DECREE|DISPOSITION|Disposition|ORDERS?|Orders?|FALLO|F A L L O|"
    r"DISPOSITIVO|Tenor|PAR CES MOTIFS|POUR CES MOTIFS|BESLISSING|RECHTDOENDE)\b"
)

# Courts of the Philippines and Colombia put their order before the notes, German ones before the reasons.
ORDERED: Final = re.compile(
    r"\b(?:ACCORDINGLY|WHEREFORE|FOR THESE REASONS), |\bFALLA:|\bRESUELVE\b|\bR E S U E L V E\b|"
    r"\b(?:Tenor|TENOR)\b"
)
LAST_LINES: Final = 400

UPHELD: Final = "upheld"
REVERSED: Final = "reversed"
PARTLY: Final = "partly-reversed"
REMITTED: Final = "remitted"
INADMISSIBLE: Final = "inadmissible"

_COURT: Final = (
    r"\b(?:[Ww]e|[Tt]his Court|[Tt]he Court|the Board|I)\b(?: (?:will|would|must|therefore|thus|hereby|accordingly|"
    r"consequently|also|do|shall))*"
)
_APPEAL: Final = (
    r"(?:the |this |his |her |their |[\w’'.-]+’s )?(?:appellants?['’]?s?['’]? )?(?:\w+ )?appeals?"
    r"(?: against [^.;]{3,80}?)?"
)
_DONE: Final = r"(?:is|are|was|were|be|stands?)(?: (?:hereby|therefore|accordingly|thus))*"
# The judgment, conviction or sentence of the court below, and nothing else that may be affirmed: a single order.
_BELOW: Final = (
    r"(?:(?:the|Mr\.|Ms\.|Mrs\.|its|his|her|their|both|defendant’s|defendant's|appellant’s|appellant's|"
    r"[A-Z]?[\w’'.-]+’s|[A-Z]?[\w'.-]+'s) )*"
    r"(?:[\w,’']+ ){0,6}(?:judgments?|convictions?|sentences?|decisions?|[Oo]rders?|rulings?|denials?)"
)

# German dates and numbers have points in the middle of a sentence.
_DE: Final = r"(?:[^.;]|(?<=\d)\.|(?<=Gz)\.|(?<=Az)\.|(?<=\s[A-Z])\.)"
# By language, what each formula means; they are looked for in a text with single blanks.
FORMULAS: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    "en": (
        (
            PARTLY,
            (
                r"\baffirmed in part\b|\bAFFIRM in part\b|\baffirm (?:[\w’'-]+ ){2,12}in part, (?:and )?reverse\b|"
                r"\ballow(?:ed)? the (?:\w+’s |\w+'s )?appeal in part\b"
            ),
        ),
        (
            PARTLY,
            (
                r"\b(?:appeal|petition)s? (?:is|are|was) (?:partly|partially) allowed\b|\bappeal (?:is )?allowed "
                r"in part\b"
            ),
        ),
        (UPHELD, rf"\b(?:judgments?|convictions?|sentences?|orders?)(?: of [^.;]{{2,80}}?)? (?:{_DONE} )?affirmed\b"),
        (UPHELD, rf"{_COURT} (?i:affirm) (?:{_BELOW})"),
        (
            UPHELD,
            (
                r"\b(?:Judgment|JUDGMENT) (?:affirmed|AFFIRMED)\b|[.:] AFFIRMED\b|\bis AFFIRMED\b|\b[Ww]e "
                r"(?:therefore )?(?i:affirm)\.(?= |$)"
            ),
        ),
        (
            UPHELD,
            (
                rf"\b{_APPEAL} {_DONE} (?:\w+ )?dismissed\b|\bappeals? dismissed\b|{_COURT} dismiss(?:ed)? "
                rf"{_APPEAL}"
            ),
        ),
        (UPHELD, r"\b(?:uphold|upholds|upheld) the (?:conviction|judgment|decision of the (?:trial|lower) court)\b"),
        (UPHELD, r"\bappeals? (?:is|are)(?: hereby)? DENIED\b|\bappeals? (?:is|are) DISMISSED\b"),
        (
            REVERSED,
            (
                rf"\b{_APPEAL} {_DONE} (?:\w+ )?allowed\b|{_COURT} allow(?:ed)? {_APPEAL}(?! in part)|\bappeals? "
                rf"allowed\b"
            ),
        ),
        (
            REVERSED,
            (
                rf"{_COURT} (?i:reverse|vacate|quash|set aside) (?:{_BELOW})|\bstands? (?:fully )?acquitted\b|"
                rf"\b(?:judgments?|convictions?)(?: of [^.;]{{2,80}}?)? {_DONE} (?:reversed|vacated|quashed|"
                rf"set aside)\b"
            ),
        ),
        (
            REVERSED,
            (
                r"[.:] (?:REVERSED|VACATED)\b|\b(?:is|are) (?:REVERSED|VACATED|SET ASIDE)\b|\b(?:Judgment|"
                r"Judgments) (?:reversed|vacated)\b|\bconvictions? (?:is|are) (?:hereby )?(?:quashed|set aside)\b"
            ),
        ),
        (
            REMITTED,
            (
                r"\b(?:remand|remanded|REMANDED|remitted|REMAND|remit)\b(?![^.;]{0,60}\bdirections? to (?:affirm|"
                r"reinstate))"
            ),
        ),
    ),
    "es": (
        (
            PARTLY,
            (
                r"\bmodif[ií]ca(?:r|se) (?:la|el)\b|\b(?:hacer lugar|acoger|revocar|casar|confirmar)[^.;]{0,40} "
                r"(?:parcialmente|en parte)\b|\brevoca(?:r|se)? parcialmente\b|\bparcialmente procedente\b"
            ),
        ),
        (
            UPHELD,
            (
                r"\b(?:rechazar|desestimar|se desestima|recházase|se rechaza|rechaza)[^.;]{0,40}? (?:recurso|"
                r"apelaci[oó]n|casaci[oó]n)|\bno casar\b|\bconf[ií]rma(?:r|se)(?:,? en [^.;]{3,30})? (?:la|"
                r"el|en todas)\b"
            ),
        ),
        (UPHELD, r"\bdeclarar improcedente el recurso\b"),
        (
            REVERSED,
            (
                r"\b(?:hacer lugar|acoger|haber lugar) (?:al|el) recurso\b|\brevoca(?:r|se) (?:la|el)\b|\bcasar "
                r"la sentencia\b|\bdejar sin efecto la sentencia\b"
            ),
        ),
        (
            REMITTED,
            (
                r"\b(?:reenv[ií]o|devolver los autos|vuelvan los autos|devu[eé]lvanse los autos) "
                r"(?:a|al|para)\b[^.;]{0,80}\bnuev[oa]\b"
            ),
        ),
        (
            INADMISSIBLE,
            (
                r"\b(?:inadmitir|inadmisible|declarar desierto|mal concedido)[^.;]{0,30} (?:el )?recurso\b|"
                r"\brecurso[^.;]{0,60} (?:inadmisible|mal concedido|no admitido)\b"
            ),
        ),
    ),
    "pt": (
        (UPHELD, r"\bindeferir a (?:presente )?reclamação\b"),
        (
            PARTLY,
            (
                r"\b(?:dar|dou|deu)(?:-lhe)?(?: [^.;]{0,20})? parcial provimento\b|\bparcialmente provid[oa]\b|"
                r"\bprovimento parcial\b|\bprovido em parte\b"
            ),
        ),
        (
            UPHELD,
            (
                r"\b(?:negar|nego|negou)(?:-lhe)?(?: [^.;]{0,40})? provimento\b|\brecurso(?:s)? (?:conhecido "
                r"e )?(?:desprovido|não provido|improvido)s?\b"
            ),
        ),
        (
            REVERSED,
            (
                r"\b(?:dar|dou|deu)(?:-lhe)? provimento\b|\brecurso(?: em sentido estrito)? (?:conhecido e "
                r")?provido\b"
            ),
        ),
        (INADMISSIBLE, r"\bnão (?:conhecer|conheço) d[oe]s? recurso|\brecurso não conhecido\b"),
    ),
    "de": (
        (
            INADMISSIBLE,
            (
                rf"\b(?:Revision|Beschwerde|Berufung){_DE}{{0,160}} (?:wird|werden) als unzulässig (?:verworfen|"
                rf"zurückgewiesen)\b"
            ),
        ),
        (
            PARTLY,
            (
                r"\b(?:Die weitergehende|Im Übrigen wird die) (?:Revision|Beschwerde|Berufung)\b[^.;]{0,60}"
                r"(?:verworfen|zurückgewiesen)\b"
            ),
        ),
        (
            UPHELD,
            (
                rf"\b(?:Revision|Beschwerde|Berufung)(?:en)?\b{_DE}{{0,240}} (?:wird|werden)(?: als (?:offensichtlich "
                rf")?unbegründet)? (?:verworfen|zurückgewiesen)\b|\b(?:Beschwerde|Berufung) wird keine Folge "
                rf"gegeben\b|\bIndividualbeschwerde wird keine Folge gegeben\b"
            ),
        ),
        (
            REVERSED,
            (
                r"\b(?:Revision|Beschwerde|Berufung|Individualbeschwerde)\b[^;]{0,200}\b(?:aufgehoben|abgeändert|"
                r"Folge gegeben)\b(?<!keine Folge gegeben)"
            ),
        ),
        (REMITTED, r"\bzurückverwiesen\b"),
    ),
    "fr": (
        (UPHELD, r"\brejet(?:te|er|tent) (?:le|les|l’|l')\s?(?:pourvoi|appel)|\bconfirme le jugement\b"),
        (REVERSED, r"\bcasse et annule\b|\bl’annulation de la décision\b|\binfirme le jugement\b"),
        (REMITTED, r"\brenvo(?:ie|yer|yant) (?:la cause|l’affaire|le dossier)\b"),
    ),
    "nl": (
        (UPHELD, r"\bbevestigt het (?:vonnis|beroepen vonnis)\b"),
        (REVERSED, r"\bvernietigt het (?:vonnis|beroepen vonnis)\b"),
    ),
    "ru": (
        (PARTLY, r"\bудовлетворить частично\b|\bприговор[^.;]{0,80} изменить\b"),
        (UPHELD, r"\bприговор[^.;]{0,120} оставить без изменения\b"),
        (REVERSED, r"\bприговор[^.;]{0,120} отменить\b"),
        (REMITTED, r"\bна новое (?:судебное )?рассмотрение\b"),
    ),
    "zh": ((UPHELD, r"驳回上诉，维持原判"),),
    "ar": (
        (UPHELD, r"(?:رفض|برفض) (?:ال)?طعن"),
        (REVERSED, r"(?:تمييز|بتمييز|نقض|بنقض) الحكم"),
        (REMITTED, r"(?:إعادة|الإعادة|والإعادة|بإعادة) (?:القضية|الدعوى|الأوراق)"),
    ),
}
COMPILED: Final = {
    language: tuple(
        (what, re.compile(pattern, 0 if what in {UPHELD, REVERSED} and language == "en" else re.IGNORECASE))
        for what, pattern in several
    )
    for language, several in FORMULAS.items()
}
ABOVE: Final = frozenset({"appellate", "supreme", "constitutional", "international"})
# Where a Chinese collection tells several cases, no one of their outcomes is that of the record.
SEVERAL: Final = re.compile(r"检例第\d+[—–-]\d+号|等\d*[一二三四五六七八九十]*件案例")


def own_opinion(text: str) -> str:
    """A decision without the opinions of judges who disagree or add something."""
    for found in OTHERS.finditer(text, int(len(text) * EARLIEST_OTHERS)):
        before = text[max(0, found.start() - 60) : found.start()]
        # “(Kennedy, J., concurring)” is a citation.
        if before.count("(") <= before.count(")"):
            return text[: found.start()]
    return text


def dispositions(text: str, language: str) -> Iterator[str]:
    """The stretches in which a court says what it decides: from the last heading that says so, or the end."""
    opinion = own_opinion(text)
    # Portuguese decisions quote the outcome of others until their last lines.
    if language == "pt":
        yield opinion[-LAST_LINES:]
    ordered = list(ORDERED.finditer(opinion))
    if ordered:
        yield opinion[ordered[-1].start() : ordered[-1].start() + END // 2]
    heads = [one.start() for one in HEADS.finditer(opinion)]
    if heads and len(opinion) - heads[-1] < 2 * END:
        yield opinion[heads[-1] :]
    yield opinion[-END:]
    # German courts say first what they decide.
    if language == "de":
        yield opinion[:END]


def appeal_of(text: str, language: str, level: str) -> str:
    """What became of the appeal, as a code of the vocabulary case-appeal; empty when it is none, or not plain."""
    if level not in ABOVE or SEVERAL.search(text):
        return ""
    for stretch in dispositions(text, language):
        flat = " ".join(stretch.split())
        said = {what for what, pattern in COMPILED.get(language, ()) if pattern.search(flat)}
        if outcome := judged(said):
            return outcome
    return ""


def judged(said: set[str]) -> str:
    """The outcome that the formulas of one stretch make together; empty when they contradict each other."""
    if PARTLY in said or {UPHELD, REVERSED} <= said:
        return PARTLY
    if INADMISSIBLE in said:
        return INADMISSIBLE if said == {INADMISSIBLE} else ""
    if REVERSED in said:
        return REMITTED if REMITTED in said else REVERSED
    return UPHELD if said == {UPHELD} else ""
