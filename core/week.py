"""Seven days at a glance: what each is for a pupil, and the days that follow one another alike."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from core.calendar import Calendar, Weekday

DAYS = 7


class DayKind(StrEnum):
    SCHOOL = "school"
    NO_SCHOOL = "no_school"
    WEEKEND = "weekend"
    HOLIDAYS = "holidays"
    PUBLIC_HOLIDAY = "public_holiday"


@dataclass(frozen=True, slots=True)
class Run[T: Hashable]:
    """The same value from `first` to `last`, both included."""

    value: T
    first: date
    last: date

    @property
    def length(self) -> int:
        return (self.last - self.first).days + 1


def seven_days(today: date) -> tuple[date, ...]:
    """Return today and the six days after it."""
    return tuple(today + timedelta(days=count) for count in range(DAYS))


def kind_of(day: date, calendar: Calendar) -> DayKind:
    """Return what a day is for a pupil; a public holiday is said even during the holidays."""
    if calendar.is_public_holiday(day):
        return DayKind.PUBLIC_HOLIDAY
    if calendar.is_school_holiday(day):
        return DayKind.HOLIDAYS
    if calendar.is_school_day(day):
        return DayKind.SCHOOL
    return DayKind.WEEKEND if day.weekday() >= Weekday.SATURDAY else DayKind.NO_SCHOOL


def runs[T: Hashable](days: Sequence[date], values: Sequence[T]) -> tuple[Run[T], ...]:
    """Join the days that follow one another and have the same value; one value for each day."""
    found: list[Run[T]] = []
    for day, value in zip(days, values, strict=True):
        if found and found[-1].value == value:
            found[-1] = Run(value, found[-1].first, day)
        else:
            found.append(Run(value, day, day))
    return tuple(found)
