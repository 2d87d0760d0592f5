from datetime import timedelta

import pytest

from apps.accounts import operations
from apps.accounts.enums import AccountStatus
from apps.accounts.todo import todo
from tests.apps.families.makers import citizen
from tests.instants import MONDAY_MORNING

pytestmark = pytest.mark.usefixtures("in_fresnes")


def test_an_account_in_order_has_nothing_to_do():
    assert todo(citizen(), MONDAY_MORNING) == ()


def test_an_account_to_approve_is_told_until_when_and_has_nowhere_to_go():
    waiting = citizen(status=AccountStatus.PENDING_APPROVAL)

    [item] = todo(waiting, MONDAY_MORNING)

    assert (item.title, item.page) == ("La mairie vérifie votre compte", "")
    assert "au plus tard lundi 16 mars 2026 à 9 h." in item.detail


@pytest.mark.parametrize("address", ["libre@exemple.fr", "prise@exemple.fr"])
def test_a_new_address_says_the_same_whether_it_is_somebody_s_or_not(address):
    citizen("prise", email="prise@exemple.fr")
    user = citizen()
    operations.request_email_change(user=user, email=address, at=MONDAY_MORNING)

    assert todo(user, MONDAY_MORNING + timedelta(minutes=1)) == ()
