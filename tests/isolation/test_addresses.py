"""A number in an address is of one commune, and of one family: anywhere else the same address shows nothing."""

from typing import Any

import pytest
from django.urls import reverse

from apps.accounts.enums import Role
from communes_config.schema import Certification
from tenants import context
from tenants.models import Commune
from tests.configurations import adjust
from tests.factories import AgentFactory, AgentRoleFactory, CaseFactory
from tests.guards import GuardedClient

from .browsers import inhabitant, signed_in, twin
from .desk_rows import LISTED, MAKERS, NO_ROW, PATTERNS, TYPED, WITH_HOLES, Holes, fitting

NUMBER = 900_001  # given in one commune only
# holes of which two rows of two families can be mixed
NESTED = [name for name, pattern in WITH_HOLES.items() if len(pattern.pattern.converters.keys() - NO_ROW) > 1]
# pages that speak of nobody: the door, what is written but not kept yet, figures, the commune's own files
NAMES_NOBODY = {
    "sign-in",
    "new-password",
    "account-new",
    "canned-answer-new",
    "rosters",
    "settings",
    "statistics",
    "team-new",
}
POSTED = {"accounts-approve", "sign-out"}


def _administrator(commune: Commune) -> GuardedClient:
    with context.activate(commune):
        agent = AgentFactory(role=Role.ADMINISTRATOR)
        AgentRoleFactory(user=agent, role=Role.HEALTH_OFFICER)
    return signed_in(commune, agent)


def _ask(browser: GuardedClient, address: str, typed: dict[str, str] | None = None) -> Any:
    """Ask in the way that the view takes: by GET, or by POST where only a POST is."""
    answer = browser.get(address)
    return browser.post(address, typed or {}) if answer.status_code == 405 else answer


def _address(name: str, made: Holes) -> str:
    return reverse(f"backoffice:{name}", kwargs=fitting(WITH_HOLES[name], made))


def _says_it(answer: Any) -> bool:
    if answer.streaming or answer["Content-Type"].partition(";")[0] not in {"text/html", "text/csv"}:
        return False
    page = answer.content.decode().lower()
    return "secrète" in page or "secrete@" in page


def test_every_address_of_the_agents_with_a_hole_is_asked() -> None:
    assert set(MAKERS) == set(WITH_HOLES)


@pytest.mark.parametrize("name", MAKERS)
def test_what_an_agent_opens_in_one_commune_does_not_exist_in_another(
    name: str, fresnes: Commune, villefranque: Commune
) -> None:
    with context.activate(fresnes):
        address = _address(name, MAKERS[name](NUMBER))
    elsewhere = _ask(_administrator(villefranque), address, TYPED.get(name))
    assert (elsewhere.status_code, _says_it(elsewhere)) == (404, False)
    home = _ask(_administrator(fresnes), address, TYPED.get(name))
    assert home.status_code != 404
    if home.status_code == 200 and home["Content-Type"].startswith("text/html"):
        assert _says_it(home)


@pytest.mark.parametrize("name", NESTED)
def test_what_is_of_one_family_does_not_exist_under_another(name: str, fresnes: Commune) -> None:
    with context.activate(fresnes):
        mine, theirs = MAKERS[name](NUMBER), MAKERS[name](NUMBER + 100)
    first, *others = (hole for hole in WITH_HOLES[name].pattern.converters if hole not in NO_ROW)
    browser = _administrator(fresnes)
    for hole in others:
        mixed = _address(name, {**mine, hole: theirs[hole]})
        assert (first, _ask(browser, mixed, TYPED.get(name)).status_code) == (first, 404)


def test_a_judgment_of_one_child_is_not_read_under_another(fresnes: Commune) -> None:
    with context.activate(fresnes):
        made = [MAKERS["judgment"](pk) for pk in (NUMBER, NUMBER + 100)]
    address, browser = _address("judgment", made[0]), _administrator(fresnes)
    for kind, hole in (("garde", "custody_pk"), ("restriction", "restriction_pk")):
        asked = [browser.post(address, {"reason": "Vérifier", kind: one[hole]}).status_code for one in made]
        assert asked == [200, 404]


def test_what_agents_list_in_one_commune_is_not_listed_in_another(fresnes: Commune, villefranque: Commune) -> None:
    adjust(fresnes, certification=Certification(every_months=3))
    with context.activate(fresnes):
        for rank, make in enumerate(LISTED):
            make(NUMBER + 10 * rank)
    asked = set(PATTERNS) - set(WITH_HOLES) - POSTED
    said = {commune.slug: _naming(asked, _administrator(commune)) for commune in (fresnes, villefranque)}
    assert said == {"fresnes": asked - NAMES_NOBODY, "villefranque": set()}


def _naming(names: set[str], browser: GuardedClient) -> set[str]:
    """Return which of these pages say the name that was given in one commune only."""
    return {name for name in names if _says_it(browser.get(reverse(f"backoffice:{name}")))}


def test_a_request_of_a_citizen_does_not_exist_in_another_commune(fresnes: Commune, villefranque: Commune) -> None:
    owner = inhabitant(fresnes)
    namesake = twin(owner, villefranque)
    with context.activate(fresnes):
        number = CaseFactory(filed=True, requester=owner).number
    address = reverse("portal:case", args=[number])
    assert signed_in(fresnes, owner).get(address).status_code == 200
    assert signed_in(villefranque, namesake).get(address).status_code == 404


def test_the_same_number_in_two_communes_is_two_requests(fresnes: Commune, villefranque: Commune) -> None:
    titles = {}
    for commune in (fresnes, villefranque):
        with context.activate(commune):
            CaseFactory(filed=True, number="2026-000001", requester__usual_name=f"De{commune.slug}")
    for commune in (fresnes, villefranque):
        page = _administrator(commune).get(reverse("backoffice:case", args=["2026-000001"])).content.decode().lower()
        titles[commune.slug] = [f"de{slug}" for slug in ("fresnes", "villefranque") if f"de{slug}" in page]
    assert titles == {"fresnes": ["defresnes"], "villefranque": ["devillefranque"]}
