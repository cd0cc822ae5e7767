"""Figures from a file: a wrong row never blocks the right ones, and each fault says row, column and cure."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from comity.base.audit.models import Event
from comity.kernel.errors import NotPermitted, Unreadable
from comity.knowledge.indicators import exports, imports, queries
from comity.knowledge.indicators.models import Indicator, Observation, Series


pytestmark = pytest.mark.django_db
HEAD = "indicator,period,value,place,crime_type,precision,status,footnote_fr,source,paragraph,url\n"
ADDRESS = "/en/indicators/import/"


def read(text, by, **how):
    return imports.import_figures(text.encode(), by=by, origin="figures.csv", **how)


def counting():
    return set(Observation.objects.filter(replaced_at=None).values_list("series", "period_text", "value"))


def test_figures_are_kept_corrected_and_left_alone(by):
    text = HEAD + (
        "sherloc-cases,2025,4000,,,more_than,final,Environ,A report,7,https://example.org/report\n"
        "sherloc-strategies,2024-01,265,,,,,,Another report,2,\n"
        "sherloc-cases,2024,12,Italy,cybercrime,,estimated,,A report,8,\n"
    )
    report = read(text, by)
    assert (report.created, report.revised, report.unchanged, report.faults) == (2, 1, 0, [])
    one = Observation.objects.get(series__place="IT", period_text="2024")
    assert (one.value, one.status, one.origin) == (12, "estimated", "figures.csv")
    assert one.series.dimensions == {"crime_type": "cybercrime"}
    again = read(text, by)
    assert (again.created, again.revised, again.unchanged) == (0, 0, 3)


def test_a_dry_run_says_the_same_and_keeps_nothing(by):
    before = (counting(), Event.objects.count(), Series.objects.count())
    text = HEAD + "sherloc-cases,2025,4000,IT,,,,,A report,,\nsherloc-strategies,2024-01,1,,,,,,A report,,\n"
    report = read(text, by, dry_run=True)
    assert (report.created, report.revised) == (1, 1)
    assert (counting(), Event.objects.count(), Series.objects.count()) == before


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        (",2025,1,,,,,,A report,,", "indicator", "This cell is empty"),
        ("nothing,2025,1,,,,,,A report,,", "indicator", "No indicator has the code “nothing”"),
        ("sherloc-cases,soon,1,,,,,,A report,,", "period", "This is not a date"),
        ("sherloc-cases,2025/2024,1,,,,,,A report,,", "period", "This is not a date"),
        ('sherloc-cases,2025,"1,5",,,,,,A report,,', "value", "“1,5” is not a number"),
        ("sherloc-cases,2025,NaN,,,,,,A report,,", "value", "more than 18 figures"),
        ("sherloc-cases,2025,1e30,,,,,,A report,,", "value", "more than 18 figures"),
        ("sherloc-cases,2025,0.0000001,,,,,,A report,,", "value", "more than 6 after it"),
        ("sherloc-cases,2025,1,Atlantis,,,,,A report,,", "place", "“Atlantis” is no place"),
        ("sherloc-cases,2025,1,,sorcery,,,,A report,,", "crime_type", "“sorcery” is none of"),
        ("sherloc-cases,2025,1,,,roughly,,,A report,,", "precision", "“roughly” is none of: exact"),
        ("sherloc-cases,2025,1,,,,sure,,A report,,", "status", "“sure” is none of: final"),
        ("sherloc-cases,2025,1,,,,,,,,", "source", "This cell is empty"),
        ("sherloc-cases,2025,1,,,,,,A report,,javascript:alert(1)", "url", "begins with https://"),
    ],
)
def test_a_fault_says_row_and_column_and_the_other_rows_are_kept(by, row, column, words):
    report = read(f"{HEAD}sherloc-cases,2025,4000,,,,,,A report,,\n{row}\nsherloc-cases,2026,1,,,,,,R,,\n", by)
    assert report.created == 2
    [fault] = report.faults
    assert (fault.row, fault.column) == (3, column)
    assert words in fault.sentence


def test_a_figure_that_the_portal_computes_cannot_be_given(by):
    Indicator.objects.filter(code="portal-laws").update(statement="SELECT 1", reference="a.py")
    report = read(HEAD + "portal-laws,2025,9,IT,,,,,A report,,\n", by)
    assert report.faults[0].sentence.startswith("The figures of “portal-laws” are computed by a query")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\xff\xfe\x00", "not in UTF-8"),
        (b"a\0b", "not text"),
        (b"", "lacks the columns: indicator, period, value, source"),
        (b"indicator,period,value,source,colour\n", "No column is called: colour"),
        (b"indicator,period,value,source,source\n", "stands twice"),
    ],
)
def test_what_is_no_table_of_figures_is_refused(by, content, words):
    with pytest.raises(Unreadable, match=words):
        imports.import_figures(content, by=by, origin="a.csv")


def test_who_may_not_record_is_refused(by, person_with):
    with pytest.raises(NotPermitted):
        read(HEAD, person_with("contributor"))


def test_what_was_written_is_read_again_and_changes_nothing(by):
    several = [(one, queries.lines_of(one)) for one in queries.for_listing(queries.visible_to(None))]
    content = b"".join(exports.FORMS["csv"].written(several, "en"))
    report = imports.import_figures(content, by=by, origin="back.csv")
    assert (report.created, report.revised, report.unchanged, report.faults) == (0, 0, 100, [])


def test_semicolons_and_a_byte_order_mark_are_understood(by):
    text = "\ufeffindicator;period;value;source\nsherloc-cases;2025;4000;A report\n"
    assert read(text, by).created == 1


def test_staff_try_a_file_and_then_keep_it(by, client, person_with):
    def sent(**more):
        file = SimpleUploadedFile(
            "figures.csv", (HEAD + "sherloc-cases,2025,4000,,,,,,R,,\nx,2025,1,,,,,,R,,\n").encode()
        )
        return client.post(ADDRESS, {"file": file, **more})

    client.force_login(person_with("editor"))
    before = counting()
    page = sent(dry_run="on").content.decode()
    assert "What would be done" in page
    assert "No indicator has the code “x”." in page
    assert counting() == before
    assert "What was done" in sent().content.decode()
    assert len(counting() - before) == 1


def test_the_page_is_for_editors(by, client, person_with):
    assert client.get(ADDRESS).status_code == 302
    client.force_login(person_with("contributor"))
    assert client.get(ADDRESS).status_code == 403


def test_a_file_that_is_none_is_told_beside_its_field(by, client, person_with):
    client.force_login(person_with("editor"))
    answer = client.post(ADDRESS, {"file": SimpleUploadedFile("a.csv", b"colour\nred\n")})
    assert answer.status_code == 422
    assert "lacks the columns" in answer.content.decode()
