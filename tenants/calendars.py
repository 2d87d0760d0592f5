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
