# ruff: noqa: PLC0415 -- our code is imported after the settings of the installation that is measured
"""How well search finds: the golden set, and larger sets made from the texts that this installation has.

The golden set asks for treaties and articles as people do, in six languages. The larger sets take the opening of an
article in one language and look for the same article among all documents of another; words out of the middle of a
provision, or a citation of it, and look for the provision; the title of a law, and look for the law. All are asked of
words alone, with the vocabularies, and with the vectors where there are any: so each part shows what it is worth.

Every set is in two parts. Whatever is weighed or mended is tried on the part for tuning; the held-out part says how
good the search is. Which part a query belongs to is decided by a hash of what it asks for. What the bench asked before
there were two parts was used for tuning, so articles and provisions that it drew then are never held out.
"""

import argparse
import json
import random
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final
from unittest import mock

from rich.console import Console
from rich.progress import track
from rich.table import Table

from bench.installation import installed, machine
from bench.judging import DECLARATION, Entry, Figures, Golden, Part, golden, judge, mean, part_of
from bench.texts import LONGER, Wanted, of_articles, of_citations, of_passages, of_summaries, of_titles


REPORT: Final = Path(__file__).resolve().parents[1] / "build" / "bench" / "retrieval.json"
SEED: Final = 20261122
# By this the sets were drawn that everything was tuned on before there was a part held out, 600 queries at a time.
SPENT_SEED: Final = 20261121
SPENT: Final = 600
# Hits looked at: an article stands in up to seven languages, and what nobody judged is passed over.
HITS: Final = 100
SHARES: Final = {
    "articles across languages": 0.5,
    "articles across languages, 400 characters": 0.5,
    "summaries across languages": 0.25,
    "passages of laws": 0.2,
    "titles of laws": 0.15,
    "citations": 0.15,
}
ACROSS: Final = (
    "articles across languages",
    "articles across languages, 400 characters",
    "summaries across languages",
)
FIGURES: Final = {"Hit@1": "first", "Hit@10": "hit", "MRR@10": "rank", "nDCG@10": "gain", "Recall@10": "recall"}


@dataclass(frozen=True, slots=True)
class Mode:
    """Which parts of the search take part; ``across`` is the vocabularies."""

    name: str
    across: bool
    near: bool


WORDS: Final = Mode("words", across=False, near=False)
TERMS: Final = Mode("+ vocabularies", across=True, near=False)
NEAR: Final = Mode("+ vectors", across=True, near=True)


@contextmanager
def without_vectors() -> Iterator[None]:
    """Search as if no vector were near any query."""
    from comity.engines.search.vectors import Store

    with mock.patch.object(Store, "nearest", return_value=[]):
        yield


def has_vectors() -> bool:
    """Whether any question to the search gets an answer from the vectors; waits until the encoder is loaded."""
    from comity.engines.search import queries
    from comity.engines.search.vectors import Store, encode

    encode(["extradition"])
    answered, nearest = [], Store.nearest

    def watched(self: Any, *given: Any, **others: Any) -> Any:
        found = nearest(self, *given, **others)
        answered.append(bool(found))
        return found

    with mock.patch.object(Store, "nearest", watched):
        for text in ("extradition of nationals", "decomiso del producto del delito", "司法协助"):
            queries.ask(text, person=None, language="en", facets=(), snippet=0)
    return any(answered)


def asked(
    text: str, language: str, mode: Mode, filters: Mapping[Any, tuple[str, ...]] | None = None
) -> list[tuple[str, str]]:
    """Address and language of each hit, best first."""
    from comity.engines.search import queries

    found = queries.ask(
        text,
        person=None,
        language=language.partition("-")[0],
        filters=filters or {},
        facets=(),
        limit=HITS,
        snippet=0,
        across=mode.across,
    )
    return [(hit.address, hit.language) for hit in found.hits]


# ---------------------------------------------------------------- the golden set


def of_golden(known: Golden, mode: Mode, console: Console) -> dict[str, Figures]:
    """The figures of each entry, asked where its answers were judged."""
    entries = track(known.entries, description=f"golden set, {mode.name}", console=console, transient=True)
    return judge(entries, known.judged, lambda one: asked(one.query, one.language, mode, where(one)))


def where(entry: Entry) -> Mapping[Any, tuple[str, ...]] | None:
    """What an entry is asked among: treaties and their articles, since nobody judged the laws of States for it.

    Everyday queries, and cases by name or number, are asked as people do, of everything there is; what is told of a
    case is looked for among cases.
    """
    from comity.engines.search.enums import Facet

    if entry.what in {"everyday", "case-name"}:
        return None
    return {Facet.KIND: ("case",) if entry.what == "case-facts" else ("treaty", "article")}


