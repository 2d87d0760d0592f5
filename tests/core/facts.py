"""Facts that `core` receives as arguments: real days of 2026, and the clock of Paris."""

from datetime import date, datetime, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo

import holidays
from vacances_scolaires_france import SchoolHolidayDates

from core.calendar import Calendar
from core.periods import Period

PARIS = ZoneInfo("Europe/Paris")
YEARS = (2025, 2026, 2027)

# Decided by decree beside the holidays of the zones: no class on the Friday and Saturday after Ascension.
ASCENSION_BRIDGE = Period.from_inclusive(date(2026, 5, 15), date(2026, 5, 16))


def paris(day: int, month: int, year: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=PARIS)


def public_holidays(subdivision: str | None = None) -> frozenset[date]:
    return frozenset(holidays.country_holidays("FR", subdiv=subdivision, years=YEARS))


def school_holidays(zone: str) -> tuple[Period, ...]:
    source = SchoolHolidayDates()
    days = sorted(day for year in YEARS for day in source.holidays_for_year_and_zone(year, zone))
    starts = [days[0], *(later for earlier, later in pairwise(days) if later - earlier > timedelta(days=1))]
    lasts = [*(earlier for earlier, later in pairwise(days) if later - earlier > timedelta(days=1)), days[-1]]
    return tuple(Period.from_inclusive(start, last) for start, last in zip(starts, lasts, strict=True))


@cache
def calendar_of_zone(zone: str) -> Calendar:
    return Calendar(public_holidays=public_holidays(), school_holidays=(*school_holidays(zone), ASCENSION_BRIDGE))


METROPOLITAN = Calendar(public_holidays=public_holidays())
