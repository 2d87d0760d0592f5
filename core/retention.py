"""How long the health of a child is kept: a school year at a time, and never without asking first."""

from dataclasses import dataclass
from datetime import date, timedelta

from core.schooling import SchoolYear


@dataclass(frozen=True, kw_only=True, slots=True)
class SchoolYearRetention:
    """`grace_days` after the end of the school year; the family is asked twice, so many days before the last one."""

    grace_days: int
    reminder_days: int
    last_reminder_days: int

    def last_day(self, year: SchoolYear) -> date:
        """Return the last day, included, on which what speaks for this year is kept."""
        return year.last_day + timedelta(days=self.grace_days)

    def year_of(self, day: date) -> SchoolYear:
        """Return the year that what a family says on a day speaks for: from the first reminder on, the next one."""
        year = SchoolYear.of(day)
        asked_from = self.last_day(year) - timedelta(days=self.reminder_days)
        return year.next if day >= asked_from else year

    def deadline(self, said: SchoolYear, needed: SchoolYear | None, today: date) -> date:
        """Return the last day of what the family said; once it is over, that of the year it is still needed for."""
        own = self.last_day(said)
        return max(own, self.last_day(needed)) if needed is not None and today > own else own

    def reminders_due(self, deadline: date, today: date) -> int:
        """Return how many reminders should have left by today: none, one or two."""
        return sum(deadline - timedelta(days=days) <= today for days in (self.reminder_days, self.last_reminder_days))

    def is_over(self, deadline: date, *, told_on: date | None, today: date) -> bool:
        """Tell whether all may go: its time is past, and the family was told long enough ago."""
        if told_on is None or today <= deadline:
            return False
        return today >= told_on + timedelta(days=self.last_reminder_days)
