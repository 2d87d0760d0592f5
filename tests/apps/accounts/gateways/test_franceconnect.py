"""Every check of protocol d.1, against a real OpenID provider on loopback that lies when it is asked to."""

import logging
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from django.test import override_settings
from django.utils import timezone

from apps.accounts.errors import FranceConnectAway, FranceConnectRefused
from apps.accounts.gateways import franceconnect
from apps.accounts.gateways.franceconnect import Authenticated, Client, Directory, FranceConnect
from deploy.local.franceconnect import Provider, RegisteredClient, serving

RETURN = "http://carbon-blanc.localhost/franceconnect/retour/"
SIGNED_OUT = "http://carbon-blanc.localhost/franceconnect/deconnexion/"
REGISTERED = RegisteredClient(id="commune", secret="à garder", redirect_uris=(RETURN,), logout_uris=(SIGNED_OUT,))
STATE, NONCE = "s" * 43, "n" * 43


@pytest.fixture
def provider() -> Iterator[Provider]:
    with serving(Provider([REGISTERED])) as running:
        yield running


@pytest.fixture
def gateway(provider: Provider) -> FranceConnect:
    return FranceConnect(Directory(provider.issuer, 2), Client(id="commune", secret="à garder"), timeout=2)


def code_of(gateway: FranceConnect, person: str = "maite", *, nonce: str = NONCE) -> str:
    """Walk through the provider's page as a browser does; return the code it comes back with."""
    url = gateway.authorization_url(redirect_uri=RETURN, state=STATE, nonce=nonce)
    answer = requests.post(url, data={"person": person}, allow_redirects=False, timeout=2)
    returned = parse_qs(urlsplit(answer.headers["Location"]).query)
    assert (returned["state"], returned["iss"]) == ([STATE], [gateway.issuer])
    return returned["code"][0]


def come_back(gateway: FranceConnect, person: str = "maite", *, nonce: str = NONCE, **changed: Any) -> Authenticated:
    code = code_of(gateway, person)
    asked = {"code": code, "redirect_uri": RETURN, "nonce": nonce, "at": timezone.now(), **changed}
    return gateway.authenticate(**asked)


class TestWhatIsAsked:
    def test_the_request_is_the_one_of_the_protocol(self, gateway: FranceConnect, provider: Provider) -> None:
        url = gateway.authorization_url(redirect_uri=RETURN, state=STATE, nonce=NONCE)
        address, _mark, query = url.partition("?")
        assert address == f"{provider.issuer}/authorize"
        assert parse_qs(query) == {
            "response_type": ["code"],
            "client_id": ["commune"],
            "redirect_uri": [RETURN],
            "scope": [franceconnect.SCOPES],
            "state": [STATE],
            "nonce": [NONCE],
            "acr_values": ["eidas1"],
        }
        assert requests.get(url, timeout=2).status_code == 200

    @pytest.mark.parametrize(("length", "status", "code"), [(31, 400, "Y030007"), (32, 200, "")])
    def test_a_nonce_of_less_than_32_characters_is_refused_there(
        self, gateway: FranceConnect, length: int, status: int, code: str
    ) -> None:
        url = gateway.authorization_url(redirect_uri=RETURN, state=STATE, nonce="n" * length)
        answer = requests.get(url, timeout=2)
        assert (answer.status_code, code in answer.text) == (status, True)

    def test_an_address_of_return_that_was_not_registered_is_refused_there(self, gateway: FranceConnect) -> None:
        url = gateway.authorization_url(redirect_uri=RETURN + "?x", state=STATE, nonce=NONCE)
        assert "Y04C013C" in requests.get(url, timeout=2).text

    def test_a_client_that_nobody_registered_is_refused_there(self, provider: Provider) -> None:
        stranger = FranceConnect(Directory(provider.issuer, 2), Client(id="personne", secret="x"))
        url = stranger.authorization_url(redirect_uri=RETURN, state=STATE, nonce=NONCE)
        assert "Y04EA6EF" in requests.get(url, timeout=2).text

    def test_whoever_gives_up_comes_back_without_a_code(self, gateway: FranceConnect) -> None:
        url = gateway.authorization_url(redirect_uri=RETURN, state=STATE, nonce=NONCE)
        answer = requests.post(url, data={}, allow_redirects=False, timeout=2)
        assert parse_qs(urlsplit(answer.headers["Location"]).query)["error"] == ["access_denied"]


