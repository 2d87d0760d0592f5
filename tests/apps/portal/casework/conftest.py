"""A parent who has signed in, in a commune that asks for a recent photo with its one procedure."""

from dataclasses import replace

import pytest

from tests.apps.casework.benches import BENCH
from tests.apps.families.makers import citizen
from tests.apps.portal.signing import signed_in
from tests.configurations import offer

[PHOTO] = BENCH.attachments
RECENT = replace(PHOTO, required=False, shown_if=None, max_age_months=3)


@pytest.fixture
def commune(in_fresnes):
    offer(in_fresnes, replace(BENCH, attachments=(RECENT,)))
    return in_fresnes


@pytest.fixture
def parent(commune):
    return citizen(email="maurice@exemple.fr")


@pytest.fixture
def browser(parent, commune, client_of):
    return signed_in(client_of(commune), parent)
