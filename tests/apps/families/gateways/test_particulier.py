"""Every answer of API Particulier, from a real peer on loopback that says what it is told to."""

import logging
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.core.cache import cache as memory

from apps.families.errors import (
    QuotientIdentityRefused,
    QuotientNotAllowed,
    QuotientPassExpired,
    QuotientRefusal,
    QuotientServiceAway,
    QuotientServiceBusy,
    QuotientUnknown,
)
from apps.families.gateways import particulier
from apps.families.gateways.particulier import ApiParticulier
from apps.families.quotient import CivilIdentity, FetchedQuotient
from deploy.local.particulier import FAMILY, ROOT, TOKEN, UNKNOWN, Answer, Particulier, refused, serving, told
from tenants import context
from tenants.models import Commune

SIRET = "21330096500018"
MAITE = CivilIdentity(
    birth_name="Garrigue",
    usual_name="Lasserre",
    first_names=("Maïté", "Jeanne"),
    birth_date=date(1987, 4, 12),
    sex="F",
    country_code="99100",
    commune_code="33063",
)
pytestmark = pytest.mark.usefixtures("in_carbon_blanc")


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    memory.clear()
    yield
    memory.clear()


@pytest.fixture
def peer() -> Iterator[Particulier]:
    with serving(Particulier()) as running:
        yield running


@pytest.fixture
def gateway(peer: Particulier) -> ApiParticulier:
    return ApiParticulier(peer.url, siret=SIRET, token=TOKEN, timeout=2)


class TestWhatIsAsked:
    def test_a_civil_status_is_sent_with_the_token_and_the_siret_of_the_commune(
        self, gateway: ApiParticulier, peer: Particulier
    ) -> None:
        gateway.by_identity(MAITE)
        assert peer.asked == [
            (
                f"{ROOT}/identite",
                TOKEN,
                {
                    "recipient": [SIRET],
                    "nomNaissance": ["Garrigue"],
                    "nomUsage": ["Lasserre"],
                    "prenoms[]": ["Maïté", "Jeanne"],
                    "anneeDateNaissance": ["1987"],
                    "moisDateNaissance": ["4"],
                    "jourDateNaissance": ["12"],
                    "sexeEtatCivil": ["F"],
                    "codeCogInseePaysNaissance": ["99100"],
                    "codeCogInseeCommuneNaissance": ["33063"],
                },
            )
        ]

    @pytest.mark.parametrize(
        ("changed", "absent"),
        [
            ({"usual_name": "GARRIGUE"}, "nomUsage"),
            ({"usual_name": ""}, "nomUsage"),
            ({"country_code": "99352", "commune_code": "33063"}, "codeCogInseeCommuneNaissance"),
        ],
    )
    def test_what_says_nothing_is_not_sent(
        self, gateway: ApiParticulier, peer: Particulier, changed: dict[str, Any], absent: str
    ) -> None:
        gateway.by_identity(replace(MAITE, **changed))
        assert absent not in peer.asked[0][2]

    def test_franceconnect_sends_its_own_token_and_nothing_of_the_person(
        self, gateway: ApiParticulier, peer: Particulier
    ) -> None:
        assert gateway.by_franceconnect("jeton-d-une-minute").value == 612
        assert peer.asked == [(f"{ROOT}/france_connect", "jeton-d-une-minute", {"recipient": [SIRET]})]


