# ruff: noqa: PLC0415 -- our code is imported after the settings of the installation that is measured
# ruff: noqa: SLF001 -- the bare engine is asked past the interface, to compare
"""How fast the index is, how large, and how much slower a whole question is than the bare engine.

Documents are pieces of real text of the data packs, taken again and again with other places, dates and titles; without
packs they are the words of our own vocabularies. The queries are words of those texts, phrases, prefixes, fields and
terms of the vocabularies, in six languages.
"""

import argparse
import itertools
import json
import os
import random
import re
import resource
import statistics
import sys
import tempfile
import time
from datetime import date, timedelta
from functools import cache
from multiprocessing import active_children
from pathlib import Path

from bench.installation import machine


LANGUAGES = ("ar", "en", "es", "fr", "ru", "zh")
FOLDERS = {
    "ar": ("legislation_sa",),
    "en": ("treaties_en_nl", "legislation_in"),
    "es": ("legislation_ar", "treaties_es_argentina"),
    "fr": ("legislation_fr/fr",),
    "ru": ("legislation_ru",),
    "zh": ("legislation_cn",),
}
SCRIPT = {"ar": "[\u0620-\u064a]", "ru": "[а-яё]", "zh": "[\u4e00-\u9fff]"}
LENGTH = 2500
PIECES = 1200
PLACES = (
    "IT", "FR", "GB", "CN", "SA", "RU", "AR", "UY", "KE", "ML",
    "PH", "CA", "DE", "BR", "IN", "MX", "GH", "PE", "LB", "TH",
)  # fmt: skip
REGIONS = ("002", "019", "142", "150", "009")
KINDS = ("provision", "provision", "provision", "law", "article")
CRIMES = ("money-laundering", "corruption", "cybercrime", "firearms", "terrorism", "drug-offences", "piracy-maritime")
STATUSES = ("in-force", "in-force", "amended", "repealed", "draft")
QUERIES = 40


def strings(value):
    """Every longer text in plain data."""
    if isinstance(value, str):
        if len(value) > 60:
            yield value
    elif isinstance(value, dict):
        yield from itertools.chain.from_iterable(map(strings, value.values()))
    elif isinstance(value, list):
        yield from itertools.chain.from_iterable(map(strings, value))


def texts_of(folder):
    """The texts under a folder, as they come."""
    for path in sorted(folder.rglob("*")):
        if path.suffix in {".md", ".txt"} and path.name != "README-SOURCE.md":
            yield path.read_text(encoding="utf-8", errors="replace")
        elif path.suffix == ".json" and path.stat().st_size < 30_000_000:
            yield from strings(json.loads(path.read_text(encoding="utf-8", errors="replace")))


def pieces_of(language, packs):
    """Pieces of about LENGTH characters of real text in a language (Chinese says as much in a third of it)."""
    length = LENGTH // 3 if language == "zh" else LENGTH
    found, waiting = [], ""
    for name in FOLDERS[language]:
        for text in texts_of(packs / name) if (packs / name).is_dir() else ():
            waiting += " " + re.sub(r"\s+", " ", text)
            while len(waiting) >= length:
                piece, waiting = waiting[:length], waiting[length:]
                if language not in SCRIPT or len(re.findall(SCRIPT[language], piece)) > length / 3:
                    found.append(piece)
            if len(found) >= PIECES:
                return found
    return found


def pieces_of_vocabularies(language):
    """The same from our own words, for a machine without packs."""
    from comity.base.terms.models import Definition, Label

    words = [*Label.objects.filter(language=language).values_list("text", flat=True)]
    words += [*Definition.objects.filter(language=language).values_list("text", flat=True)]
    return [" ".join(random.choices(words, k=60))[:LENGTH] for _ in range(PIECES)]


