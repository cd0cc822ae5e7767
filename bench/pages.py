"""How long the server works for each page, and how many questions each asks of the database.

The pages are asked of the installation in ``COMITY_HOME``, inside one process and after warming up, in two languages.
Time spent in the network, the server program and the browser is not in the figures.
"""

import argparse
import json
import os
import statistics
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

import django
from rich.console import Console
from rich.table import Table


REPORT: Final = Path(__file__).resolve().parents[1] / "build" / "bench" / "pages.json"
LANGUAGES: Final = ("en", "ar")
ROUNDS: Final = 40
WARMING: Final = 3
# A page that needs more processor time than this is too slow for a machine that serves many readers.
MOST: Final = 50.0


@dataclass(frozen=True, slots=True)
class Measured:
    """One page in one language; times are milliseconds.

    ``p50`` and ``p95`` are by the clock, ``processor`` is the median that was spent computing, which a busy machine
    does not change.
    """

    page: str
    language: str
    address: str
    p50: float
    p95: float
    processor: float
    queries: int
    kilobytes: float


def addresses() -> Iterator[tuple[str, str]]:
    """The pages that are measured, without their language; a law that is not loaded is left out."""
    yield "home", "/"
    yield "search, empty", "/search/"
    yield "search", "/search/?q=money+laundering"
    yield "treaty", "/treaties/XVIII-12/"
    yield "participation", "/treaties/XVIII-12/participation/"
    yield "participation, another day", "/treaties/XVIII-12/participation/?on=2010-06-01"
    yield "article", "/treaties/XVIII-12/articles/18/"
    yield "between two States", "/treaties/between/?a=IT&b=FR"
    yield "State IT", "/places/IT/"
    yield "State FR", "/places/FR/"
    yield "topic", "/topics/money-laundering/"
    yield "list of laws", "/laws/"
    yield "list of cases", "/cases/"
    yield "cases found", "/search/?kind=case&q=trafficking"
    yield "case of an index", "/cases/unodc-irb005/"
    yield "authorities", "/authorities/"
    yield "whom to ask", "/authorities/find/?state=CH&function=mutual-legal-assistance&asking=AR&on=2024-01-01"
    yield "treaties that bind", "/assistance/?requesting=IT&requested=US&measure=bank-records&on=2024-01-01"
    yield "strategies", "/strategies/"
    yield "bibliography", "/bibliography/"
    yield "library", "/library/"
    yield "registers of a State", "/registers/?place=FR"
    yield "whom to ask, by questions", "/guidance/?need=evidence&me=judicial&state=IT&own=GH&urgent=weeks"
    yield "sheet of a State", "/guidance/states/IT/"
    yield "indicator", "/indicators/treaty-parties/"
    yield "portal", "/portals/trafficking-in-persons/"
    yield "what is missing", "/places/IT/missing/"
    yield (
        "six States beside each other",
        "/beside/?q=money+laundering&place=FR&place=CN&place=SA&place=RU&place=AR&place=CH",
    )
    yield from laws()


def laws() -> Iterator[tuple[str, str]]:
    """A French and a Russian code of a thousand articles, one provision, and the law with most versions compared."""
    from django.db.models import Count, Q  # noqa: PLC0415 -- needs the settings, as do the models

    from comity.knowledge.legislation.enums import PartKind  # noqa: PLC0415
    from comity.knowledge.legislation.models import Law, Part, Version  # noqa: PLC0415

    for place in ("fr", "ru"):
        largest = (
            Version.objects.filter(law__jurisdiction=place, is_held=True)
            .select_related("law")
            .order_by("-articles", "pk")
            .first()
        )
        if largest is None:
            continue
        yield f"law {place}, {largest.articles} articles", largest.law.address
        parts = Part.objects.filter(version=largest, kind=PartKind.PROVISION).order_by("position")
        if part := parts[parts.count() // 2 : parts.count() // 2 + 1].first():
            yield f"law {place}, its middle", f"{largest.law.address}?from={part.position}"
            yield f"provision {place}", largest.law.address_of(part.eid)
    held = Count("versions", filter=Q(versions__is_held=True, versions__on__isnull=False))
    amended = Law.objects.annotate(held=held).filter(held__gt=1).order_by("-held", "jurisdiction", "slug").first()
    if amended is not None:
        yield "two versions compared", f"{amended.address}compare/"


def measure(page: str, language: str, address: str, rounds: int) -> Measured:
    """Ask for one page again and again.

    Raises:
        SystemExit: the page is not there, so that a wrong address is not measured as a fast one.
    """
    from django.db import connection  # noqa: PLC0415 -- needs the settings
    from django.test import Client  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    from comity.project.commands.serving import settle  # noqa: PLC0415

    client = Client(SERVER_NAME="localhost")
    whole = f"/{language}{address}"
    for _ in range(WARMING):
        response = client.get(whole)
        if response.status_code != 200:
            raise SystemExit(f"{whole} answered {response.status_code}; load the packs with: comity setup --packs")
    # As a server's worker does once it has loaded what every page needs.
    settle()
    with CaptureQueriesContext(connection) as asked:
        size = len(client.get(whole).content)
    queries = len(asked)
    clock: list[float] = []
    processor: list[float] = []
    for _ in range(rounds):
        began, computing = time.perf_counter(), time.process_time()
        client.get(whole)
        clock.append((time.perf_counter() - began) * 1000)
        processor.append((time.process_time() - computing) * 1000)
    clock.sort()
    return Measured(
        page,
        language,
        whole,
        round(statistics.median(clock), 1),
        round(clock[int(len(clock) * 0.95)], 1),
        round(statistics.median(processor), 1),
        queries,
        round(size / 1024, 1),
    )


def shown(found: Sequence[Measured]) -> Table:
    """The figures as a table, pages that are too slow marked."""
    table = Table(title="Pages, in milliseconds")
    for heading in ("Page", "Language"):
        table.add_column(heading)
    for heading in ("p50", "p95", "Processor", "Queries", "kB"):
        table.add_column(heading, justify="right")
    for one in found:
        slow = "bold red" if one.processor > MOST else None
        figures = (one.p50, one.p95, one.processor, one.queries, one.kilobytes)
        table.add_row(one.page, one.language, *(f"{figure}" for figure in figures), style=slow)
    return table


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure every page, print a table, and write the figures to a file."""
    parser = argparse.ArgumentParser(prog="bench pages", description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="how often each page is asked for")
    parser.add_argument("--only", default="", help="measure only pages whose name holds these words")
    parser.add_argument("--report", type=Path, default=REPORT, help="where the figures are written")
    options = parser.parse_args(arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comity.project.settings")
    django.setup()
    from django.test.utils import override_settings  # noqa: PLC0415 -- needs the settings

    # Asked as a plain reader would, without the redirect to HTTPS that a server behind a proxy may want.
    with override_settings(SECURE_SSL_REDIRECT=False, ALLOWED_HOSTS=["localhost"]):
        found = [
            measure(page, language, address, max(1, options.rounds))
            for page, address in addresses()
            if options.only in page
            for language in LANGUAGES
        ]
    Console(width=110).print(shown(found))
    options.report.parent.mkdir(parents=True, exist_ok=True)
    options.report.write_text(json.dumps([asdict(one) for one in found], indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
