"""What the portal counts of itself: the numbers are those of the pages, and nothing about readers is kept."""

import datetime as dt

import pytest
from click.testing import CliRunner
from django.db.models import Count
from django.utils import timezone

from comity.engines.records.models import Record
from comity.knowledge.indicators.actions import compute, count_pages
from comity.knowledge.indicators.models import Indicator, PageCount
from comity.knowledge.indicators.queries import lines_of
from comity.knowledge.legislation.models import Law, Part
from comity.knowledge.treaties.models import TreatyAction
from comity.project import counting
from comity.project.commands.indicators import command
from comity.project.figures import QUERIES


pytestmark = pytest.mark.django_db


def figures(code):
    own = Indicator.objects.get(code=code)
    return {line.series.key: int(line.latest.value) for line in lines_of(own)}


def test_every_figure_is_that_of_the_database(world, by):
    compute(QUERIES, by=by)
    public = Record.objects.filter(state="published").order_by().values_list("kind").annotate(Count("pk"))
    expected = {f"kind={kind}": number for kind, number in public}
    assert len(expected) > 5
    assert figures("portal-records") == expected
    assert figures("portal-laws") == {"place=IT": 4, "place=ML": 3}
    assert figures("portal-states") == {"": 2}
    assert figures("portal-treaty-acts") == {"": TreatyAction.objects.filter(is_retracted=False).count()}
    assert sum(figures("portal-provisions").values()) == Part.objects.filter(kind="provision").count() == 16
    assert figures("portal-documents")["kind=law;language=en"] == 8
    assert "language=fr" in figures("portal-unreviewed")


def test_a_law_that_is_withdrawn_is_counted_no_more(world, by, add):
    from comity.engines.records.actions import withdraw

    compute(QUERIES, by=by, on=dt.date(2026, 1, 1))
    withdraw(Law.objects.filter(jurisdiction="it").first().record, by=by, reason="wrong")
    compute(QUERIES, by=by, on=dt.date(2026, 1, 2))
    assert figures("portal-laws") == {"place=IT": 3, "place=ML": 3}


def test_each_indicator_of_the_portal_has_its_query_and_shows_it(world, by, client):
    compute(QUERIES, by=by)
    own = Indicator.objects.filter(theme="portal").order_by("code")
    assert sorted(one.code for one in own) == sorted(query.indicator for query in QUERIES)
    for one in own:
        assert one.statement.startswith("SELECT ")
        assert "%s" not in one.statement
        html = client.get(f"/en/indicators/{one.code}/").content.decode()
        assert one.reference in html
    assert "records_record.state = 'published'" in own.get(code="portal-laws").statement


def test_the_command_says_what_it_wrote(world):
    done = CliRunner().invoke(command, ["compute"])
    assert done.exit_code == 0, done.output
    assert "portal-laws: 2 figures written." in done.output
    assert "portal-laws: 0 figures written." in CliRunner().invoke(command, ["compute"]).output


def test_the_command_reads_a_file_and_names_its_faults(world, tmp_path):
    file = tmp_path / "figures.csv"
    file.write_text("indicator,period,value,source\nsherloc-cases,2025,4000,A report\nx,2025,1,A\n", encoding="utf-8")
    done = CliRunner().invoke(command, ["import", str(file), "--dry-run"])
    assert done.exit_code == 1
    assert "figures.csv, row 3, column indicator: No indicator has the code “x”." in done.output
    assert "1 figures would be new, 0 would be corrected" in done.output


def test_a_page_is_counted_by_day_and_language_and_nothing_else(world, client):
    counting.taken()
    client.get("/fr/indicators/")
    client.get("/fr/indicators/sherloc-cases/")
    client.get("/ar/about/")
    # Neither a page that is not there, nor data, nor a part of a page, nor what only asks for the head.
    client.get("/fr/nothing-here/")
    client.get("/api/v1/indicators")
    client.get("/fr/indicators/", headers={"hx-request": "true"})
    client.head("/fr/indicators/")
    today = timezone.now().date()
    assert counting.taken() == {(today, "fr"): 2, (today, "ar"): 1}


def test_counting_can_be_switched_off(world, client, settings):
    counting.taken()
    settings.COUNT_PAGES = False
    client.get("/fr/indicators/")
    assert counting.taken() == {}


def test_what_was_counted_is_kept_and_becomes_a_figure_of_its_day(world, client, by):
    counting.taken()
    client.get("/fr/indicators/")
    assert counting.keep() == 1
    assert counting.keep() == 0
    assert list(PageCount.objects.values_list("language", "pages")) == [("fr", 1)]
    # The day is not over, so nothing is published of it.
    compute(QUERIES, by=by)
    assert figures("portal-pages") == {}
    yesterday = timezone.now().date() - dt.timedelta(days=1)
    count_pages({(yesterday, "fr"): 12}, by=by)
    compute(QUERIES, by=by)
    assert figures("portal-pages") == {"language=fr": 12}
