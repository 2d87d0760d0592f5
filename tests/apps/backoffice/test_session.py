from collections.abc import Callable

import pytest

from tests.apps.accounts.people import PASSWORD, agent
from tests.apps.accounts.telephones import protect, shown
from tests.apps.backoffice.desk import texts

pytestmark = pytest.mark.usefixtures("in_fresnes")
DOOR = "/agents/connexion/"
NEW_PASSWORD = "Mirabelles&Tilleul9"


@pytest.fixture
def browser(client_of: Callable, fresnes: object) -> object:
    return client_of(fresnes)


def test_signing_in_leads_to_the_page_that_was_asked_for(browser: object) -> None:
    protect(agent("nadia", ("administrator", "")))
    asked = browser.get("/agents/comptes/?etat=active")
    browser.post(asked["Location"], {"username": "nadia", "password": PASSWORD, "suite": "/agents/comptes/"})
    answer = browser.post("/connexion/code/", {"code": shown()})
    assert (answer.status_code, answer["Location"]) == (302, "/agents/comptes/")
    assert browser.get("/agents/").status_code == 200


@pytest.mark.parametrize("elsewhere", ["https://mechant.example/", "//mechant.example/", "/", "/agents/connexion/"])
def test_signing_in_leads_nowhere_else(browser: object, elsewhere: str) -> None:
    agent("nadia", ("administrator", ""))
    answer = browser.post(DOOR, {"username": "nadia", "password": PASSWORD, "suite": elsewhere})
    assert answer["Location"] == "/agents/"


def test_a_wrong_password_says_no_more_than_that(browser: object) -> None:
    agent("nadia", ("administrator", ""))
    wrong = browser.post(DOOR, {"username": "nadia", "password": "rien"})
    nobody = browser.post(DOOR, {"username": "personne", "password": "rien"})
    assert texts(wrong, ".error-summary") == texts(nobody, ".error-summary")
    assert "Identifiant ou mot de passe incorrect" in texts(wrong, ".error-summary")[0]


def test_signing_out_closes_the_door(browser: object) -> None:
    browser.force_login(agent("nadia", ("administrator", "")))
    assert browser.post("/agents/deconnexion/")["Location"] == DOOR
    assert browser.get("/agents/").status_code == 302


def test_a_temporary_password_is_replaced_before_anything_else(browser: object) -> None:
    newcomer = agent("nadia", ("administrator", ""), must_change_password=True)
    browser.force_login(newcomer)
    assert browser.get("/agents/comptes/")["Location"] == "/agents/mot-de-passe/"
    given = {"current_password": PASSWORD, "new_password": NEW_PASSWORD, "new_password_again": NEW_PASSWORD}
    assert browser.post("/agents/mot-de-passe/", given)["Location"] == "/agents/"
    assert browser.get("/agents/comptes/").status_code == 200


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"new_password_again": "Autre&Chose55"}, "Les deux mots de passe sont différents"),
        ({"current_password": "rien"}, "Le mot de passe actuel n’est pas le bon"),
        ({"new_password": "court1", "new_password_again": "court1"}, "8 caractères"),
    ],
)
def test_a_new_password_that_will_not_do_is_explained(browser: object, changed: dict[str, str], said: str) -> None:
    browser.force_login(agent("nadia", ("administrator", "")))
    given = {"current_password": PASSWORD, "new_password": NEW_PASSWORD, "new_password_again": NEW_PASSWORD}
    answer = browser.post("/agents/mot-de-passe/", {**given, **changed})
    assert answer.status_code == 200
    assert said in texts(answer, ".error-summary")[0]


def test_who_is_signed_in_is_not_asked_again(browser: object) -> None:
    browser.force_login(agent("nadia", ("administrator", "")))
    assert browser.get(DOOR)["Location"] == "/agents/"
