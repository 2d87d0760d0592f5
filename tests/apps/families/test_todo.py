from datetime import date

import pytest

from apps.families.queries import todo
from tests.apps.activities.makers import child_of, parent
from tests.factories import HouseholdFactory, PersonFactory, UserFactory
from tests.instants import MONDAY_MORNING

pytestmark = pytest.mark.usefixtures("in_fresnes")


def expected(user, day):
    return child_of(user, "", born=None, usual_name="", birth_name="", match_key="", expected_on=day)


@pytest.mark.parametrize(("day", "count"), [(date(2026, 3, 16), 1), (date(2026, 3, 17), 0)])
def test_a_birth_is_to_be_declared_from_the_day_it_was_expected(day, count):
    user = parent()
    child = expected(user, day)

    items = todo(user, MONDAY_MORNING)

    assert [(item.page, item.page_arguments) for item in items] == [("portal:birth", (str(child.pk),))] * count


def test_the_birth_of_somebody_else_is_not_said():
    expected(parent("voisine"), date(2026, 3, 1))

    assert todo(parent(), MONDAY_MORNING) == ()


def test_a_key_that_was_sent_is_to_be_typed():
    user = UserFactory()
    HouseholdFactory(declared_by=user)

    [item] = todo(user, MONDAY_MORNING)

    assert (item.title, item.page) == ("Saisissez votre clé Enfance", "portal:service-key")


def test_nothing_is_asked_once_the_account_is_in_its_family():
    user = parent()
    HouseholdFactory(declared_by=user)

    assert todo(user, MONDAY_MORNING) == ()


def test_somebody_without_family_has_no_key_to_type():
    PersonFactory()

    assert todo(UserFactory(), MONDAY_MORNING) == ()
