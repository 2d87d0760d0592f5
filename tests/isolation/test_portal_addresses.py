"""A number in an address of the citizens' space is of one family: for any other, here or elsewhere, it is nothing."""

from typing import Any

import pytest
from django.urls import reverse

from apps.accounts.models import User
from apps.portal.urls import urlpatterns
from tenants import context
from tenants.models import Commune
from tests.guards import GuardedClient

from .browsers import browser, inhabitant, signed_in, twin
from .parents import LEAVES
from .portal_rows import FILES, NAME, SECRETS, WITH_HOLES, Holes, addresses, home, public, rows

NUMBER = 900_001  # given in one commune only
SPEAK_OF_THE_FAMILY = {"documents", "family", "notifications"}


@pytest.fixture(autouse=True)
def _letter_box(settings: Any) -> None:
    settings.DEVELOPMENT_MAILBOX = True


def _ask(client: GuardedClient, address: str) -> int:
    answer = client.get(address)
    return (client.post(address) if answer.status_code == 405 else answer).status_code


def _live(commune: Commune, user: User, pk: int, name: str = NAME) -> dict[str, Holes]:
    """Give somebody a family and something at each address."""
    with context.activate(commune):
        return rows(home(user, pk, name), pk)


def test_every_address_of_the_citizens_with_a_hole_is_asked(fresnes: Commune) -> None:
    filled = _live(fresnes, inhabitant(fresnes), NUMBER)
    with context.activate(fresnes):
        filled |= public("secrete")
    assert {*filled, *SECRETS, *FILES} == WITH_HOLES
    assert (filled.keys() & FILES, filled.keys() & SECRETS) == (set(), set())


def test_what_a_family_opens_does_not_exist_for_another_here_or_elsewhere(
    fresnes: Commune, villefranque: Commune
) -> None:
    owner, neighbour = inhabitant(fresnes, usual_name=NAME), inhabitant(fresnes)
    namesake = twin(owner, villefranque)
    asked = addresses(_live(fresnes, owner, NUMBER))
    _live(fresnes, neighbour, NUMBER + 100)
    _live(villefranque, namesake, NUMBER + 200)
    for commune, stranger in ((fresnes, neighbour), (villefranque, namesake)):
        client = signed_in(commune, stranger)
        assert {route: _ask(client, address) for route, address in asked.items()} == dict.fromkeys(asked, 404)
    client = signed_in(fresnes, owner)
    assert [route for route, address in asked.items() if _ask(client, address) == 404] == []


def test_what_a_commune_publishes_does_not_exist_in_another(fresnes: Commune, villefranque: Commune) -> None:
    with context.activate(fresnes):
        asked = addresses(public("secrete"))
    found = {
        commune.slug: {browser(commune).get(address).status_code for address in asked.values()}
        for commune in (fresnes, villefranque)
    }
    assert found == {"fresnes": {200}, "villefranque": {404}}


def test_the_pages_of_a_space_show_nothing_of_another_family_here_or_elsewhere(
    fresnes: Commune, villefranque: Commune
) -> None:
    owner, neighbour = inhabitant(fresnes), inhabitant(fresnes)
    namesake = twin(owner, villefranque)
    _live(fresnes, owner, NUMBER)
    found = {
        person: _naming(signed_in(commune, user))
        for person, commune, user in (
            ("owner", fresnes, owner),
            ("neighbour", fresnes, neighbour),
            ("namesake", villefranque, namesake),
        )
    }
    assert (found["neighbour"], found["namesake"]) == (set(), set())
    # the negative control: the same walk does find the family where it lives
    assert found["owner"] >= SPEAK_OF_THE_FAMILY


def _naming(client: GuardedClient) -> set[str]:
    """Return which pages without a number say the name of the family."""
    names = {pattern.name or "" for pattern in urlpatterns if not pattern.pattern.converters} - LEAVES
    return {name for name in names if _says_it(client.get(reverse(f"portal:{name}")))}


def _says_it(answer: Any) -> bool:
    return not answer.streaming and NAME.lower() in answer.content.decode(errors="replace").lower()
