"""The door of the agents' space: every address names one permission, and says no as one would at the counter."""

from collections.abc import Callable

import pytest
from django.urls import URLPattern, reverse

from apps.accounts.permissions import Permission
from apps.backoffice.urls import urlpatterns
from tests.apps.accounts.people import PASSWORD, agent, citizen
from tests.apps.accounts.telephones import protect
from tests.apps.backoffice.desk import texts

OPEN_TO_ALL = {"sign-in", "sign-out", "new-password"}
ARGUMENTS = {"number": "2026-000001", "slug": "inconnue", "year": "2026-2027", "key": "inconnue"}
NOBODY = 999_999
GUARDED = [pattern for pattern in urlpatterns if pattern.name not in OPEN_TO_ALL]


def address(pattern: URLPattern) -> str:
    names = pattern.pattern.converters
    return reverse(f"backoffice:{pattern.name}", kwargs={name: ARGUMENTS.get(name, NOBODY) for name in names})


def permission_of(pattern: URLPattern) -> Permission | None:
    view = pattern.callback
    found = set()
    while view is not None:
        if hasattr(view, "permission"):
            found.add(view.permission)
        view = getattr(view, "__wrapped__", None)
    assert len(found) == 1, f"{pattern.name} names {len(found)} permissions"
    return found.pop()


def each(patterns: list[URLPattern]) -> list[object]:
    return [pytest.param(pattern, id=pattern.name) for pattern in patterns]


def test_every_address_but_the_door_names_one_permission() -> None:
    without = {pattern.name for pattern in urlpatterns if permission_of(pattern) is None}
    assert without == OPEN_TO_ALL


@pytest.mark.usefixtures("in_fresnes")
@pytest.mark.parametrize("pattern", each(GUARDED))
class TestEveryAddress:
    @pytest.fixture
    def browser(self, client_of: Callable, fresnes: object) -> object:
        return client_of(fresnes)

    def ask(self, browser: object, pattern: URLPattern) -> object:
        """Ask in the way that the view takes: by GET, or by POST where only a POST is."""
        answer = browser.get(address(pattern))
        return browser.post(address(pattern)) if answer.status_code == 405 else answer

    def test_a_visitor_is_sent_to_the_door(self, browser: object, pattern: URLPattern) -> None:
        answer = self.ask(browser, pattern)
        assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/agents/connexion/")

    def test_a_citizen_is_sent_to_the_door(self, browser: object, pattern: URLPattern) -> None:
        browser.force_login(citizen())
        answer = self.ask(browser, pattern)
        assert answer.status_code == 302
        assert answer["Location"].split("?")[0] in {"/agents/connexion/", reverse("portal:cgu-accept")}

    def test_between_the_password_and_the_code_nothing_opens(self, browser: object, pattern: URLPattern) -> None:
        protect(agent("nadia", ("administrator", ""), ("health_officer", "")))
        browser.post("/agents/connexion/", {"username": "nadia", "password": PASSWORD})
        answer = self.ask(browser, pattern)
        assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/agents/connexion/")

    def test_an_agent_without_a_telephone_is_led_to_add_one(self, browser: object, pattern: URLPattern) -> None:
        agent("nadia", ("administrator", ""), ("health_officer", ""))
        browser.post("/agents/connexion/", {"username": "nadia", "password": PASSWORD})
        answer = self.ask(browser, pattern)
        assert (answer.status_code, answer["Location"]) == (302, "/mon-espace/securite/")

    def test_an_agent_without_the_permission_reads_which_one(self, browser: object, pattern: URLPattern) -> None:
        browser.force_login(agent("sans.role"))
        answer = self.ask(browser, pattern)
        assert answer.status_code == 403
        permission = permission_of(pattern)
        assert permission is not None
        assert permission.description in answer.content.decode()


@pytest.mark.usefixtures("in_fresnes")
@pytest.mark.parametrize("pattern", each([pattern for pattern in GUARDED if pattern.pattern.converters]))
def test_what_is_not_there_is_not_found(client_of: Callable, fresnes: object, pattern: URLPattern) -> None:
    browser = client_of(fresnes)
    browser.force_login(agent("chef", ("administrator", ""), ("health_officer", "")))
    answer = browser.get(address(pattern))
    assert (browser.post(address(pattern)) if answer.status_code == 405 else answer).status_code == 404


@pytest.mark.usefixtures("in_fresnes")
def test_the_door_tells_a_citizen_what_it_is(client_of: Callable, fresnes: object) -> None:
    browser = client_of(fresnes)
    citizen()
    answer = browser.post("/agents/connexion/", {"username": "maurice.testo", "password": PASSWORD})
    assert answer.status_code == 200
    assert "Ce compte est celui d’un usager" in texts(answer, ".error-summary")[0]
    assert "_auth_user_id" not in browser.session


@pytest.mark.usefixtures("in_fresnes")
def test_a_refused_page_says_who_gives_the_right(sit: Callable) -> None:
    page = sit("family_agent").get("journal")
    assert page.status_code == 403
    assert "Administrateur de la commune" in texts(page, ".alert")[0]


@pytest.mark.usefixtures("in_fresnes")
def test_pages_of_agents_stay_in_no_cache(sit: Callable) -> None:
    assert sit().get("home")["Cache-Control"] == "private, no-store"


@pytest.mark.usefixtures("in_fresnes")
def test_an_agent_of_one_commune_is_nobody_in_another(sit: Callable, client_of: Callable, villennes: object) -> None:
    desk = sit()
    elsewhere = client_of(villennes)
    elsewhere.cookies = desk.client.cookies
    answer = elsewhere.get("/agents/")
    assert (answer.status_code, answer["Location"]) == (302, "/agents/connexion/?suite=%2Fagents%2F")
