from datetime import date

import pytest

from core.care_plans import Cover, Coverage, Plan, coverage, keeps_from_enrolling, remind_on

ASKED = Plan(signed=False)
SIGNED = Plan(signed=True, first_day=date(2025, 9, 15), last_day=date(2026, 7, 4))
RENEWED = Plan(signed=True, first_day=date(2026, 9, 7), last_day=date(2027, 7, 3))
ENDED_IN_JULY = Coverage(cover=Cover.ENDED, since=date(2026, 7, 4))
WAITING = Coverage(cover=Cover.WAITING)
COVERED = Coverage(cover=Cover.COVERED)


@pytest.mark.parametrize(
    ("plans", "day", "expected"),
    [
        ([], date(2026, 9, 1), Coverage(cover=Cover.NOT_NEEDED)),
        ([ASKED], date(2025, 9, 14), WAITING),
        ([SIGNED], date(2025, 9, 14), Coverage(cover=Cover.NOT_STARTED, since=date(2025, 9, 15))),
        ([SIGNED], date(2025, 9, 15), COVERED),
        ([SIGNED], date(2026, 7, 4), COVERED),
        ([SIGNED], date(2026, 7, 5), ENDED_IN_JULY),
        ([SIGNED], date(2026, 9, 1), ENDED_IN_JULY),
        ([SIGNED, ASKED], date(2026, 7, 4), COVERED),
        ([SIGNED, ASKED], date(2026, 9, 1), WAITING),
        ([SIGNED, RENEWED], date(2026, 9, 6), ENDED_IN_JULY),
        ([SIGNED, RENEWED], date(2026, 9, 7), COVERED),
        ([SIGNED, RENEWED], date(2027, 7, 4), Coverage(cover=Cover.ENDED, since=date(2027, 7, 3))),
    ],
)
def test_a_child_is_covered_from_the_first_to_the_last_day_of_a_signed_plan(
    plans: list[Plan], day: date, expected: Coverage
) -> None:
    assert coverage(plans, day) == expected


def test_a_plan_without_last_day_covers_every_day_after_the_first() -> None:
    assert coverage([Plan(signed=True, first_day=date(2025, 9, 15))], date(2040, 1, 1)) == COVERED


def test_the_family_is_reminded_thirty_days_before_the_last_one() -> None:
    assert remind_on(date(2026, 7, 4), 30) == date(2026, 6, 4)


@pytest.mark.parametrize(
    ("plans", "today", "kept"),
    [
        ([], date(2026, 6, 1), False),
        ([ASKED], date(2026, 6, 1), True),
        ([SIGNED], date(2025, 9, 1), False),
        ([SIGNED], date(2026, 7, 4), False),
        ([SIGNED], date(2026, 7, 5), True),
        ([SIGNED, ASKED], date(2026, 7, 4), False),
        ([SIGNED, ASKED], date(2026, 7, 5), True),
        ([SIGNED, RENEWED], date(2026, 7, 5), False),
        ([Plan(signed=True, first_day=date(2025, 9, 15))], date(2040, 1, 1), False),
    ],
)
def test_a_plan_signed_for_today_or_later_opens_the_enrolment(plans: list[Plan], today: date, kept: bool) -> None:
    assert keeps_from_enrolling(plans, today) is kept