class TestWhatIsAnswered:
    def test_everything_that_will_be_shown_is_read(self, gateway: ApiParticulier) -> None:
        assert gateway.by_identity(MAITE) == FetchedQuotient(
            value=612,
            source="CNAF",
            month=date(2026, 3, 1),
            claimants=("MAÏTÉ JEANNE LASSERRE, 12/04/1987",),
            children=("LILI LASSERRE, 01/05/2019",),
            address=("1 AVENUE DE LA GARE", "33560 CARBON-BLANC"),
        )

    @pytest.mark.parametrize(("value", "source"), [(0, "MSA"), (99_999, "CNAF")])
    def test_from_nothing_to_the_largest(
        self, gateway: ApiParticulier, peer: Particulier, value: int, source: str
    ) -> None:
        quotient = {**FAMILY["quotient_familial"], "valeur": value, "fournisseur": source}
        peer.says = told(quotient_familial=quotient, allocataires=None, enfants="?", adresse=[])
        assert gateway.by_identity(MAITE) == FetchedQuotient(value=value, source=source, month=date(2026, 3, 1))

    def test_a_birth_date_of_which_a_part_is_unknown_is_left_out(
        self, gateway: ApiParticulier, peer: Particulier
    ) -> None:
        peer.says = told(enfants=[{"prenoms": "LILI", "nom_naissance": "LASSERRE", "date_naissance": "2019-00-00"}, 3])
        assert gateway.by_identity(MAITE).children == ("LILI LASSERRE",)

    @pytest.mark.parametrize(
        "lie",
        [
            {"valeur": "612"},
            {"valeur": True},
            {"valeur": 612.5},
            {"valeur": -1},
            {"valeur": 100_000},
            {"valeur": None},
            {"fournisseur": "CARSAT"},
            {"mois": 13},
            {"mois": None},
            {"annee": "2026"},
        ],
    )
    def test_a_value_that_makes_no_sense_is_not_shown(
        self, gateway: ApiParticulier, peer: Particulier, lie: dict[str, Any]
    ) -> None:
        peer.says = told(quotient_familial={**FAMILY["quotient_familial"], **lie})
        with pytest.raises(QuotientServiceAway):
            gateway.by_identity(MAITE)

    @pytest.mark.parametrize(
        "body", [b"", b"<html>maintenance</html>", b"[]", b"{}", b'{"data": []}', b'{"data": {"quotient_familial": 3}}']
    )
    def test_a_malformed_answer(self, gateway: ApiParticulier, peer: Particulier, body: bytes) -> None:
        peer.says = Answer(body=body)
        with pytest.raises(QuotientServiceAway):
            gateway.by_identity(MAITE)


REFUSALS = [
    (404, "37003", QuotientUnknown),
    (404, "00404", QuotientServiceAway),
    (401, "00101", QuotientNotAllowed),
    (403, "00100", QuotientNotAllowed),
    (422, "00364", QuotientIdentityRefused),
    (429, "00429", QuotientServiceBusy),
    (502, "37999", QuotientServiceAway),
    (504, "37002", QuotientServiceAway),
    (500, "00500", QuotientServiceAway),
    (301, "", QuotientServiceAway),
    (599, "", QuotientServiceAway),
]


class TestRefusals:
    @pytest.mark.parametrize(("status", "code", "refusal"), REFUSALS)
    def test_each_says_what_the_parent_does_instead(
        self, gateway: ApiParticulier, peer: Particulier, status: int, code: str, refusal: type[QuotientRefusal]
    ) -> None:
        peer.says = refused(status, code)
        with pytest.raises(QuotientRefusal) as found:
            gateway.by_identity(MAITE)
        assert type(found.value) is refusal
        assert "envoyez votre attestation" in str(found.value).lower()

    def test_the_peer_refuses_as_the_real_one_does(self, gateway: ApiParticulier, peer: Particulier) -> None:
        with pytest.raises(QuotientUnknown):
            gateway.by_identity(replace(MAITE, birth_name=UNKNOWN))
        with pytest.raises(QuotientIdentityRefused):
            gateway.by_identity(replace(MAITE, first_names=()))
        with pytest.raises(QuotientNotAllowed):
            ApiParticulier(peer.url, siret=SIRET, token="faux", timeout=2).by_identity(MAITE)
        with pytest.raises(QuotientIdentityRefused):
            ApiParticulier(peer.url, siret="", token=TOKEN, timeout=2).by_identity(MAITE)

    @pytest.mark.parametrize(("status", "refusal"), [(401, QuotientPassExpired), (403, QuotientNotAllowed)])
    def test_a_token_of_franceconnect_lives_a_minute(
        self, gateway: ApiParticulier, peer: Particulier, status: int, refusal: type[QuotientRefusal]
    ) -> None:
        peer.says = refused(status, "00101")
        with pytest.raises(refusal):
            gateway.by_franceconnect("jeton-d-hier")

    def test_the_token_does_not_follow_to_another_address(self, gateway: ApiParticulier, peer: Particulier) -> None:
        with serving(Particulier()) as other:
            peer.says = Answer(status=302, headers={"Location": f"{other.url}{ROOT}/identite"})
            with pytest.raises(QuotientServiceAway):
                gateway.by_identity(MAITE)
            assert other.asked == []

    def test_the_log_names_the_codes_and_nobody(
        self, gateway: ApiParticulier, peer: Particulier, caplog: pytest.LogCaptureFixture
    ) -> None:
        peer.says = Answer(status=422, body=b'{"errors": [{"code": "00364"}, {"code": "Garrigue"}, 3]}')
        with caplog.at_level(logging.WARNING), pytest.raises(QuotientIdentityRefused):
            gateway.by_identity(MAITE)
        assert caplog.messages == ["API Particulier refused: 422 00364"]


