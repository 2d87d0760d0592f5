from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from apps.backoffice.presence import Reader, arrive, leave
from tenants import context
from tests.apps.backoffice.desk import Desk

NOON = datetime(2026, 3, 16, 12, 0, tzinfo=UTC)
NUMBER = "2026-000042"

pytestmark = pytest.mark.usefixtures("in_fresnes")


@pytest.fixture
def claire(sit: Callable) -> Desk:
    return sit("family_agent", username="claire", first_names="Claire", usual_name="Lemoine")


@pytest.fixture
def nadia(sit: Callable) -> Desk:
    return sit("family_agent", username="nadia")


def opens(desk: Desk, *, minutes: float = 0, number: str = NUMBER) -> tuple[Reader, ...]:
    session = desk.client.session
    others = arrive(session=session, user=desk.agent, number=number, at=NOON + timedelta(minutes=minutes))
    session.save()
    return others


def test_the_second_is_told_of_the_first_and_since_when(claire: Desk, nadia: Desk) -> None:
    assert opens(claire) == ()
    assert opens(nadia, minutes=5) == (Reader("Mme Claire LEMOINE", NOON),)


def test_opening_again_keeps_the_first_hour(claire: Desk, nadia: Desk) -> None:
    opens(claire)
    assert opens(claire, minutes=10) == ()
    assert opens(nadia, minutes=11) == (Reader("Mme Claire LEMOINE", NOON),)


@pytest.mark.parametrize(("minutes", "told"), [(14.9, 1), (15, 0)])
def test_an_old_visit_is_forgotten(claire: Desk, nadia: Desk, minutes: float, told: int) -> None:
    opens(claire)
    assert len(opens(nadia, minutes=minutes)) == told


def test_another_case_is_another_matter(claire: Desk, nadia: Desk) -> None:
    opens(claire)
    assert opens(nadia, number="2026-000043") == ()


def test_who_has_decided_has_left(claire: Desk, nadia: Desk) -> None:
    opens(claire)
    session = claire.client.session
    leave(session=session)
    session.save()
    assert opens(nadia) == ()


def test_the_same_number_in_another_commune_is_another_case(claire: Desk, sit: Callable, villennes: object) -> None:
    opens(claire)
    with context.activate(villennes):
        assert opens(sit("family_agent", username="nadia")) == ()
