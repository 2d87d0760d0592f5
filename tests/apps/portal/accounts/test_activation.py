from collections.abc import Callable
from datetime import timedelta
from random import Random

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from apps.accounts.enums import AccountStatus, TokenPurpose
from apps.accounts.models import Token, User
from apps.accounts.operations import issue_token
from core import service_keys
from tenants import context
from tenants.models import Commune
from tests.apps.accounts import mail
from tests.apps.accounts.people import citizen
from tests.guards import GuardedClient

ClientOf = Callable[[Commune], GuardedClient]


def link(commune: Commune, *, age: timedelta = timedelta(0)) -> str:
    with context.activate(commune):
        user = citizen(status=AccountStatus.PENDING_EMAIL)
        secret = issue_token(
            user=user, purpose=TokenPurpose.ACTIVATION, lifetime=timedelta(hours=24), at=timezone.now() - age
        )
    return f"/activation/{secret}/"


def main_of(response: object) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser").find("main")  # type: ignore[attr-defined]


def status_in(commune: Commune) -> str:
    with context.activate(commune):
        return str(User.objects.get().status)


def test_opening_the_link_uses_nothing_up(fresnes: Commune, client_of: ClientOf) -> None:
    path = link(fresnes)
    for _ in range(3):
        assert "Bonjour M. Maurice TESTO" in main_of(client_of(fresnes).get(path)).text
    with context.activate(fresnes):
        assert Token.objects.get().used_at is None
    assert status_in(fresnes) == AccountStatus.PENDING_EMAIL


def test_a_press_activates_and_names_the_person(fresnes: Commune, client_of: ClientOf) -> None:
    path, client = link(fresnes), client_of(fresnes)
    page = main_of(client.post(path, follow=True))
    assert (page.h1.text, status_in(fresnes)) == ("Votre compte est activé", AccountStatus.ACTIVE)
    assert "M. Maurice TESTO, vous pouvez désormais vous connecter avec l’identifiant maurice.testo" in page.text


def test_a_double_press_ends_on_the_same_page(fresnes: Commune, client_of: ClientOf) -> None:
    path, client = link(fresnes), client_of(fresnes)
    client.post(path)
    assert main_of(client.post(path, follow=True)).h1.text == "Votre compte est activé"


@pytest.mark.parametrize(
    ("fixture", "titles"),
    [
        ("fresnes", []),
        ("villefranque", ["Déclarer ma famille", "Accéder à mon profil"]),
        ("carbon_blanc", ["Accéder à mon espace famille", "Déclarer ma famille"]),
    ],
)
def test_each_commune_has_its_ways_on(
    fixture: str, titles: list[str], client_of: ClientOf, request: pytest.FixtureRequest
) -> None:
    commune = request.getfixturevalue(fixture)
    path, client = link(commune), client_of(commune)
    page = main_of(client.post(path, follow=True))
    cards = page.find_all("h3")
    assert [card.get_text(strip=True) for card in cards] == titles
    assert [card.a["href"].startswith("/") for card in cards] == [True] * len(titles)


def test_an_expired_link_becomes_a_new_one_in_one_press(fresnes: Commune, client_of: ClientOf) -> None:
    path, client = link(fresnes, age=timedelta(hours=24)), client_of(fresnes)
    page = client.get(path)
    assert (page.status_code, main_of(page).h1.text) == (410, "Ce lien a expiré")
    form = main_of(page).form
    sent = client.post(form["action"])
    assert "m•••@exemple.fr" in main_of(sent).text
    with context.activate(fresnes):
        fresh = mail.secret_in(mail.last("activation"))
    client.post(f"/activation/{fresh}/")
    assert status_in(fresnes) == AccountStatus.ACTIVE


def test_the_last_second_counts(fresnes: Commune, client_of: ClientOf) -> None:
    path = link(fresnes, age=timedelta(hours=23, minutes=59))
    client_of(fresnes).post(path)
    assert status_in(fresnes) == AccountStatus.ACTIVE


def test_a_link_of_another_commune_is_unknown(fresnes: Commune, villefranque: Commune, client_of: ClientOf) -> None:
    path = link(fresnes)
    assert client_of(villefranque).get(path).status_code == 404
    assert client_of(villefranque).post(path).status_code == 404
    assert status_in(fresnes) == AccountStatus.PENDING_EMAIL


def test_an_invented_link_says_what_to_do(fresnes: Commune, client_of: ClientOf) -> None:
    response = client_of(fresnes).get("/activation/invente/")
    assert (response.status_code, "Recevoir un nouveau lien" in main_of(response).text) == (404, True)


def test_a_refused_account_is_not_activated_by_its_link(fresnes: Commune, client_of: ClientOf) -> None:
    path = link(fresnes)
    with context.activate(fresnes):
        User.objects.update(status=AccountStatus.REFUSED, refusal_reason="Doublon")
    assert client_of(fresnes).get(path).status_code == 410
    client_of(fresnes).post(path)
    assert status_in(fresnes) == AccountStatus.REFUSED


def test_a_new_link_is_refused_to_an_active_account(fresnes: Commune, client_of: ClientOf) -> None:
    path, client = link(fresnes), client_of(fresnes)
    client.post(path)
    assert client.post(f"{path}nouveau-lien/").url == path


def test_the_sixth_link_of_the_hour_waits(fresnes: Commune, client_of: ClientOf) -> None:
    path, client = link(fresnes, age=timedelta(hours=25)), client_of(fresnes)
    statuses = [client.post(f"{path}nouveau-lien/").status_code for _ in range(6)]
    assert statuses == [200] * 5 + [409]


def test_a_key_that_nobody_knows_is_said_and_the_account_is_active(fresnes: Commune, client_of: ClientOf) -> None:
    path, client = link(fresnes), client_of(fresnes)
    with context.activate(fresnes):
        User.objects.update(pending_service_key=service_keys.generate(Random(7)))
    page = client.post(path, follow=True).content.decode()
    assert (status_in(fresnes), "Clé Enfance : " in page) == (AccountStatus.ACTIVE, True)


def test_an_address_proved_by_another_account_meanwhile_is_said(fresnes: Commune, client_of: ClientOf) -> None:
    path = link(fresnes)
    with context.activate(fresnes):
        citizen("autre", email="maurice.testo@exemple.fr")
    response = client_of(fresnes).post(path)
    assert (response.status_code, "déjà celle d’un autre compte" in main_of(response).text) == (409, True)
