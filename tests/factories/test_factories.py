"""Each factory makes a row that its table takes, twice."""

import pytest
from factory.django import DjangoModelFactory

from tenants.models import Commune
from tests import factories
from tests.factories import AgentFactory, CaseFactory, MatchCandidateFactory, PersonFactory, UserFactory

EVERY_FACTORY = [getattr(factories, name) for name in factories.__all__ if name.endswith("Factory")]


@pytest.mark.parametrize("factory", EVERY_FACTORY, ids=lambda factory: factory.__name__)
def test_two_rows_can_be_made(factory: type[DjangoModelFactory], in_fresnes: Commune) -> None:
    first, second = factory(), factory()
    assert first.pk != second.pk
    assert type(first).objects.filter(pk__in=[first.pk, second.pk]).count() == 2


@pytest.mark.usefixtures("in_fresnes")
class TestVariants:
    def test_a_person_signs_in_with_the_password_of_the_factories(self) -> None:
        assert UserFactory().check_password(factories.PASSWORD)

    def test_an_account_may_wait_for_an_agent(self) -> None:
        assert UserFactory(waiting_for_agent=True).status == "pending_approval"

    def test_an_agent_has_the_role_and_the_service_that_are_named(self) -> None:
        agent = AgentFactory(role="reader", role__service_slug="famille")
        assert list(agent.roles.values_list("role", "service_slug")) == [("reader", "famille")]

    def test_a_case_may_be_filed(self) -> None:
        assert CaseFactory(filed=True).number.startswith("2026-")

    def test_a_child_may_be_expected(self) -> None:
        assert PersonFactory(expected=True).is_expected

    def test_a_match_may_be_decided(self) -> None:
        assert MatchCandidateFactory(decided=True, status="rejected").decided_by.is_agent
