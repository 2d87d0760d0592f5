"""The next day of each kind, on both sides, and the school year it prepares."""

from dataclasses import replace
from datetime import date

import pytest

from apps.enrolments.dates import DatedYear, dates_of
from communes_config.schema import Enrolment
from core.schooling import SchoolYear

RULES = Enrolment(keeps_previous_bookings=False)


@pytest.mark.parametrize(
    ("said", "today", "day", "year"),
    [
        ("06-30", date(2026, 6, 30), date(2026, 6, 30), 2026),
        ("06-30", date(2026, 7, 1), date(2027, 6, 30), 2027),
        ("08-01", date(2026, 3, 16), date(2026, 8, 1), 2026),
        ("09-15", date(2026, 3, 16), date(2026, 9, 15), 2026),
        ("01-10", date(2026, 12, 31), date(2027, 1, 10), 2027),
    ],
)
def test_a_day_comes_back_every_year(said: str, today: date, day: date, year: int) -> None:
    expected = DatedYear(day=day, year=SchoolYear(year))
    assert dates_of(replace(RULES, file_due_by=said), today).file_due == expected
    assert dates_of(replace(RULES, bookings_open_on=said), today).bookings_open == expected


def test_a_commune_may_say_none() -> None:
    found = dates_of(RULES, date(2026, 3, 16))
    assert (found.file_due, found.bookings_open, found.keeps_bookings) == (None, None, False)
