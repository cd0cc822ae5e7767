"""What the portal counts of itself: the numbers are those of the pages, and nothing about readers is kept."""

import datetime as dt
import itertools

import pytest
from click.testing import CliRunner
from django.db.models import Count
from django.utils import timezone

from comity.base.people.models import Membership, Organisation, User
from comity.engines.procedures.models import Procedure
from comity.engines.records.models import Record
from comity.knowledge.indicators.actions import compute, count_pages
from comity.knowledge.indicators.models import Indicator, PageCount
from comity.knowledge.indicators.queries import lines_of
from comity.knowledge.legislation.models import Law, Part
from comity.knowledge.treaties.models import TreatyAction
from comity.operations.contributions.models import Proposal
from comity.project import counting
from comity.project.commands.indicators import command
from comity.project.figures import QUERIES, _last_quarter


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


LAST_DAY, FIRST_DAY = dt.date(2026, 9, 30), dt.date(2026, 7, 1)


@pytest.fixture
def autumn(monkeypatch):
    """As if it were the middle of November 2026."""
    moment = dt.datetime(2026, 11, 15, tzinfo=dt.UTC)
    monkeypatch.setattr("comity.project.figures.timezone.now", lambda: moment)


@pytest.fixture
def office(world):
    """Make an organisation of a State with some people, who hold an account from one day and until another."""
    numbers = itertools.count(1)

    def make(place, count, *, begins_on=FIRST_DAY, ends_on=None):
        organisation = Organisation.objects.create(name=f"Office {next(numbers)}", place_id=place)
        for _person in range(count):
            user = User.objects.create(username=f"person-{next(numbers)}")
            Membership.objects.create(
                user=user, organisation=organisation, role="contributor", begins_on=begins_on, ends_on=ends_on
            )
        return organisation

    return make


def test_accounts_are_counted_by_state_on_the_last_day_of_a_quarter_and_small_numbers_are_not_told(autumn, office, by):
    italian = office("IT", 5)
    office("ML", 4)
    # One person with two roles is one; who came later or had gone is none.
    one = italian.memberships.first()
    Membership.objects.create(user=one.user, organisation=italian, role="editor", begins_on=FIRST_DAY)
    office("IT", 3, begins_on=LAST_DAY + dt.timedelta(days=1))
    office("IT", 3, ends_on=LAST_DAY)
    compute(QUERIES, by=by)
    assert figures("portal-accounts") == {"place=IT": 5}
    (line,) = lines_of(Indicator.objects.get(code="portal-accounts"))
    assert line.latest.period_text == "2026-09-30"


def test_a_state_that_falls_below_the_least_is_told_nothing_and_not_nought(autumn, office, by, monkeypatch):
    italian = office("IT", 5)
    compute(QUERIES, by=by)
    italian.memberships.all()[0].delete()
    compute(QUERIES, by=by)
    assert figures("portal-accounts") == {"place=IT": 5}
    later = dt.datetime(2027, 1, 2, tzinfo=dt.UTC)
    monkeypatch.setattr("comity.project.figures.timezone.now", lambda: later)
    compute(QUERIES, by=by)
    (line,) = lines_of(Indicator.objects.get(code="portal-accounts"))
    assert [one.period_text for one in line.observations] == ["2026-09-30"]


def test_contributions_are_counted_by_state_and_quarter(autumn, office, by):
    noon = dt.time(12, tzinfo=dt.UTC)
    for place, count, day in (
        ("IT", 6, LAST_DAY),
        ("IT", 2, FIRST_DAY),
        ("IT", 9, dt.date(2026, 10, 1)),
        ("ML", 4, LAST_DAY),
    ):
        organisation = office(place, 1)
        author = organisation.memberships.get().user
        for _number in range(count):
            Proposal.objects.create(
                procedure=Procedure.objects.create(
                    flow="contribution", state="submitted", opened_by=author, moved_at=timezone.now()
                ),
                kind="law",
                author=author,
                organisation=organisation,
                handed_in_at=dt.datetime.combine(day, noon),
            )
    compute(QUERIES, by=by)
    assert figures("portal-contributions") == {"place=IT": 8}
    (line,) = lines_of(Indicator.objects.get(code="portal-contributions"))
    assert (line.latest.earliest_on, line.latest.latest_on) == (FIRST_DAY, LAST_DAY)


@pytest.mark.parametrize("code", ["portal-accounts", "portal-contributions"])
def test_the_query_beside_a_figure_of_people_shows_how_small_numbers_are_kept(autumn, world, by, client, code):
    compute(QUERIES, by=by)
    statement = Indicator.objects.get(code=code).statement
    assert "HAVING" in statement
    assert ">= 5" in statement
    assert "2026-09-30" in statement or "2026-10-01" in statement
    page = client.get(f"/en/indicators/{code}/").text
    assert "fewer than five" in page


@pytest.mark.parametrize(
    ("today", "quarter"),
    [
        ((2027, 1, 1), ((2026, 10, 1), (2026, 12, 31))),
        ((2026, 12, 31), ((2026, 7, 1), (2026, 9, 30))),
        ((2024, 4, 1), ((2024, 1, 1), (2024, 3, 31))),
        ((2024, 6, 30), ((2024, 1, 1), (2024, 3, 31))),
    ],
)
def test_the_quarter_that_is_told_is_the_last_one_that_is_over(monkeypatch, today, quarter):
    moment = dt.datetime(*today, tzinfo=dt.UTC)
    monkeypatch.setattr("comity.project.figures.timezone.now", lambda: moment)
    assert _last_quarter() == tuple(dt.date(*one) for one in quarter)
