"""Known pairs of States on known days: what binds them, what does not, and why."""

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from comity.operations.assistance import queries, registry
from comity.operations.assistance.enums import Doubt, Exclusion, Outcome
from comity.operations.assistance.shapes import Question, Why


def test_the_convention_that_names_the_offence_comes_first_with_its_article_and_days(facts):
    question = Question("GH", "IT", "bank-records", dt.date(2015, 1, 1), ("corruption",))
    best = queries.find(question).candidates[0]
    assert (best.symbol, best.outcome) == ("XVIII-14", Outcome.SERVES)
    assert [base.place.number for base in best.bases] == ["46(3)(f), 46(8)"]
    # The thirtieth day after deposit, article 68.
    assert [side.since for side in best.sides] == [dt.date(2007, 7, 27), dt.date(2009, 11, 4)]
    assert (best.reasons, best.doubts) == ((), ())


def test_a_state_that_acceded_later_is_bound_from_the_day_of_the_rule(asked):
    before = asked("GH", "IT", "service", "2012-09-19", "corruption")["XVIII-12"]
    assert before.reasons == (Why(Exclusion.NOT_YET, "GH", dt.date(2012, 9, 20)),)
    assert asked("GH", "IT", "service", "2012-09-20", "corruption")["XVIII-12"].outcome == Outcome.SERVES


def test_a_denunciation_excludes_until_the_new_accession_has_effect(asked):
    between = asked("BO", "IT", "extradition", "2012-06-01", "drug-offences")["VI-18"]
    assert between.outcome == Outcome.EXCLUDED
    assert between.reasons == (
        Why(Exclusion.DENOUNCED, "BO", dt.date(2012, 1, 1)),
        Why(Exclusion.NOT_YET, "BO", dt.date(2013, 2, 10)),
    )
    assert asked("BO", "IT", "extradition", "2013-02-10", "drug-offences")["VI-18"].outcome == Outcome.SERVES


def test_before_the_treaty_is_in_force_for_anyone_it_serves_nobody(asked):
    found = asked("FR", "AF", "service", "2003-09-28", "corruption")["XVIII-12"]
    assert found.reasons[0] == Why(Exclusion.NOT_IN_FORCE, on=dt.date(2003, 9, 29))


def test_a_successor_is_bound_from_the_succession_and_the_answer_says_so(asked):
    found = asked("ME", "IT", "extradition", "2015-01-01", "corruption")["XVIII-12"]
    assert (found.outcome, found.sides[0].since) == (Outcome.SERVES, dt.date(2006, 6, 3))
    assert found.doubts == (Why(Doubt.SUCCESSION, "ME", dt.date(2006, 6, 3)),)


def test_a_day_inside_a_known_period_is_uncertain(asked):
    found = asked("JP", "FR", "service", "2017-08-01", "corruption")["XVIII-12"]
    assert found.outcome == Outcome.PERHAPS
    assert Why(Doubt.DAY, "JP") in found.doubts


def test_no_act_known_is_no_claim_after_the_day_up_to_which_all_are_known(asked):
    then, now = (asked("JP", "FR", "service", on, "corruption")["XVIII-14"] for on in ("2015-03-01", "2020-01-01"))
    assert (then.outcome, then.reasons) == (Outcome.EXCLUDED, (Why(Exclusion.NOT_PARTY, "JP", subject="signature"),))
    assert now.outcome == Outcome.UNKNOWN
    assert now.reasons == (Why(Exclusion.NO_CONSENT_KNOWN, "JP", dt.date(2015, 3, 14), "signature"),)


def test_an_offence_that_is_not_named_is_covered_when_it_is_serious(asked):
    day = ("GH", "IT", "service", "2015-01-01", "wildlife-forest-fisheries")
    assert asked(*day)["XVIII-12"].doubts == (Why(Doubt.GRAVITY, subject="4"),)
    assert asked(*day, years=4)["XVIII-12"].outcome == Outcome.SERVES
    assert asked(*day, years=3)["XVIII-12"].reasons == (Why(Exclusion.PENALTY, subject="4"),)
    assert asked(*day, years=4)["XVIII-14"].reasons == (Why(Exclusion.OFFENCE),)


