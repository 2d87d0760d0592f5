import pytest

from apps.accounts.enums import AccountKind, AccountStatus, Role
from apps.accounts.errors import EmailTaken, NotAnAgent, ServiceUnknown, UnknownAccount, UsernameTaken
from apps.accounts.models import Session
from apps.accounts.operations import (
    agent_named,
    create_agent,
    disable_account,
    enable_account,
    reset_agent,
    set_roles,
    sign_in,
)
from apps.accounts.permissions import (
    ROLE_DESCRIPTIONS,
    ROLE_PERMISSIONS,
    Permission,
    may,
    may_file_cases,
    scope_of,
)
from core.workflow import TransitionRefused
from tenants.models import Commune
from tests.apps.accounts.people import MONDAY, agent, citizen

pytestmark = pytest.mark.usefixtures("in_fresnes")


def new_agent(**changed: object) -> tuple[object, str]:
    given = {"username": "nadia", "email": "nadia@fresnes.example", "usual_name": "Agent", "first_names": "Nadia"}
    return create_agent(**{**given, "roles": [(Role.ADMINISTRATOR, "")], "at": MONDAY, **changed})  # type: ignore[arg-type]


class TestCreation:
    def test_an_agent_starts_with_a_temporary_password(self) -> None:
        user, password = new_agent()
        assert sign_in(identifier="nadia", password=password, at=MONDAY) == user
        assert (user.kind, user.status, user.must_change_password) == (AccountKind.AGENT, AccountStatus.ACTIVE, True)

    def test_a_service_that_the_commune_lacks_is_refused(self) -> None:
        with pytest.raises(ServiceUnknown):
            new_agent(roles=[(Role.FAMILY_AGENT, "inconnu")])

    def test_identifier_and_email_are_one_s_own(self) -> None:
        new_agent()
        with pytest.raises(UsernameTaken):
            new_agent(email="autre@fresnes.example")
        with pytest.raises(EmailTaken):
            new_agent(username="autre")


class TestLife:
    def test_a_reset_signs_out_and_gives_a_new_password(self) -> None:
        user = agent(status=AccountStatus.DISABLED)
        Session.objects.create(session_key="a", session_data="", expire_date=MONDAY, user=user)
        password = reset_agent(agent=user, at=MONDAY)
        assert (Session.objects.count(), sign_in(identifier=user.username, password=password, at=MONDAY)) == (0, user)

    def test_disabling_closes_everything_at_once(self) -> None:
        user = agent("nadia", (Role.ADMINISTRATOR, ""))
        Session.objects.create(session_key="a", session_data="", expire_date=MONDAY, user=user)
        disable_account(user=user, reason="Départ", at=MONDAY)
        assert (user.is_active, Session.objects.count(), may(user, Permission.SEE_CASES)) == (False, 0, False)
        assert enable_account(user=user, at=MONDAY).is_active

    def test_it_is_done_once(self) -> None:
        user = agent(status=AccountStatus.DISABLED)
        with pytest.raises(TransitionRefused):
            disable_account(user=user, reason="Départ", at=MONDAY)

    def test_an_agent_is_found_by_name(self) -> None:
        user = agent("nadia")
        citizen("maurice")
        assert agent_named(" NADIA ") == user
        with pytest.raises(NotAnAgent):
            agent_named("maurice")
        with pytest.raises(UnknownAccount):
            agent_named("personne")


class TestScope:
    def test_a_role_without_service_is_held_everywhere(self) -> None:
        scope = scope_of(agent("nadia", (Role.FAMILY_AGENT, "")), Permission.DECIDE_CASES)
        assert (scope.everywhere, scope.covers("petite-enfance")) == (True, True)

    def test_a_role_in_a_service_is_held_there_only(self) -> None:
        user = agent("nadia", (Role.FAMILY_AGENT, "enfance"), (Role.READER, "sports"))
        assert scope_of(user, Permission.DECIDE_CASES).services == frozenset({"enfance"})
        assert scope_of(user, Permission.SEE_CASES).services == frozenset({"enfance", "sports"})
        assert (may(user, Permission.DECIDE_CASES, "enfance"), may(user, Permission.DECIDE_CASES, "sports")) == (
            True,
            False,
        )

    def test_a_citizen_holds_nothing_whatever_the_rows_say(self) -> None:
        user = citizen()
        user.roles.create(role=Role.ADMINISTRATOR)
        assert [permission for permission in Permission if may(user, permission)] == []

    def test_new_roles_replace_the_former_ones(self, in_fresnes: Commune) -> None:
        user = agent("nadia", (Role.ADMINISTRATOR, ""))
        slug = in_fresnes.config.services[0].slug
        assert may(user, Permission.MANAGE_AGENTS)
        set_roles(agent=user, roles=[(Role.READER, slug)], at=MONDAY)
        assert (may(user, Permission.MANAGE_AGENTS), may(user, Permission.SEE_CASES, slug)) == (False, True)

    def test_roles_are_read_once_for_a_page(self, constant_queries: object) -> None:
        user = agent("nadia", (Role.READER, "enfance"), (Role.READER, "sports"), (Role.FAMILY_AGENT, ""))
        with constant_queries(1):  # type: ignore[operator]
            assert [may(user, Permission.SEE_CASES) for _ in range(5)] == [True] * 5


def test_every_permission_and_role_says_what_it_is() -> None:
    assert [permission for permission in Permission if not permission.description.endswith(".")] == []
    assert set(ROLE_DESCRIPTIONS) == set(ROLE_PERMISSIONS) == set(Role)
    health = {Permission.SEE_HEALTH, Permission.EDIT_HEALTH}
    assert ROLE_PERMISSIONS[Role.ADMINISTRATOR] == frozenset(Permission) - health
    assert {role for role in Role if ROLE_PERMISSIONS[role] & health} == {Role.HEALTH_OFFICER}


@pytest.mark.parametrize(
    ("status", "allowed"),
    [(AccountStatus.ACTIVE, True), (AccountStatus.PENDING_APPROVAL, False), (AccountStatus.DISABLED, False)],
)
def test_who_waits_for_the_town_hall_files_nothing(status: AccountStatus, allowed: bool) -> None:
    assert may_file_cases(citizen(status=status, approval_due_at=MONDAY)) is allowed


def test_an_agent_files_nothing_for_oneself() -> None:
    assert may_file_cases(agent()) is False
