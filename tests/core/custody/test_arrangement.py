from collections import Counter
from datetime import date, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given

from core.calendar import Calendar, Weekday
from core.custody import (
    AgreedException,
    AnchorAlternation,
    Arrangement,
    Because,
    HolidaySharing,
    IsoParity,
    Party,
    Weekdays,
    day_of,
    month_of,
    next_hand_over,
    weeks_of,
    who_has_the_child,
    whose_day,
)
from core.periods import Period
from tests.core.facts import calendar_of_zone

from .strategies import arrangements, calendars, days, parties, periods, sharings

A, B = Party.A, Party.B
ZONE_C = calendar_of_zone("C")
NO_HOLIDAYS = Calendar()
PARITY = IsoParity(even=A)
HALVES = HolidaySharing(first_half_in_even_years=A)
SPRING = Period.from_inclusive(date(2026, 4, 18), date(2026, 5, 3))


def arrangement(**changes):
    return Arrangement(**{"rhythm": PARITY, **changes})


def holiday_of(length, start=date(2026, 7, 4)):
    return Period(start, start + timedelta(days=length))


def test_the_spring_holidays_of_zone_c_are_16_days():
    assert SPRING in ZONE_C.school_holidays
    assert len(SPRING) == 16


def test_the_first_half_of_spring_2026_is_a_s_and_the_second_b_s():
    shared = arrangement(holidays=HALVES)
    first, second = [date(2026, 4, 18), date(2026, 4, 25)], [date(2026, 4, 26), date(2026, 5, 3)]
    assert [whose_day(shared, day, ZONE_C) for day in (*first, *second)] == [A, A, B, B]


def test_the_halves_are_reversed_in_odd_years():
    spring_2027 = Period.from_inclusive(date(2027, 4, 3), date(2027, 4, 18))
    assert [party for _part, party in HALVES.parts_of(spring_2027)] == [B, A]


def test_christmas_has_the_parity_of_the_year_in_which_it_begins():
    christmas = Period.from_inclusive(date(2026, 12, 19), date(2027, 1, 3))
    assert [party for _part, party in HALVES.parts_of(christmas)] == [A, B]


@pytest.mark.parametrize(("length", "halves"), [(16, [8, 8]), (17, [9, 8]), (5, [3, 2])])
def test_an_odd_day_belongs_to_the_first_half(length, halves):
    assert [len(part) for part, _party in HALVES.parts_of(holiday_of(length))] == halves


def test_a_chosen_day_prevails_over_the_middle():
    chosen = HolidaySharing(first_half_in_even_years=A, second_half_starts=(date(2026, 4, 25),))
    assert [part for part, _party in chosen.parts_of(SPRING)] == [
        Period(date(2026, 4, 18), date(2026, 4, 25)),
        Period(date(2026, 4, 25), date(2026, 5, 4)),
    ]


@pytest.mark.parametrize("elsewhere", [date(2026, 4, 18), date(2026, 5, 4), date(2026, 2, 28)])
def test_a_chosen_day_outside_the_holiday_or_on_its_first_day_changes_nothing(elsewhere):
    chosen = HolidaySharing(first_half_in_even_years=A, second_half_starts=(elsewhere,))
    assert chosen.parts_of(SPRING) == HALVES.parts_of(SPRING)


@pytest.mark.parametrize(("length", "parts"), [(58, [15, 15, 14, 14]), (29, [15, 14])])
def test_the_summer_alone_is_shared_by_quarters(length, parts):
    quarters = HolidaySharing(first_half_in_even_years=A, summer_parts=4)
    found = quarters.parts_of(holiday_of(length))
    assert [len(part) for part, _party in found] == parts
    assert [party for _part, party in found] == [A, B, A, B][: len(parts)]


def test_the_summer_is_shared_by_halves_or_quarters():
    with pytest.raises(ValueError, match="not in 3"):
        HolidaySharing(first_half_in_even_years=A, summer_parts=3)


def test_the_bridge_of_ascension_is_no_holiday_to_share():
    friday = date(2026, 5, 15)
    assert ZONE_C.is_school_holiday(friday)
    assert day_of(arrangement(holidays=HALVES), friday, ZONE_C).because is Because.RHYTHM


@pytest.mark.parametrize(("length", "because"), [(4, Because.RHYTHM), (5, Because.HOLIDAY)])
def test_a_holiday_is_shared_from_five_days_on(length, because):
    holiday = holiday_of(length)
    calendar = Calendar(school_holidays=(holiday,))
    assert day_of(arrangement(holidays=HALVES), holiday.last_day, calendar).because is because


@given(sharings, periods.filter(lambda period: len(period) >= 5))
def test_the_parts_make_the_whole_holiday_and_alternate(sharing, holiday):
    found = sharing.parts_of(holiday)
    assert [day for part, _party in found for day in part.days()] == list(holiday.days())
    assert all(one[1] is not other[1] for one, other in pairwise(found))