def test_a_protocol_serves_by_the_articles_of_its_convention(asked):
    found = asked("GH", "IT", "bank-records", "2015-01-01", "trafficking-in-persons")["XVIII-12-a"]
    assert found.outcome == Outcome.SERVES
    assert [(base.place.symbol, base.place.number, base.through) for base in found.bases] == [
        ("XVIII-12", "18(3)(f), 18(8)", "XVIII-12-a")
    ]
    # Ghana's accession to protocol and convention was one: before it, both are named.
    before = asked("GH", "IT", "service", "2012-01-01", "trafficking-in-persons")["XVIII-12-a"]
    assert [why.kind for why in before.reasons] == [Exclusion.NOT_YET, Exclusion.CONVENTION]


def test_what_is_confined_to_members_excludes_others_by_name(asked):
    others = asked("GH", "IT", "video-hearing", "2015-01-01")["EU-MLA"]
    assert others.reasons == (Why(Exclusion.NOT_MEMBER, "GH", subject="EU"),)
    assert asked("FR", "IT", "video-hearing", "2015-01-01")["EU-MLA"].outcome == Outcome.UNKNOWN
    assert asked("GB", "IT", "video-hearing", "2020-02-01")["EU-MLA"].outcome == Outcome.EXCLUDED


def test_a_treaty_without_an_article_for_the_measure_says_so(asked):
    assert asked("GH", "IT", "interception", "2015-01-01", "terrorism")["XVIII-9"].reasons == (Why(Exclusion.MEASURE),)


def test_a_territory_is_left_out_included_or_not_told(asked, acted):
    day = ("GL", "IT", "service", "2015-01-01", "drug-offences")
    found = asked(*day, years=5)
    assert found["VI-19"].reasons == (Why(Exclusion.TERRITORY, "GL"),)
    assert (found["XVIII-12"].outcome, found["XVIII-12"].doubts) == (
        Outcome.PERHAPS,
        (Why(Doubt.TERRITORY_NOT_TOLD, "GL"),),
    )
    acted("XVIII-12", "DK", "territorial-extension", "2010-01-01", territory="GL")
    assert asked(*day, years=5)["XVIII-12"].outcome == Outcome.SERVES
    acted("XVIII-12", "DK", "territorial-withdrawal", "2014-01-01", territory="GL")
    assert asked(*day, years=5)["XVIII-12"].reasons == (Why(Exclusion.TERRITORY, "GL", dt.date(2014, 1, 1)),)


def test_a_withdrawal_recorded_by_an_editor_counts_at_once(asked, acted):
    acted("XVIII-14", "IT", "withdrawal", "2013-01-10")
    found = asked("GH", "IT", "service", "2015-01-01", "corruption")["XVIII-14"]
    assert found.reasons == (Why(Exclusion.DENOUNCED, "IT", dt.date(2014, 1, 10)),)


PLACES = ("GH", "IT", "ME", "BO", "JP", "GL", "HK", "FR", "SS", "RS", "US", "EU", "NU")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    pair=some.lists(some.sampled_from(PLACES), min_size=2, max_size=2, unique=True),
    measure=some.sampled_from(sorted(registry.measures())),
    day=some.dates(dt.date(1980, 1, 1), dt.date(2026, 11, 1)),
    offence=some.sampled_from(["", "corruption", "drug-offences", "terrorism", "trafficking-in-persons"]),
)
def test_what_binds_two_binds_them_whoever_asks(facts, pair, measure, day, offence):
    offences = (offence,) if offence else ()
    there, back = (queries.find(Question(*both, measure, day, offences)) for both in (pair, pair[::-1]))

    def told(finding):
        return {
            (one.symbol, one.outcome, frozenset(one.reasons), frozenset(one.doubts), frozenset(one.sides))
            for one in finding.candidates
        }

    assert told(there) == told(back)
    for one in there.candidates:
        # Nothing is excluded without a reason, and nothing serves without an article and two days.
        assert bool(one.reasons) or one.outcome != Outcome.EXCLUDED
        assert one.outcome != Outcome.SERVES or (
            one.bases and all(side.since and side.since <= day for side in one.sides)
        )


@pytest.mark.parametrize("measure", ["bank-records", "extradition"])
def test_one_ledger_for_all_says_the_same_as_one_for_a_pair(facts, measure, django_assert_num_queries):
    day = dt.date(2026, 11, 1)
    with django_assert_num_queries(3):
        everyone = queries.ledger(day)
    for pair in (("GH", "IT"), ("ME", "BO"), ("HK", "GL")):
        question = Question(*pair, measure, day)
        with django_assert_num_queries(3):
            alone = queries.find(question)
        assert queries.decide(question, everyone) == alone
