from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup

from apps.accounts.enums import AccountStatus
from apps.accounts.models import CguAcceptance, Session, User
from apps.accounts.operations import send_password_reset
from tenants import context
from tenants.models import Commune
from tests.apps.accounts import mail
from tests.apps.accounts.people import MONDAY, PASSWORD, agent, citizen
from tests.apps.accounts.telephones import protect, shown
from tests.guards import GuardedClient

ClientOf = Callable[[Commune], GuardedClient]
SignedIn = Callable[[Commune, User], GuardedClient]

CREDENTIALS = {"identifier": "maurice.testo", "password": PASSWORD}
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18.0 Safari/604.1"


def make(commune: Commune, **fields: object) -> User:
    with context.activate(commune):
        return citizen(**fields)


def text_of(response: object) -> str:
    return BeautifulSoup(response.content, "html.parser").find("main").get_text(" ", strip=True)  # type: ignore[attr-defined]


class TestSignIn:
    def test_the_session_knows_its_account_and_its_device(self, fresnes: Commune, client_of: ClientOf) -> None:
        user = make(fresnes)
        response = client_of(fresnes).post("/connexion/", CREDENTIALS, headers={"user-agent": IPHONE})
        assert response.url == "/mon-accueil/"
        with context.activate(fresnes):
            session = Session.objects.get()
            assert (session.user, session.agent) == (user, "Safari sur iPhone")

    def test_an_agent_goes_to_the_agents_site(self, fresnes: Commune, client_of: ClientOf) -> None:
        with context.activate(fresnes):
            agent()
        response = client_of(fresnes).post("/connexion/", {"identifier": "nadia.agent", "password": PASSWORD})
        assert response.url == "/agents/"

    @pytest.mark.parametrize(
        ("wanted", "reached"),
        [
            ("/mon-espace/profil/", "/mon-espace/profil/"),
            ("https://ailleurs.example/", "/mon-accueil/"),
            ("//ailleurs.example/", "/mon-accueil/"),
            ("javascript:alert(1)", "/mon-accueil/"),
        ],
    )
    def test_one_comes_back_to_the_page_asked_for_if_it_is_ours(
        self, wanted: str, reached: str, fresnes: Commune, client_of: ClientOf
    ) -> None:
        make(fresnes)
        assert client_of(fresnes).post("/connexion/", {**CREDENTIALS, "next": wanted}).url == reached

    def test_a_wrong_password_keeps_the_identifier_and_not_the_password(
        self, fresnes: Commune, client_of: ClientOf
    ) -> None:
        response = client_of(fresnes).post("/connexion/", {**CREDENTIALS, "password": "faux"})
        page = BeautifulSoup(response.content, "html.parser")
        assert (
            response.status_code,
            page.find(id="id_identifier")["value"],
            page.find(id="id_password").get("value"),
        ) == (
            422,
            "maurice.testo",
            None,
        )

    def test_who_is_not_activated_may_ask_for_a_new_link(self, fresnes: Commune, client_of: ClientOf) -> None:
        make(fresnes, status=AccountStatus.PENDING_EMAIL)
        assert "Recevoir un nouveau lien d’activation" in text_of(client_of(fresnes).post("/connexion/", CREDENTIALS))

    def test_the_previous_visit_is_said(self, fresnes: Commune, signed_in: SignedIn) -> None:
        user = make(fresnes, last_login=MONDAY)
        page = signed_in(fresnes, user).get("/mon-accueil/").content.decode()
        assert "Dernière connexion le 16 mars 2026 à 10 h 00." in page

    def test_signing_out_ends_the_session(self, fresnes: Commune, signed_in: SignedIn) -> None:
        client = signed_in(fresnes, make(fresnes))
        assert client.post("/deconnexion/").url == "/"
        with context.activate(fresnes):
            assert Session.objects.count() == 0
        assert client.get("/mon-espace/profil/").url == "/connexion/?next=/mon-espace/profil/"

    def test_signing_out_takes_a_press(self, fresnes: Commune, signed_in: SignedIn) -> None:
        assert signed_in(fresnes, make(fresnes)).get("/deconnexion/").status_code == 405

    def test_a_disabled_account_is_out_at_once(self, fresnes: Commune, signed_in: SignedIn) -> None:
        user = make(fresnes)
        client = signed_in(fresnes, user)
        with context.activate(fresnes):
            User.objects.update(status=AccountStatus.DISABLED)
        assert client.get("/mon-espace/profil/").status_code == 302

    def test_a_session_can_be_extended(self, fresnes: Commune, signed_in: SignedIn, client_of: ClientOf) -> None:
        assert signed_in(fresnes, make(fresnes)).get("/rester-connecte/").status_code == 204
        assert client_of(fresnes).get("/rester-connecte/").status_code == 401

    def test_who_is_signed_in_is_sent_on(self, fresnes: Commune, signed_in: SignedIn) -> None:
        assert signed_in(fresnes, make(fresnes)).get("/connexion/").url == "/mon-accueil/"

    @pytest.mark.parametrize("fixture", ["fresnes", "villefranque", "villennes", "carbon_blanc"])
    def test_the_page_opens_in_every_commune(
        self, fixture: str, client_of: ClientOf, request: pytest.FixtureRequest
    ) -> None:
        commune = request.getfixturevalue(fixture)
        assert "Me connecter" in text_of(client_of(commune).get("/connexion/"))


