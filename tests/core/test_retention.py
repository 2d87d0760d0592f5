from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.retention import SchoolYearRetention
from core.schooling import SchoolYear

RULES = SchoolYearRetention(grace_days=30, reminder_days=90, last_reminder_days=15)
YEAR = SchoolYear(2025)
LAST_DAY = date(2026, 9, 30)


def test_a_year_is_kept_until_the_end_of_the_grace() -> None:
    assert RULES.last_day(YEAR) == LAST_DAY


@pytest.mark.parametrize(
    ("day", "year"),
    [
        (date(2025, 9, 1), 2025),
        (date(2026, 7, 1), 2025),
        (date(2026, 7, 2), 2026),  # the first reminder leaves: whoever speaks now speaks for the year to come
        (date(2026, 8, 31), 2026),
        (date(2026, 9, 1), 2026),
    ],
)
def test_what_is_said_once_the_family_is_asked_is_for_the_next_year(day: date, year: int) -> None:
    assert RULES.year_of(day) == SchoolYear(year)


@pytest.mark.parametrize(
    ("needed", "today", "deadline"),
    [
        (None, date(2026, 10, 1), LAST_DAY),
        (SchoolYear(2026), LAST_DAY, LAST_DAY),
        (SchoolYear(2026), date(2026, 10, 1), date(2027, 9, 30)),
        (SchoolYear(2024), date(2026, 10, 1), LAST_DAY),
    ],
)
def test_a_child_that_is_expected_is_kept_a_year_more(needed: SchoolYear | None, today: date, deadline: date) -> None:
    assert RULES.deadline(YEAR, needed, today) == deadline


@pytest.mark.parametrize(
    ("today", "due"),
    [(date(2026, 7, 1), 0), (date(2026, 7, 2), 1), (date(2026, 9, 14), 1), (date(2026, 9, 15), 2), (LAST_DAY, 2)],
)
def test_the_family_is_asked_twice(today: date, due: int) -> None:
    assert RULES.reminders_due(LAST_DAY, today) == due


@pytest.mark.parametrize(
    ("told_on", "today", "over"),
    [
        (date(2026, 7, 2), LAST_DAY, False),
        (date(2026, 7, 2), date(2026, 10, 1), True),
        (None, date(2030, 1, 1), False),
        (date(2026, 9, 29), date(2026, 10, 13), False),  # told late: the family has its fifteen days all the same
        (date(2026, 9, 29), date(2026, 10, 14), True),
    ],
)
def test_nothing_goes_before_its_time_nor_unannounced(told_on: date | None, today: date, over: bool) -> None:
    assert RULES.is_over(LAST_DAY, told_on=told_on, today=today) is over


@given(st.dates(date(2020, 1, 1), date(2090, 1, 1)), st.integers(0, 365), st.integers(30, 180))
def test_what_is_said_today_is_never_over_tomorrow(day: date, grace: int, reminder: int) -> None:
    rules = SchoolYearRetention(grace_days=grace, reminder_days=reminder, last_reminder_days=15)
    assert rules.last_day(rules.year_of(day)) > day + timedelta(days=1)
