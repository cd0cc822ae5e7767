import csv

import pytest
from openpyxl import Workbook

from comity.base.places.models import Place


HEADER = ["id", "place", "title:en", "source:title", "jurisdiction", "slug", "identifier", "language", "adopted_on"]


def line(number, **changed):
    """A row of a law's card that is right, but for what is changed."""
    given = {
        "id": f"act-{number}", "place": "IT", "title:en": f"Act {number}", "source:title": "Official Gazette",
        "jurisdiction": "it", "slug": f"act-{number}", "identifier": f"ACT-{number}", "language": "en",
        "adopted_on": "2001-02-03",
    }  # fmt: skip
    return given | changed


@pytest.fixture
def italy(db):
    return Place.objects.get_or_create(code="IT", defaults={"kind": "state"})[0]


@pytest.fixture
def table(tmp_path, italy):
    """Write rows into a file as a person would send it: CSV or XLSX by its name, with columns beside the usual."""

    def write(*rows, name="laws.csv", header=HEADER, encoding="utf-8", delimiter=","):
        header = [*header, *(key for key in {k: 0 for row in rows for k in row} if key not in header)]
        path = tmp_path / name
        lines = [header, *([row.get(column, "") for column in header] for row in rows)]
        if name.endswith("xlsx"):
            book = Workbook()
            for one in lines:
                book.active.append(one)
            book.save(path)
        else:
            with path.open("w", encoding=encoding, newline="") as file:
                csv.writer(file, delimiter=delimiter).writerows(lines)
        return path

    return write
