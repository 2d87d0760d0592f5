from datetime import date

import pytest

from core.calendar import Calendar
from core.periods import Period
from core.week import DayKind, Run, kind_of, runs, seven_days

MONDAY = date(2026, 11, 23)
CALENDAR = Calendar(
    public_holidays=frozenset({date(2026, 11, 11), date(2026, 12, 25)}),
    school_holidays=(Period(date(2026, 12, 19), date(2027, 1, 4)),),
)


def test_seven_days_begin_today():
    days = seven_days(MONDAY)

    assert (days[0], days[-1], len(days)) == (MONDAY, date(2026, 11, 29), 7)


@pytest.mark.parametrize(
    ("day", "kind"),
    [
        (MONDAY, DayKind.SCHOOL),
        (date(2026, 11, 25), DayKind.NO_SCHOOL),
        (date(2026, 11, 27), DayKind.SCHOOL),
        (date(2026, 11, 28), DayKind.WEEKEND),
        (date(2026, 11, 29), DayKind.WEEKEND),
        (date(2026, 11, 11), DayKind.PUBLIC_HOLIDAY),
        (date(2026, 12, 18), DayKind.SCHOOL),
        (date(2026, 12, 19), DayKind.HOLIDAYS),
        (date(2026, 12, 25), DayKind.PUBLIC_HOLIDAY),
        (date(2027, 1, 3), DayKind.HOLIDAYS),
        (date(2027, 1, 4), DayKind.SCHOOL),
    ],
)
def test_what_a_day_is_for_a_pupil(day, kind):
    assert kind_of(day, CALENDAR) == kind


def test_days_alike_that_follow_one_another_are_one_run():
    days = seven_days(MONDAY)

    found = runs(days, [kind_of(day, CALENDAR) for day in days])

    assert [(run.value, run.length) for run in found] == [
        (DayKind.SCHOOL, 2),
        (DayKind.NO_SCHOOL, 1),
        (DayKind.SCHOOL, 2),
        (DayKind.WEEKEND, 2),
    ]
    assert found[0] == Run(DayKind.SCHOOL, MONDAY, date(2026, 11, 24))


def test_each_day_has_its_value():
    with pytest.raises(ValueError, match="zip"):
        runs(seven_days(MONDAY), ["a"])
    assert runs([], []) == ()
