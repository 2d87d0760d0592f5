from collections.abc import Callable

import pytest

from apps.accounts.models import User
from apps.accounts.operations import accept_cgu
from tenants import context
from tenants.models import Commune
from tests.apps.accounts.people import MONDAY, PASSWORD
from tests.guards import GuardedClient


@pytest.fixture
def signed_in(client_of: Callable[[Commune], GuardedClient]) -> Callable[[Commune, User], GuardedClient]:
    """A browser signed in through the form, by somebody who accepted the terms."""

    def sign_in(commune: Commune, user: User) -> GuardedClient:
        with context.activate(commune):
            accept_cgu(user=user, at=MONDAY)
        client = client_of(commune)
        response = client.post("/connexion/", {"identifier": user.username, "password": PASSWORD})
        assert response.status_code == 302, response.content.decode()
        return client

    return sign_in
