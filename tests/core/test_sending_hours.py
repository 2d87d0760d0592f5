"""A telephone rings from 8 to 20, never on a Sunday."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from core.sending_hours import next_sending

PARIS = ZoneInfo("Europe/Paris")


@pytest.mark.parametrize(
    ("moment", "leaves"),
    [
        pytest.param("2026-03-12 08:00", "2026-03-12 08:00", id="from eight"),
        pytest.param("2026-03-12 07:59:59", "2026-03-12 08:00", id="not before"),
        pytest.param("2026-03-12 19:59:59", "2026-03-12 19:59:59", id="until eight in the evening"),
        pytest.param("2026-03-12 20:00", "2026-03-13 08:00", id="then the next morning"),
        pytest.param("2026-03-14 12:00", "2026-03-14 12:00", id="on a Saturday"),
        pytest.param("2026-03-14 20:00", "2026-03-16 08:00", id="a Saturday night waits for Monday"),
        pytest.param("2026-03-15 12:00", "2026-03-16 08:00", id="never on a Sunday"),
        pytest.param("2026-03-28 21:00", "2026-03-30 08:00", id="the clock changes meanwhile"),
    ],
)
def test_the_next_moment_when_a_telephone_may_ring(moment, leaves):
    def at(text):
        return datetime.fromisoformat(text).replace(tzinfo=PARIS)

    assert next_sending(at(moment)) == at(leaves)
    assert next_sending(at(leaves)) == at(leaves)
