from datetime import timedelta

import pytest

from apps.design.wording import duration, plural, time_left, urgency


@pytest.mark.parametrize(
    ("length", "said"),
    [
        (timedelta(seconds=59), "moins d’une minute"),
        (timedelta(minutes=1), "1 min"),
        (timedelta(minutes=59), "59 min"),
        (timedelta(hours=1), "1 h"),
        (timedelta(hours=2, minutes=5), "2 h 05"),
        (timedelta(hours=47, minutes=59), "47 h 59"),
        (timedelta(hours=48), "2 jours"),
        (timedelta(days=9, hours=23), "9 jours"),
    ],
)
def test_a_duration_is_said_with_the_precision_a_reader_needs(length: timedelta, said: str) -> None:
    assert duration(length) == said


@pytest.mark.parametrize(
    ("left", "said"),
    [
        (timedelta(hours=3, minutes=20), "Il reste 3 h 20"),
        (timedelta(seconds=1), "Il reste moins d’une minute"),
        (timedelta(0), "Délai dépassé"),
        (timedelta(seconds=-59), "Délai dépassé"),
        (timedelta(hours=-2), "Dépassé de 2 h"),
    ],
)
def test_the_limit_itself_is_already_too_late(left: timedelta, said: str) -> None:
    assert time_left(left) == said


@pytest.mark.parametrize(
    ("left", "tone"),
    [
        (timedelta(hours=6, microseconds=1), "neutral"),
        (timedelta(hours=6), "warning"),
        (timedelta(microseconds=1), "warning"),
        (timedelta(0), "danger"),
    ],
)
def test_urgency_changes_on_the_exact_instant(left: timedelta, tone: str) -> None:
    assert urgency(left, soon=timedelta(hours=6)) == tone


@pytest.mark.parametrize(("count", "said"), [(0, "0 point"), (1, "1 point"), (2, "2 points")])
def test_zero_and_one_are_singular(count: int, said: str) -> None:
    assert plural(count, "point", "points") == said
