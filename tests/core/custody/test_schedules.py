from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.calendar import Weekday
from core.custody import AnchorAlternation, IsoParity, Party, Rotation, Weekdays, Weeks

from .strategies import days, parties

A, B = Party.A, Party.B
MONDAY = date(2026, 8, 31)
WEEK = timedelta(weeks=1)
WEDNESDAY_AND_WEEKEND = frozenset({Weekday.WEDNESDAY, Weekday.SATURDAY, Weekday.SUNDAY})

# rules c.3: anchor on the week of Monday 31/08/2026 at A; even ISO weeks at A
LONG_YEAR = [
    (date(2026, 12, 21), 52, A, A),
    (date(2026, 12, 28), 53, B, B),
    (date(2027, 1, 4), 1, A, B),
    (date(2027, 1, 11), 2, B, A),
]


@pytest.mark.parametrize(("monday", "iso_week", "by_anchor", "by_parity"), LONG_YEAR)
def test_a_year_of_53_weeks_parts_the_two_alternations(monday, iso_week, by_anchor, by_parity):
    assert monday.isocalendar().week == iso_week
    assert AnchorAlternation(anchor=MONDAY).party(monday) is by_anchor
    assert IsoParity(even=A).party(monday) is by_parity


@pytest.mark.parametrize(("monday", "iso_week", "by_anchor", "by_parity"), LONG_YEAR)
def test_a_week_is_whole_whatever_the_alternation(monday, iso_week, by_anchor, by_parity):
    week = [monday + timedelta(days=rank) for rank in range(7)]
    assert {AnchorAlternation(anchor=MONDAY).party(day) for day in week} == {by_anchor}
    assert {IsoParity(even=A).party(day) for day in week} == {by_parity}


def test_the_anchor_may_be_any_day_of_the_week():
    friday = AnchorAlternation(anchor=date(2026, 9, 4), starts_with=B)
    assert [friday.party(date(2026, 9, day)) for day in (3, 4, 10, 11)] == [A, B, B, A]


def test_homes_may_alternate_every_other_week():
    fortnights = AnchorAlternation(anchor=MONDAY, weeks=2)
    assert [fortnights.party(MONDAY + rank * WEEK) for rank in range(-2, 4)] == [B, B, A, A, B, B]


def test_homes_alternate_every_week_at_least():
    with pytest.raises(ValueError, match="not every 0"):
        AnchorAlternation(anchor=MONDAY, weeks=0)


def test_a_week_that_begins_on_friday_has_the_parity_of_that_friday():
    rhythm = IsoParity(even=A, first_day=Weekday.FRIDAY)
    thursday = date(2026, 3, 19)  # ISO week 12
    assert [rhythm.party(thursday + timedelta(days=rank)) for rank in (0, 1, 7, 8)] == [B, A, A, B]


@pytest.mark.parametrize(
    ("weeks", "week_12", "week_13"),
    [(Weeks.EVERY, "AABAABB", "AABAABB"), (Weeks.EVEN, "AABAABB", "AAAAAAA"), (Weeks.ODD, "AAAAAAA", "AABAABB")],
)
def test_given_days_of_the_week_in_all_weeks_or_in_one_of_two(weeks, week_12, week_13):
    rhythm = Weekdays(days=WEDNESDAY_AND_WEEKEND, party_of_days=B, weeks=weeks)
    monday = date(2026, 3, 16)
    found = "".join(rhythm.party(monday + timedelta(days=rank)).name for rank in range(14))
    assert found == week_12 + week_13


def test_days_of_the_week_are_given():
    with pytest.raises(ValueError, match="at least one day"):
        Weekdays(days=frozenset(), party_of_days=A)


@pytest.mark.parametrize(
    ("runs", "fortnight"), [((2, 2, 3), "AABBAAABBAABBB"), ((2, 2, 5, 5), "AABBAAAAABBBBB")], ids=["2-2-3", "2-2-5-5"]
)
def test_rotations_of_a_fortnight(runs, fortnight):
    rhythm = Rotation(anchor=MONDAY, runs=runs)
    found = "".join(rhythm.party(MONDAY + timedelta(days=rank)).name for rank in range(28))
    assert found == fortnight * 2


def test_a_rotation_goes_back_before_its_anchor():
    assert Rotation(anchor=MONDAY, runs=(2, 2, 3), starts_with=B).party(MONDAY - timedelta(days=1)) is A


def test_only_two_rotations_are_known():
    with pytest.raises(ValueError, match="unknown rotation"):
        Rotation(anchor=MONDAY, runs=(3, 4))


@given(days, days, parties)
def test_alternation_from_an_anchor_never_gives_two_weeks_in_a_row(anchor, day, party):
    rhythm = AnchorAlternation(anchor=anchor, starts_with=party)
    assert rhythm.party(day) is rhythm.party(day + WEEK).other is rhythm.party(day + 2 * WEEK)
    assert rhythm.party(anchor) is party


@given(days, st.sampled_from(Weekday))
def test_parity_changes_on_one_day_of_the_week_only(day, first_day):
    rhythm = IsoParity(even=A, first_day=first_day)
    changed = rhythm.party(day) is not rhythm.party(day + timedelta(days=1))
    assert not changed or (day + timedelta(days=1)).weekday() == first_day


@given(days, days, st.sampled_from([(2, 2, 3), (2, 2, 5, 5)]))
def test_a_rotation_shares_any_fortnight_equally(anchor, day, runs):
    rhythm = Rotation(anchor=anchor, runs=runs)
    assert sum(rhythm.party(day + timedelta(days=rank)) is A for rank in range(14)) == 7


@given(parties)
def test_the_other_of_the_other_is_oneself(party):
    assert party.other is not party
    assert party.other.other is party