class TestWhoComesBack:
    def test_an_identity_is_read_from_the_signed_answer(self, gateway: FranceConnect, provider: Provider) -> None:
        identity = come_back(gateway).identity
        assert (identity.first_names, identity.birth_name, identity.usual_name, identity.civility) == (
            "Maïté Jeanne",
            "Garrigue",
            "Lasserre",
            "mrs",
        )
        assert (identity.birth_place_code, identity.birth_country) == ("33063", "France")
        assert identity.subject == provider.subject_of(provider.people["maite"], REGISTERED)
        assert identity.subject.endswith("v1")

    def test_born_abroad_on_a_presumed_day(self, gateway: FranceConnect) -> None:
        identity = come_back(gateway, "idriss").identity
        assert (identity.birth_place_code, identity.birth_country) == ("", "Algérie")
        assert identity.birth_date_is_presumed

    def test_a_person_has_another_subject_at_another_client(self, gateway: FranceConnect, provider: Provider) -> None:
        provider.register(RegisteredClient(id="voisine", secret="y", redirect_uris=(RETURN,)))
        neighbour = FranceConnect(Directory(provider.issuer, 2), Client(id="voisine", secret="y"))
        assert come_back(gateway).identity.subject != come_back(neighbour).identity.subject


LIES_OF_THE_ID_TOKEN = {
    "another issuer": {"iss": "https://ailleurs.example/api/v2"},
    "no issuer": {"iss": None},
    "another audience": {"aud": "voisine"},
    "a list without us": {"aud": ["voisine", "autre"]},
    "a list with us, made for another": {"aud": ["commune", "voisine"], "azp": "voisine"},
    "no audience": {"aud": None},
    "no subject": {"sub": None},
    "an empty subject": {"sub": ""},
    "a subject that is a list": {"sub": ["x"]},
    "another nonce": {"nonce": "m" * 43},
    "no nonce": {"nonce": None},
    "no level": {"acr": None},
    "a lower level": {"acr": "eidas0"},
    "no expiry": {"exp": None},
}


class TestTheIdToken:
    @pytest.mark.parametrize("lie", LIES_OF_THE_ID_TOKEN.values(), ids=list(LIES_OF_THE_ID_TOKEN))
    def test_a_lie_is_refused(self, gateway: FranceConnect, provider: Provider, lie: dict[str, Any]) -> None:
        provider.misbehaviour.id_token = lie
        with pytest.raises(FranceConnectRefused):
            come_back(gateway)

    @pytest.mark.parametrize("truth", [{"aud": ["commune"]}, {"acr": "eidas2"}, {"acr": "eidas3"}])
    def test_a_list_of_one_and_a_higher_level_are_taken(
        self, gateway: FranceConnect, provider: Provider, truth: dict[str, Any]
    ) -> None:
        provider.misbehaviour.id_token = truth
        assert come_back(gateway).identity.birth_name == "Garrigue"

    @pytest.mark.parametrize("algorithm", ["none", "HS256"])
    def test_any_algorithm_but_es256_is_refused(
        self, gateway: FranceConnect, provider: Provider, algorithm: str
    ) -> None:
        provider.misbehaviour.algorithm = algorithm
        with pytest.raises(FranceConnectRefused):
            come_back(gateway)

    def test_the_signature_of_another_key_is_refused(self, gateway: FranceConnect, provider: Provider) -> None:
        provider.misbehaviour.foreign_key = True
        with pytest.raises(FranceConnectRefused):
            come_back(gateway)

    @pytest.mark.parametrize(("late", "is_taken"), [(85, True), (95, False)])
    def test_a_token_lives_a_minute_and_the_clocks_may_differ_by_half_a_minute(
        self, gateway: FranceConnect, late: int, is_taken: bool
    ) -> None:
        at = timezone.now() + timedelta(seconds=late)
        if is_taken:
            assert come_back(gateway, at=at).identity.birth_name == "Garrigue"
            return
        with pytest.raises(FranceConnectRefused):
            come_back(gateway, at=at)

    def test_the_nonce_is_the_one_of_this_browser(self, gateway: FranceConnect) -> None:
        with pytest.raises(FranceConnectRefused):
            come_back(gateway, nonce="m" * 43)


