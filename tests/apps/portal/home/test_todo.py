from datetime import date, timedelta

import pytest

from apps.portal.home.todo import due_words

TODAY = date(2026, 3, 16)


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (-1, "Date dépassée"),
        (0, "Aujourd’hui"),
        (1, "Demain"),
        (2, "Dans 2 jours"),
        (14, "Dans 14 jours"),
        (15, ""),
    ],
)
def test_how_far_a_day_is(days, words):
    assert due_words(TODAY + timedelta(days=days), TODAY) == words
