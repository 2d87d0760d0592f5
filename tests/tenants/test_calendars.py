from datetime import date

import pytest

from tenants.calendars import calendar_of
from tenants.models import Commune


@pytest.mark.parametrize(
    ("day", "fresnes_has_school", "villefranque_has_school"),
    [
        (date(2026, 2, 23), False, True),
        (date(2026, 2, 16), True, False),
        (date(2026, 3, 9), True, True),
        (date(2026, 5, 15), False, False),
    ],
)
def test_school_days_follow_the_zone(
    day: date, fresnes_has_school: bool, villefranque_has_school: bool, fresnes: Commune, villefranque: Commune
) -> None:
    assert calendar_of(fresnes.config, [day.year]).is_school_day(day) is fresnes_has_school
    assert calendar_of(villefranque.config, [day.year]).is_school_day(day) is villefranque_has_school


def test_the_bridge_of_ascension_is_a_working_day(fresnes: Commune) -> None:
    assert calendar_of(fresnes.config, [2026]).is_working_day(date(2026, 5, 15)) is True


def test_metropolitan_france_has_eleven_public_holidays(fresnes: Commune) -> None:
    assert len(calendar_of(fresnes.config, [2026]).public_holidays) == 11
