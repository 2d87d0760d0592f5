from datetime import UTC, datetime

import pytest

from apps.accounts.wording import day_and_hour, hour


@pytest.mark.usefixtures("in_fresnes")
@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (datetime(2026, 3, 12, 11, 0, tzinfo=UTC), "jeudi 12 mars 2026 à 12 h"),
        (datetime(2026, 5, 1, 12, 5, tzinfo=UTC), "vendredi 1er mai 2026 à 14 h 05"),
        (datetime(2026, 3, 17, 23, 0, tzinfo=UTC), "mardi 17 mars 2026 à minuit"),
        (datetime(2026, 3, 17, 23, 1, tzinfo=UTC), "mercredi 18 mars 2026 à 0 h 01"),
    ],
)
def test_a_moment_is_said_in_the_commune_s_time(moment: datetime, said: str) -> None:
    assert day_and_hour(moment) == said


@pytest.mark.usefixtures("in_fresnes")
def test_an_hour_is_said_in_the_commune_s_time() -> None:
    assert hour(datetime(2026, 8, 31, 22, 30, tzinfo=UTC)) == "0 h 30"
