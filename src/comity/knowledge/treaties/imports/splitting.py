"""Cut the text of treaties into their articles, so that every character of the source is in one piece."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from comity.engines.records.enums import Wording
from comity.knowledge.treaties.enums import Portion
from comity.knowledge.treaties.shapes import ArticlePiece, OtherPiece, TreatyWords


# The word before an article's number, by the language that it tells.
ARTICLE: Final = re.compile(
    r"^(?P<marks>#{0,6})[ \t]*\**[ \t]*(?P<word>Article|Artikel|Art[ií]culo|ART[IÍ]CULO|Art\.)[ \t]+"
    r"(?P<number>\d{1,3}|[IVXLC]{1,8}|premier)(?:[º°o]|er)?(?P<suffix>[ \t]*(?:bis|ter|quater|quinquies))?\**[ \t]*"
    r"(?:[.:–—-]+[ \t]*(?P<rest>\S.*)?)?\**[ \t]*$"
)
HEADING: Final = re.compile(r"^#{2,6}[ \t]*\S")
# Headings that some sources do not mark: the title of the next treaty, the numbered title of a part.
TITLE_IN_CAPITALS: Final = re.compile(r"^\**(PROTOCOLO|CONVENCI[OÓ]N|CONVENIO|ESTATUTO)\b[^a-z]{12,}$")
NUMBERED_PART: Final = re.compile(r"^[IVX]{1,4}\. [A-ZÁÉÍÓÚ][^.;:]{3,80}$")
ANNEX: Final = re.compile(r"^#{0,6}[ \t]*\**(annex|anexo|bijlage|appendix|ap[eé]ndice)\b", re.IGNORECASE)
CLOSING: Final = re.compile(
    r"^\**(IN WITNESS WHEREOF|IN FAITH WHEREOF|DONE (at|in)\b|TEN BLIJKE WAARVAN|TER OORKONDE|GEDAAN te\b|"
    r"EN FE DE LO CUAL|EN TESTIMONIO DE LO CUAL|HECHO en\b|EN FOI DE QUOI|FAIT à\b)",
    re.IGNORECASE,
)
ROMAN: Final = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
# A first paragraph that is longer than this is text, not a title.
LONGEST_TITLE: Final = 200
LINES_OF_TITLE: Final = 5
FULL_LINE: Final = 40  # characters; a line so long may be broken before a capital
LONGEST_APPROVAL: Final = 6
UNDIVIDED: Final = "its articles are not numbered from 1 without a gap, so it is kept whole"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A treaty expected in a text: the language and the word that opens its articles there."""

    symbol: str
    language: str
    wording: Wording
    # Titles known to exist, so that a first sentence is never taken for one; None when nothing is known.
    titles: dict[str, str] | None = None


@dataclass(slots=True)
class _Cut:
    start: int
    kind: str
    word: str = ""
    number: str = ""
    head: int = 0
    title: str = ""


def arabic(numeral: str) -> str:
    """A number in Arabic figures: ``XVIII`` gives ``18``."""
    if numeral.isdigit():
        return str(int(numeral))
    if numeral == "premier":
        return "1"
    total = 0
    for letter, following in zip(numeral, [*numeral[1:], ""], strict=True):
        value = ROMAN[letter]
        total += -value if following and ROMAN[following] > value else value
    return str(total)


def language_word(word: str) -> str:
    """Which family of headings a word belongs to, so that a change of language is seen."""
    first = word.lower().rstrip(".")
    if first == "artikel":
        return first
    return "artículo" if first.startswith("art") and "culo" in first else "article"


def lines_of(text: str) -> Iterator[tuple[int, str]]:
    """Every line with its position."""
    position = 0
    for line in text.splitlines(keepends=True):
        yield position, line
        position += len(line)