class TestTheCode:
    def test_a_code_serves_once(self, gateway: FranceConnect) -> None:
        code = code_of(gateway)
        asked = {"redirect_uri": RETURN, "nonce": NONCE, "at": timezone.now()}
        assert gateway.authenticate(code=code, **asked).identity.birth_name == "Garrigue"
        with pytest.raises(FranceConnectRefused):
            gateway.authenticate(code=code, **asked)

    def test_an_invented_code_is_refused(self, gateway: FranceConnect) -> None:
        with pytest.raises(FranceConnectRefused):
            come_back(gateway, code="inventé")

    def test_the_secret_is_checked(self, provider: Provider) -> None:
        impostor = FranceConnect(Directory(provider.issuer, 2), Client(id="commune", secret="deviné"))
        with pytest.raises(FranceConnectRefused):
            come_back(impostor)

    def test_why_is_logged_and_the_code_is_not(self, gateway: FranceConnect, caplog: pytest.LogCaptureFixture) -> None:
        with caplog.at_level(logging.WARNING), pytest.raises(FranceConnectRefused):
            come_back(gateway, code="un-code-secret")
        assert caplog.messages == ["an answer of FranceConnect was refused: token: invalid_grant"]


LIES_OF_THE_USERINFO = {
    "another person": {"sub": "f" * 64 + "v1"},
    "nobody": {"sub": None},
    "another issuer": {"iss": "https://ailleurs.example/api/v2"},
    "no issuer": {"iss": None},
    "another audience": {"aud": "voisine"},
    "no audience": {"aud": None},
}


class TestTheUserinfo:
    @pytest.mark.parametrize("lie", LIES_OF_THE_USERINFO.values(), ids=list(LIES_OF_THE_USERINFO))
    def test_a_lie_is_refused(self, gateway: FranceConnect, provider: Provider, lie: dict[str, Any]) -> None:
        provider.misbehaviour.userinfo = lie
        with pytest.raises(FranceConnectRefused):
            come_back(gateway)

    def test_what_is_not_signed_is_refused(self, gateway: FranceConnect, provider: Provider) -> None:
        provider.misbehaviour.userinfo_as_json = True
        with pytest.raises(FranceConnectRefused):
            come_back(gateway)


