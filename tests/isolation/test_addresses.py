"""A number in an address is of one commune: the same address in another shows its own row, or nothing."""

from collections.abc import Callable

import pytest
from django.db.models import Model
from django.urls import reverse

from apps.accounts.enums import Role
from apps.families.enums import MemberRole
from tenants import context
from tenants.models import Commune
from tests.factories import (
    AgentFactory,
    AgentRoleFactory,
    CaseFactory,
    HouseholdFactory,
    HouseholdMemberFactory,
    IndividualPlanFactory,
    MatchCandidateFactory,
    MessageFactory,
    PersonFactory,
    UserFactory,
    VaccinationFactory,
)
from tests.guards import GuardedClient

from .browsers import inhabitant, signed_in, twin

NUMBER = 900_001  # given in one commune only


def _family(pk: int) -> Model:
    return HouseholdMemberFactory(household=HouseholdFactory(pk=pk), person__usual_name="Secrète").household


def _child(pk: int) -> Model:
    child = PersonFactory(child=True, pk=pk, usual_name="Secrète")
    return HouseholdMemberFactory(person=child, role=MemberRole.CHILD).person


READ = {
    "account": lambda: [UserFactory(pk=NUMBER, usual_name="Secrète").pk],
    "team-member": lambda: [AgentFactory(pk=NUMBER, usual_name="Secrète").pk],
    "family": lambda: [_family(NUMBER).pk],
    "health-record": lambda: [_child(NUMBER).pk],
    "vaccines-child": lambda: [_child(NUMBER).pk],
    "care-plan": lambda: [IndividualPlanFactory(pk=NUMBER, child=_child(NUMBER)).pk],
    "case": lambda: [CaseFactory(filed=True, number="2026-900001", requester__usual_name="Secrète").number],
}
LISTED = {
    "accounts": lambda: UserFactory(waiting_for_agent=True, usual_name="Secrète"),
    "team": lambda: AgentFactory(usual_name="Secrète"),
    "families": lambda: _family(NUMBER),
    "health-children": lambda: _child(NUMBER),
    "health-sheets": lambda: _child(NUMBER),
    "vaccines": lambda: VaccinationFactory(child=_child(NUMBER), state="sent"),
    "care-plans": lambda: IndividualPlanFactory(child=_child(NUMBER)),
    "cases": lambda: CaseFactory(filed=True, requester__usual_name="Secrète"),
    "matches": lambda: MatchCandidateFactory(person_a__usual_name="Secrète"),
    "mail": lambda: MessageFactory(recipient="secrete@exemple.fr", status="failed"),
}


def _administrator(commune: Commune) -> GuardedClient:
    with context.activate(commune):
        agent = AgentFactory(role=Role.ADMINISTRATOR)
        AgentRoleFactory(user=agent, role=Role.HEALTH_OFFICER)
    return signed_in(commune, agent)


@pytest.mark.parametrize("name", READ)
def test_what_an_agent_opens_in_one_commune_does_not_exist_in_another(
    name: str, fresnes: Commune, villefranque: Commune
) -> None:
    with context.activate(fresnes):
        arguments = READ[name]()
    address = reverse(f"backoffice:{name}", args=arguments)
    page = _administrator(fresnes).get(address)
    assert (page.status_code, _shows_it(page.content.decode())) == (200, True)
    assert _administrator(villefranque).get(address).status_code == 404


@pytest.mark.parametrize("name", LISTED)
def test_what_an_agent_lists_in_one_commune_is_not_listed_in_another(
    name: str, fresnes: Commune, villefranque: Commune
) -> None:
    make: Callable[[], Model] = LISTED[name]
    with context.activate(fresnes):
        make()
    pages = [_administrator(commune).get(reverse(f"backoffice:{name}")) for commune in (fresnes, villefranque)]
    assert [page.status_code for page in pages] == [200, 200]
    assert [_shows_it(page.content.decode()) for page in pages] == [True, False]


def test_a_request_of_a_citizen_does_not_exist_in_another_commune(fresnes: Commune, villefranque: Commune) -> None:
    owner = inhabitant(fresnes)
    namesake = twin(owner, villefranque)
    with context.activate(fresnes):
        number = CaseFactory(filed=True, requester=owner).number
    address = reverse("portal:case", args=[number])
    assert signed_in(fresnes, owner).get(address).status_code == 200
    assert signed_in(villefranque, namesake).get(address).status_code == 404


def test_the_home_of_a_citizen_shows_nothing_of_the_twin(fresnes: Commune, villefranque: Commune) -> None:
    owner = inhabitant(fresnes, usual_name="Secrète")
    namesake = twin(owner, villefranque)
    home = reverse("portal:dashboard")
    pages = [signed_in(fresnes, owner).get(home), signed_in(villefranque, namesake).get(home)]
    assert [_shows_it(page.content.decode()) for page in pages] == [True, False]


def test_the_same_number_in_two_communes_is_two_requests(fresnes: Commune, villefranque: Commune) -> None:
    titles = {}
    for commune in (fresnes, villefranque):
        with context.activate(commune):
            CaseFactory(filed=True, number="2026-000001", requester__usual_name=f"De{commune.slug}")
    for commune in (fresnes, villefranque):
        page = _administrator(commune).get(reverse("backoffice:case", args=["2026-000001"])).content.decode().lower()
        titles[commune.slug] = [f"de{slug}" for slug in ("fresnes", "villefranque") if f"de{slug}" in page]
    assert titles == {"fresnes": ["defresnes"], "villefranque": ["devillefranque"]}


def _shows_it(page: str) -> bool:
    return "secrète" in page.lower() or "secrete@" in page