class TestIsolation:
    def test_a_session_of_a_commune_is_worth_nothing_in_another(
        self, fresnes: Commune, villennes: Commune, signed_in: SignedIn, client_of: ClientOf
    ) -> None:
        client = signed_in(fresnes, make(fresnes))
        make(villennes)  # same identifier, same primary key perhaps
        elsewhere = client_of(villennes)
        elsewhere.cookies["session"] = client.cookies["session"].value
        assert elsewhere.get("/mon-espace/profil/").url == "/connexion/?next=/mon-espace/profil/"
        assert client.get("/mon-espace/profil/").status_code == 200

    def test_the_negative_control_the_same_cookie_opens_its_own_commune(
        self, fresnes: Commune, signed_in: SignedIn, client_of: ClientOf
    ) -> None:
        client = signed_in(fresnes, make(fresnes))
        again = client_of(fresnes)
        again.cookies["session"] = client.cookies["session"].value
        assert again.get("/mon-espace/profil/").status_code == 200


class TestWhatComesFirst:
    def test_a_temporary_password_then_the_terms_then_the_home(self, fresnes: Commune, client_of: ClientOf) -> None:
        make(fresnes, must_change_password=True)
        client = client_of(fresnes)
        client.post("/connexion/", CREDENTIALS)
        assert client.get("/mon-accueil/").url == "/mot-de-passe-a-choisir/"
        assert client.get("/mot-de-passe-a-choisir/").status_code == 200
        new = {"new_password": "Tout&Neuf4242", "new_password_again": "Tout&Neuf4242"}
        client.post("/mot-de-passe-a-choisir/", new)
        assert client.get("/mon-accueil/").url == "/conditions-a-accepter/"
        cgu = fresnes.config.cgu
        accepted = {"version": cgu.version, "digest": cgu.digest, "accepts": "on"}
        assert client.post("/conditions-a-accepter/", accepted).url == "/mon-accueil/"
        assert client.get("/mon-accueil/").status_code == 200

    def test_the_same_password_again_is_refused(self, fresnes: Commune, client_of: ClientOf) -> None:
        make(fresnes, must_change_password=True)
        client = client_of(fresnes)
        client.post("/connexion/", CREDENTIALS)
        response = client.post("/mot-de-passe-a-choisir/", {"new_password": PASSWORD, "new_password_again": PASSWORD})
        assert "Choisissez un mot de passe différent" in text_of(response)

    def test_nobody_chooses_again_without_need(self, fresnes: Commune, signed_in: SignedIn) -> None:
        assert signed_in(fresnes, make(fresnes)).get("/mot-de-passe-a-choisir/").url == "/mon-accueil/"

    def test_signing_out_stays_possible(self, fresnes: Commune, client_of: ClientOf) -> None:
        make(fresnes, must_change_password=True)
        client = client_of(fresnes)
        client.post("/connexion/", CREDENTIALS)
        assert client.post("/deconnexion/").url == "/"

    def test_terms_must_be_read_to_the_end(self, fresnes: Commune, client_of: ClientOf) -> None:
        make(fresnes)
        client = client_of(fresnes)
        client.post("/connexion/", CREDENTIALS)
        page = BeautifulSoup(client.get("/conditions-a-accepter/").content, "html.parser")
        text = page.find(attrs={"data-cgu-text": True})
        assert (text["tabindex"], text["role"]) == ("0", "region")
        cgu = fresnes.config.cgu
        response = client.post("/conditions-a-accepter/", {"version": cgu.version, "digest": cgu.digest})
        assert response.status_code == 422
        with context.activate(fresnes):
            assert CguAcceptance.objects.count() == 0

    def test_a_new_version_is_asked_for_again(self, fresnes: Commune, signed_in: SignedIn) -> None:
        client = signed_in(fresnes, make(fresnes))
        assert client.get("/mon-espace/profil/").status_code == 200
        with context.activate(fresnes):
            CguAcceptance.objects.update(version="0")
        session = client.session
        with context.activate(fresnes):
            session["cgu"] = "0 ancienne"
            session.save()
        assert client.get("/mon-espace/profil/").url == "/conditions-a-accepter/"
        assert "Elles ont changé depuis votre dernière visite" in text_of(client.get("/conditions-a-accepter/"))

    def test_the_terms_can_be_read_meanwhile(self, fresnes: Commune, client_of: ClientOf) -> None:
        make(fresnes)
        client = client_of(fresnes)
        client.post("/connexion/", CREDENTIALS)
        assert [client.get(path).status_code for path in ("/cgu/", "/pages/donnees-personnelles/")] == [200, 200]

    def test_an_agent_has_no_terms_to_accept(self, fresnes: Commune, client_of: ClientOf) -> None:
        with context.activate(fresnes):
            protect(agent())
        client = client_of(fresnes)
        client.post("/connexion/", {"identifier": "nadia.agent", "password": PASSWORD})
        client.post("/connexion/code/", {"code": shown()})
        assert client.get("/mon-espace/identifiants/").status_code == 200


