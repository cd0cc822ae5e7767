"""A source text cut into divisions, provisions and other text, so that every character belongs to one of them."""

import re
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise, zip_longest
from typing import Final

from comity.knowledge.legislation.enums import PartKind, Split
from comity.knowledge.legislation.grammar import eid_of
from comity.knowledge.legislation.imports import chains, marks
from comity.knowledge.legislation.imports.chains import Candidate
from comity.knowledge.legislation.imports.grammars import ARABIC, GRAMMARS, Grammar, Mark
from comity.knowledge.legislation.imports.markup import Line, lines_of, paragraphs, visible_words
from comity.knowledge.legislation.shapes import WORDS, Accounting, ParsedPart


class Marks(StrEnum):
    """Which lines may open an article, and whether they are believed."""

    # Headings of Markdown that the publisher's own structure made: every one is an article.
    HEADINGS = "headings"
    # Headings that a publisher's program made, quoted articles of other laws among them: believed in sequence.
    SEQUENCE = "sequence"
    # A line that stands alone as its own paragraph: believed.
    ALONE = "alone"
    # The beginning of a paragraph, headings included: believed only in sequence.
    PARAGRAPHS = "paragraphs"
    # The beginning of any line, from text without paragraphs: believed only in a complete sequence.
    LINES = "lines"


class Rest(StrEnum):
    """What follows the number on the line of an article."""

    HEADING = "heading"
    BODY = "body"
    BOLD_IS_HEADING = "bold"


@dataclass(frozen=True, slots=True)
class Dialect:
    """How one publisher writes its laws."""

    language: str
    marks: Marks
    rest: Rest = Rest.HEADING
    levels_by_hashes: bool = False
    any_heading_divides: bool = False
    notes: tuple[str, ...] = ()
    may_be_torn: bool = False


AFTER_LABEL: Final = re.compile(r"^[\s.:;,°)\]،]*(?:[-–—‑−.]+\s*)?")
BOLD_END: Final = re.compile(r"\*\*[^*]+\*\*\W*$")
IN_A_SENTENCE: Final = re.compile(r"^\S+\s+\S+\s+(?:de|del|de la|sustitu\w+|incorpora\w+|por|y|se|que|en)\s")
LONGEST_INTRODUCTION: Final = 160
SHORTEST_SEQUENCE: Final = 4
SHORTEST_AVERAGE: Final = 250  # characters of an article whose number has no word before it
COMPLETE: Final = 0.9
PLAUSIBLE: Final = 0.85
DEEPEST: Final = 10
LONGEST_ARTICLE: Final = 0.5  # of the whole: then the marks were not those of articles


@dataclass(slots=True)
class Opening:
    """A line at which a new part begins."""

    kind: PartKind
    line: int
    level: int = 0
    mark: Mark | None = None
    sequence: int = 1


def parts_of(text: str, dialect: Dialect, *, start: int = 0) -> tuple[list[ParsedPart], Split]:
    """Cut the text from an offset on.

    Returns:
        The parts in order, without gap or overlap from ``start`` to the end, and how well they could be told apart.
    """
    lines = lines_of(text, start)
    grammar = GRAMMARS.get(dialect.language)
    openings: list[Opening] = []
    split = Split.WHOLE
    if grammar:
        found, split = articles_in(lines, grammar, dialect, len(text))
        if split is not Split.WHOLE:
            openings = [*found, *divisions_in(lines, grammar, dialect, {opening.line for opening in found})]
            openings.sort(key=lambda opening: opening.line)
    parts = assemble(text, lines, openings, dialect, start)
    if split is not Split.WHOLE:
        if dialect.marks in (Marks.PARAGRAPHS, Marks.LINES):
            contents_become_text(parts)
        parts = settle(parts)
    name(parts)
    return parts, split


def articles_in(
    lines: list[Line], grammar: Grammar, dialect: Dialect, end: int
) -> tuple[list[Opening], Split]:  # fmt: skip
    """The lines that open the law's own articles."""
    for pattern in grammar.articles:
        candidates = [
            Candidate(index, line.start, mark)
            for index, line in enumerate(lines)
            if may_open(line, dialect) and (mark := marks.article(line, grammar, pattern))
        ]
        if dialect.marks in (Marks.HEADINGS, Marks.ALONE) or rises(candidates, dialect):
            if candidates:
                return sequences(candidates), Split.ARTICLES
            continue
        found = chains.without_contents(chains.runs(candidates, wide=dialect.marks is Marks.SEQUENCE), end)
        if not found:
            continue
        longest = max(found, key=len)
        if dialect.marks is Marks.LINES:
            if not is_plausible(
                longest, end, worded=bool(longest[0].mark.style[0] or longest[0].mark.label[:1].isalpha())
            ):
                continue
            found = [run for run in found if len(run) >= SHORTEST_SEQUENCE and chains.completeness(run) >= PLAUSIBLE]
        complete = chains.completeness(longest) >= COMPLETE
        openings = [
            Opening(PartKind.PROVISION, candidate.line, mark=candidate.mark, sequence=number)
            for number, run in enumerate(found, start=1)
            for candidate in run
        ]
        return openings, Split.ARTICLES if complete else Split.PARTLY
    if grammar is ARABIC:
        clauses = [
            Candidate(index, line.start, mark)
            for index, line in enumerate(lines)
            if (mark := marks.arabic_clause(line))
        ]
        chain = chains.best_chain(clauses)
        if chain:
            return sequences([clauses[index] for index in chain]), Split.ARTICLES
    return [], Split.WHOLE


