"""Whose day it is: agreed exceptions first, then the sharing of school holidays, then the ordinary rhythm."""

from __future__ import annotations

import calendar as months
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum
from itertools import pairwise

from core.calendar import Calendar
from core.custody.schedules import Party, Schedule
from core.periods import Period

NOON = time(12)
SHORTEST_SHARED_HOLIDAY = 5  # the bridge of Ascension is not shared by halves
SHORTEST_SUMMER = 30
DAYS_LOOKED_AHEAD = 366
_ONE_DAY = timedelta(days=1)


class Because(StrEnum):
    """What decided of a day."""

    RHYTHM = "rhythm"
    HOLIDAY = "holiday"
    EXCEPTION = "exception"


@dataclass(frozen=True, slots=True, kw_only=True)
class HolidaySharing:
    """School holidays by halves: whose is the first half in even years; the other's in odd years.

    The year is that in which the holiday begins. A day too many belongs to the first half, unless a date of
    `second_half_starts` falls in the holiday: the second half then begins on it. `summer_parts` is 4 where the summer
    is shared by quarters.
    """

    first_half_in_even_years: Party
    summer_parts: int = 2
    second_half_starts: tuple[date, ...] = ()

    def __post_init__(self) -> None:
        if self.summer_parts not in (2, 4):
            raise ValueError(f"the summer is shared by halves or by quarters, not in {self.summer_parts}")

    def parts_of(self, holiday: Period) -> tuple[tuple[Period, Party], ...]:
        """Return the parts of one holiday in their order, each with its party."""
        even = holiday.start.year % 2 == 0
        first = self.first_half_in_even_years if even else self.first_half_in_even_years.other
        parts = enumerate(pairwise(self._bounds(holiday)))
        return tuple((Period(start, end), first if rank % 2 == 0 else first.other) for rank, (start, end) in parts)

    def _bounds(self, holiday: Period) -> Iterator[date]:
        yield holiday.start
        chosen = sorted(day for day in self.second_half_starts if day in holiday and day != holiday.start)
        yield from chosen[:1] or self._equal_parts(holiday)
        yield holiday.end

    def _equal_parts(self, holiday: Period) -> Iterator[date]:
        parts = self.summer_parts if len(holiday) >= SHORTEST_SUMMER else 2
        share, extra = divmod(len(holiday), parts)
        start = holiday.start
        for rank in range(parts - 1):
            start += timedelta(days=share + (rank < extra))
            yield start

    def party(self, day: date, calendar: Calendar) -> Party | None:
        """Return whose the day is, or None outside the holidays that are shared."""
        for holiday in calendar.school_holidays:
            if day in holiday and len(holiday) >= SHORTEST_SHARED_HOLIDAY:
                return next(party for part, party in self.parts_of(holiday) if day in part)
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreedException:
    """Days that the parents exchanged, or that a judge set apart."""

    period: Period
    party: Party


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrangement:
    """`hand_over_at` is the hour at which the child changes home; None for the morning, before anything begins."""

    rhythm: Schedule
    holidays: HolidaySharing | None = None
    hand_over_at: time | None = None
    exceptions: tuple[AgreedException, ...] = ()

    def __post_init__(self) -> None:
        periods = sorted(exception.period for exception in self.exceptions)
        if any(earlier.overlaps(later) for earlier, later in pairwise(periods)):
            raise ValueError("two exceptions are about the same day")


@dataclass(frozen=True, slots=True, kw_only=True)
class CustodyDay:
    """`before` has the child when the day begins, `after` when it ends; the day is `party`'s: who has it at noon."""

    day: date
    before: Party
    after: Party
    party: Party
    because: Because
    hand_over_at: time | None = None

    @property
    def is_hand_over(self) -> bool:
        return self.before is not self.after


def day_of(arrangement: Arrangement, day: date, calendar: Calendar) -> CustodyDay:
    """Return all that is known of one day; `calendar` holds the school holidays around it."""
    before, _because = _decided(arrangement, day - _ONE_DAY, calendar)
    after, because = _decided(arrangement, day, calendar)
    if before is after:
        return CustodyDay(day=day, before=before, after=after, party=after, because=because)
    hour = arrangement.hand_over_at
    party = before if hour is not None and hour > NOON else after
    return CustodyDay(day=day, before=before, after=after, party=party, because=because, hand_over_at=hour)


def whose_day(arrangement: Arrangement, day: date, calendar: Calendar) -> Party:
    """Return the household the day belongs to: on a day of hand-over, the one that has the child at noon."""
    return day_of(arrangement, day, calendar).party


def who_has_the_child(arrangement: Arrangement, day: date, hour: time, calendar: Calendar) -> Party:
    """Return the household the child is with at this hour; at the very hour of the hand-over, the next one."""
    found = day_of(arrangement, day, calendar)
    handed_over = found.hand_over_at is None or hour >= found.hand_over_at
    return found.after if handed_over else found.before


def next_hand_over(arrangement: Arrangement, day: date, calendar: Calendar) -> CustodyDay | None:
    """Return the first day after this one on which the child changes home; None when there is none for a year."""
    ahead = (day + timedelta(days=count) for count in range(1, DAYS_LOOKED_AHEAD + 1))
    return next((found for found in days_of(arrangement, ahead, calendar) if found.is_hand_over), None)


def days_of(arrangement: Arrangement, days: Iterator[date], calendar: Calendar) -> Iterator[CustodyDay]:
    return (day_of(arrangement, day, calendar) for day in days)


def weeks_of(
    arrangement: Arrangement, first: date, count: int, calendar: Calendar
) -> tuple[tuple[CustodyDay, ...], ...]:
    """Return whole weeks, Monday to Sunday, from the one this day is in."""
    monday = first - timedelta(days=first.weekday())
    starts = (monday + timedelta(weeks=rank) for rank in range(count))
    return tuple(
        tuple(days_of(arrangement, Period(start, start + timedelta(weeks=1)).days(), calendar)) for start in starts
    )


def month_of(
    arrangement: Arrangement, year: int, month: int, calendar: Calendar
) -> tuple[tuple[CustodyDay | None, ...], ...]:
    """Return the weeks of a month, Monday to Sunday; None stands for a day of another month."""
    weeks = months.Calendar().monthdatescalendar(year, month)
    return tuple(
        tuple(day_of(arrangement, day, calendar) if day.month == month else None for day in week) for week in weeks
    )


def _decided(arrangement: Arrangement, day: date, calendar: Calendar) -> tuple[Party, Because]:
    for exception in arrangement.exceptions:
        if day in exception.period:
            return exception.party, Because.EXCEPTION
    shared = arrangement.holidays.party(day, calendar) if arrangement.holidays else None
    if shared is not None:
        return shared, Because.HOLIDAY
    return arrangement.rhythm.party(day), Because.RHYTHM
