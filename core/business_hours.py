"""Promises made in business hours: "votre compte sera validé sous 48 heures ouvrées".

Moments are wall-clock time in the commune's time zone, carried by the datetime itself: a `ZoneInfo`, never a bare
offset nor the UTC of a database, because 23:30 UTC is already tomorrow in Paris.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import takewhile
from typing import Self
from zoneinfo import ZoneInfo

from core.calendar import Calendar, Weekday

_ONE_DAY = timedelta(days=1)
_NO_TIME = timedelta(0)
_UTC_NAMES = frozenset({"UTC", "Etc/UTC", "Zulu", "GMT"})


class Counting(StrEnum):
    """FULL_DAYS: each open day counts for 24 hours."""

    FULL_DAYS = "full_days"


@dataclass(frozen=True, slots=True, order=True)
class Slot:
    """Opening hours of a service on one day of the week."""

    weekday: Weekday
    opens: time
    closes: time

    def __post_init__(self) -> None:
        if self.closes <= self.opens:
            raise ValueError(f"a service closes after it opens, not at {self.closes} for an opening at {self.opens}")


@dataclass(frozen=True, slots=True)
class ServiceHours:
    """Only the hours during which the service is open count; the slots of a day may not overlap."""

    slots: tuple[Slot, ...]

    def __post_init__(self) -> None:
        if not self.slots:
            raise ValueError("a service is open at least once a week")
        object.__setattr__(self, "slots", tuple(sorted(self.slots)))
        for earlier, later in zip(self.slots, self.slots[1:], strict=False):
            if earlier.weekday == later.weekday and later.opens < earlier.closes:
                raise ValueError(f"opening hours overlap on day {later.weekday}: {later.opens} < {earlier.closes}")

    @classmethod
    def every_weekday(cls, *hours: tuple[time, time]) -> Self:
        """The same hours from Monday to Friday."""
        days = (Weekday.MONDAY, Weekday.TUESDAY, Weekday.WEDNESDAY, Weekday.THURSDAY, Weekday.FRIDAY)
        return cls(tuple(Slot(day, opens, closes) for day in days for opens, closes in hours))


type CountingMode = Counting | ServiceHours


def due_at(filed_at: datetime, hours: int, calendar: Calendar, counting: CountingMode) -> datetime:
    """Return the instant at which `hours` business hours have passed since `filed_at`, in its time zone.

    Time spent to the last minute of a day ends at that closing time (24:00, hence 00:00 of the next day, in full
    days), not at the next opening.
    """
    zone = _zone(filed_at)
    left = timedelta(hours=hours)
    reached = filed_at.replace(tzinfo=None)
    if left <= _NO_TIME:
        return filed_at
    openings = _openings(reached, calendar, counting)
    while True:
        opens, closes = next(openings)
        start = max(opens, reached)
        if closes - start >= left:
            return (start + left).replace(tzinfo=zone)
        left -= closes - start


def remaining(now: datetime, due_at: datetime, calendar: Calendar, counting: CountingMode) -> timedelta:
    """Return the business time from `now` to `due_at`; negative once the promise is broken.

    Days are those of `due_at`'s time zone; `now` may be given in any.
    """
    zone = _zone(due_at)
    start, end = now.astimezone(zone).replace(tzinfo=None), due_at.replace(tzinfo=None)
    if end < start:
        return -_between(end, start, calendar, counting)
    return _between(start, end, calendar, counting)


def _between(start: datetime, end: datetime, calendar: Calendar, counting: CountingMode) -> timedelta:
    openings = takewhile(lambda opening: opening[0] < end, _openings(start, calendar, counting))
    return sum((min(closes, end) - max(opens, start) for opens, closes in openings), _NO_TIME)


def _zone(moment: datetime) -> ZoneInfo:
    if not isinstance(moment.tzinfo, ZoneInfo) or moment.tzinfo.key in _UTC_NAMES:
        raise ValueError(f"expected a moment in the commune's time zone, not in {moment.tzinfo}")
    return moment.tzinfo


def _openings(since: datetime, calendar: Calendar, counting: CountingMode) -> Iterator[tuple[datetime, datetime]]:
    """Yield the opening and closing times that end after `since`, in wall-clock time, for ever."""
    day = since.date()
    while True:
        for opens, closes in _openings_of(day, calendar, counting):
            if closes > since:
                yield opens, closes
        day += _ONE_DAY


def _openings_of(day: date, calendar: Calendar, counting: CountingMode) -> Iterator[tuple[datetime, datetime]]:
    midnight = datetime.combine(day, time())
    if isinstance(counting, Counting):
        if calendar.is_open_day(day):
            yield midnight, midnight + _ONE_DAY
    elif day not in calendar.public_holidays and day not in calendar.closing_days:
        for slot in counting.slots:
            if slot.weekday == day.weekday():
                yield datetime.combine(day, slot.opens), datetime.combine(day, slot.closes)