def rises(candidates: list[Candidate], dialect: Dialect) -> bool:
    """Whether headings count upwards from the first to the last, so that none can be quoted from elsewhere."""
    if dialect.marks is not Marks.SEQUENCE or not candidates:
        return False
    keys = [chains.key_of(candidate.mark) for candidate in candidates]
    return all(a is not None and b is not None and a < b for a, b in pairwise(keys))


def may_open(line: Line, dialect: Dialect) -> bool:
    """Whether an article may begin on this line."""
    match dialect.marks:
        case Marks.HEADINGS | Marks.SEQUENCE:
            return line.hashes > 0
        case Marks.ALONE:
            return line.alone
        case Marks.PARAGRAPHS:
            return line.begins
        case _:
            return bool(line.text)


def is_plausible(run: list[Candidate], end: int, *, worded: bool) -> bool:
    """Whether a sequence found in unmarked text is surely the law's articles; bare numbers may also be a list."""
    gaps = [after.start - before.start for before, after in pairwise(run)]
    return (
        len(run) >= SHORTEST_SEQUENCE
        and chains.completeness(run) >= PLAUSIBLE
        and max(gaps) < LONGEST_ARTICLE * end
        and (worded or sum(gaps) / len(gaps) > SHORTEST_AVERAGE)
        and run[-1].start - run[0].start > LONGEST_ARTICLE * end
    )


def sequences(candidates: list[Candidate]) -> list[Opening]:
    """Believed marks; where numbering begins again at 1 a new sequence begins."""
    openings: list[Opening] = []
    sequence, seen = 1, set[str]()
    for candidate in candidates:
        mark = candidate.mark
        if mark.number in seen and chains.key_of(mark) == (1, 0):
            sequence, seen = sequence + 1, set()
        seen.add(mark.number)
        openings.append(Opening(PartKind.PROVISION, candidate.line, mark=mark, sequence=sequence))
    return openings


def divisions_in(lines: list[Line], grammar: Grammar, dialect: Dialect, taken: set[int]) -> list[Opening]:
    """Headings of books, titles, chapters and sections, notes and closing formulas."""
    openings: list[Opening] = []
    for index, line in enumerate(lines):
        if index in taken or not line.text:
            continue
        if line.hashes and line.text in dialect.notes:
            openings.append(Opening(PartKind.TEXT, index))
            continue
        if grammar.closing and line.begins and grammar.closing.match(line.text):
            openings.append(Opening(PartKind.TEXT, index))
            continue
        if not (line.hashes or line.alone or dialect.marks is Marks.LINES) or line.hashes == 1:
            continue
        word = marks.division_word(line, grammar)
        if word is not None and not line.hashes and len(line.text) > LONGEST_INTRODUCTION:
            word = None
        if word is not None and dialect.marks is Marks.PARAGRAPHS and IN_A_SENTENCE.search(line.text):
            word = None  # a line of running text that happens to begin with «Capítulo VII de la …»
        if word is None and line.hashes and dialect.any_heading_divides:
            word = ""
        if word is not None:
            openings.append(Opening(PartKind.DIVISION, index, level_of(line, word, grammar, dialect)))
    return openings


def level_of(line: Line, word: str, grammar: Grammar, dialect: Dialect) -> int:
    """Depth of a division: by its word, or by its Markdown heading where the publisher means it."""
    if dialect.levels_by_hashes and line.hashes:
        return line.hashes
    ranked = next((rank for name_, rank in grammar.ranks.items() if word == name_), None)
    if ranked is None:
        ranked = next((rank for name_, rank in grammar.ranks.items() if word and word.startswith(name_)), DEEPEST)
    return ranked


def assemble(
    text: str, lines: list[Line], openings: list[Opening], dialect: Dialect, start: int
) -> list[ParsedPart]:  # fmt: skip
    """Parts from opening to opening; what stands before the first is text."""
    parts: list[ParsedPart] = []
    first = lines[openings[0].line].start if openings else len(text)
    before = paragraphs(unhashed(text[start:first]))
    if before or not openings:
        parts.append(ParsedPart(PartKind.TEXT, start=start, end=first, body=before))
    skipped = start if openings and not before else None  # blank lines before the first part belong to it
    for opening, following in zip_longest(openings, openings[1:]):
        line = lines[opening.line]
        end = lines[following.line].start if following else len(text)
        part = ParsedPart(opening.kind, start=line.start, end=end, level=opening.level)
        if skipped is not None:
            part.start, skipped = skipped, None
        if opening.kind is PartKind.PROVISION and opening.mark:
            fill_provision(part, opening, line, text, dialect)
        elif opening.kind is PartKind.DIVISION:
            part.heading, part.body = line.text, paragraphs(unhashed(text[line.end : end]))
        else:
            part.body = paragraphs(unhashed(text[line.start : end]))
        parts.append(part)
    return parts


