"""Which days count: working days (jours ouvrés), days when the town hall is open, days of class."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum

from core.periods import Period

_ONE_DAY = timedelta(days=1)


class Weekday(IntEnum):
    MONDAY = 0
    TUESDAY = 1
    WEDNESDAY = 2
    THURSDAY = 3
    FRIDAY = 4
    SATURDAY = 5
    SUNDAY = 6


FOUR_DAY_SCHOOL_WEEK = frozenset({Weekday.MONDAY, Weekday.TUESDAY, Weekday.THURSDAY, Weekday.FRIDAY})
FIVE_DAY_SCHOOL_WEEK = FOUR_DAY_SCHOOL_WEEK | {Weekday.WEDNESDAY}


@dataclass(frozen=True, slots=True)
class Calendar:
    """The facts of one commune; every rule takes them as an argument.

    `public_holidays` are those of its territory, `closing_days` the commune's own (the bridge of 15 May),
    `school_holidays` those of its zone, as periods that end on the morning of return.
    """

    public_holidays: frozenset[date] = frozenset()
    closing_days: frozenset[date] = frozenset()
    school_holidays: tuple[Period, ...] = ()
    school_weekdays: frozenset[Weekday] = FOUR_DAY_SCHOOL_WEEK

    def is_public_holiday(self, day: date) -> bool:
        return day in self.public_holidays

    def is_working_day(self, day: date) -> bool:
        """Jour ouvré: Monday to Friday, public holidays excepted, whatever the commune decides."""
        return day.weekday() <= Weekday.FRIDAY and day not in self.public_holidays

    def is_open_day(self, day: date) -> bool:
        """A working day on which the commune's services are open: deadlines promised in business hours count these."""
        return self.is_working_day(day) and day not in self.closing_days

    def is_school_holiday(self, day: date) -> bool:
        return any(day in period for period in self.school_holidays)

    def is_school_day(self, day: date) -> bool:
        """Jour de classe; a closing day of the town hall does not close the schools."""
        return (
            day.weekday() in self.school_weekdays
            and day not in self.public_holidays
            and not self.is_school_holiday(day)
        )

    def shift_working_days(self, day: date, count: int) -> date:
        """Return the `count`-th working day after `day`, or before it when negative; `day` itself when 0."""
        return _shift(day, count, self.is_working_day)

    def shift_open_days(self, day: date, count: int) -> date:
        """Return the `count`-th open day after `day`, or before it when negative; `day` itself when 0."""
        return _shift(day, count, self.is_open_day)

    def next_working_day(self, day: date) -> date:
        """Return the first working day strictly after `day`."""
        return self.shift_working_days(day, 1)

    def previous_working_day(self, day: date) -> date:
        """Return the last working day strictly before `day`."""
        return self.shift_working_days(day, -1)

    def next_open_day(self, day: date) -> date:
        """Return the first open day strictly after `day`."""
        return self.shift_open_days(day, 1)


def _shift(day: date, count: int, counts: Callable[[date], bool]) -> date:
    step = _ONE_DAY if count > 0 else -_ONE_DAY
    left = abs(count)
    while left:
        day += step
        left -= counts(day)
    return day
