from datetime import date, time

import pytest

from apps.families.proposal import answers_from, arrangement_from
from core.calendar import Weekday
from core.custody import AnchorAlternation, Arrangement, HolidaySharing, IsoParity, Party, Rotation, Weekdays, Weeks

MONDAY = date(2026, 8, 31)


@pytest.mark.parametrize(
    "arrangement",
    [
        Arrangement(rhythm=AnchorAlternation(anchor=MONDAY, starts_with=Party.B), hand_over_at=time(18, 30)),
        Arrangement(rhythm=IsoParity(even=Party.A, first_day=Weekday.FRIDAY)),
        Arrangement(
            rhythm=Weekdays(days=frozenset({Weekday.SATURDAY}), party_of_days=Party.B, weeks=Weeks.ODD),
            holidays=HolidaySharing(first_half_in_even_years=Party.B, summer_parts=4),
        ),
        Arrangement(rhythm=Rotation(anchor=MONDAY, runs=(2, 2, 3))),
        Arrangement(rhythm=Rotation(anchor=MONDAY, runs=(2, 2, 5, 5), starts_with=Party.B)),
    ],
)
def test_what_is_answered_is_what_is_read_back(arrangement):
    assert arrangement_from(answers_from(arrangement)) == arrangement


def test_dates_may_come_as_text():
    answers = {"rhythm": "alternation", "party": "a", "anchor": "2026-08-31"}
    assert arrangement_from(answers).rhythm == AnchorAlternation(anchor=MONDAY)
