"""The days of the year that every family of a commune needs to know: its file, its bookings."""

from dataclasses import dataclass
from datetime import date

from communes_config.schema import Enrolment
from core.schooling import FIRST_MONTH, SchoolYear


@dataclass(frozen=True, kw_only=True)
class DatedYear:
    """A day, and the school year it prepares."""

    day: date
    year: SchoolYear


@dataclass(frozen=True, kw_only=True)
class FamilyDates:
    """None where the commune says no day; `keeps_bookings` when those of its former portal are taken over."""

    file_due: DatedYear | None
    bookings_open: DatedYear | None
    keeps_bookings: bool


def dates_of(rules: Enrolment, today: date) -> FamilyDates:
    """Return the next of each day, today included."""
    return FamilyDates(
        file_due=_next(rules.file_due_by, today),
        bookings_open=_next(rules.bookings_open_on, today),
        keeps_bookings=rules.keeps_previous_bookings,
    )


def _next(month_day: str | None, today: date) -> DatedYear | None:
    if not month_day:
        return None
    month, day = (int(part) for part in month_day.split("-"))
    found = date(today.year, month, day)
    if found < today:
        found = found.replace(year=today.year + 1)
    year = SchoolYear.of(found)
    return DatedYear(day=found, year=year if month >= FIRST_MONTH else year.next)