class TestAway:
    def test_one_that_never_answers_is_left_after_the_time_allowed(
        self, peer: Particulier, caplog: pytest.LogCaptureFixture
    ) -> None:
        peer.silent = True
        started = time.monotonic()
        with caplog.at_level(logging.WARNING), pytest.raises(QuotientServiceAway) as refusal:
            ApiParticulier(peer.url, siret=SIRET, token=TOKEN, timeout=0.2).by_identity(MAITE)
        assert time.monotonic() - started < 5
        assert caplog.messages == ["API Particulier does not answer: ReadTimeout"]
        assert refusal.value.__suppress_context__

    def test_nobody_there(self) -> None:
        with pytest.raises(QuotientServiceAway):
            ApiParticulier("http://127.0.0.1:9", siret=SIRET, token=TOKEN, timeout=0.2).by_identity(MAITE)

    @pytest.mark.parametrize(
        ("said", "seconds"), [("5", 5), ("0", 1), ("60", 60), ("3600", 60), ("demain", 5), ("", 5)]
    )
    def test_a_busy_one_is_left_alone_for_the_time_it_asks(
        self, gateway: ApiParticulier, peer: Particulier, said: str, seconds: int, villefranque: Commune
    ) -> None:
        peer.says = refused(429, "00429", **({"Retry-After": said} if said else {}))
        for _ in range(2):
            with pytest.raises(QuotientServiceBusy):
                gateway.by_identity(MAITE)
        assert len(peer.asked) == 1
        with context.activate(villefranque), pytest.raises(QuotientServiceBusy):
            gateway.by_identity(MAITE)
        assert len(peer.asked) == 2  # another commune has a token of its own
        assert particulier._seconds(said) == seconds


class TestTheSettings:
    def test_a_commune_that_says_nothing_asks_nothing(self, fresnes: Any) -> None:
        config = fresnes.config
        assert (particulier.asks_by_identity(config), particulier.asks_by_franceconnect(config)) == (False, False)
        assert particulier.missing_token(config) == ""

    def test_a_commune_asks_with_a_token_of_its_own(self, carbon_blanc: Any, settings: Any) -> None:
        config = carbon_blanc.config
        assert (particulier.token_of("carbon-blanc"), particulier.token_of("fresnes")) == ("token-of-carbon-blanc", "")
        assert (particulier.asks_by_identity(config), particulier.asks_by_franceconnect(config)) == (True, True)
        settings.API_PARTICULIER_TOKENS = {}
        assert (particulier.asks_by_identity(config), particulier.asks_by_franceconnect(config)) == (False, True)
        assert particulier.missing_token(config).endswith("API_PARTICULIER_TOKEN_CARBON_BLANC manque")
        settings.FRANCECONNECT_CLIENTS = {}
        assert particulier.asks_by_franceconnect(config) is False

    def test_the_right_is_given_to_the_client_or_not(self, carbon_blanc: Any) -> None:
        without = replace(carbon_blanc.config, quotient=replace(carbon_blanc.config.quotient, franceconnect=False))
        assert particulier.asks_by_franceconnect(without) is False
