"""The days of a commune: public holidays of its territory, school holidays of its zone, its own closing days."""

from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache

import holidays
from vacances_scolaires_france import SchoolHolidayDates

from communes_config.schema import CommuneConfig
from core.calendar import Calendar
from core.periods import Period

# The subdivisions of the `holidays` library for the territories that have days of their own.
SUBDIVISIONS = {
    "alsace-moselle": "6AE",
    "guadeloupe": "971",
    "martinique": "972",
    "guyane": "973",
    "la-reunion": "974",
    "mayotte": "976",
}

# The school holidays published so far; a year beyond them has none, and says so to whoever plans in it.
LAST_SCHOOL_YEAR_END = date(2028, 8, 31)

# Decided by decree beside the holidays of the zones, and absent from the library: no class after Ascension Thursday.
ASCENSION_BRIDGES = (Period.from_inclusive(date(2026, 5, 15), date(2026, 5, 16)),)

SCHOOL_DATA = SchoolHolidayDates()


def calendar_of(config: CommuneConfig, years: Iterable[int]) -> Calendar:
    """Return the days of a commune over these calendar years."""
    return _calendar(
        config.territory.code,
        config.territory.school_zone,
        config.territory.extra_closing_days,
        tuple(sorted(set(years))),
    )


def calendar_around(config: CommuneConfig, day: date) -> Calendar:
    """Return the days of a commune from the year before this day to the year after it."""
    return calendar_of(config, (day.year - 1, day.year, day.year + 1))


@lru_cache(maxsize=256)
def _calendar(territory: str, zone: str | None, closing_days: tuple[date, ...], years: tuple[int, ...]) -> Calendar:
    subdivision = SUBDIVISIONS.get(territory)
    public = holidays.country_holidays("FR", subdiv=subdivision, years=years)
    return Calendar(
        public_holidays=frozenset(public.keys()),
        closing_days=frozenset(closing_days),
        school_holidays=_school_holidays(zone, years),
    )


def _school_holidays(zone: str | None, years: tuple[int, ...]) -> tuple[Period, ...]:
    if zone is None:
        return ()
    days = sorted(
        day
        for year in years
        if year <= LAST_SCHOOL_YEAR_END.year
        for day in SCHOOL_DATA.holidays_for_year_and_zone(year, zone)
    )
    return (*_runs(days), *(bridge for bridge in ASCENSION_BRIDGES if bridge.start.year in years))


def _runs(days: list[date]) -> Iterable[Period]:
    """Join consecutive days into half-open periods."""
    start = previous = None
    for day in days:
        if start is None:
            start = day
        elif previous is not None and day != previous + timedelta(days=1):
            yield Period(start, previous + timedelta(days=1))
            start = day
        previous = day
    if start is not None and previous is not None:
        yield Period(start, previous + timedelta(days=1))