class TestTheKeys:
    def test_keys_are_asked_once_for_several_people(self, gateway: FranceConnect, provider: Provider) -> None:
        for person in ("maite", "idriss", "camille"):
            come_back(gateway, person)
        assert provider.asked_for.count("/jwks") == 1
        assert provider.asked_for.count("/.well-known/openid-configuration") == 1

    def test_a_new_key_is_asked_for_once(self, gateway: FranceConnect, provider: Provider) -> None:
        come_back(gateway)
        provider.rotate()
        assert come_back(gateway).identity.birth_name == "Garrigue"
        assert provider.asked_for.count("/jwks") == 2

    def test_a_key_that_nobody_publishes_is_refused_after_one_more_question(
        self, gateway: FranceConnect, provider: Provider, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        come_back(gateway)
        published = provider.keys()
        provider.rotate()
        monkeypatch.setattr(provider, "keys", lambda: published)
        with pytest.raises(FranceConnectRefused):
            come_back(gateway)
        assert provider.asked_for.count("/jwks") == 2

    def test_keys_of_other_kinds_are_left_aside(
        self, gateway: FranceConnect, provider: Provider, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        published = {"keys": [{"kty": "RSA", "kid": "r", "n": "x", "e": "AQAB"}, "bruit", *provider.keys()["keys"]]}
        monkeypatch.setattr(provider, "keys", lambda: published)
        assert come_back(gateway).identity.birth_name == "Garrigue"


class TestAway:
    PAGES = ("/.well-known/openid-configuration", "/jwks", "/token", "/userinfo")

    @pytest.mark.parametrize("page", PAGES)
    def test_a_page_in_maintenance(self, gateway: FranceConnect, provider: Provider, page: str) -> None:
        provider.misbehaviour.page_down = page
        with pytest.raises(FranceConnectAway):
            come_back(gateway)

    @pytest.mark.parametrize("page", PAGES)
    def test_a_page_that_never_answers(self, provider: Provider, page: str) -> None:
        gateway = FranceConnect(Directory(provider.issuer, 0.2), Client(id="commune", secret="à garder"), timeout=0.2)
        provider.misbehaviour.page_down = f"silent {page}"
        started = time.monotonic()
        with pytest.raises(FranceConnectAway):
            come_back(gateway)
        assert time.monotonic() - started < 5

    def test_nobody_there(self) -> None:
        gateway = FranceConnect(Directory("http://127.0.0.1:9/api/v2", 0.2), Client(id="commune", secret="x"))
        with pytest.raises(FranceConnectAway):
            gateway.authorization_url(redirect_uri=RETURN, state=STATE, nonce=NONCE)

    @pytest.mark.parametrize(
        "changed",
        [
            {"issuer": "https://ailleurs.example"},
            {"token_endpoint": "https://ailleurs.example/token"},
            {"jwks_uri": None},
        ],
    )
    def test_one_that_presents_itself_as_another(
        self, gateway: FranceConnect, provider: Provider, monkeypatch: pytest.MonkeyPatch, changed: dict[str, Any]
    ) -> None:
        document = {name: text for name, text in {**provider.configuration(), **changed}.items() if text}
        monkeypatch.setattr(provider, "configuration", lambda: document)
        with pytest.raises(FranceConnectAway):
            gateway.authorization_url(redirect_uri=RETURN, state=STATE, nonce=NONCE)

    @pytest.mark.parametrize("keys", [["no", "object"], {"keys": [{"kty": "EC", "kid": "k", "crv": "P-0"}]}])
    def test_keys_that_make_no_sense(
        self, gateway: FranceConnect, provider: Provider, monkeypatch: pytest.MonkeyPatch, keys: Any
    ) -> None:
        monkeypatch.setattr(provider, "keys", lambda: keys)
        with pytest.raises(FranceConnectAway):
            come_back(gateway)


class TestSigningOut:
    def test_the_session_is_closed_there_and_the_browser_comes_back_with_the_state(
        self, gateway: FranceConnect
    ) -> None:
        back = come_back(gateway)
        url = gateway.logout_url(id_token=back.id_token, state=STATE, redirect_uri=SIGNED_OUT)
        answer = requests.get(url, allow_redirects=False, timeout=2)
        assert answer.headers["Location"] == f"{SIGNED_OUT}?state={STATE}"

    def test_a_token_that_was_never_given_closes_nothing(self, gateway: FranceConnect) -> None:
        url = gateway.logout_url(id_token="inventé", state=STATE, redirect_uri=SIGNED_OUT)
        assert requests.get(url, allow_redirects=False, timeout=2).status_code == 400


class TestTheSettings:
    @pytest.fixture
    def ask(self) -> Iterator[Callable[[str], Client | None]]:
        known = {"CARBON_BLANC": ("un", "deux"), "SANS_SECRET": ("un", "")}
        with override_settings(FRANCECONNECT_CLIENTS=known):
            yield franceconnect.client_of

    @pytest.mark.parametrize(
        ("slug", "expected"),
        [("carbon-blanc", Client(id="un", secret="deux")), ("sans-secret", None), ("fresnes", None)],
    )
    def test_each_commune_has_a_client_of_its_own(
        self, ask: Callable[[str], Client | None], slug: str, expected: Client | None
    ) -> None:
        assert ask(slug) == expected
        assert (franceconnect.provider_for(slug) is None) is (expected is None)