class Invented:
    """As many documents as wanted, twenty to a record; whichever process makes one makes the same."""

    def __init__(self, pieces, number):
        self.pieces, self.number = pieces, number

    def records(self):
        """The keys of the records."""
        return [str(record) for record in range((self.number + 19) // 20)]

    def __call__(self, records):
        """The documents of some records."""
        for record in map(int, records):
            for n in range(record * 20, min(record * 20 + 20, self.number)):
                yield self.document(n, random.Random(n))

    def document(self, n, chance):
        """One of them."""
        from comity.engines.search.shapes import Document

        language = LANGUAGES[n % len(LANGUAGES)]
        pieces = self.pieces[language]
        body = pieces[(n // len(LANGUAGES)) % len(pieces)]
        start = chance.randrange(max(len(body) - 60, 1))
        place = chance.choice(PLACES)
        return Document(
            id=f"bench:{n}",
            record=str(n // 20),
            kind=chance.choice(KINDS),
            address=f"/laws/{place.lower()}/{n}/",
            language=language,
            title=f"{body[start : start + 60].strip()} {n}",
            body=body,
            context=pieces[n // 2000 % len(pieces)][:60],
            citations=(f"#{n % 900}",),
            places=(place,),
            regions=(chance.choice(REGIONS),),
            terms=(f"crime-types:{chance.choice(CRIMES)}",),
            articles=(f"XVIII-12:{n % 41}",),
            status=chance.choice(STATUSES),
            on=date(1950, 1, 1) + timedelta(days=chance.randrange(27_000)),
        )


def queries_of(language, pieces):
    """Queries such as people type, from words that are in the texts, and the terms of the vocabularies."""
    from comity.base.terms.models import Label

    made = []
    terms = sorted({*Label.objects.filter(language=language).values_list("text", flat=True)})
    made += random.sample(terms, min(QUERIES // 2, len(terms)))
    while len(made) < QUERIES:
        body = random.choice(pieces[language])
        if language == "zh":
            run = random.choice(re.findall(r"[\u4e00-\u9fff]{6,}", body) or ["刑法规定"])
            words = [run[:2], run[2:4], run[4:6]]
        else:
            words = random.choices(re.findall(r"[^\W\d_]{4,}", body) or ["law"], k=3)
        kind = len(made) % 6
        if kind == 0:
            made.append(words[0])
        elif kind in {1, 2}:
            made.append(" ".join(words[:2]))
        elif kind == 3:
            made.append(" ".join(words))
        elif kind == 4:
            at = random.randrange(max(len(body) - 30, 1))
            made.append('"' + body[at : at + 30].strip().replace('"', " ") + '"')
        else:
            made.append(f"{words[0]} place:{random.choice(PLACES)}" if random.random() < 0.5 else f"{words[0][:4]}*")
    return made


def bare(index, text, language):
    """The engine alone: all words, ranked and counted, five facets, its own snippets of twenty hits."""
    from tantivy import Occur, Query

    from comity.engines.search.grammar import parse
    from comity.engines.search.index import analysis

    now = index.searcher().searcher
    words = [piece.text for piece in parse(text, language).pieces if piece.text]
    forms = [
        next((f for f in forms if now.doc_freq("words", f)), forms[0])
        for word in words
        for part in word.split()
        for _, forms in analysis.units(part)
    ]
    terms = [(Occur.Must, Query.term_query(index._schema, "words", form, "freq")) for form in forms]
    return engine_alone(index, now, Query.boolean_query(terms) if terms else Query.all_query())


def engine_alone(index, now, query):
    """The engine asked one query of its own: twenty hits ranked, five facets counted, its own snippets."""
    from tantivy import Document, SnippetGenerator

    facets = ("place", "kind", "crime_type", "language", "status")
    began, worked = time.perf_counter(), time.process_time()
    hits = now.search(query, 20).hits
    now.aggregate(query, {facet: {"terms": {"field": facet, "size": 100}} for facet in facets})
    generator = SnippetGenerator.create(now, query, index._schema, "exact")
    for _, address in hits:
        text = Document()
        text.add_text("exact", now.doc(address).get_first("stored").decode())
        generator.snippet_from_doc(text)
    return time.perf_counter() - began, time.process_time() - worked


def bare_across(index, text, language):
    """The engine alone, asked what a question across languages comes to: the words or their names in six languages."""
    from comity.engines.search import queries
    from comity.engines.search.enums import Sort

    state = index.searcher()
    question = queries._question(text, None, language, {}, Sort.RELEVANCE, across=False, renders=True)
    whole = index._compiler(question, state, is_loose=False).whole(question.query, question.renderings)
    return engine_alone(index, state.searcher, whole.ranking)


@cache
def browser():
    """One for all pages: with each, the whole of the portal is set up anew."""
    from django.test import Client

    return Client(SERVER_NAME="localhost")


def paged(text, language, **others):
    """The whole page of a search, as a browser gets it."""
    client = browser()
    began, worked = time.perf_counter(), time.process_time()
    answer = client.get(f"/{language}/search/", {"q": text, **others})
    if answer.status_code not in {200, 302}:
        raise SystemExit(f"The page of “{text}” answered {answer.status_code}.")
    return time.perf_counter() - began, time.process_time() - worked


def memory(process="self"):
    """Resident memory of a process in MB: its own, and what is mapped from files."""
    try:
        lines = Path(f"/proc/{process}/status").read_text().splitlines()
    except FileNotFoundError:
        return 0.0, 0.0
    found = {
        line.split(":")[0]: int(line.split()[1]) / 1024 for line in lines if line.startswith(("RssAnon", "RssFile"))
    }
    return found.get("RssAnon", 0.0), found.get("RssFile", 0.0)


def told(name, both):
    """Print and return the median and the 95th of a hundred, by the clock and in processor time.

    A busy machine makes the first longer, and changes the second little.
    """
    return figured(name, [clock for clock, _ in both]), figured("  its processor time", [used for _, used in both])


def figured(name, times):
    ordered = sorted(times)
    p95 = ordered[int(len(ordered) * 0.95)]
    median = statistics.median(ordered)
    figures = (
        f"{label} {value * 1000:7.1f} ms" for label, value in (("p50", median), ("p95", p95), ("worst", ordered[-1]))
    )
    print(f"  {name:<34} {'   '.join(figures)}")
    return median, p95


def compared(whole, alone, asked=""):
    """Print how many times as long as the bare engine it took."""
    for kind, ours, bares in zip(("by the clock", "in processor time"), whole, alone, strict=True):
        print(f"    to the bare engine{asked} {kind}: p50 x{ours[0] / bares[0]:.1f}, p95 x{ours[1] / bares[1]:.1f}")


def installation(home):
    """An installation of its own, with the vocabularies."""
    os.environ.update(COMITY_HOME=home, DJANGO_SETTINGS_MODULE="comity.project.settings", DATABASE_URL="")
    import django

    django.setup()
    from comity.base.people.actions import ensure_service
    from comity.base.places.actions import load_facts as load_places
    from comity.base.terms.actions import load_facts
    from comity.project.beginning import migrate
    from comity.project.commands.messages import compile_all
    from comity.project.commands.setting_up import collect_files

    migrate()
    load_places(by=ensure_service())
    load_facts(by=ensure_service())
    compile_all()
    collect_files()


def build(pieces, number):
    """Index the documents as a rebuild does, and use it.

    Returns:
        The seconds it took, those of all cores, the bytes of the index, and the most memory of all processes in MB.
    """
    from comity.engines.search import queries, registry
    from comity.engines.search.actions.reading import beside, never
    from comity.engines.search.actions.sharing import share
    from comity.engines.search.index.embedded import EmbeddedIndex

    shelf, source, done = queries.shelf(), Invented(pieces, number), 0
    most = 0.0
    begun = shelf.begin(0, number, registry.versions())
    index = EmbeddedIndex(shelf.home / begun.folder)
    began, worked = time.perf_counter(), processor()

    def told(records):
        nonlocal done, most
        done += len(records)
        if done % 1000 < len(records):
            most = max(most, sum(memory(one)[0] for one in ("self", *(child.pid for child in active_children()))))
        print(f"\r  {time.perf_counter() - began:6.0f} s {done * 20:9,}", end="", file=sys.stderr, flush=True)

    def kept(records):
        """Nothing is noted: a measurement is not gone on with."""

    records = source.records()
    processes = max(beside(len(records), is_gentle=False), 1)
    if not share(index, records, processes=processes, read=told, kept=kept, stop=never, source=source):
        raise SystemExit("A process was lost, for want of memory perhaps; nothing was measured.")
    index.write((), position=1)
    index.close()
    took = time.perf_counter() - began
    shelf.switch(begun.folder)
    print("\r", end="", file=sys.stderr)
    size = sum(path.stat().st_size for path in (shelf.home / begun.folder).iterdir())
    return took, processor() - worked, size, most


def processor():
    """The time that this process and those that it started have had of all cores, in seconds."""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in used)


def main(arguments=None):
    """Index, ask, print."""
    parser = argparse.ArgumentParser(prog="python -m bench search-speed", description=__doc__)
    parser.add_argument("--documents", type=int, default=100_000, help="how many documents (default: %(default)s)")
    parser.add_argument(
        "--home", default="", help="a folder to keep the installation in; it is asked again if it has an index"
    )
    parser.add_argument("--worst", type=int, default=5, help="how many of the slowest queries to name")
    given = parser.parse_args(arguments)
    random.seed(7)
    with tempfile.TemporaryDirectory(prefix="comity-bench-") as folder:
        installation(given.home or folder)
        from django.conf import settings

        packs = next((pack for pack in settings.PACKS if pack.is_dir()), Path(__file__).parents[2] / "shared" / "data")
        pieces = {language: pieces_of(language, packs) or pieces_of_vocabularies(language) for language in LANGUAGES}
        measure(pieces, given.documents, given.worst)


def measure(pieces, number, worst):
    from comity.engines.search import queries
    from comity.project.commands.serving import settle

    print(f"{machine()}; {number:,} documents from {sum(map(len, pieces.values())):,} pieces of text")
    if queries.index() is None:
        took, worked, size, most = build(pieces, number)
        speed = f"{number / took:,.0f} a second, {worked:.0f} s of processor time"
        print(f"  indexed in {took:.0f} s ({speed}), {size / 2**20:,.0f} MB on disk")
        print(f"  memory of all processes while indexing {most:,.0f} MB")
    typed = [(text, language) for language in LANGUAGES for text in queries_of(language, pieces)]
    index = queries.index()
    for text in queries_of("en", pieces):
        queries.ask(text, person=None, language="en")
    # As a server's worker does, so that no query waits for the garbage collector to walk through the vocabularies.
    settle()
    print(f"  {len(typed)} queries in six languages, each asked for the first time, with eight facets and snippets:")
    alone = told("bare engine", [bare(index, text, language) for text, language in typed])
    same = told("… under every name of an idea", [bare_across(index, text, language) for text, language in typed])
    for name, others in (
        ("ask", {"across": True, "limit": 20}),
        ("ask, own language only", {"across": False, "limit": 20}),
    ):
        times = []
        index._counted.clear()
        for text, language in typed:
            began, worked = time.perf_counter(), time.process_time()
            queries.ask(text, person=None, language=language, **others)
            times.append((time.perf_counter() - began, time.process_time() - worked, text))
        whole = told(name, [taken for *taken, _ in times])
        compared(whole, alone)
        if others["across"]:
            compared(whole, same, " asked the same")
        for taken, _, text in sorted(times, reverse=True)[:worst]:
            print(f"    slow: {taken * 1000:6.1f} ms  {text}")
    for text in queries_of("en", pieces)[:5]:
        paged(text, "en")
    settle()
    index._counted.clear()
    whole = told("the page, across languages", [paged(text, language) for text, language in typed])
    compared(whole, alone)
    compared(whole, same, " asked the same")
    index._counted.clear()
    whole = told("the page, own language only", [paged(text, language, across="no") for text, language in typed])
    compared(whole, alone)
    anonymous, mapped = memory()
    print(f"  memory after it {anonymous:,.0f} MB, and {mapped:,.0f} MB mapped from files")


if __name__ == "__main__":
    main()
