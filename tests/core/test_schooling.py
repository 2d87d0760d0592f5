from datetime import date

import pytest

from core.schooling import Level, SchoolYear, Stage, ordered


def test_a_level_leads_to_the_next_and_the_last_to_none() -> None:
    assert [Level.GS.next, Level.CM2.next, Level.FINAL.next] == [Level.CP, Level.SIXTH, None]


def test_levels_have_a_name_and_a_stage() -> None:
    assert [(level.label, level.stage) for level in (Level.TPS, Level.GS, Level.CP, Level.CM2)] == [
        ("Toute petite section", Stage.NURSERY),
        ("Grande section", Stage.NURSERY),
        ("CP", Stage.PRIMARY),
        ("CM2", Stage.PRIMARY),
    ]
    assert [level.stage for level in (Level.SIXTH, Level.THIRD, Level.SECOND, Level.FINAL)] == [
        Stage.MIDDLE,
        Stage.MIDDLE,
        Stage.HIGH,
        Stage.HIGH,
    ]


def test_levels_are_put_in_order_once_each() -> None:
    assert ordered([Level.CP, Level.PS, Level.CP]) == (Level.PS, Level.CP)


@pytest.mark.parametrize(
    ("day", "year"),
    [(date(2026, 8, 31), "2025-2026"), (date(2026, 9, 1), "2026-2027"), (date(2027, 1, 4), "2026-2027")],
)
def test_a_school_year_begins_in_september(day: date, year: str) -> None:
    assert str(SchoolYear.of(day)) == year


def test_a_school_year_is_read_back() -> None:
    year = SchoolYear.parse("2026-2027")
    assert (year, year.next, year.previous) == (SchoolYear(2026), SchoolYear(2027), SchoolYear(2025))
    assert (year.first_day, year.last_day) == (date(2026, 9, 1), date(2027, 8, 31))


@pytest.mark.parametrize("text", ["2026-2028", "2026", "2026/2027", "rien", "", "9999-10000"])
def test_what_is_no_school_year_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"school year|invalid literal"):
        SchoolYear.parse(text)