def loaded(known: Golden) -> tuple[Golden, int]:
    """The golden set without what this installation does not have, and how many entries that leaves out."""
    from comity.knowledge.cases.enums import Verification
    from comity.knowledge.cases.models import Case
    from comity.knowledge.legislation.models import Law
    from comity.knowledge.treaties.models import ArticleText

    lacking = set()
    if not ArticleText.objects.filter(article__treaty__symbol=DECLARATION).exists():
        lacking.add("udhr")
    if not Law.objects.exists():
        lacking.add("everyday")
    # Judgments come from packs; without them only those that ship can be found by name.
    if not Case.objects.filter(verification=Verification.RULE).exists():
        lacking |= {"case-name", "case-facts"}
    here = tuple(one for one in known.entries if one.what not in lacking)
    return Golden(known.judged, here), len(known.entries) - len(here)


# ---------------------------------------------------------------- the sets made from texts


def of_wanted(several: Sequence[Wanted], mode: Mode, name: str, console: Console) -> dict[str, list[Figures]]:
    """The figures of each query, by its group."""
    from comity.engines.search.enums import Facet

    groups: dict[str, list[Figures]] = defaultdict(list)
    for one in track(several, description=f"{name}, {mode.name}", console=console, transient=True):
        within = {Facet.LANGUAGE: (one.within,)} if one.within else None
        entry = Entry("", one.query, one.language, "known-item", {one.address: 3})
        hits = asked(one.query, one.language, mode, within)
        groups[one.group].append(judge([entry], frozenset(), lambda _entry, hits=hits: hits)[""])
    return groups


# ---------------------------------------------------------------- printing


def table(title: str, rows: Sequence[tuple[str, str, Figures]]) -> Table:
    """A row for each group and mode."""
    made = Table(title=title, title_justify="left")
    made.add_column("")
    made.add_column("with")
    for heading in ("queries", *FIGURES):
        made.add_column(heading, justify="right")
    before = ""
    for group, mode, figures in rows:
        if group != before and before:
            made.add_section()
        numbers = (f"{getattr(figures, field):.3f}" for field in FIGURES.values())
        made.add_row("" if group == before else group, mode, str(figures.queries), *numbers)
        before = group
    return made


def plain(rows: Sequence[tuple[str, str, Figures]]) -> list[dict[str, Any]]:
    """The same rows for a file."""
    return [
        {"group": group, "with": mode, "queries": figures.queries}
        | {heading: round(getattr(figures, field), 4) for heading, field in FIGURES.items()}
        for group, mode, figures in rows
    ]


def grouped(groups: Mapping[str, Mapping[str, Sequence[Figures]]]) -> list[tuple[str, str, Figures]]:
    """Rows of means from figures by mode and group, and of all of them together."""
    names = sorted({name for several in groups.values() for name in several})
    rows = [
        (name, mode, mean(several[name])) for name in names for mode, several in groups.items() if several.get(name)
    ]
    if 0 < sum(map(is_of_the_six, names)) < len(names):
        rows += together("of the six", groups, is_of_the_six)
    return rows + together("all", groups, lambda _name: True)


def is_of_the_six(pair: str) -> bool:
    """Whether both sides of a pair are one of the six languages, in either way of writing Chinese."""
    from comity.kernel.languages import INTERFACE

    asked, arrow, answered = pair.partition(" → ")
    return bool(arrow) and {asked.partition("-")[0], answered.partition("-")[0]} <= set(INTERFACE)


def together(
    name: str, groups: Mapping[str, Mapping[str, Sequence[Figures]]], belongs: Callable[[str], bool]
) -> list[tuple[str, str, Figures]]:
    """Rows of means over some of the groups."""
    whole = {
        mode: [one for group, figures in several.items() if belongs(group) for one in figures]
        for mode, several in groups.items()
    }
    return [(name, mode, mean(figures)) for mode, figures in whole.items() if figures]


def misses(known: Golden, figures: Mapping[str, Figures], mode: Mode, number: int) -> Iterator[str]:
    """The golden queries for tuning that are answered worst, and what came first instead of an answer."""
    tuning = [one for one in known.entries if one.part is Part.TUNING]
    worst = sorted(tuning, key=lambda one: (figures[one.id].rank, figures[one.id].recall, one.id))
    for one in worst[:number]:
        hits = asked(one.query, one.language, mode, where(one))
        first = ", ".join(list(dict.fromkeys(at for at, _ in hits))[:3]) or "nothing"
        wanted = next(iter(one.grades))
        rank = figures[one.id].rank
        yield f"{one.id} {one.what} «{one.query}»: MRR {rank:.2f}; wanted {wanted}, found {first}"


