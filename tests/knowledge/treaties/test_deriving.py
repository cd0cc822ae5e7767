"""When a treaty binds whom, from dates alone."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.kernel.errors import Unreadable
from comity.knowledge.treaties.enums import ActionKind, Basis, Standing, SuccessionKind
from comity.knowledge.treaties.queries.deriving import (
    Act,
    Count,
    Histories,
    Instrument,
    Succession,
    entry_window,
    takes_effect,
    verdict,
    verdicts,
    yearly,
)


NO_HISTORY = Histories([])
PALERMO = Instrument("XVIII-12", dt.date(2003, 9, 29), "days:30", "months:12")
days = st.dates(dt.date(1950, 1, 1), dt.date(2050, 12, 31))


def act(kind, earliest, latest=None, *, place="IT", key=1, territory=""):
    return Act(key, place, kind, earliest, latest or earliest, territory)


def standing(acts, day, *, instrument=PALERMO, basis=Basis.IN_FORCE, place="IT", histories=NO_HISTORY):
    return verdict(acts, instrument, histories, place=place, day=day, basis=basis).standing


@pytest.mark.parametrize(
    ("rule", "deposited", "effective"),
    [
        ("deposit", dt.date(2006, 8, 2), dt.date(2006, 8, 2)),
        ("days:30", dt.date(2006, 8, 2), dt.date(2006, 9, 1)),
        ("days:90", dt.date(1990, 12, 31), dt.date(1991, 3, 31)),
        ("months:3", dt.date(2019, 11, 30), dt.date(2020, 2, 29)),
        ("nth-month:6", dt.date(2010, 8, 31), dt.date(2011, 2, 1)),
        ("month-after-days:60", dt.date(2002, 5, 1), dt.date(2002, 7, 1)),
        ("month-after-months:3", dt.date(2006, 9, 29), dt.date(2007, 1, 1)),
        ("year-end:07-01", dt.date(2011, 6, 29), dt.date(2012, 1, 1)),
        ("year-end:07-01", dt.date(2011, 7, 2), dt.date(2013, 1, 1)),
    ],
)
def test_each_rule_of_entry_into_force(rule, deposited, effective):
    assert takes_effect(rule, deposited) == effective


def test_an_unrecorded_rule_gives_no_day_and_a_misspelt_one_is_refused():
    assert takes_effect("", dt.date(2000, 1, 1)) is None
    with pytest.raises(Unreadable, match="days:30"):
        takes_effect("fortnight:2", dt.date(2000, 1, 1))


@given(days, st.sampled_from(["deposit", "days:30", "days:90", "months:3", "nth-month:6", "month-after-days:60"]))
def test_nothing_takes_effect_before_its_deposit_and_a_later_deposit_never_earlier(day, rule):
    effective = takes_effect(rule, day)
    assert effective >= day
    assert takes_effect(rule, day + dt.timedelta(days=1)) >= effective


@given(days, days, days)
def test_inside_the_period_it_is_uncertain_before_it_no_and_after_it_yes(first, second, day):
    earliest, latest = sorted((first, second))
    found = standing([act(ActionKind.RATIFICATION, earliest, latest)], day, basis=Basis.DEPOSIT)
    expected = Standing.NO if day < earliest else Standing.YES if day >= latest else Standing.UNCERTAIN
    assert found == expected


@given(st.lists(st.tuples(st.sampled_from(["IT", "ML", "FR"]), days, st.booleans()), max_size=12), days)
def test_certain_parties_are_never_more_than_possible_ones_nor_than_places(raw, day):
    acts = [
        act(ActionKind.WITHDRAWAL if leaves else ActionKind.ACCESSION, on, place=place, key=number)
        for number, (place, on, leaves) in enumerate(raw)
    ]
    count = Count.of(verdicts(acts, PALERMO, NO_HISTORY, day=day, basis=Basis.DEPOSIT).values())
    assert 0 <= count.certain <= count.possible <= len({place for place, _on, _leaves in raw})


@given(st.lists(st.tuples(days, st.booleans()), min_size=1, max_size=8), days)
def test_the_order_in_which_acts_are_handed_in_does_not_matter(raw, day):
    acts = [
        act(ActionKind.WITHDRAWAL if leaves else ActionKind.ACCESSION, on, key=number)
        for number, (on, leaves) in enumerate(dict(raw).items())
    ]
    assert standing(acts, day) == standing(acts[::-1], day)


def test_a_treaty_binds_nobody_before_its_own_entry_into_force():
    early = act(ActionKind.RATIFICATION, dt.date(2001, 6, 5))
    assert standing([early], dt.date(2003, 9, 28)) == Standing.NO
    assert standing([early], dt.date(2003, 9, 29)) == Standing.YES
    not_yet = Instrument("X-1", None, "days:30")
    assert entry_window(early, not_yet, NO_HISTORY, basis=Basis.IN_FORCE) is None


def test_a_withdrawal_takes_effect_by_the_treatys_rule_and_an_accession_undoes_it():
    acts = [
        act(ActionKind.RATIFICATION, dt.date(2004, 1, 1)),
        act(ActionKind.WITHDRAWAL, dt.date(2010, 3, 1), key=2),
        act(ActionKind.ACCESSION, dt.date(2012, 1, 1), key=3),
    ]
    assert standing(acts, dt.date(2011, 2, 28)) == Standing.YES
    assert standing(acts, dt.date(2011, 3, 1)) == Standing.NO
    assert standing(acts, dt.date(2012, 1, 31)) == Standing.YES


def test_a_notice_taken_back_before_its_day_never_counted():
    acts = [
        act(ActionKind.RATIFICATION, dt.date(2004, 1, 1)),
        act(ActionKind.WITHDRAWAL, dt.date(2010, 3, 1), key=2),
        act(ActionKind.WITHDRAWAL_REVOKED, dt.date(2010, 9, 1), key=3),
    ]
    assert standing(acts, dt.date(2011, 6, 1)) == Standing.YES


def test_what_concerns_only_a_territory_does_not_bind_the_state():
    assert (
        standing([act(ActionKind.ACCESSION, dt.date(2004, 1, 1), territory="AW")], dt.date(2020, 1, 1)) == Standing.NO
    )


def test_a_continued_state_counts_once_and_a_dissolved_one_no_longer():
    past = Histories(
        [
            Succession("RU", "SUHH", dt.date(1991, 12, 24), SuccessionKind.CONTINUATION),
            Succession("CSHH", "", dt.date(1992, 12, 31), SuccessionKind.DISSOLUTION),
            Succession("CZ", "CSHH", dt.date(1993, 1, 1), SuccessionKind.SUCCESSION),
        ]
    )
    acts = [
        act(ActionKind.RATIFICATION, dt.date(1970, 1, 1), place="SUHH"),
        act(ActionKind.RATIFICATION, dt.date(1970, 1, 1), place="CSHH", key=2),
        act(ActionKind.SUCCESSION, dt.date(1993, 2, 22), place="CZ", key=3),
    ]
    old = Instrument("X-1", dt.date(1970, 1, 1), "days:30")

    def parties(day, basis=Basis.IN_FORCE):
        found = verdicts(acts, old, past, day=day, basis=basis)
        return {place for place, one in found.items() if one.standing == Standing.YES}

    assert parties(dt.date(1980, 1, 1)) == {"SUHH", "CSHH"}
    assert parties(dt.date(1992, 1, 1)) == {"RU", "CSHH"}
    # A successor is bound from the day on which it succeeded, though it notified later.
    assert parties(dt.date(1993, 1, 1)) == {"RU", "CZ"}
    assert parties(dt.date(1993, 1, 1), Basis.DEPOSIT) == {"RU"}


def test_the_yearly_count_is_the_count_at_the_end_of_each_year():
    acts = [
        act(ActionKind.ACCESSION, dt.date(2001, 12, 31), place="IT"),
        act(ActionKind.ACCESSION, dt.date(2003, 1, 1), place="ML", key=2),
    ]
    assert yearly(acts, PALERMO, NO_HISTORY, years=[2000, 2001, 2002, 2003]) == [
        (2000, Count(0, 0)), (2001, Count(1, 1)), (2002, Count(1, 1)), (2003, Count(2, 2)),
    ]  # fmt: skip
