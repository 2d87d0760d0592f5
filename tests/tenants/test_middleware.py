from collections.abc import Callable

import pytest
from django.test import Client

from tenants import context
from tenants.models import Commune
from tenants.provisioning import communes
from tests.instants import MONDAY_MORNING


@pytest.mark.parametrize("host", ["atlantis.localhost", "fresnes.localhost.evil.example", "c_fresnes.localhost"])
def test_an_unknown_host_is_not_found(host: str, db: None) -> None:
    assert Client(headers={"host": host}).get("/").status_code == 404


def test_a_host_is_the_same_in_capitals_and_with_a_port(fresnes: Commune) -> None:
    assert Client(headers={"host": "FRESNES.localhost:8000"}).get("/").status_code == 200


def test_a_request_leaves_nothing_behind(fresnes: Commune, client_of: Callable[[Commune], Client]) -> None:
    client_of(fresnes).get("/")
    assert context.current_or_none() is None


def test_a_suspended_commune_gives_its_town_halls_contact(
    fresnes: Commune, client_of: Callable[[Commune], Client]
) -> None:
    communes.suspend(commune=fresnes, at=MONDAY_MORNING)
    response = client_of(fresnes).get("/")
    assert response.status_code == 503
    assert fresnes.config.identity.town_hall.phone in response.content.decode()
    communes.resume(commune=fresnes, at=MONDAY_MORNING)
    assert client_of(fresnes).get("/").status_code == 200


def test_an_archived_commune_is_not_found(fresnes: Commune, client_of: Callable[[Commune], Client]) -> None:
    communes.archive(commune=fresnes, at=MONDAY_MORNING)
    assert client_of(fresnes).get("/").status_code == 404


def test_suspending_one_commune_leaves_the_others(
    fresnes: Commune, villefranque: Commune, client_of: Callable[[Commune], Client]
) -> None:
    communes.suspend(commune=fresnes, at=MONDAY_MORNING)
    assert client_of(villefranque).get("/").status_code == 200