def main(arguments: Sequence[str] | None = None) -> None:
    """Ask every set in every mode, print tables, and write the figures to a file."""
    parser = argparse.ArgumentParser(prog="python -m bench retrieval", description=__doc__)
    parser.add_argument("--queries", type=int, default=600, help="most queries made from texts (default: %(default)s)")
    parser.add_argument("--misses", type=int, default=0, help="how many of the worst golden queries to name")
    parser.add_argument("--only", choices=("golden", "texts"), help="one of the two sets alone")
    parser.add_argument("--report", type=Path, default=REPORT, help="where the figures are written")
    given = parser.parse_args(arguments)
    installed()
    console = Console(width=118)
    measured = measure(given.queries, given.misses, given.only, console)
    given.report.parent.mkdir(parents=True, exist_ok=True)
    given.report.write_text(json.dumps(measured, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def measure(number: int, named: int, only: str | None, console: Console) -> dict[str, Any]:
    """All tables, printed, and as plain data."""
    from comity.engines.search import queries

    index = queries.index()
    if index is None:
        raise SystemExit("There is no search index yet. Make one with: comity setup --packs")
    modes = (WORDS, TERMS, NEAR) if has_vectors() else (WORDS, TERMS)
    if NEAR not in modes:
        console.print("The vectors take no part in the search of this installation; their rows are left out.")
    result: dict[str, Any] = {"machine": machine(), "documents": index.size(), "modes": [mode.name for mode in modes]}
    console.print(f"{index.size():,} documents in the index")
    if NEAR in modes and (encoded := queries.state().encoded) < 1:
        result["encoded"] = round(encoded, 3)
        console.print(
            f"Only {encoded:.0%} of the records have all their vectors; the others come with: comity index vectors"
        )
    if only != "texts":
        result |= golden_tables(modes, named, console)
    if only != "golden":
        result |= text_tables(modes, number, console)
    return result


def golden_tables(modes: Sequence[Mode], named: int, console: Console) -> dict[str, Any]:
    """The golden set by the language of its queries and by what they are, in both parts."""
    known, left_out = loaded(golden())
    if left_out:
        console.print(f"Some packs are not loaded: {left_out} queries of the golden set are left out.")
    by_mode = {}
    for mode in modes:
        with _as(mode):
            by_mode[mode.name] = of_golden(known, mode, console)
    result: dict[str, Any] = {}
    for part in Part:
        for title, field in (("by language of the query", "language"), ("by kind of query", "what")):
            groups: dict[str, dict[str, list[Figures]]] = {}
            for mode, figures in by_mode.items():
                own = groups.setdefault(mode, defaultdict(list))
                for one in known.entries:
                    if one.part is part:
                        own[getattr(one, field)].append(figures[one.id])
            rows = grouped(groups)
            console.print(table(f"Golden set, {part}, {title}", rows))
            result[f"golden, {part}, {title}"] = plain(rows)
    if named:
        with _as(modes[-1]):
            for line in misses(known, by_mode[modes[-1].name], modes[-1], named):
                console.print(line, highlight=False, markup=False)
    return result


def text_tables(modes: Sequence[Mode], number: int, console: Console) -> dict[str, Any]:
    """The sets made from texts, in both parts."""
    makers = {
        "articles across languages": of_articles,
        "articles across languages, 400 characters": partial(of_articles, length=LONGER),
        "summaries across languages": of_summaries,
        "passages of laws": of_passages,
        "titles of laws": of_titles,
        "citations": of_citations,
    }
    result: dict[str, Any] = {}
    for name, maker in makers.items():
        drawn = () if maker is of_summaries else maker(int(SPENT * SHARES[name]), random.Random(SPENT_SEED))
        spent = frozenset(one.address for one in drawn)

        def part(one: Wanted, spent: frozenset[str] = spent) -> Part:
            return Part.TUNING if one.address in spent else part_of(one.address)

        for asked_of in Part:
            chance = random.Random(SEED)
            wanted = maker(int(number * SHARES[name]), chance, lambda one, of=asked_of, part=part: part(one) is of)
            if not wanted:
                console.print(f"{name}, {asked_of}: no text for it is loaded. Load packs with: comity setup --packs")
                continue
            groups = {}
            # Words of one language alone find nothing in another.
            for mode in modes[1:] if name in ACROSS else modes:
                with _as(mode):
                    groups[mode.name] = of_wanted(wanted, mode, name, console)
            rows = grouped(groups)
            console.print(table(f"From texts: {name}, {asked_of}", rows))
            result[f"{name}, {asked_of}"] = plain(rows)
    return result


@contextmanager
def _as(mode: Mode) -> Iterator[None]:
    if mode.near:
        yield
    else:
        with without_vectors():
            yield


if __name__ == "__main__":
    main()
