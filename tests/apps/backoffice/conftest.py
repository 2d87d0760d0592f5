from collections.abc import Callable

import pytest

from tenants import context
from tests.apps.accounts.people import agent
from tests.apps.backoffice.desk import Desk
from tests.guards import GuardedClient

type Sit = Callable[..., Desk]


@pytest.fixture
def sit(client_of: Callable[..., GuardedClient]) -> Sit:
    """Sit an agent at a desk of the current commune: `sit("family_agent")`, `sit("reader", service="enfance")`."""

    def make(role: str = "administrator", *, service: str = "", username: str = "", **fields: object) -> Desk:
        user = agent(username or f"{role}.agent".replace("_", "."), (role, service), **fields)
        client = client_of(context.current())
        client.force_login(user)
        return Desk(client, user)

    return make
