"""Until when what a family said of itself is taken as right, and from when it is asked to say it again."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from core.validity import add_months

_ONE_DAY = timedelta(days=1)


class Certified(StrEnum):
    UP_TO_DATE = "up_to_date"
    ASKED = "asked"
    LATE = "late"


@dataclass(frozen=True, kw_only=True, slots=True)
class Renewal:
    """Every so many months, or by the same day (month, day) of each year; asked `asked_days` before the term.

    What is said once the next yearly term is asked counts for that term; said earlier, it is asked again.
    """

    asked_days: int
    every_months: int = 0
    by: tuple[int, int] = (12, 31)

    def due_on(self, since: date) -> date:
        """Return the last day, included, of what was said on `since`."""
        if self.every_months:
            return add_months(since, self.every_months)
        years = range(since.year, since.year + 3)
        return next(day for day in (date(year, *self.by) for year in years) if self.asked_from(day) > since)

    def asked_from(self, due: date) -> date:
        return due - timedelta(days=self.asked_days)

    def standing(self, since: date, today: date) -> Certified:
        due = self.due_on(since)
        if today > due:
            return Certified.LATE
        return Certified.ASKED if today >= self.asked_from(due) else Certified.UP_TO_DATE

    def holds_through(self, day: date) -> date:
        """Return the first day on which something said still holds on `day`: what is older does not."""
        if self.every_months:
            since = add_months(day, -self.every_months)
            return since if self.due_on(since) >= day else since + _ONE_DAY
        passed = date(day.year, *self.by)
        return self.asked_from(passed if passed < day else date(day.year - 1, *self.by))

    def not_asked_since(self, today: date) -> date:
        """Return the first day since which nothing is asked today."""
        return self.holds_through(today + timedelta(days=self.asked_days) + _ONE_DAY)
