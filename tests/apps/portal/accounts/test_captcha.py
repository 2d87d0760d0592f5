from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup

from apps.accounts.models import CaptchaChallenge
from core.captcha import PICTOGRAMS
from tenants import context
from tenants.models import Commune
from tests.apps.portal.accounts.test_wizard import AUTHENTICATION, finish, post, url, walk
from tests.guards import GuardedClient

ClientOf = Callable[[Commune], GuardedClient]


@pytest.fixture
def client(fresnes: Commune, client_of: ClientOf) -> GuardedClient:
    """A visitor of Fresnes at the last step."""
    client = client_of(fresnes)
    walk(client, fresnes)
    return client


def state(commune: Commune) -> dict[str, object]:
    with context.activate(commune):
        return dict(CaptchaChallenge.objects.get().state)


def test_six_pictures_whose_names_say_nothing(client: GuardedClient, fresnes: Commune) -> None:
    page = BeautifulSoup(client.get(url("authentification")).content, "html.parser")
    images = page.find(class_="captcha").find_all("img")
    shown = str(page.find(class_="captcha-choices"))
    assert [image["alt"] for image in images] == [f"Image {number}" for number in range(1, 7)]
    leaks = [name for name, pictogram in PICTOGRAMS.items() if name in shown or pictogram.icon in shown]
    assert leaks == []
    assert page.find("legend").get_text(" ", strip=True) == "Cliquez sur le pied"


def test_the_picture_itself_says_nothing_either(client: GuardedClient, fresnes: Commune) -> None:
    page = BeautifulSoup(client.get(url("authentification")).content, "html.parser")
    addresses = [image["src"] for image in page.find(class_="captcha").find_all("img")]
    drawn = [client.get(address) for address in addresses]
    assert {response["Content-Type"] for response in drawn} == {"image/svg+xml"}
    assert [name for name in PICTOGRAMS if any(name in response.content.decode() for response in drawn)] == []
    assert client.get(addresses[0]).content != drawn[0].content  # tilted otherwise each time


def test_the_sound_is_sound(client: GuardedClient) -> None:
    client.get(url("authentification"))
    response = client.get("/creer-mon-espace/controle/chiffres.wav")
    assert (response["Content-Type"], response.content[:4], response.content[8:12]) == ("audio/wav", b"RIFF", b"WAVE")
    assert response["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"


def test_another_device_sees_neither_picture_nor_sound(
    client: GuardedClient, fresnes: Commune, client_of: ClientOf
) -> None:
    page = BeautifulSoup(client.get(url("authentification")).content, "html.parser")
    address = page.find(class_="captcha").find("img")["src"]
    stranger = client_of(fresnes)
    paths = (address, "/creer-mon-espace/controle/chiffres.wav", "/creer-mon-espace/controle/")
    assert [stranger.get(path).status_code for path in paths] == [404, 404, 404]
    assert client.get("/creer-mon-espace/controle/inconnu.svg").status_code == 404


def test_refreshing_gives_other_pictures(client: GuardedClient, fresnes: Commune) -> None:
    client.get(url("authentification"))
    before = state(fresnes)
    fragment = client.get("/creer-mon-espace/controle/")
    assert BeautifulSoup(fragment.content, "html.parser").find(attrs={"data-captcha": True}) is not None
    assert state(fresnes)["choices"] != before["choices"]


def test_refreshing_without_scripts_keeps_what_was_typed(client: GuardedClient, fresnes: Commune) -> None:
    client.get(url("authentification"))
    before = state(fresnes)
    response = post(client, "authentification", AUTHENTICATION, go="refresh")
    page = BeautifulSoup(response.content, "html.parser")
    assert (page.find(id="id_username")["value"], response.status_code) == ("maurice.testo", 200)
    assert state(fresnes)["choices"] != before["choices"]


def test_an_unanswered_check_is_asked_for(client: GuardedClient) -> None:
    client.get(url("authentification"))
    response = post(client, "authentification", AUTHENTICATION)
    page = BeautifulSoup(response.content, "html.parser")
    error = "Répondez au contrôle de sécurité : une image, ou les chiffres entendus."
    assert page.find(class_="error-summary").a["href"] == "#id_picture"
    assert page.find(id="captcha-error").text == error


def test_a_wrong_picture_is_said_and_nothing_is_created(client: GuardedClient, fresnes: Commune) -> None:
    client.get(url("authentification"))
    response = post(client, "authentification", {**AUTHENTICATION, "picture": "faux"})
    assert "Ce n’est pas la bonne image." in response.content.decode()
    assert state(fresnes)["failures"] == 1


def test_the_figures_heard_do_as_well(client: GuardedClient, fresnes: Commune) -> None:
    client.get(url("authentification"))
    response = post(client, "authentification", {**AUTHENTICATION, "heard": str(state(fresnes)["spoken"])})
    assert response.url == "/creer-mon-espace/confirmation/"


def test_who_can_use_neither_is_promised_an_answer(client: GuardedClient) -> None:
    client.get(url("authentification"))
    post(client, "authentification", {**AUTHENTICATION, "by_agent": "on"})
    page = client.get("/creer-mon-espace/confirmation/").content.decode()
    assert "Un agent vérifie votre demande et vous répond au plus tard le" in page


def test_the_check_is_gone_once_the_account_exists(client: GuardedClient, fresnes: Commune) -> None:
    finish(client, fresnes)
    assert client.get("/creer-mon-espace/controle/chiffres.wav").status_code == 404
