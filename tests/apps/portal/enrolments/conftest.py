"""A mother who has signed in, in a commune whose catalogue is what each test makes it."""

from datetime import date

import pytest
from django.utils import timezone

from tenants import context
from tests.apps.activities.makers import no_catalogue, parent
from tests.apps.portal.signing import signed_in


@pytest.fixture(autouse=True)
def _own_catalogue(in_fresnes) -> None:
    no_catalogue()


@pytest.fixture
def mother(in_fresnes):
    return parent("mere")


@pytest.fixture
def browser(mother, in_fresnes, client_of):
    return signed_in(client_of(in_fresnes), mother)


def today() -> date:
    return context.local_date(timezone.now())
