from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.periods import Period

SPRING = Period(date(2026, 4, 18), date(2026, 5, 4))

periods = st.builds(
    lambda start, length: Period(start, start + timedelta(days=length)),
    st.dates(date(2025, 1, 1), date(2027, 12, 31)),
    st.integers(1, 60),
)


def test_a_period_ends_on_the_day_of_return() -> None:
    assert date(2026, 4, 17) not in SPRING
    assert date(2026, 4, 18) in SPRING
    assert date(2026, 5, 3) in SPRING
    assert date(2026, 5, 4) not in SPRING
    assert SPRING.last_day == date(2026, 5, 3)
    assert len(SPRING) == 16
    assert list(SPRING.days())[::15] == [date(2026, 4, 18), date(2026, 5, 3)]


def test_a_period_written_with_its_last_day() -> None:
    assert Period.from_inclusive(date(2026, 4, 18), date(2026, 5, 3)) == SPRING


@pytest.mark.parametrize("end", [date(2026, 4, 18), date(2026, 4, 17)])
def test_a_period_is_never_empty(end: date) -> None:
    with pytest.raises(ValueError, match="ends after it starts"):
        Period(date(2026, 4, 18), end)


def test_periods_that_touch_do_not_overlap() -> None:
    after = Period(date(2026, 5, 4), date(2026, 5, 10))

    assert not SPRING.overlaps(after)
    assert SPRING.intersection(after) is None


def test_the_days_that_two_periods_share() -> None:
    other = Period(date(2026, 5, 1), date(2026, 5, 10))

    assert SPRING.intersection(other) == Period(date(2026, 5, 1), date(2026, 5, 4))


@given(periods, periods)
def test_the_intersection_is_the_set_of_common_days(one: Period, other: Period) -> None:
    shared = one.intersection(other)
    assert set(shared.days() if shared else ()) == set(one.days()) & set(other.days())
    assert shared == other.intersection(one)
