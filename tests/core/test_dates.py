from datetime import date, datetime

import pytest

from core.dates import spoken_day, spoken_instant
from tests.instants import PARIS


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 9, 1), "1er septembre 2026"),
        (date(2026, 9, 2), "2 septembre 2026"),
        (date(2027, 8, 31), "31 août 2027"),
    ],
)
def test_a_day_is_said_in_french(day: date, words: str) -> None:
    assert spoken_day(day) == words


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (datetime(2026, 8, 21, 7, 0, tzinfo=PARIS), "vendredi 21 août 2026 à 7 h"),
        (datetime(2026, 8, 21, 7, 5, tzinfo=PARIS), "vendredi 21 août 2026 à 7 h 05"),
        (datetime(2026, 8, 21, 0, 0, tzinfo=PARIS), "jeudi 20 août 2026 à minuit"),
        (datetime(2026, 8, 21, 0, 1, tzinfo=PARIS), "vendredi 21 août 2026 à 0 h 01"),
    ],
)
def test_an_instant_is_said_in_french(moment: datetime, words: str) -> None:
    assert spoken_instant(moment) == words
