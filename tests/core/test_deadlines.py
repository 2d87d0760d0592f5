from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.deadlines import expires_at, is_open
from tests.core.facts import PARIS, paris

DAY = timedelta(hours=24)


@pytest.mark.parametrize(
    ("created_at", "expiry"),
    [
        (paris(28, 3, 2026, 12), paris(29, 3, 2026, 13)),
        (paris(24, 10, 2026, 12), paris(25, 10, 2026, 11)),
        (paris(16, 3, 2026, 12), paris(17, 3, 2026, 12)),
    ],
)
def test_a_link_of_24_hours_lives_24_real_hours(created_at: datetime, expiry: datetime) -> None:
    result = expires_at(created_at, DAY)

    assert result == expiry
    assert result.tzinfo is PARIS
    assert result.astimezone(UTC) - created_at.astimezone(UTC) == DAY


def test_the_offsets_of_the_clock_change_are_the_ones_written_on_the_link() -> None:
    assert expires_at(paris(28, 3, 2026, 12), DAY).isoformat() == "2026-03-29T13:00:00+02:00"
    assert expires_at(paris(24, 10, 2026, 12), DAY).isoformat() == "2026-10-25T11:00:00+01:00"


@pytest.mark.parametrize(
    ("now", "open_still"),
    [
        (paris(29, 3, 2026, 12, 59), True),
        (paris(29, 3, 2026, 13) - timedelta(microseconds=1), True),
        (paris(29, 3, 2026, 13), False),
        (paris(29, 3, 2026, 13, 1), False),
    ],
)
def test_at_the_limit_it_is_too_late(now: datetime, open_still: bool) -> None:
    limit = expires_at(paris(28, 3, 2026, 12), DAY)

    assert is_open(now, limit) is open_still
    assert is_open(now.astimezone(UTC), limit) is open_still


def test_the_hour_lived_twice_is_not_confused() -> None:
    first_time, second_time = paris(25, 10, 2026, 2, 30), paris(25, 10, 2026, 2, 15).replace(fold=1)

    assert is_open(first_time, second_time)
    assert not is_open(second_time, first_time)


@pytest.mark.parametrize("zoneless", [datetime(2026, 3, 16, 12)])  # noqa: DTZ001
def test_a_moment_without_time_zone_is_a_mistake(zoneless: datetime) -> None:
    with pytest.raises(ValueError, match="time zone"):
        expires_at(zoneless, DAY)
    with pytest.raises(ValueError, match="time zone"):
        is_open(zoneless, paris(16, 3, 2026))


@given(st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)), st.timedeltas(timedelta(0), timedelta(days=30)))  # noqa: DTZ001
def test_elapsed_time_is_real_time_whatever_the_day(moment: datetime, elapsed: timedelta) -> None:
    created_at = moment.replace(tzinfo=PARIS)
    expiry = expires_at(created_at, elapsed)
    assert expiry.astimezone(UTC) - created_at.astimezone(UTC) == elapsed