def cuts_of(text: str) -> list[_Cut]:
    """Where the text is cut, in order: articles, headings, annexes, closing formulas."""
    cuts: list[_Cut] = []
    expects_title = False
    for position, line in lines_of(text):
        bare = line.rstrip()
        if not bare.strip():
            continue
        if found := ARTICLE.match(bare):
            number = arabic(found["number"]) + (f" {found['suffix'].strip().lower()}" if found["suffix"] else "")
            title = (found["rest"] or "").strip(" *")
            cut = _Cut(position, "article", language_word(found["word"]), number, position + len(line), title)
            cuts.append(cut)
            expects_title = not title
            continue
        if expects_title and HEADING.match(bare) and not ANNEX.match(bare):
            cuts[-1].title = bare.lstrip("#").strip(" *")
            cuts[-1].head = position + len(line)
        elif ANNEX.match(bare) and len(bare) < LONGEST_TITLE and (HEADING.match(bare) or bare.isupper()):
            cuts.append(_Cut(position, "annex"))
        elif HEADING.match(bare) or TITLE_IN_CAPITALS.match(bare) or NUMBERED_PART.match(bare):
            cuts.append(_Cut(position, "heading"))
        elif CLOSING.match(bare):
            cuts.append(_Cut(position, "closing"))
        expects_title = False
    return cuts


def runs_of(cuts: Sequence[_Cut]) -> list[list[int]]:
    """The articles of each treaty, as indexes of cuts: a new one begins where numbers restart or the word changes."""
    runs: list[list[int]] = []
    for index, cut in enumerate(cuts):
        if cut.kind != "article":
            continue
        last = cuts[runs[-1][-1]] if runs else None
        if last is None or cut.word != last.word or _order(cut.number) <= _order(last.number):
            runs.append([])
        runs[-1].append(index)
    return runs


def is_complete(numbers: Sequence[str]) -> bool:
    """Whether articles count from 1 without a gap; insertions such as 42 bis may stand between."""
    plain = [int(n) for n in numbers if n.isdigit()]
    return bool(plain) and plain == list(range(1, len(plain) + 1))


def split(text: str, wanted: Sequence[Wanted | None]) -> list[TreatyWords] | None:
    """The treaties in a text, or None when its runs of articles are not those that were expected.

    A treaty whose articles do not count from 1 without a gap is kept whole beside those that do.

    Args:
        text: the whole source.
        wanted: one for each treaty and language in the text, in order; None for the act that only approves.
    """
    cuts = cuts_of(text)
    runs = runs_of(cuts)
    if len({want.symbol for want in wanted if want is not None}) == 1:
        runs = _first_of_each_language(runs, cuts)
    if not runs or len(runs) != len(wanted):
        return None
    words: list[TreatyWords] = []
    carried: list[OtherPiece] = []
    for run, (start, end), want in zip(runs, _bounds(text, runs, cuts), wanted, strict=True):
        if want is None:
            # The approving act goes with the first treaty that it approves.
            carried.append(OtherPiece(Portion.APPROVING, "", text[start:end]))
            continue
        if is_complete([cuts[i].number for i in run]):
            one = _cut_out(text, cuts, run, start, end, want)
        else:
            one = whole(text[start:end], want, UNDIVIDED)
        words.append(replace(one, others=(*carried, *one.others)))
        carried = []
    return words


def whole(text: str, want: Wanted, reason: str) -> TreatyWords:
    """A text kept as it is, because its articles cannot be told apart with certainty."""
    return TreatyWords(
        want.symbol, want.language, want.wording, (), (OtherPiece(Portion.WHOLE, "", text),), undivided=reason
    )


def _order(number: str) -> tuple[int, str]:
    digits, _space, suffix = number.partition(" ")
    return int(digits), suffix


def _first_of_each_language(runs: list[list[int]], cuts: list[_Cut]) -> list[list[int]]:
    """The treaty itself in each language; articles that begin anew in the same language are those of an annex."""
    kept: list[list[int]] = []
    for run in runs:
        if kept and (cuts[run[0]].word in {cuts[own[0]].word for own in kept}) and not _is_approving(kept, cuts):
            for index in run:
                cuts[index].kind = "annexed"
            continue
        kept.append(run)
    return kept


def _is_approving(kept: Sequence[Sequence[int]], cuts: Sequence[_Cut]) -> bool:
    """Whether all that was kept so far is the short act that approves a treaty: articles 1 and 2 of a law."""
    return len(kept) == 1 and cuts[kept[0][0]].word == "artículo" and len(kept[0]) <= LONGEST_APPROVAL


