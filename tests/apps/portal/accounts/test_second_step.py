"""The door of who has a telephone: no session before the code, whichever way somebody comes."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth import SESSION_KEY
from django.utils import timezone

from apps.accounts import half_way, trust
from apps.accounts.enums import AccountStatus, TokenPurpose
from apps.accounts.models import Session, User
from apps.accounts.operations import accept_cgu, disconnect_everywhere, issue_token
from apps.audit.queries import history_of
from tenants import context
from tests.apps.accounts.people import PASSWORD, agent, citizen
from tests.apps.accounts.telephones import PAPER, protect, shown
from tests.guards import GuardedClient

pytestmark = pytest.mark.usefixtures("in_fresnes")
CODE, ON_PAPER = "/connexion/code/", "/connexion/code/secours/"
NEW_PASSWORD = "Mirabelles&Tilleul9"


@pytest.fixture
def browser(client_of: Callable[..., GuardedClient], fresnes: object) -> GuardedClient:
    return client_of(fresnes)


@pytest.fixture
def maurice() -> User:
    user = citizen()
    accept_cgu(user=user, at=timezone.now())
    protect(user)
    return user


def give_password(browser: GuardedClient, username: str = "maurice.testo", **more: str) -> object:
    return browser.post("/connexion/", {"identifier": username, "password": PASSWORD, **more})


def is_in(browser: GuardedClient) -> bool:
    return SESSION_KEY in browser.session


class TestCode:
    def test_the_password_opens_nothing_but_the_page_of_the_code(self, browser: GuardedClient, maurice: User) -> None:
        assert give_password(browser)["Location"] == CODE
        assert not is_in(browser)
        assert browser.get("/mon-accueil/")["Location"].startswith("/connexion/")
        assert browser.get("/mon-espace/securite/")["Location"].startswith("/connexion/")
        assert list(Session.objects.values_list("user", flat=True)) == [None]

    def test_the_code_leads_to_the_page_that_was_asked_for(self, browser: GuardedClient, maurice: User) -> None:
        give_password(browser, next="/mon-espace/profil/")
        answer = browser.post(CODE, {"code": shown()})
        assert (answer.status_code, answer["Location"]) == (302, "/mon-espace/profil/")
        assert is_in(browser)
        assert half_way.KEY not in browser.session
        assert browser.get("/mon-espace/profil/").status_code == 200

    def test_the_page_helps_telephones_to_fill_it_in(self, browser: GuardedClient, maurice: User) -> None:
        give_password(browser)
        page = browser.get(CODE).content.decode()
        assert 'autocomplete="one-time-code"' in page
        assert 'inputmode="numeric"' in page

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ("", "Recopiez les six chiffres que montre l’application."),
            ("000000", "Ce code n’est pas le bon, ou il a déjà servi."),
        ],
    )
    def test_a_wrong_code_is_explained_and_asked_again(
        self, browser: GuardedClient, maurice: User, typed: str, said: str
    ) -> None:
        give_password(browser)
        answer = browser.post(CODE, {"code": typed})
        assert answer.status_code == 422
        assert said in answer.content.decode()
        assert not is_in(browser)
        assert browser.post(CODE, {"code": shown()}).status_code == 302

    def test_a_code_opens_one_session(
        self, browser: GuardedClient, maurice: User, client_of: Callable, fresnes: object
    ) -> None:
        code, other = shown(), client_of(fresnes)
        give_password(browser)
        give_password(other)
        assert browser.post(CODE, {"code": code}).status_code == 302
        assert other.post(CODE, {"code": code}).status_code == 422
        assert not is_in(other)

    def test_who_gave_no_password_is_asked_for_it(self, browser: GuardedClient, maurice: User) -> None:
        for page in (CODE, ON_PAPER):
            assert browser.get(page)["Location"] == "/connexion/"
            assert browser.post(page, {"code": shown()})["Location"] == "/connexion/"

    def test_who_is_in_already_goes_on(self, browser: GuardedClient, maurice: User) -> None:
        browser.force_login(maurice)
        assert browser.get(CODE)["Location"] == "/mon-accueil/"

    def test_leaving_forgets_the_password_given(self, browser: GuardedClient, maurice: User) -> None:
        give_password(browser)
        browser.post("/deconnexion/")
        assert browser.post(CODE, {"code": shown()})["Location"] == "/connexion/"


class TestHalfWay:
    def let_time_pass(self, browser: GuardedClient, minutes: int) -> None:
        session = browser.session
        begun = timezone.now() - timedelta(minutes=minutes)
        session[half_way.KEY] |= {"until": (begun + half_way.LASTS).isoformat()}
        session.save()

    @pytest.mark.parametrize(("minutes", "good"), [(9, True), (10, False)])
    def test_it_lasts_ten_minutes(self, browser: GuardedClient, maurice: User, minutes: int, good: bool) -> None:
        give_password(browser)
        self.let_time_pass(browser, minutes)
        answer = browser.post(CODE, {"code": shown()})
        assert (answer["Location"] == "/connexion/") is not good
        assert is_in(browser) is good
        if not good:
            assert "Trop de temps a passé" in browser.get("/connexion/").content.decode()

    def test_a_password_changed_meanwhile_makes_it_worthless(self, browser: GuardedClient, maurice: User) -> None:
        give_password(browser)
        maurice.set_password(NEW_PASSWORD)
        maurice.save(update_fields=["password"])
        assert browser.post(CODE, {"code": shown()})["Location"] == "/connexion/"

    def test_so_does_an_account_closed_meanwhile(self, browser: GuardedClient, maurice: User) -> None:
        give_password(browser)
        maurice.status = AccountStatus.DISABLED
        maurice.save(update_fields=["status"])
        assert browser.post(CODE, {"code": shown()})["Location"] == "/connexion/"


class TestPaper:
    def test_a_code_on_paper_replaces_the_telephone_and_says_how_many_are_left(
        self, browser: GuardedClient, maurice: User
    ) -> None:
        give_password(browser)
        answer = browser.post(ON_PAPER, {"code": PAPER.lower()})
        assert (answer.status_code, is_in(browser)) == (302, True)
        assert "C’était votre dernier code de secours" in browser.get("/mon-espace/profil/").content.decode()

    def test_it_is_good_once(self, browser: GuardedClient, maurice: User, client_of: Callable, fresnes: object) -> None:
        give_password(browser)
        browser.post(ON_PAPER, {"code": PAPER})
        other = client_of(fresnes)
        give_password(other)
        answer = other.post(ON_PAPER, {"code": PAPER})
        assert answer.status_code == 422
        assert "Ce code de secours n’est pas le bon" in answer.content.decode()

    def test_the_page_gives_the_number_of_the_town_hall(self, browser: GuardedClient, maurice: User) -> None:
        give_password(browser)
        assert context.config().identity.town_hall.phone in browser.get(ON_PAPER).content.decode()


class TestOtherDoors:
    def test_a_new_password_does_not_replace_the_code(self, browser: GuardedClient, maurice: User) -> None:
        secret = issue_token(
            user=maurice, purpose=TokenPurpose.PASSWORD_RESET, lifetime=timedelta(hours=1), at=timezone.now()
        )
        answer = browser.post(
            f"/nouveau-mot-de-passe/{secret}/", {"new_password": NEW_PASSWORD, "new_password_again": NEW_PASSWORD}
        )
        assert (answer["Location"], is_in(browser)) == (CODE, False)

    def test_the_agents_door_asks_for_it_too(self, browser: GuardedClient) -> None:
        protect(agent("nadia", ("administrator", "")))
        given = {"username": "nadia", "password": PASSWORD, "suite": "/agents/comptes/"}
        assert browser.post("/agents/connexion/", given)["Location"] == CODE
        assert browser.get("/agents/comptes/")["Location"].startswith("/agents/connexion/")
        assert "Espace des agents" in browser.get(CODE).content.decode()
        assert browser.post(CODE, {"code": shown()})["Location"] == "/agents/comptes/"
        assert browser.get("/agents/comptes/").status_code == 200

    def test_an_agent_who_came_by_the_citizens_door_is_asked_as_well(self, browser: GuardedClient) -> None:
        protect(agent("nadia"))
        assert give_password(browser, "nadia")["Location"] == CODE
        assert browser.post(CODE, {"code": shown()})["Location"] == "/agents/"


class TestTrustedBrowser:
    def trust(self, browser: GuardedClient) -> None:
        give_password(browser)
        browser.post(CODE, {"code": shown(), "trusted": "on"})
        browser.post("/deconnexion/")

    def test_it_is_not_asked_again_for_thirty_days(self, browser: GuardedClient, maurice: User) -> None:
        self.trust(browser)
        assert browser.cookies["trusted"]["max-age"] == 30 * 24 * 3600
        assert browser.cookies["trusted"]["httponly"]
        assert give_password(browser)["Location"] == "/mon-accueil/"
        assert [event.action for event in history_of(maurice)][:3] == [
            "accounts.signed_in",
            "accounts.browser_trusted",
            "accounts.signed_in",
        ]

    def test_who_did_not_ask_is_asked_again(self, browser: GuardedClient, maurice: User) -> None:
        give_password(browser)
        browser.post(CODE, {"code": shown()})
        assert "trusted" not in browser.cookies

    def test_being_disconnected_everywhere_ends_it(self, browser: GuardedClient, maurice: User) -> None:
        self.trust(browser)
        disconnect_everywhere(user=maurice, at=timezone.now())
        assert give_password(browser)["Location"] == CODE

    def test_it_is_good_for_one_account(self, browser: GuardedClient, maurice: User) -> None:
        protect(citizen("lise.testo"))
        self.trust(browser)
        assert give_password(browser, "lise.testo")["Location"] == CODE

    @pytest.mark.parametrize("cookie", ["", "n’importe quoi", "abc:def"])
    def test_a_cookie_made_up_is_worth_nothing(self, browser: GuardedClient, maurice: User, cookie: str) -> None:
        assert not trust.recognises(cookie, maurice.second_factor, timezone.now())

    def test_thirty_days_and_no_more(self, maurice: User) -> None:
        now = timezone.now().replace(microsecond=0)
        cookie = trust.sign(maurice.second_factor, now)
        later = now + trust.LIFETIME
        assert trust.recognises(cookie, maurice.second_factor, later - timedelta(seconds=1))
        assert not trust.recognises(cookie, maurice.second_factor, later)
