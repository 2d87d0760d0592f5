"""A link, a trip and a session of FranceConnect, carried to another commune that offers it too."""

from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import override_settings
from django.utils import timezone

from apps.accounts.errors import FranceConnectNotLinked
from apps.accounts.models import User
from apps.accounts.operations import sign_in_with_franceconnect
from core.official_identity import OfficialIdentity
from deploy.local.franceconnect import Provider, RegisteredClient, serving
from tenants import context, directory
from tenants.models import Commune
from tests.apps.portal.accounts.travel import REGISTERED, choose, leave, subject_of
from tests.factories import FranceConnectLinkFactory, UserFactory
from tests.guards import GuardedClient

from .browsers import browser, carry, is_signed_in, twin

OF_VILLEFRANQUE = RegisteredClient(
    id="client-of-villefranque", secret="y", redirect_uris=("http://villefranque.localhost/franceconnect/retour/",)
)
CLIENTS = {
    "CARBON_BLANC": (REGISTERED.id, REGISTERED.secret),
    "VILLEFRANQUE": (OF_VILLEFRANQUE.id, OF_VILLEFRANQUE.secret),
}


@pytest.fixture
def provider(villefranque: Commune) -> Iterator[Provider]:
    """Two communes offer FranceConnect, each as a client of its own."""
    config = replace(villefranque.config, franceconnect=True)
    with context.operator():
        Commune.objects.filter(slug="villefranque").update(configuration=config.to_text())
    directory.forget()
    with serving(Provider([REGISTERED, OF_VILLEFRANQUE])) as running:
        with override_settings(FRANCECONNECT_ISSUER=running.issuer, FRANCECONNECT_CLIENTS=CLIENTS):
            yield running


def linked(commune: Commune, sub: str) -> User:
    with context.activate(commune):
        user = UserFactory()
        FranceConnectLinkFactory(user=user, sub=sub)
    return user


def test_a_link_of_one_commune_opens_nothing_in_another(fresnes: Commune, villefranque: Commune) -> None:
    identity = OfficialIdentity(subject="ab12v1", first_names="Claire", birth_name="Durand")
    user = linked(fresnes, "ab12v1")
    with context.activate(fresnes):
        assert sign_in_with_franceconnect(identity=identity, at=timezone.now()) == user
    with context.activate(villefranque), pytest.raises(FranceConnectNotLinked):
        sign_in_with_franceconnect(identity=identity, at=timezone.now())


def test_the_same_person_has_a_name_of_their_own_in_each_commune(provider: Provider, carbon_blanc: Commune) -> None:
    person = provider.people["maite"]
    assert provider.subject_of(person, REGISTERED) != provider.subject_of(person, OF_VILLEFRANQUE)


def test_a_trip_begun_in_one_commune_does_not_end_in_another(
    provider: Provider, carbon_blanc: Commune, villefranque: Commune
) -> None:
    linked(carbon_blanc, subject_of(provider, "maite"))
    traveller = browser(carbon_blanc)
    way = choose(leave(traveller), "maite")
    elsewhere = carry(traveller, villefranque)
    assert elsewhere.get(way).status_code == 400
    assert not is_signed_in(elsewhere)
    # Negative control: the very same return is good where it began.
    assert traveller.get(way).status_code == 302
    assert is_signed_in_or_reads_terms(traveller)


def is_signed_in_or_reads_terms(client: GuardedClient) -> bool:
    return client.get("/mon-accueil/")["Location"] == "/conditions-a-accepter/"


def test_an_identity_that_waits_in_one_commune_is_nothing_in_another(
    provider: Provider, carbon_blanc: Commune, villefranque: Commune
) -> None:
    traveller = browser(carbon_blanc)
    assert traveller.get(choose(leave(traveller), "maite"))["Location"] == "/franceconnect/premiere-fois/"
    elsewhere = carry(traveller, villefranque)
    assert elsewhere.get("/franceconnect/premiere-fois/")["Location"] == "/connexion/"
    assert traveller.get("/franceconnect/premiere-fois/").status_code == 200


def test_a_session_opened_by_franceconnect_is_anonymous_in_another_commune(
    provider: Provider, carbon_blanc: Commune, villefranque: Commune
) -> None:
    user = linked(carbon_blanc, subject_of(provider, "maite"))
    twin(user, villefranque)
    traveller = browser(carbon_blanc)
    traveller.get(choose(leave(traveller), "maite"))
    assert not is_signed_in(carry(traveller, villefranque))


def test_each_commune_comes_back_to_its_own_address(provider: Provider, villefranque: Commune) -> None:
    asked = parse_qs(urlsplit(leave(browser(villefranque))).query)
    assert asked["client_id"] == ["client-of-villefranque"]
    assert asked["redirect_uri"] == ["http://villefranque.localhost/franceconnect/retour/"]
