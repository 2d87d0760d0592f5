"""A browser that goes to FranceConnect and comes back, the stand-in being a real server on loopback."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests

from deploy.local.franceconnect import Provider, RegisteredClient
from tests.guards import GuardedClient

REGISTERED = RegisteredClient(
    id="client-of-carbon-blanc",
    secret="secret-of-carbon-blanc",
    redirect_uris=("http://carbon-blanc.localhost/franceconnect/retour/",),
    logout_uris=("http://carbon-blanc.localhost/franceconnect/deconnexion/",),
)


def leave(browser: GuardedClient, purpose: str = "connexion", **form: str) -> str:
    """Press the button; return the address that the browser is sent to."""
    response = browser.post("/franceconnect/", {"pour": purpose, **form})
    assert response.status_code == 302, response.status_code
    return response["Location"]


def choose(address: str, person: str) -> str:
    """Choose an identity on the provider's page; return the path by which the browser comes back."""
    answer = requests.post(address, data={"person": person}, allow_redirects=False, timeout=2)
    assert answer.status_code == 303, answer.text
    back = urlsplit(answer.headers["Location"])
    return f"{back.path}?{back.query}"


def come_back(browser: GuardedClient, person: str = "maite", purpose: str = "connexion", **form: str) -> Any:
    return browser.get(choose(leave(browser, purpose, **form), person))


def state_in(address: str) -> str:
    return parse_qs(urlsplit(address).query)["state"][0]


def subject_of(provider: Provider, person: str) -> str:
    return provider.subject_of(provider.people[person], REGISTERED)
