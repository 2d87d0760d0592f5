from datetime import UTC, datetime, timedelta

import pytest

from apps.backoffice.presence import arrive, leave
from tenants import context
from tests.apps.accounts.people import agent

NOON = datetime(2026, 3, 16, 12, 0, tzinfo=UTC)
NUMBER = "2026-000042"

pytestmark = pytest.mark.usefixtures("in_fresnes")


def test_the_second_is_told_of_the_first_and_since_when() -> None:
    claire, nadia = agent("claire", first_names="Claire"), agent("nadia")
    assert arrive(number=NUMBER, user=claire, at=NOON) == ()
    (first,) = arrive(number=NUMBER, user=nadia, at=NOON + timedelta(minutes=5))
    assert (first.name, first.since) == ("Mme Claire AGENT", NOON)


def test_reading_again_does_not_tell_oneself() -> None:
    claire = agent("claire")
    arrive(number="2026-000043", user=claire, at=NOON)
    assert arrive(number="2026-000043", user=claire, at=NOON) == ()


@pytest.mark.parametrize(("minutes", "seen"), [(14.9, 1), (15, 0)])
def test_an_old_visit_is_forgotten(minutes: float, seen: int) -> None:
    claire, nadia = agent("claire"), agent("nadia")
    number = f"2026-1{minutes}"
    arrive(number=number, user=claire, at=NOON)
    assert len(arrive(number=number, user=nadia, at=NOON + timedelta(minutes=minutes))) == seen


def test_who_has_decided_has_left() -> None:
    claire, nadia = agent("claire"), agent("nadia")
    arrive(number="2026-000044", user=claire, at=NOON)
    leave(number="2026-000044", user=claire)
    assert arrive(number="2026-000044", user=nadia, at=NOON) == ()


def test_the_same_number_in_another_commune_is_another_case(villennes: object) -> None:
    arrive(number="2026-000045", user=agent("claire"), at=NOON)
    with context.activate(villennes):
        assert arrive(number="2026-000045", user=agent("nadia"), at=NOON) == ()