def test_an_exception_prevails_over_the_holidays_which_prevail_over_the_rhythm():
    exchanged = AgreedException(period=Period.from_inclusive(date(2026, 4, 20), date(2026, 4, 21)), party=B)
    shared = arrangement(holidays=HALVES, exceptions=(exchanged,))
    found = [day_of(shared, date(2026, 4, day), ZONE_C) for day in (17, 18, 20, 21, 22)]
    assert [(one.party, one.because) for one in found] == [
        (A, Because.RHYTHM),
        (A, Because.HOLIDAY),
        (B, Because.EXCEPTION),
        (B, Because.EXCEPTION),
        (A, Because.HOLIDAY),
    ]


def test_two_exceptions_are_not_about_the_same_day():
    period = Period.from_inclusive(date(2026, 4, 20), date(2026, 4, 21))
    with pytest.raises(ValueError, match="the same day"):
        arrangement(exceptions=(AgreedException(period=period, party=A), AgreedException(period=period, party=B)))


@given(arrangements, parties, periods, calendars)
def test_exceptions_always_prevail(drawn, party, period, calendar):
    agreed = Arrangement(
        rhythm=drawn.rhythm, holidays=drawn.holidays, exceptions=(AgreedException(period=period, party=party),)
    )
    assert {day_of(agreed, day, calendar).party for day in period.days()} == {party}


MONDAY = date(2026, 3, 16)  # ISO week 12, at A after week 11 at B


@pytest.mark.parametrize(
    ("hour", "party"),
    [(None, A), (time(8, 30), A), (time(12), A), (time(12, 1), B), (time(18), B)],
)
def test_a_day_of_hand_over_belongs_to_who_has_the_child_at_noon(hour, party):
    found = day_of(arrangement(hand_over_at=hour), MONDAY, NO_HOLIDAYS)
    assert (found.is_hand_over, found.before, found.after, found.party) == (True, B, A, party)
    assert found.hand_over_at == hour


def test_another_day_has_no_hour_of_hand_over():
    found = day_of(arrangement(hand_over_at=time(18)), MONDAY + timedelta(days=1), NO_HOLIDAYS)
    assert (found.is_hand_over, found.party, found.hand_over_at) == (False, A, None)


@pytest.mark.parametrize(("hour", "party"), [(time(0), B), (time(17, 59), B), (time(18), A), (time(23), A)])
def test_the_child_is_with_the_next_household_from_the_very_hour(hour, party):
    assert who_has_the_child(arrangement(hand_over_at=time(18)), MONDAY, hour, NO_HOLIDAYS) is party


def test_without_an_hour_the_child_changes_home_in_the_morning():
    assert who_has_the_child(arrangement(), MONDAY, time(7), NO_HOLIDAYS) is A


def test_the_next_hand_over_is_after_the_day_asked():
    found = [next_hand_over(arrangement(), MONDAY + timedelta(days=rank), NO_HOLIDAYS).day for rank in (-1, 0, 6, 7)]
    assert found == [MONDAY, MONDAY + timedelta(days=7), MONDAY + timedelta(days=7), MONDAY + timedelta(days=14)]


def test_a_child_who_never_changes_home_has_no_next_hand_over():
    always = arrangement(rhythm=Weekdays(days=frozenset(Weekday), party_of_days=B))
    assert next_hand_over(always, MONDAY, NO_HOLIDAYS) is None


@given(arrangements, days, calendars)
def test_days_follow_one_another(drawn, day, calendar):
    one, next_one = (day_of(drawn, day + timedelta(days=rank), calendar) for rank in (0, 1))
    assert one.after is next_one.before
    assert one.party in (one.before, one.after)


@given(arrangements, days, calendars)
def test_nothing_changes_before_the_next_hand_over(drawn, day, calendar):
    found = next_hand_over(drawn, day, calendar)
    end = found.day if found else day + timedelta(days=30)
    between = (day_of(drawn, day + timedelta(days=rank), calendar) for rank in range(1, (end - day).days))
    assert not any(one.is_hand_over for one in between)


def test_a_month_is_shown_by_weeks_with_the_days_of_other_months_left_blank():
    weeks = month_of(arrangement(), 2026, 3, NO_HOLIDAYS)
    assert [week[0].day if week[0] else None for week in weeks] == [
        None, date(2026, 3, 2), date(2026, 3, 9), date(2026, 3, 16), date(2026, 3, 23), date(2026, 3, 30),
    ]  # fmt: skip
    assert [week[6].party.name if week[6] else "" for week in weeks] == ["B", "A", "B", "A", "B", ""]


def test_weeks_begin_on_the_monday_of_the_day_asked():
    weeks = weeks_of(arrangement(), date(2026, 3, 18), 8, NO_HOLIDAYS)
    assert (len(weeks), weeks[0][0].day, weeks[7][6].day) == (8, MONDAY, date(2026, 5, 10))
    assert Counter(day.party for week in weeks for day in week) == {A: 28, B: 28}


def test_the_year_2026_ends_with_two_weeks_at_b_by_parity_and_none_by_anchor():
    anchored = arrangement(rhythm=AnchorAlternation(anchor=date(2026, 8, 31)))
    mondays = [date(2026, 12, 21) + timedelta(weeks=rank) for rank in range(4)]
    assert [whose_day(arrangement(), day, NO_HOLIDAYS) for day in mondays] == [A, B, B, A]
    assert [whose_day(anchored, day, NO_HOLIDAYS) for day in mondays] == [A, B, A, B]
