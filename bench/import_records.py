"""How fast, and in how much memory, a table of records is read in.

Everything is made in a folder of its own and taken away again. The kind is a law's card without its text, which has as
many fields as any.
"""

import argparse
import csv
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from openpyxl import Workbook


COLUMNS = [
    "id", "place", "title:en", "summary:en", "title:fr", "source:title", "source:url", "source:publisher",
    "source:licence", "source:retrieved_on", "jurisdiction", "slug", "identifier", "form", "status", "language",
    "adopted_on",
]  # fmt: skip


def cells(number, title):
    return [
        f"bench-{number}", "IT", f"{title} {number}", "What the act is about, in a sentence of some length.",
        f"Loi {number}", "Official Gazette", f"https://gazette.example.org/{number}", "Ministry of Justice",
        "CC BY 4.0", "2026-01-02", "it", f"act-{number}", f"ACT-{number}", "law", "in-force", "en", "2001-02-03",
    ]  # fmt: skip


def write(path, title, rows, every=1):
    """A table in which each row, or every so many of them, has another title than before."""
    lines = (cells(n, title if n % every == 0 else "Act") for n in range(rows))
    if path.suffix == ".xlsx":
        book = Workbook(write_only=True)
        sheet = book.create_sheet("law")
        sheet.append(COLUMNS)
        for line in lines:
            sheet.append(line)
        book.save(path)
        return
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows(lines)


def measure(path, doing, *, dry_run=False):
    """Read a table in a process of its own, so that its memory is its own."""
    code = (
        "import django; django.setup()\n"
        "import resource, time; from pathlib import Path\n"
        "from comity.base.people.actions import ensure_service\n"
        "from comity.engines.records.imports import run\n"
        "import gc; gc.freeze()\n"
        "by = ensure_service(); began, before = time.monotonic(), time.process_time()\n"
        f"report = run(Path({str(path)!r}), 'law', by=by, dry_run={dry_run})\n"
        "seconds, own = time.monotonic() - began, time.process_time() - before\n"
        "peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024\n"
        "rows = sum(report.counts.values())\n"
        "speed = f'{rows / seconds:8,.0f} records/s {seconds:7.1f} s (of processor {own:.1f} s) {peak:6.0f} MB'\n"
        f"print('{doing:24}', speed, report)\n"
        "assert not report.refused, report.refused[0]\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def main(arguments=None):
    """Write the tables, read them, print."""
    parser = argparse.ArgumentParser(prog="python -m bench import-records", description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000, help="how many records (default: %(default)s)")
    parser.add_argument("--form", choices=("csv", "xlsx"), default="csv", help="the form of the table")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(COMITY_HOME=folder, DJANGO_SETTINGS_MODULE="comity.project.settings", COMITY_PACKS="")
        begin = (
            "import django; django.setup()\n"
            "from comity.project.beginning import migrate; migrate()\n"
            "from comity.base.people.actions import ensure_service\n"
            "from comity.base.places.actions import load_facts; load_facts(by=ensure_service())\n"
        )
        subprocess.run([sys.executable, "-c", begin], check=True)
        first, second = Path(folder) / f"first.{given.form}", Path(folder) / f"second.{given.form}"
        began = time.monotonic()
        write(first, "Act", given.rows)
        write(second, "Amended act", given.rows, every=10)
        print(
            f"{given.rows:,} rows of {len(COLUMNS)} columns, {given.form}, written in {time.monotonic() - began:.0f} s"
        )
        measure(first, "dry run, all new", dry_run=True)
        measure(first, "all new")
        measure(first, "nothing changed")
        measure(second, "every tenth changed")
    print(f"children's peak: {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