class TestWaitingForTheTownHall:
    @pytest.fixture
    def waiting(self, villennes: Commune, signed_in: SignedIn) -> GuardedClient:
        user = make(villennes, status=AccountStatus.PENDING_APPROVAL, approval_due_at=MONDAY)
        return signed_in(villennes, user)

    def test_the_promise_is_shown_as_a_day_and_an_hour(self, waiting: GuardedClient) -> None:
        assert "lundi 16 mars 2026 à 10 h" in text_of(waiting.get("/compte-en-attente/"))

    @pytest.mark.parametrize("path", ["/mon-accueil/", "/mon-espace/profil/", "/mon-espace/identifiants/", "/aide/"])
    def test_some_pages_are_open(self, path: str, waiting: GuardedClient) -> None:
        assert waiting.get(path).status_code == 200

    @pytest.mark.parametrize("path", ["/demarches/famille/", "/mes-demandes/", "/ma-famille/", "/mes-documents/"])
    def test_the_others_wait(self, path: str, waiting: GuardedClient) -> None:
        assert waiting.get(path).url == "/compte-en-attente/"

    def test_an_active_account_waits_for_nothing(self, villennes: Commune, signed_in: SignedIn) -> None:
        assert signed_in(villennes, make(villennes)).get("/compte-en-attente/").url == "/mon-accueil/"


class TestForgotten:
    def test_the_answer_is_the_same_for_everybody(self, fresnes: Commune, client_of: ClientOf) -> None:
        make(fresnes)
        client = client_of(fresnes)
        answers = []
        for identifier in ("maurice.testo", "personne"):
            response = client.post("/mot-de-passe-oublie/", {"identifier": identifier}, follow=True)
            answers.append(text_of(response))
        assert answers[0] == answers[1]
        assert "Si un compte correspond" in answers[0]

    def test_the_link_leads_to_a_new_password_and_the_home(self, fresnes: Commune, client_of: ClientOf) -> None:
        user = make(fresnes)
        with context.activate(fresnes):
            send_password_reset(user_id=user.pk, at=MONDAY.replace(year=2126))
            secret = mail.secret_in(mail.last("password_reset"))
        client, path = client_of(fresnes), f"/nouveau-mot-de-passe/{secret}/"
        assert client.get(path).status_code == 200
        wrong = client.post(path, {"new_password": "court", "new_password_again": "court"})
        assert "Il manque à ce mot de passe" in text_of(wrong)
        new = {"new_password": "Tout&Neuf4242", "new_password_again": "Tout&Neuf4242"}
        assert client.post(path, new).url == "/mon-accueil/"
        assert "Ce lien a déjà servi." in text_of(client_of(fresnes).get(path))

    def test_an_invented_link_says_what_to_do(self, fresnes: Commune, client_of: ClientOf) -> None:
        response = client_of(fresnes).get("/nouveau-mot-de-passe/invente/")
        assert (response.status_code, "Recevoir un nouveau lien" in text_of(response)) == (404, True)
