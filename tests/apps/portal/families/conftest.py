"""Two separated parents, and the browser in which one of them has signed in."""

import pytest

from tests.apps.families.separated import separated
from tests.apps.portal.signing import signed_in


@pytest.fixture
def family(in_fresnes):
    return separated()


@pytest.fixture
def browser_of(in_fresnes, client_of):
    return lambda user: signed_in(client_of(in_fresnes), user)


@pytest.fixture
def fathers(family, browser_of):
    return browser_of(family.father)
