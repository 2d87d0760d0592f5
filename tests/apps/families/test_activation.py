"""The key typed while creating an account is redeemed when the account becomes active."""

from datetime import timedelta

import pytest

from apps.accounts.enums import AccountStatus, TokenPurpose
from apps.accounts.operations import activate, issue_token
from apps.families import queries
from apps.families.operations import register_known_family
from tests.apps.families.makers import citizen, declaration
from tests.instants import MONDAY_MORNING

pytestmark = pytest.mark.usefixtures("in_fresnes")
AT = MONDAY_MORNING


@pytest.fixture
def known():
    return register_known_family(declaration=declaration(), reference="ancien-1", at=AT)


def activated(typed):
    parent = citizen(status=AccountStatus.PENDING_EMAIL, pending_service_key=typed)
    secret = issue_token(user=parent, purpose=TokenPurpose.ACTIVATION, at=AT, lifetime=timedelta(hours=24))
    return activate(secret=secret, at=AT)


def test_the_right_key_opens_the_family_with_the_account(known):
    done = activated(known.keys[0].text)
    assert (done.key_refusal, queries.household_of(done.user)) == ("", known.household)


@pytest.mark.parametrize(
    ("typed", "said"),
    [("7K3M-9PXT", "Clé mal recopiée"), ("0000-0000-0000", "Cette clé n’ouvre aucune famille")],
)
def test_a_wrong_key_is_told_and_the_account_is_active_all_the_same(known, typed, said):
    done = activated(typed)
    assert done.user.status == AccountStatus.ACTIVE
    assert done.key_refusal.startswith(said)
    assert queries.household_of(done.user) is None
