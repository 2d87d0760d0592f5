"""The places of a group: who leaves makes room for who comes next."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.capacity import peak, places_left
from core.periods import Period

AUTUMN = Period.from_inclusive(date(2026, 9, 1), date(2026, 12, 18))
SPRING = Period.from_inclusive(date(2027, 1, 4), date(2027, 7, 2))
YEAR = Period.from_inclusive(date(2026, 9, 1), date(2027, 7, 2))
FIRST = date(2026, 9, 1)
periods = st.builds(
    lambda start, days: Period(FIRST + timedelta(days=start), FIRST + timedelta(days=start + days)),
    st.integers(0, 40),
    st.integers(1, 20),
)


@pytest.mark.parametrize(
    ("present", "highest"),
    [
        ((), 0),
        ((YEAR,), 1),
        ((AUTUMN, SPRING), 1),
        ((AUTUMN, SPRING, YEAR), 2),
        ((YEAR, YEAR, AUTUMN), 3),
    ],
)
def test_the_busiest_day_is_counted(present: Sequence[Period], highest: int) -> None:
    assert peak(present) == highest


def test_who_leaves_on_a_day_and_who_comes_on_it_never_meet() -> None:
    day = date(2026, 11, 2)
    assert peak([Period(FIRST, day), Period(day, AUTUMN.end)]) == 1
    assert peak([Period(FIRST, day + timedelta(days=1)), Period(day, AUTUMN.end)]) == 2


@pytest.mark.parametrize(
    ("taken", "wanted", "left"),
    [
        ((), YEAR, 2),
        ((AUTUMN, SPRING), YEAR, 1),
        ((AUTUMN, AUTUMN), SPRING, 2),
        ((AUTUMN, AUTUMN), YEAR, 0),
        ((YEAR, YEAR, AUTUMN), AUTUMN, -1),
    ],
)
def test_the_places_left_are_those_of_every_day_that_is_wanted(
    taken: Sequence[Period], wanted: Period, left: int
) -> None:
    assert places_left(taken, wanted, 2) == left


def test_without_a_limit_there_is_nothing_to_count() -> None:
    assert places_left([YEAR] * 50, YEAR, None) is None


@given(st.lists(periods, max_size=12))
def test_the_peak_is_that_of_the_days_counted_one_by_one(present: list[Period]) -> None:
    days = [FIRST + timedelta(days=offset) for offset in range(61)]
    assert peak(present) == max((sum(day in period for period in present) for day in days), default=0)


@given(st.lists(periods, max_size=8), periods, st.integers(0, 8))
def test_one_more_child_takes_one_place_at_most(taken: list[Period], wanted: Period, capacity: int) -> None:
    before, after = places_left(taken, wanted, capacity), places_left([*taken, wanted], wanted, capacity)
    assert before is not None
    assert after == before - 1
