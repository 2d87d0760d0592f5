from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.calendar import FIVE_DAY_SCHOOL_WEEK, Calendar
from tests.core.facts import METROPOLITAN, calendar_of_zone, public_holidays

HOLIDAYS = {
    2026: ["01/01", "06/04", "01/05", "08/05", "14/05", "25/05", "14/07", "15/08", "01/11", "11/11", "25/12"],
    2027: ["01/01", "29/03", "01/05", "06/05", "08/05", "17/05", "14/07", "15/08", "01/11", "11/11", "25/12"],
}


def day(text: str) -> date:
    number, month, year = text.split("/")
    return date(int(year), int(month), int(number))


@pytest.mark.parametrize("year", [2026, 2027])
def test_the_eleven_public_holidays_of_metropolitan_france(year: int) -> None:
    expected = [day(f"{text}/{year}") for text in HOLIDAYS[year]]
    every_day = (date(year, 1, 1) + timedelta(days=offset) for offset in range(365))

    assert [each for each in every_day if METROPOLITAN.is_public_holiday(each)] == expected


@pytest.mark.parametrize("text", ["03/04/2026", "26/12/2026", "26/03/2027", "26/12/2027"])
def test_alsace_moselle_adds_good_friday_and_saint_stephen(text: str) -> None:
    assert Calendar(public_holidays=public_holidays("6AE")).is_public_holiday(day(text))
    assert not METROPOLITAN.is_public_holiday(day(text))


@pytest.mark.parametrize(
    ("text", "zones"),
    [
        ("23/02/2026", {"A"}),  # back to school in A, holiday in B and C
        ("16/02/2026", {"C"}),
        ("09/03/2026", {"A", "B", "C"}),
        ("15/05/2026", set()),  # Ascension bridge
        ("17/10/2025", {"A", "B", "C"}),
        ("20/10/2025", set()),
        ("03/11/2025", {"A", "B", "C"}),
        ("19/12/2025", {"A", "B", "C"}),
        ("22/12/2025", set()),
        ("05/01/2026", {"A", "B", "C"}),
        ("06/02/2026", {"A", "B", "C"}),
        ("09/02/2026", {"B", "C"}),
        ("02/03/2026", {"A", "B"}),
        ("03/04/2026", {"A", "B", "C"}),
        ("07/04/2026", {"B", "C"}),
        ("13/04/2026", {"C"}),
        ("20/04/2026", {"A"}),
        ("27/04/2026", {"A", "B"}),
        ("04/05/2026", {"A", "B", "C"}),
        ("03/07/2026", {"A", "B", "C"}),
        ("06/07/2026", set()),
        ("14/05/2026", set()),  # Ascension
        ("11/03/2026", set()),  # a Wednesday
        ("14/03/2026", set()),  # a Saturday
    ],
)
def test_school_days_by_zone(text: str, zones: set[str]) -> None:
    assert {zone for zone in "ABC" if calendar_of_zone(zone).is_school_day(day(text))} == zones


def test_wednesday_is_a_school_day_where_the_commune_says_so() -> None:
    calendar = Calendar(school_weekdays=FIVE_DAY_SCHOOL_WEEK)

    assert calendar.is_school_day(day("11/03/2026"))
    assert not Calendar().is_school_day(day("11/03/2026"))


def test_the_ascension_bridge_is_a_working_day_without_class() -> None:
    calendar = calendar_of_zone("C")

    assert calendar.is_working_day(day("15/05/2026"))
    assert calendar.is_open_day(day("15/05/2026"))
    assert not calendar.is_school_day(day("15/05/2026"))


def test_a_closing_day_of_the_commune_stays_a_working_day_in_law() -> None:
    calendar = Calendar(closing_days=frozenset({day("15/05/2026")}))

    assert calendar.is_working_day(day("15/05/2026"))
    assert not calendar.is_open_day(day("15/05/2026"))
    assert calendar.is_school_day(day("15/05/2026"))


@pytest.mark.parametrize(
    ("text", "working"),
    [
        ("13/03/2026", True),  # Friday
        ("14/03/2026", False),
        ("15/03/2026", False),
        ("16/03/2026", True),  # Monday
        ("06/04/2026", False),  # Easter Monday
    ],
)
def test_working_days(text: str, working: bool) -> None:
    assert METROPOLITAN.is_working_day(day(text)) is working


@pytest.mark.parametrize(
    ("meal", "limit"),
    [
        ("16/03/2026", "12/03/2026"),
        ("17/03/2026", "13/03/2026"),
        ("19/03/2026", "17/03/2026"),
        ("20/03/2026", "18/03/2026"),
        ("07/04/2026", "02/04/2026"),
        ("11/05/2026", "06/05/2026"),
        ("18/05/2026", "13/05/2026"),
        ("26/05/2026", "21/05/2026"),
    ],
)
def test_the_second_working_day_before(meal: str, limit: str) -> None:
    assert METROPOLITAN.shift_working_days(day(meal), -2) == day(limit)


def test_the_neighbours_of_a_long_weekend() -> None:
    thursday, monday = day("30/04/2026"), day("04/05/2026")

    assert METROPOLITAN.next_working_day(thursday) == monday
    assert METROPOLITAN.next_open_day(thursday) == monday
    assert METROPOLITAN.previous_working_day(monday) == thursday
    assert METROPOLITAN.shift_working_days(thursday, 0) == thursday


@given(st.dates(date(2026, 1, 1), date(2026, 12, 1)), st.integers(1, 15))
def test_going_forward_then_back_returns_to_the_same_working_day(start: date, count: int) -> None:
    reached = METROPOLITAN.shift_working_days(start, count)
    between = [start + timedelta(days=offset) for offset in range(1, (reached - start).days + 1)]

    assert sum(METROPOLITAN.is_working_day(each) for each in between) == count
    assert METROPOLITAN.is_working_day(reached)
    if METROPOLITAN.is_working_day(start):
        assert METROPOLITAN.shift_working_days(reached, -count) == start