def fill_provision(part: ParsedPart, opening: Opening, line: Line, text: str, dialect: Dialect) -> None:
    """Number, label, heading and body of an article from its opening line and what follows."""
    mark = opening.mark
    if mark is None:
        return
    part.number, part.label = mark.number, mark.label
    prefix = "" if opening.sequence == 1 else f"att_{opening.sequence}__"
    part.eid = prefix + eid_of(mark.prefix, mark.number)
    # The line alone may cut a link or an emphasis in two; the whole span has both of its ends.
    span = paragraphs(unhashed(text[part.start : part.end]))
    if span.startswith(mark.label):
        first, _, below = span[len(mark.label) :].partition("\n")
        rest = AFTER_LABEL.sub("", first.strip())
        joint = "\n" if below and not below.startswith("\n") else "\n\n"
        below = below.strip("\n")
    else:
        rest, below, joint = mark.rest, paragraphs(unhashed(text[line.end : part.end])), "\n\n"
    bold = BOLD_END.search(line.raw) is not None
    is_heading = (dialect.rest is Rest.HEADING and (line.hashes > 0 or bool(below))) or (
        dialect.rest is Rest.BOLD_IS_HEADING and bold
    )
    if is_heading:
        part.heading, part.body = rest, below
    else:
        part.body = joint.join(piece for piece in (rest, below) if piece)


def unhashed(text: str) -> str:
    """Text of a part without the number signs of Markdown headings that belong to its body."""
    return re.sub(r"(?m)^#{1,6}[ \t]+", "", text) if "#" in text else text


def contents_become_text(parts: list[ParsedPart]) -> None:
    """A heading before the first article that comes again below is a line of the table of contents."""
    first = next((i for i, part in enumerate(parts) if part.kind is PartKind.PROVISION), 0)
    later = Counter(fold(part.heading) for part in parts if part.kind is PartKind.DIVISION)
    for part in parts[:first]:
        key = fold(part.heading)
        if part.kind is PartKind.DIVISION and later[key] > 1:
            later[key] -= 1
            part.kind = PartKind.TEXT
            part.body = "\n\n".join(piece for piece in (part.heading, part.body) if piece)
            part.heading = ""


def fold(heading: str) -> str:
    """A heading as compared: letters and digits only."""
    return "".join(WORDS.findall(heading)).casefold()


def settle(parts: list[ParsedPart]) -> list[ParsedPart]:
    """Join neighbouring texts, give divisions their names and every part its depth from 1."""
    joined: list[ParsedPart] = []
    for part in parts:
        last = joined[-1] if joined else None
        if last and last.kind is part.kind is PartKind.TEXT:
            last.body = "\n\n".join(piece for piece in (last.body, part.body) if piece)
            last.end = part.end
        else:
            joined.append(part)
    stack: list[int] = []
    for part in joined:
        if part.kind is PartKind.DIVISION:
            while stack and stack[-1] >= part.level:
                stack.pop()
            stack.append(part.level)
            part.level = len(stack)
            name_division(part)
        else:
            part.level = len(stack) + 1
    return joined


def name_division(part: ParsedPart) -> None:
    """«CAPITULO I» and the one short line below it are one heading."""
    if part.body and len(part.body) <= LONGEST_INTRODUCTION and "\n\n" not in part.body and part.body[-1] not in ".;:":
        part.heading = f"{part.heading} — {' '.join(part.body.split())}"
        part.body = ""


def name(parts: list[ParsedPart]) -> None:
    """Permanent names: a number that occurs twice gets a counter, divisions and texts are counted."""
    seen: Counter[str] = Counter()
    counts: Counter[str] = Counter()
    for part in parts:
        if part.kind is PartKind.PROVISION:
            seen[part.eid] += 1
            if seen[part.eid] > 1:
                part.eid = f"{part.eid}__{seen[part.eid]}"
        else:
            counts[part.kind] += 1
            part.eid = f"{'div' if part.kind is PartKind.DIVISION else 'text'}_{counts[part.kind]}"


def account(file: str, text: str, metadata: int, parts: list[ParsedPart]) -> Accounting:
    """Count where every character of a text source went, and check word by word that nothing was lost."""
    result = Accounting(file=file, characters=len(text), metadata=metadata)
    for part in parts:
        size = part.end - part.start
        if part.kind is PartKind.PROVISION:
            result.provisions += size
            result.articles += 1
        elif part.kind is PartKind.DIVISION:
            result.headings += size
        else:
            result.other_text += size
    lost: list[str] = []
    for part in parts:
        kept = "".join(WORDS.findall(f"{part.label} {part.heading} {part.body}"))
        if "".join(visible_words(text[part.start : part.end])) != kept:
            lost.append(f"{part.eid}")
    result.missing_words = tuple(lost)
    return result