def _bounds(text: str, runs: Sequence[Sequence[int]], cuts: Sequence[_Cut]) -> list[tuple[int, int]]:
    """Where each treaty begins and ends: at its own title, else at the heading after the closing of the one before."""
    title = next((_words(text, cut) for cut in cuts if cut.kind == "heading"), "")
    starts = [0]
    for before, run in pairwise(runs):
        between = range(before[-1] + 1, run[0])
        headings = [i for i in between if cuts[i].kind == "heading"]
        closings = [i for i in between if cuts[i].kind in {"closing", "annex"}]
        # The translation repeats the title that stands first in the file.
        repeated = [i for i in headings if _words(text, cuts[i]) == title]
        chosen = repeated or [i for i in headings if not closings or i > closings[-1]] or headings
        starts.append(cuts[chosen[0]].start if chosen else cuts[run[0]].start)
    return list(zip(starts, [*starts[1:], len(text)], strict=True))


def _words(text: str, cut: _Cut) -> str:
    """The words of a heading, without marks and spaces."""
    line = text[cut.start : text.find("\n", cut.start) if "\n" in text[cut.start :] else len(text)]
    return "".join(line.lstrip("#").split()).lower()


def _cut_out(  # noqa: PLR0913, PLR0917 -- a span of a text, its cuts, and what is wanted of them
    text: str, cuts: Sequence[_Cut], run: Sequence[int], start: int, end: int, want: Wanted
) -> TreatyWords:
    articles: list[ArticlePiece] = []
    others: list[OtherPiece] = []
    own = set(run)
    # A heading or formula inside the span cuts the article before it short; its own text is kept beside.
    inside = [(i, cut) for i, cut in enumerate(cuts) if start <= cut.start < end]
    edges = [cut.start for _i, cut in inside]
    first = cuts[run[0]].start
    last = cuts[run[-1]].start
    front_end = next((cut.start for _i, cut in inside if cut.start >= first), end)
    if front_end > start:
        # What stands before article 1, headings of its part included, is read as one.
        others.append(OtherPiece(Portion.FRONT, "", text[start:front_end]))
    after, annexed = "", False
    for (index, cut), stop in zip(inside, [*edges[1:], end], strict=True):
        if cut.start < first:
            continue
        if index in own:
            after = cut.number
            articles.append(_article(text, cut, stop, want))
            continue
        annexed = annexed or cut.kind in {"annex", "annexed"}
        portion = Portion.ANNEX if annexed else Portion.CLOSING if cut.kind == "closing" else Portion.DIVISION
        if cut.start > last and portion == Portion.DIVISION:
            portion = Portion.CLOSING if any(o.portion == Portion.CLOSING for o in others) else Portion.ANNEX
        others.append(OtherPiece(portion, after, text[cut.start : stop]))
    return TreatyWords(want.symbol, want.language, want.wording, tuple(articles), tuple(others))


def _article(text: str, cut: _Cut, stop: int, want: Wanted) -> ArticlePiece:
    head, title = cut.head, cut.title
    if not title and want.titles is not None and want.titles.get(cut.number):
        head, title = _title_in_lines(text, cut.head, stop)
    return ArticlePiece(cut.number, title, text[cut.start : head], text[head:stop])


def _title_in_lines(text: str, start: int, stop: int) -> tuple[int, str]:
    """A title that stands as plain lines under the number, and where the words of the article begin."""
    found: list[str] = []
    end = start
    for position, line in lines_of(text[start:stop]):
        bare = line.strip().strip("*")
        if not bare:
            continue
        is_text = bare[0].isdigit() or bare[-1] in ".:;," or len(bare) > LONGEST_TITLE
        # A title that is broken over lines goes on in small letters, or the line before ends in a small word.
        is_full = bool(found) and (len(found[-1]) > FULL_LINE or not found[-1].split()[-1][0].isupper())
        goes_on = not found or bare[0].islower() or is_full
        if is_text or not goes_on or len(found) == LINES_OF_TITLE:
            break
        found.append(bare)
        end = start + position + len(line)
    return (end, " ".join(found)) if found else (start, "")
