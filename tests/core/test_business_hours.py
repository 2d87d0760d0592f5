from datetime import UTC, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.business_hours import Counting, CountingMode, ServiceHours, Slot, due_at, remaining
from core.calendar import Calendar, Weekday
from tests.core.facts import METROPOLITAN, PARIS, paris

FULL_DAYS = Counting.FULL_DAYS
TOWN_HALL = ServiceHours.every_weekday((time(8, 30), time(12)), (time(13, 30), time(17, 30)))
WITH_BRIDGE = Calendar(METROPOLITAN.public_holidays, closing_days=frozenset({paris(15, 5, 2026).date()}))


@pytest.mark.parametrize(
    ("filed_at", "deadline"),
    [
        (paris(13, 3, 2026, 10), paris(17, 3, 2026, 10)),
        (paris(14, 3, 2026, 11), paris(18, 3, 2026)),
        (paris(30, 4, 2026, 16), paris(5, 5, 2026, 16)),
        (paris(12, 5, 2026, 9, 30), paris(15, 5, 2026, 9, 30)),
        (paris(16, 3, 2026), paris(18, 3, 2026)),  # Monday at midnight: the whole of Monday and Tuesday
    ],
)
def test_48_business_hours_of_full_days(filed_at: datetime, deadline: datetime) -> None:
    assert due_at(filed_at, 48, METROPOLITAN, FULL_DAYS) == deadline


def test_a_closing_day_of_the_commune_puts_the_promise_off() -> None:
    assert due_at(paris(12, 5, 2026, 9, 30), 48, WITH_BRIDGE, FULL_DAYS) == paris(18, 5, 2026, 9, 30)


@pytest.mark.parametrize(
    ("filed_at", "hours", "deadline"),
    [
        (paris(16, 3, 2026, 8, 30), 48, paris(24, 3, 2026, 11, 30)),
        (paris(16, 3, 2026, 7), 48, paris(24, 3, 2026, 11, 30)),
        (paris(15, 3, 2026, 22), 48, paris(24, 3, 2026, 11, 30)),
        (paris(16, 3, 2026, 12, 45), 1, paris(16, 3, 2026, 14, 30)),
        (paris(16, 3, 2026, 13, 30), 4, paris(16, 3, 2026, 17, 30)),  # to the last minute, not the next morning
        (paris(16, 3, 2026, 17, 30), 1, paris(17, 3, 2026, 9, 30)),
        (paris(13, 5, 2026, 16, 30), 2, paris(15, 5, 2026, 9, 30)),
    ],
)
def test_48_business_hours_of_service(filed_at: datetime, hours: int, deadline: datetime) -> None:
    assert due_at(filed_at, hours, METROPOLITAN, TOWN_HALL) == deadline


def test_service_hours_skip_the_closing_days_of_the_commune() -> None:
    assert due_at(paris(13, 5, 2026, 16, 30), 2, WITH_BRIDGE, TOWN_HALL) == paris(18, 5, 2026, 9, 30)


def test_a_service_may_open_on_saturday() -> None:
    saturdays = ServiceHours((Slot(Weekday.SATURDAY, time(9), time(12)),))

    assert due_at(paris(13, 3, 2026, 10), 4, METROPOLITAN, saturdays) == paris(21, 3, 2026, 10)


@pytest.mark.parametrize(
    ("filed_at", "deadline"),
    [
        (paris(27, 3, 2026, 10), paris(31, 3, 2026, 10)),  # summer time on Sunday 29
        (paris(23, 10, 2026, 10), paris(27, 10, 2026, 10)),  # winter time on Sunday 25
    ],
)
@pytest.mark.parametrize(("counting", "hours"), [(FULL_DAYS, 48), (TOWN_HALL, 15)])
def test_the_change_of_clocks_does_not_move_the_hour(
    filed_at: datetime, deadline: datetime, counting: CountingMode, hours: int
) -> None:
    due = due_at(filed_at, hours, METROPOLITAN, counting)

    assert due == deadline
    assert due.utcoffset() != filed_at.utcoffset()


def test_overseas_the_day_is_the_one_lived_there() -> None:
    reunion = ZoneInfo("Indian/Reunion")
    filed_at = datetime(2026, 3, 16, 8, tzinfo=reunion)

    assert due_at(filed_at, 24, Calendar(), FULL_DAYS) == datetime(2026, 3, 17, 8, tzinfo=reunion)


