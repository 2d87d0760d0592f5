"""A child who leaves a household: its places there end first."""

from datetime import timedelta

import pytest

from apps.enrolments.enums import EnrolmentStatus
from apps.enrolments.errors import StillEnrolled
from apps.enrolments.models import AuthorisedPerson
from apps.families.operations import end_membership
from tests.factories import AgentFactory, AuthorisedPersonFactory, EnrolmentFactory

from .makers import AT, FIRST, LAST, TODAY, child, household_with

pytestmark = pytest.mark.usefixtures("in_fresnes")


def leave(home, person):
    return end_membership(household=home, person=person, left_on=TODAY, reason="", by=AgentFactory(), at=AT)


@pytest.mark.parametrize("status", [EnrolmentStatus.ACTIVE, EnrolmentStatus.WAITING, EnrolmentStatus.REQUESTED])
def test_a_place_to_come_keeps_the_child(status):
    leo = child()
    home = household_with(leo)
    place = EnrolmentFactory(child=leo, household=home, status=status, starts_on=FIRST, ends_on=LAST)
    with pytest.raises(StillEnrolled, match=place.activity.title):
        leave(home, leo)


def test_a_place_that_is_over_or_of_the_other_household_does_not():
    leo = child()
    home, other = household_with(leo), household_with(leo)
    EnrolmentFactory(child=leo, household=home, status="active", starts_on=FIRST, ends_on=TODAY)
    EnrolmentFactory(child=leo, household=other, status="active", starts_on=FIRST, ends_on=LAST)
    leave(home, leo)
    assert list(leo.households.all()) == [other]


def test_nobody_collects_it_for_that_household_any_more():
    leo = child()
    home, other = household_with(leo), household_with(leo)
    long_ago = TODAY - timedelta(days=100)
    mine = AuthorisedPersonFactory(child=leo, household=home, since=long_ago)
    theirs = AuthorisedPersonFactory(child=leo, household=other, since=long_ago)
    leave(home, leo)
    assert list(AuthorisedPerson.objects.on(TODAY)) == [theirs]
    mine.refresh_from_db()
    assert mine.until == TODAY - timedelta(days=1)
