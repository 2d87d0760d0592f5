import pytest

from apps.accounts.middleware import CGU_KEY, cgu_mark
from tenants import context


@pytest.fixture
def browser(client_of, fresnes):
    """A browser of Fresnes, signed in as somebody who has accepted the CGU."""

    def sign_in(user):
        client = client_of(fresnes)
        with context.activate(fresnes):
            client.force_login(user)
            session = client.session
            session[CGU_KEY] = cgu_mark(fresnes.config)
            session.save()
        return client

    return sign_in