def test_no_hours_is_at_once_even_on_sunday() -> None:
    sunday = paris(15, 3, 2026, 11)
    assert due_at(sunday, 0, METROPOLITAN, FULL_DAYS) == sunday


@pytest.mark.parametrize(
    ("now", "left"),
    [
        (paris(13, 3, 2026, 10), timedelta(hours=48)),
        (paris(13, 3, 2026, 22), timedelta(hours=36)),
        (paris(15, 3, 2026, 12), timedelta(hours=34)),
        (paris(17, 3, 2026, 9, 59), timedelta(minutes=1)),
        (paris(17, 3, 2026, 10), timedelta(0)),
        (paris(17, 3, 2026, 10, 1), timedelta(minutes=-1)),
        (paris(18, 3, 2026, 10), timedelta(hours=-24)),
        (paris(13, 3, 2026, 10).astimezone(UTC), timedelta(hours=48)),
    ],
)
def test_time_left_in_full_days(now: datetime, left: timedelta) -> None:
    assert remaining(now, paris(17, 3, 2026, 10), METROPOLITAN, FULL_DAYS) == left


@pytest.mark.parametrize(
    ("now", "left"),
    [
        (paris(16, 3, 2026, 8, 30), timedelta(hours=48)),
        (paris(23, 3, 2026, 16, 30), timedelta(hours=4)),
        (paris(24, 3, 2026, 3), timedelta(hours=3)),
        (paris(24, 3, 2026, 14), timedelta(hours=-1)),
    ],
)
def test_time_left_in_service_hours(now: datetime, left: timedelta) -> None:
    assert remaining(now, paris(24, 3, 2026, 11, 30), METROPOLITAN, TOWN_HALL) == left


@pytest.mark.parametrize("moment", [datetime(2026, 3, 16, 8), paris(16, 3, 2026).astimezone(UTC)])  # noqa: DTZ001
def test_a_moment_without_the_zone_of_the_commune_is_a_mistake(moment: datetime) -> None:
    with pytest.raises(ValueError, match="commune's time zone"):
        due_at(moment, 48, METROPOLITAN, FULL_DAYS)


@pytest.mark.parametrize("zone", [timezone(timedelta(hours=1)), ZoneInfo("UTC")])
def test_an_offset_is_not_a_time_zone(zone: timezone | ZoneInfo) -> None:
    with pytest.raises(ValueError, match="commune's time zone"):
        remaining(paris(16, 3, 2026), datetime(2026, 3, 16, 8, tzinfo=zone), METROPOLITAN, FULL_DAYS)


def test_opening_hours_are_put_in_order() -> None:
    hours = ServiceHours.every_weekday((time(13, 30), time(17, 30)), (time(8, 30), time(12)))
    assert hours == TOWN_HALL


def test_opening_hours_may_touch_but_not_overlap() -> None:
    morning = Slot(Weekday.MONDAY, time(8), time(12))

    assert ServiceHours((morning, Slot(Weekday.MONDAY, time(12), time(14)))).slots[0] == morning
    assert ServiceHours((morning, Slot(Weekday.TUESDAY, time(11), time(14)))).slots[0] == morning
    with pytest.raises(ValueError, match="overlap on day 0"):
        ServiceHours((morning, Slot(Weekday.MONDAY, time(11, 59), time(14))))


@pytest.mark.parametrize("closes", [time(8), time(7)])
def test_a_service_closes_after_it_opens(closes: time) -> None:
    with pytest.raises(ValueError, match="closes after it opens"):
        Slot(Weekday.MONDAY, time(8), closes)


def test_a_service_that_never_opens_promises_nothing() -> None:
    with pytest.raises(ValueError, match="at least once a week"):
        ServiceHours(())


moments = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31)).map(lambda m: m.replace(tzinfo=PARIS))  # noqa: DTZ001
countings = st.sampled_from([FULL_DAYS, TOWN_HALL])


@given(moments, st.integers(1, 60), countings)
def test_at_filing_exactly_the_promise_is_left(filed_at: datetime, hours: int, counting: CountingMode) -> None:
    due = due_at(filed_at, hours, METROPOLITAN, counting)
    assert remaining(filed_at, due, METROPOLITAN, counting) == timedelta(hours=hours)


@given(moments, moments, countings)
def test_filing_later_never_brings_the_deadline_forward(one: datetime, other: datetime, counting: CountingMode) -> None:
    earlier, later = sorted((one, other))
    assert due_at(earlier, 48, METROPOLITAN, counting) <= due_at(later, 48, METROPOLITAN, counting)
