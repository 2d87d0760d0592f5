"""FranceConnect as a person meets it, each answer coming from a real provider on loopback."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import requests
from django.test import override_settings

from apps.accounts.enums import AccountStatus, SignInMethod
from apps.accounts.models import FranceConnectLink, Session, SignUpDraft, User
from apps.accounts.sessions import ID_TOKEN_KEY, METHOD_KEY
from apps.audit.models import Event
from deploy.local.franceconnect import Provider, serving
from tenants.models import Commune
from tests.apps.accounts import mail
from tests.apps.accounts.people import MONDAY, PASSWORD, agent, citizen
from tests.apps.accounts.telephones import protect, shown
from tests.guards import GuardedClient

from .test_wizard import accept_cgu, post
from .travel import REGISTERED, choose, come_back, leave, state_in, subject_of

pytestmark = pytest.mark.usefixtures("in_carbon_blanc")

ClientOf = Callable[[Commune], GuardedClient]
SignedIn = Callable[[Commune, User], GuardedClient]
MAITE = {"first_names": "Maïté", "usual_name": "Lasserre", "birth_name": "Garrigue", "civility": "mrs"}


@pytest.fixture
def provider() -> Iterator[Provider]:
    with serving(Provider([REGISTERED])) as running, override_settings(FRANCECONNECT_ISSUER=running.issuer):
        yield running


@pytest.fixture
def browser(client_of: ClientOf, carbon_blanc: Commune, provider: Provider) -> GuardedClient:
    return client_of(carbon_blanc)


@pytest.fixture
def maite(carbon_blanc: Commune, provider: Provider) -> User:
    """Somebody whose account is linked."""
    user = citizen("maite", **MAITE)
    FranceConnectLink.objects.create(user=user, sub=subject_of(provider, "maite"), linked_at=MONDAY)
    return user


def is_signed_in(browser: GuardedClient) -> bool:
    return "_auth_user_id" in browser.session


def messages_of(response: Any) -> list[str]:
    return [str(message) for message in response.context["messages"]]


class TestTheButton:
    @pytest.mark.parametrize("path", ["/", "/connexion/", "/creer-mon-espace/"])
    def test_it_is_offered_wherever_one_comes_in(self, browser: GuardedClient, path: str) -> None:
        page = browser.get(path).content.decode()
        assert "S’identifier avec <strong>FranceConnect</strong>" in page
        assert "Qu’est-ce que FranceConnect ?" in page

    def test_a_commune_that_does_not_offer_it_shows_nothing_and_answers_nothing(
        self, client_of: ClientOf, fresnes: Commune
    ) -> None:
        browser = client_of(fresnes)
        assert "FranceConnect" not in browser.get("/connexion/").content.decode()
        assert browser.post("/franceconnect/").status_code == 404
        assert browser.get("/franceconnect/retour/").status_code == 404

    def test_without_a_client_it_is_not_shown(self, browser: GuardedClient) -> None:
        with override_settings(FRANCECONNECT_CLIENTS={}):
            assert "S’identifier avec" not in browser.get("/connexion/").content.decode()
            assert browser.post("/franceconnect/").status_code == 404

    def test_forms_may_lead_there_and_nowhere_else(
        self, browser: GuardedClient, provider: Provider, client_of: ClientOf, fresnes: Commune
    ) -> None:
        origin = provider.issuer.removesuffix("/api/v2")
        assert f"form-action 'self' {origin};" in browser.get("/connexion/")["Content-Security-Policy"]
        assert "form-action 'self';" in client_of(fresnes).get("/connexion/")["Content-Security-Policy"]

    def test_the_policy_of_a_page_that_has_its_own_is_left_alone(self, browser: GuardedClient) -> None:
        page = browser.get("/boite-aux-lettres/00000000-0000-4000-8000-000000000000/html/")
        assert "form-action" not in page["Content-Security-Policy"] or page.status_code == 404


class TestGoingThere:
    def test_the_state_and_the_nonce_are_long_and_new_each_time(self, browser: GuardedClient) -> None:
        first, second = (parse_qs(urlsplit(leave(browser)).query) for _ in range(2))
        for name in ("state", "nonce"):
            assert len(first[name][0]) >= 32
            assert first[name] != second[name]
        assert first["redirect_uri"] == ["http://carbon-blanc.localhost/franceconnect/retour/"]

    def test_five_tabs_at_most_are_remembered(self, browser: GuardedClient) -> None:
        ways = [choose(leave(browser), "maite") for _ in range(6)]
        assert browser.get(ways[0]).status_code == 400
        assert browser.get(ways[1])["Location"] == "/franceconnect/premiere-fois/"

    @pytest.mark.parametrize(("purpose", "back"), [("connexion", "/connexion/"), ("inscription", "/creer-mon-espace/")])
    def test_a_provider_that_is_away_is_said_and_the_other_way_remains(
        self, browser: GuardedClient, provider: Provider, purpose: str, back: str
    ) -> None:
        provider.misbehaviour.page_down = "/.well-known/openid-configuration"
        response = browser.post("/franceconnect/", {"pour": purpose}, follow=True)
        assert response.redirect_chain == [(back, 302)]
        assert messages_of(response)[0].startswith("FranceConnect ne répond pas en ce moment.")
        assert response.status_code == 200

    def test_somebody_signed_in_is_led_home(self, carbon_blanc: Commune, signed_in: SignedIn, maite: User) -> None:
        assert signed_in(carbon_blanc, maite).post("/franceconnect/")["Location"] == "/mon-accueil/"


class TestComingBackWrongly:
    def test_another_state(self, browser: GuardedClient, maite: User) -> None:
        address = leave(browser)
        way = choose(address, "maite").replace(state_in(address), "x" * 43)
        response = browser.get(way)
        assert (response.status_code, is_signed_in(browser)) == (400, False)
        assert "n’a pas pu être vérifiée" in response.content.decode()

    def test_no_state_at_all(self, browser: GuardedClient, maite: User) -> None:
        assert browser.get("/franceconnect/retour/?code=x").status_code == 400

    def test_the_return_of_another_browser(
        self, browser: GuardedClient, client_of: ClientOf, carbon_blanc: Commune, maite: User
    ) -> None:
        """Whoever sends their own return to a victim does not sign them in."""
        trap = choose(leave(browser), "maite")
        victim = client_of(carbon_blanc)
        leave(victim)
        assert (victim.get(trap).status_code, is_signed_in(victim)) == (400, False)

    @pytest.mark.parametrize("issuer", ["https://ailleurs.example/api/v2", ""])
    def test_another_issuer_or_none(self, browser: GuardedClient, provider: Provider, maite: User, issuer: str) -> None:
        provider.misbehaviour.returned = {"iss": issuer}
        assert (come_back(browser).status_code, is_signed_in(browser)) == (400, False)

    def test_the_same_return_twice(self, browser: GuardedClient, provider: Provider, maite: User) -> None:
        provider.misbehaviour.replayable = True  # we refuse it ourselves
        way = choose(leave(browser), "maite")
        assert browser.get(way).status_code == 302
        browser.post("/deconnexion/")
        assert (browser.get(way).status_code, is_signed_in(browser)) == (400, False)

    @pytest.mark.parametrize("lie", [{"nonce": "m" * 43}, {"aud": "voisine"}, {"acr": None}])
    def test_a_token_that_lies(
        self, browser: GuardedClient, provider: Provider, maite: User, lie: dict[str, Any]
    ) -> None:
        provider.misbehaviour.id_token = lie
        assert (come_back(browser).status_code, is_signed_in(browser)) == (400, False)

    def test_a_trip_of_more_than_half_an_hour(self, browser: GuardedClient, maite: User) -> None:
        way = choose(leave(browser), "maite")
        session = browser.session
        for trip in session["franceconnect_trips"].values():
            trip["until"] = "2026-01-01T00:00:00+00:00"
        session.save()
        assert browser.get(way).status_code == 400

    @pytest.mark.parametrize(("purpose", "back"), [("connexion", "/connexion/"), ("inscription", "/creer-mon-espace/")])
    def test_whoever_gives_up_is_led_back_kindly(self, browser: GuardedClient, purpose: str, back: str) -> None:
        response = browser.get(choose(leave(browser, purpose), ""), follow=True)
        assert response.redirect_chain == [(back, 302)]
        assert messages_of(response) == [
            "Vous avez renoncé à FranceConnect : rien n’a été fait. Vous pouvez continuer sans lui."
        ]

    @pytest.mark.parametrize("error", ["server_error", "temporarily_unavailable", "invalid_scope"])
    def test_an_error_over_there(self, browser: GuardedClient, provider: Provider, error: str) -> None:
        query = {"error": error, "state": state_in(leave(browser)), "iss": provider.issuer}
        response = browser.get(f"/franceconnect/retour/?{urlencode(query)}", follow=True)
        assert messages_of(response)[0].startswith("FranceConnect ne répond pas")

    def test_a_provider_that_falls_while_one_comes_back(
        self, browser: GuardedClient, provider: Provider, maite: User
    ) -> None:
        way = choose(leave(browser), "maite")
        provider.misbehaviour.page_down = "/token"
        assert browser.get(way)["Location"] == "/connexion/"


class TestSigningIn:
    def test_a_linked_account_is_opened(self, browser: GuardedClient, carbon_blanc: Commune, maite: User) -> None:
        response = come_back(browser)
        assert (response["Location"], is_signed_in(browser)) == ("/mon-accueil/", True)
        assert Session.objects.get(user=maite).method == SignInMethod.FRANCECONNECT
        event = Event.objects.get(action="accounts.signed_in")
        assert (event.actor_label, event.data) == (str(maite), {"method": "franceconnect"})

    @pytest.mark.parametrize(
        ("wanted", "reached"), [("/mes-documents/", "/mes-documents/"), ("https://ailleurs.example/", "/mon-accueil/")]
    )
    def test_it_leads_to_the_page_that_was_asked_if_it_is_ours(
        self, browser: GuardedClient, maite: User, wanted: str, reached: str
    ) -> None:
        assert come_back(browser, next=wanted)["Location"] == reached

    @pytest.mark.parametrize(
        ("status", "said"),
        [
            (AccountStatus.PENDING_EMAIL, "Votre compte n’est pas encore activé"),
            (AccountStatus.DISABLED, "Ce compte est désactivé"),
        ],
    )
    def test_an_account_that_is_not_open_stays_closed(
        self, browser: GuardedClient, carbon_blanc: Commune, maite: User, status: str, said: str
    ) -> None:
        User.objects.filter(pk=maite.pk).update(status=status)
        response = browser.get(choose(leave(browser), "maite"), follow=True)
        assert messages_of(response)[0].startswith(said)
        assert not is_signed_in(browser)

    def test_my_connections_say_how_each_browser_came_in(self, browser: GuardedClient, maite: User) -> None:
        come_back(browser)
        accept = browser.get("/conditions-a-accepter/")
        form = accept.context["form"].initial
        browser.post("/conditions-a-accepter/", {**form, "accepts": "on"})
        assert "FranceConnect" in browser.get("/mon-espace/connexions/").content.decode()


class TestTheFirstTime:
    def test_everybody_is_asked_the_same_whether_or_not_the_address_is_known(
        self, client_of: ClientOf, carbon_blanc: Commune, provider: Provider
    ) -> None:
        def page(browser: GuardedClient) -> str:
            assert come_back(browser)["Location"] == "/franceconnect/premiere-fois/"
            response = browser.get("/franceconnect/premiere-fois/")
            return response.content.decode().replace(str(response.context["csrf_token"]), "")

        unknown = page(client_of(carbon_blanc))
        citizen("quelquun", email="maite.garrigue@courriel.example")
        known = page(client_of(carbon_blanc))
        assert len(known) == len(unknown)
        assert "Bonjour Maïté Jeanne LASSERRE" in known

    def test_the_same_address_alone_opens_nothing(self, browser: GuardedClient, carbon_blanc: Commune) -> None:
        citizen("maite", email="maite.garrigue@courriel.example", **MAITE)
        come_back(browser)
        assert not is_signed_in(browser)
        assert not FranceConnectLink.objects.exists()

    def test_a_password_once_links_the_account(self, browser: GuardedClient, carbon_blanc: Commune) -> None:
        user = citizen("maite", **MAITE)
        come_back(browser, next="/mes-documents/")
        response = browser.post("/franceconnect/premiere-fois/", {"identifier": "maite", "password": PASSWORD})
        assert (response["Location"], is_signed_in(browser)) == ("/mes-documents/", True)
        link = FranceConnectLink.objects.get(user=user)
        user.refresh_from_db()
        assert (user.birth_date, user.birth_commune) == (date(1987, 4, 12), "Bordeaux")
        # She typed one first name of two: what she wrote stays, and is not marked.
        assert "first_names" not in link.verified
        assert set(link.verified) >= {"birth_name", "birth_date", "birth_commune", "civility"}
        assert mail.last("franceconnect_changed").subject.startswith("FranceConnect ouvre désormais votre espace")
        assert Event.objects.filter(action="accounts.franceconnect_linked").count() == 1

    def test_a_wrong_password_links_nothing(self, browser: GuardedClient, carbon_blanc: Commune) -> None:
        citizen("maite", **MAITE)
        come_back(browser)
        response = browser.post("/franceconnect/premiere-fois/", {"identifier": "maite", "password": "inventé"})
        assert (response.status_code, is_signed_in(browser)) == (422, False)

    def test_the_account_of_somebody_else_is_not_linked(self, browser: GuardedClient, carbon_blanc: Commune) -> None:
        citizen("luc", first_names="Luc", usual_name="Ferrand", birth_date=date(1980, 1, 2))
        come_back(browser)
        response = browser.post("/franceconnect/premiere-fois/", {"identifier": "luc", "password": PASSWORD})
        assert "n’est pas celle de cet espace" in response.content.decode()
        assert (response.status_code, is_signed_in(browser)) == (422, False)

    def test_an_agent_is_not_linked(self, browser: GuardedClient, carbon_blanc: Commune) -> None:
        agent("maite.agent", **MAITE)
        come_back(browser)
        response = browser.post("/franceconnect/premiere-fois/", {"identifier": "maite.agent", "password": PASSWORD})
        assert (response.status_code, is_signed_in(browser)) == (422, False)

    def test_nobody_comes_here_without_an_identity(self, browser: GuardedClient) -> None:
        assert browser.get("/franceconnect/premiere-fois/")["Location"] == "/connexion/"


def sign_up_until_the_end(browser: GuardedClient, commune: Commune, person: str = "maite") -> None:
    come_back(browser, person, "inscription")
    assert (
        browser.post("/franceconnect/premiere-fois/", {"go": "create"})["Location"] == "/creer-mon-espace/conditions/"
    )
    accept_cgu(browser, commune)
    browser.get("/creer-mon-espace/identite/")


class TestSecondFactor:
    def test_who_asked_for_a_code_gives_it_here_too(self, browser: GuardedClient, maite: User) -> None:
        protect(maite)
        answer = browser.get(choose(leave(browser), "maite"))
        assert (answer["Location"], is_signed_in(browser)) == ("/connexion/code/", False)
        assert browser.post("/connexion/code/", {"code": shown()}).status_code == 302
        assert browser.session[METHOD_KEY] == SignInMethod.FRANCECONNECT
        assert ID_TOKEN_KEY in browser.session

    def test_a_password_alone_links_nothing(self, browser: GuardedClient) -> None:
        protect(citizen("maite", **MAITE))
        browser.get(choose(leave(browser), "maite"))
        answer = browser.post("/franceconnect/premiere-fois/", {"identifier": "maite", "password": PASSWORD})
        assert answer.status_code == 422
        assert "connectez-vous d’abord avec votre mot de passe" in answer.content.decode()
        assert (FranceConnectLink.objects.count(), is_signed_in(browser)) == (0, False)


class TestSigningUp:
    def test_the_identity_is_written_and_cannot_be_typed(self, browser: GuardedClient, carbon_blanc: Commune) -> None:
        sign_up_until_the_end(browser, carbon_blanc)
        page = browser.get("/creer-mon-espace/identite/")
        assert list(page.context["form"].fields) == ["usual_name", "photo"]
        assert page.context["form"].initial["usual_name"] == "Lasserre"
        assert [(row.label, row.value) for row in page.context["certified"]] == [
            ("Civilité", "Madame"),
            ("Nom de naissance", "Garrigue"),
            ("Prénom(s)", "Maïté Jeanne"),
            ("Date de naissance", "12 avril 1987"),
            ("Pays de naissance", "France"),
            ("Département de naissance", "Gironde"),
            ("Commune de naissance", "Bordeaux"),
        ]
        assert "Vérifié par FranceConnect" in page.content.decode()

    def test_what_is_not_certified_is_asked(self, browser: GuardedClient, carbon_blanc: Commune) -> None:
        sign_up_until_the_end(browser, carbon_blanc, "idriss")
        page = browser.get("/creer-mon-espace/identite/")
        assert list(page.context["form"].fields) == ["usual_name", "birth_department", "birth_commune", "photo"]

    def test_a_forged_identity_is_ignored_and_the_account_is_linked(
        self, browser: GuardedClient, carbon_blanc: Commune, provider: Provider
    ) -> None:
        sign_up_until_the_end(browser, carbon_blanc)
        post(browser, "identite", {"usual_name": "Lasserre", "birth_name": "Usurpé", "birth_date_2": "1950"})
        post(browser, "adresse", {"address_search": "1 avenue de la Gare, 33560 Carbon-Blanc"})
        contact = browser.get("/creer-mon-espace/contact/").context["form"].initial
        assert contact["email"] == "maite.garrigue@courriel.example"
        post(browser, "contact", {"email": "maite@exemple.fr", "mobile": "0612345678"})
        SignUpDraft.objects.update(created_at=MONDAY)  # written as slowly as a person does
        answer = {"username": "maite.l", "new_password": PASSWORD, "new_password_again": PASSWORD, "by_agent": "on"}
        response = post(browser, "authentification", answer)
        assert response.status_code == 302, response.content.decode()
        user = User.objects.get(username="maite.l")
        assert (user.birth_name, user.first_names, user.birth_date) == (
            "Garrigue",
            "Maïté Jeanne",
            date(1987, 4, 12),
        )
        link = FranceConnectLink.objects.get(user=user)
        assert (link.sub, link.birth_place_code) == (subject_of(provider, "maite"), "33063")
        assert len(link.verified) == 7
        assert "franceconnect" not in SignUpDraft.objects.get().data

    def test_an_account_never_opened_gives_way_to_a_new_one(
        self, browser: GuardedClient, carbon_blanc: Commune, maite: User
    ) -> None:
        User.objects.filter(pk=maite.pk).update(status=AccountStatus.PENDING_EMAIL)
        assert come_back(browser, "maite", "inscription")["Location"] == "/franceconnect/premiere-fois/"

    def test_a_draft_already_begun_is_kept(self, browser: GuardedClient, carbon_blanc: Commune) -> None:
        post(browser, "bienvenue")
        accept_cgu(browser, carbon_blanc)
        post(browser, "identite", {"usual_name": "Autre", "civility": "mr", "first_names": "Faux"})
        sign_up_until_the_end(browser, carbon_blanc)
        assert browser.get("/creer-mon-espace/identite/").context["form"].initial["usual_name"] == "Autre"
        assert SignUpDraft.objects.count() == 1


class TestOnesOwnLink:
    def test_the_password_is_asked_before_leaving(
        self, carbon_blanc: Commune, provider: Provider, signed_in: SignedIn
    ) -> None:
        user = citizen("maite", **MAITE)
        browser = signed_in(carbon_blanc, user)
        assert browser.post("/mon-espace/franceconnect/", {"current_password": "inventé"}).status_code == 422
        response = browser.post("/mon-espace/franceconnect/", {"current_password": PASSWORD})
        assert browser.get(choose(response["Location"], "maite"))["Location"] == "/mon-espace/franceconnect/"
        assert "Votre espace est relié" in browser.get("/mon-espace/franceconnect/").content.decode()
        profile = browser.get("/mon-espace/profil/").content.decode()
        assert "Vérifié par FranceConnect" in profile

    def test_unlinking_asks_for_the_password_and_takes_the_mark_away(
        self, carbon_blanc: Commune, signed_in: SignedIn, maite: User
    ) -> None:
        browser = signed_in(carbon_blanc, maite)
        assert browser.post("/mon-espace/franceconnect/", {"current_password": "inventé"}).status_code == 422
        response = browser.post("/mon-espace/franceconnect/", {"current_password": PASSWORD})
        assert response["Location"] == "/mon-espace/franceconnect/"
        assert "Vérifié par FranceConnect" not in browser.get("/mon-espace/profil/").content.decode()
        assert not FranceConnectLink.objects.exists()
        assert mail.last("franceconnect_changed").subject.startswith("FranceConnect n’ouvre plus votre espace")

    def test_an_identity_that_opens_another_account_is_refused(
        self, carbon_blanc: Commune, signed_in: SignedIn, maite: User
    ) -> None:
        twin = citizen("maite.bis", **MAITE)
        browser = signed_in(carbon_blanc, twin)
        address = browser.post("/mon-espace/franceconnect/", {"current_password": PASSWORD})["Location"]
        response = browser.get(choose(address, "maite"), follow=True)
        assert messages_of(response) == [
            "Cette identité FranceConnect est déjà reliée à un autre espace de la commune."
        ]

    def test_another_person_signed_in_meanwhile_is_not_linked(
        self, carbon_blanc: Commune, provider: Provider, signed_in: SignedIn
    ) -> None:
        first, second = citizen("maite", **MAITE), citizen("maite.bis", **MAITE)
        browser = signed_in(carbon_blanc, first)
        address = browser.post("/mon-espace/franceconnect/", {"current_password": PASSWORD})["Location"]
        trips = browser.session["franceconnect_trips"]
        other = signed_in(carbon_blanc, second)
        session = other.session
        session["franceconnect_trips"] = trips
        session.save()
        assert other.get(choose(address, "maite")).status_code == 400


class TestSigningOut:
    def test_the_session_over_there_is_closed_too(self, browser: GuardedClient, maite: User) -> None:
        come_back(browser)
        response = browser.post("/deconnexion/")
        assert not is_signed_in(browser)
        back = requests.get(response["Location"], allow_redirects=False, timeout=2).headers["Location"]
        page = browser.get(back.removeprefix("http://carbon-blanc.localhost"), follow=True)
        assert messages_of(page) == ["Vous êtes déconnecté, ici et de FranceConnect."]

    @pytest.mark.parametrize("query", ["?state=inventé", ""])
    def test_another_state_says_nothing(self, browser: GuardedClient, maite: User, query: str) -> None:
        come_back(browser)
        browser.post("/deconnexion/")
        page = browser.get(f"/franceconnect/deconnexion/{query}", follow=True)
        assert messages_of(page) == []

    def test_one_is_signed_out_here_although_it_is_away(
        self, browser: GuardedClient, provider: Provider, maite: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        come_back(browser)
        with override_settings(FRANCECONNECT_ISSUER="http://127.0.0.1:9/api/v2"):
            response = browser.post("/deconnexion/")
        assert (response["Location"], is_signed_in(browser)) == ("/", False)

    def test_who_came_in_with_a_password_stays_here(
        self, carbon_blanc: Commune, signed_in: SignedIn, maite: User
    ) -> None:
        assert signed_in(carbon_blanc, maite).post("/deconnexion/")["Location"] == "/"
