"""Until when a document proves what it says."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

SOON = timedelta(days=30)
LAST_DAY_OF_SCHOOL_YEAR = (8, 31)


class ValidityRule(StrEnum):
    UNLIMITED = "unlimited"
    MONTHS = "months"  # counted from the day it was issued
    PRINTED = "printed"  # the last day is written on it
    SCHOOL_YEAR = "school_year"  # until the end of the school year it was issued in


class Standing(StrEnum):
    UNLIMITED = "unlimited"
    UNDATED = "undated"  # nobody said its date: its end is not known
    VALID = "valid"
    EXPIRES_SOON = "expires_soon"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Validity:
    """`months` goes with the rule of the same name."""

    rule: ValidityRule
    months: int | None = None

    def last_day(self, *, issued_on: date | None, printed: date | None = None) -> date | None:
        """Return the last day, included, on which the document is accepted; None when there is none, or not known."""
        match self.rule:
            case ValidityRule.PRINTED:
                return printed
            case ValidityRule.MONTHS if issued_on and self.months:
                return add_months(issued_on, self.months)
            case ValidityRule.SCHOOL_YEAR if issued_on:
                return _end_of_school_year(issued_on)
        return None

    def standing(self, last_day: date | None, today: date) -> Standing:
        """Return where a document stands today, from the last day that `last_day()` gave."""
        if self.rule is ValidityRule.UNLIMITED:
            return Standing.UNLIMITED
        if last_day is None:
            return Standing.UNDATED
        if today > last_day:
            return Standing.EXPIRED
        return Standing.EXPIRES_SOON if last_day - today <= SOON else Standing.VALID


def add_months(day: date, months: int) -> date:
    """Return the same day some months later, or the last of the month when it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _end_of_school_year(day: date) -> date:
    end = date(day.year, *LAST_DAY_OF_SCHOOL_YEAR)
    return end if day <= end else date(day.year + 1, *LAST_DAY_OF_SCHOOL_YEAR)
