"""The administrator's own pages: agents, their roles, their access."""

from collections.abc import Callable

import pytest

from apps.accounts.models import User
from apps.accounts.permissions import Permission, scope_of
from tests.apps.accounts.people import agent, citizen
from tests.apps.backoffice.desk import texts

pytestmark = pytest.mark.usefixtures("in_carbon_blanc")

NEW = {
    "usual_name": "Lemoine",
    "first_names": "Claire",
    "username": "claire.lemoine",
    "email": "claire@commune.fr",
    "role": "family_agent",
}


def roles_of(user: User) -> set[tuple[str, str]]:
    return set(user.roles.values_list("role", "service_slug"))


def test_agents_are_listed_with_their_roles_in_words(sit: Callable) -> None:
    desk = sit()
    agent("lectrice", ("reader", "enfance"), usual_name="Zola")
    rows = texts(desk.get("team"), "tbody td[data-label=Rôles]")
    service = desk.get("team").context["services"]["enfance"]
    assert rows == ["Administrateur de la commune", f"Lecteur ({service})"]


@pytest.mark.parametrize("rows", [1, 3])
def test_queries_do_not_grow(sit: Callable, constant_queries: Callable, rows: int) -> None:
    desk = sit()
    for number in range(rows):
        agent(f"agent{number}", ("reader", ""))
    desk.get("team")
    with constant_queries(6):
        desk.get("team")


class TestAdd:
    def test_the_form_describes_the_roles(self, sit: Callable) -> None:
        assert "Agent du service famille" in texts(sit().get("team-new"), ".facts dt")

    def test_the_temporary_password_is_read_once(self, sit: Callable) -> None:
        page = sit().post("team-new", **NEW, services=["enfance"])
        added = User.objects.get(username_key="claire.lemoine")
        username, password = texts(page, "dd.letter-secret")
        assert (username, added.check_password(password), added.must_change_password) == ("claire.lemoine", True, True)
        assert roles_of(added) == {("family_agent", "enfance")}

    def test_no_service_chosen_is_every_service(self, sit: Callable) -> None:
        sit().post("team-new", **NEW)
        added = User.objects.get(username_key="claire.lemoine")
        assert scope_of(added, Permission.DECIDE_CASES).everywhere

    def test_a_name_already_taken_is_said_and_the_rest_kept(self, sit: Callable) -> None:
        agent("claire.lemoine")
        page = sit().post("team-new", **NEW)
        assert "est déjà pris" in texts(page, ".error-summary")[0]
        assert 'value="Lemoine"' in page.content.decode()


class TestMember:
    def test_roles_are_replaced(self, sit: Callable) -> None:
        colleague = agent("claire", ("reader", ""))
        desk = sit()
        said = desk.say("team-member", colleague.pk, role="family_agent", services=["enfance", "sports-jeunesse"])
        assert said == [f"Les droits de {colleague.display_name} sont à jour."]
        assert roles_of(colleague) == {("family_agent", "enfance"), ("family_agent", "sports-jeunesse")}
        page = desk.get("team-member", colleague.pk)
        assert len(texts(page, "input[name=services]")) == 2
        assert "Rôles modifiés" in texts(page, ".list li")[0]

    def test_nobody_takes_their_own_rights_away(self, sit: Callable) -> None:
        desk = sit()
        page = desk.post("team-member", desk.agent.pk, role="reader")
        assert "vos propres droits" in texts(page, ".error-summary")[0]
        assert desk.say("team-disable", desk.agent.pk, reason="Erreur")[0].startswith("Vous ne pouvez pas retirer")
        assert roles_of(desk.agent) == {("administrator", "")}

    def test_a_new_password_is_read_once(self, sit: Callable) -> None:
        colleague = agent("claire", ("reader", ""))
        page = sit().post("team-reset", colleague.pk)
        colleague.refresh_from_db()
        assert colleague.check_password(texts(page, "dd.letter-secret")[1])

    def test_an_agent_is_disabled_with_a_reason(self, sit: Callable) -> None:
        colleague = agent("claire", ("reader", ""))
        desk = sit()
        page = desk.post("team-disable", colleague.pk, reason="")
        assert texts(page, ".field--error .error") == ["Le champ « Motif » est obligatoire."]
        assert desk.say("team-disable", colleague.pk, reason="Départ") == [
            f"{colleague.display_name} ne peut plus se connecter."
        ]
        colleague.refresh_from_db()
        assert colleague.status == "disabled"

    def test_a_citizen_is_not_an_agent(self, sit: Callable) -> None:

        assert sit().get("team-member", citizen().pk).status_code == 404

    @pytest.mark.parametrize("role", ["family_agent", "reader"])
    def test_only_the_administrator_sees_the_team(self, sit: Callable, role: str) -> None:
        desk = sit(role)
        assert desk.get("team").status_code == 403
        assert "Agents" not in texts(desk.get("home"), ".side-nav a")
