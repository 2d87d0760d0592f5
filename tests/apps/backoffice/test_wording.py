from datetime import UTC, datetime, timedelta

import pytest

from apps.backoffice import wording

NOW = datetime(2026, 3, 16, 9, 0, tzinfo=UTC)
SOON = timedelta(hours=8)


@pytest.mark.parametrize(
    ("left", "words", "tone"),
    [
        (timedelta(hours=30, minutes=59), "Il reste 30 h ouvrées", "neutral"),
        (timedelta(hours=8, seconds=1), "Il reste 8 h ouvrées", "neutral"),
        (timedelta(hours=8), "Il reste 8 h ouvrées", "warning"),
        (timedelta(hours=1), "Il reste 1 h ouvrée", "warning"),
        (timedelta(minutes=59), "Il reste 59 min ouvrées", "warning"),
        (timedelta(seconds=30), "Il reste moins d’une minute", "warning"),
        (timedelta(0), "Échéance atteinte", "danger"),
        (timedelta(minutes=-1), "En retard de 1 min ouvrée", "danger"),
        (timedelta(hours=-19), "En retard de 19 h ouvrées", "danger"),
    ],
)
def test_a_promise_in_business_time(left: timedelta, words: str, tone: str) -> None:
    assert (wording.business_time(left), wording.urgency(left, SOON)) == (words, tone)


@pytest.mark.parametrize(
    ("hours", "words"),
    [(0, "depuis moins de 24 h"), (23.9, "depuis moins de 24 h"), (24, "depuis 1 jour"), (72, "depuis 3 jours")],
)
def test_an_age(hours: float, words: str) -> None:
    assert wording.age(NOW - timedelta(hours=hours), NOW) == words
