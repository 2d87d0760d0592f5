"""« Sécurité de mon compte » : a telephone is added, replaced, taken away; its codes on paper are read once."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from apps.accounts.models import SecondFactorSetup, User
from apps.accounts.operations import accept_cgu
from apps.accounts.queries import recovery_codes_left, second_factor_of
from tests.apps.accounts.people import PASSWORD, agent, citizen
from tests.apps.accounts.telephones import PAPER, protect, shown
from tests.guards import GuardedClient

pytestmark = pytest.mark.usefixtures("in_fresnes")
SECURITY = "/mon-espace/securite/"
START, TELEPHONE = f"{SECURITY}commencer/", f"{SECURITY}telephone/"
CODES, REMOVE = f"{SECURITY}codes/", f"{SECURITY}retirer/"


@pytest.fixture
def maurice() -> User:
    user = citizen()
    accept_cgu(user=user, at=timezone.now())
    return user


@pytest.fixture
def browser(client_of: Callable[..., GuardedClient], fresnes: object, maurice: User) -> GuardedClient:
    client = client_of(fresnes)
    client.force_login(maurice)
    return client


def page_of(answer: object) -> BeautifulSoup:
    return BeautifulSoup(answer.content, "html.parser")


def codes_on(answer: object) -> list[str]:
    return [item.text for item in page_of(answer).select(".recovery-codes li")]


def key_on(answer: object) -> str:
    return page_of(answer).select_one(".secret-text").text.replace(" ", "")


def add(browser: GuardedClient, **changed: str) -> object:
    browser.post(START)
    code = shown(key_on(browser.get(TELEPHONE)))
    return browser.post(TELEPHONE, {"code": code, "current_password": PASSWORD, **changed})


class TestAdding:
    def test_the_picture_is_drawn_here_and_the_key_is_written_below(self, browser: GuardedClient) -> None:
        assert browser.post(START)["Location"] == TELEPHONE
        page = page_of(browser.get(TELEPHONE))
        assert page.select_one("img.qr-code")["src"].startswith("data:image/svg+xml")
        assert key_on(browser.get(TELEPHONE)) == SecondFactorSetup.objects.get().secret

    def test_ten_codes_are_shown_once_and_the_browser_stays_in(self, browser: GuardedClient, maurice: User) -> None:
        answer = add(browser)
        assert (answer.status_code, len(codes_on(answer))) == (200, 10)
        assert second_factor_of(maurice) is not None
        page = browser.get(SECURITY)
        assert "Il vous reste 10 codes" in " ".join(page_of(page).main.text.split())
        assert codes_on(page) == []

    def test_the_other_browsers_are_signed_out(
        self, browser: GuardedClient, maurice: User, client_of: Callable, fresnes: object
    ) -> None:
        other = client_of(fresnes)
        other.force_login(maurice)
        add(browser)
        assert other.get(SECURITY)["Location"].startswith("/connexion/")

    @pytest.mark.parametrize(
        ("changed", "said"),
        [
            ({"code": "000000"}, "Ce code n’est pas le bon"),
            ({"code": ""}, "Recopiez les six chiffres"),
            ({"current_password": "faux"}, "Le mot de passe actuel n’est pas le bon."),
        ],
    )
    def test_a_mistake_is_explained_and_the_picture_stays(
        self, browser: GuardedClient, maurice: User, changed: dict[str, str], said: str
    ) -> None:
        answer = add(browser, **changed)
        assert answer.status_code == 422
        assert said in page_of(answer).select_one(".error-summary").text
        assert key_on(answer) == SecondFactorSetup.objects.get().secret
        assert second_factor_of(maurice) is None

    def test_a_picture_too_old_is_begun_again(self, browser: GuardedClient) -> None:
        browser.post(START)
        SecondFactorSetup.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
        assert browser.get(TELEPHONE)["Location"] == SECURITY
        answer = browser.post(TELEPHONE, {"code": "123456", "current_password": PASSWORD})
        assert answer["Location"] == SECURITY
        assert "Ce QR code n’est plus valable" in browser.get(SECURITY).content.decode()

    def test_another_telephone_takes_the_place_of_the_first(self, browser: GuardedClient, maurice: User) -> None:
        add(browser)
        first = second_factor_of(maurice).secret
        browser.post(START)
        page = page_of(browser.get(TELEPHONE))
        assert page.h1.text == "Changer de téléphone"
        add(browser)
        assert second_factor_of(maurice).secret != first


class TestCodes:
    def test_ten_new_ones_for_the_password(self, browser: GuardedClient, maurice: User) -> None:
        protect(maurice)
        assert browser.get(CODES).status_code == 200
        assert browser.post(CODES, {"current_password": "faux"}).status_code == 422
        codes = codes_on(browser.post(CODES, {"current_password": PASSWORD}))
        assert (len(codes), PAPER in codes, recovery_codes_left(maurice)) == (10, False, 10)

    def test_who_has_no_telephone_adds_one_first(self, browser: GuardedClient) -> None:
        assert browser.get(CODES)["Location"] == SECURITY
        assert browser.post(REMOVE, {"current_password": PASSWORD})["Location"] == SECURITY


class TestTakingAway:
    def test_a_citizen_may_do_without(self, browser: GuardedClient, maurice: User) -> None:
        protect(maurice)
        assert browser.post(REMOVE, {"current_password": "faux"}).status_code == 422
        assert browser.post(REMOVE, {"current_password": PASSWORD})["Location"] == SECURITY
        assert second_factor_of(maurice) is None
        assert "Votre compte ne demande plus de code." in browser.get(SECURITY).content.decode()

    def test_an_agent_may_not_where_the_commune_asks_for_it(self, client_of: Callable, fresnes: object) -> None:
        nadia = agent("nadia", ("administrator", ""))
        protect(nadia)
        browser = client_of(fresnes)
        browser.force_login(nadia)
        assert "La commune demande cette étape" in browser.get(SECURITY).content.decode()
        answer = browser.post(REMOVE, {"current_password": PASSWORD})
        assert answer.status_code == 422
        assert "pas vous en passer" in answer.content.decode()


class TestMandatory:
    def sign_in(self, browser: GuardedClient) -> None:
        browser.post("/agents/connexion/", {"username": "nadia", "password": PASSWORD})

    def test_an_agent_adds_a_telephone_before_anything_else(self, client_of: Callable, fresnes: object) -> None:
        nadia = agent("nadia", ("administrator", ""))
        browser = client_of(fresnes)
        self.sign_in(browser)
        for page in ("/agents/", "/mon-accueil/", "/mon-espace/profil/", "/actualites/"):
            assert browser.get(page)["Location"] == SECURITY, page
        assert "Votre commune demande cette étape à ses agents" in browser.get(SECURITY).content.decode()
        answer = add(browser)
        assert len(codes_on(answer)) == 10
        assert page_of(answer).select_one(".actions a")["href"] == "/agents/"
        assert browser.get("/agents/").status_code == 200
        assert second_factor_of(nadia) is not None

    def test_a_temporary_password_is_replaced_first(self, client_of: Callable, fresnes: object) -> None:
        agent("nadia", ("administrator", ""), must_change_password=True)
        browser = client_of(fresnes)
        self.sign_in(browser)
        assert browser.get("/agents/")["Location"] == "/agents/mot-de-passe/"
        new = "Mirabelles&Tilleul9"
        given = {"current_password": PASSWORD, "new_password": new, "new_password_again": new}
        assert browser.post("/agents/mot-de-passe/", given).status_code == 302
        assert browser.get("/agents/")["Location"] == SECURITY

    def test_changing_the_password_does_not_ask_for_the_telephone_again(
        self, client_of: Callable, fresnes: object
    ) -> None:
        protect(agent("nadia", ("administrator", "")))
        browser = client_of(fresnes)
        self.sign_in(browser)
        browser.post("/connexion/code/", {"code": shown()})
        new = "Mirabelles&Tilleul9"
        given = {"current_password": PASSWORD, "new_password": new, "new_password_again": new}
        assert browser.post("/agents/mot-de-passe/", given)["Location"] == "/agents/"
        assert browser.get("/agents/").status_code == 200
