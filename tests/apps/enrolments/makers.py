"""Families, activities and wishes for the tests, complete by default: a test says only what matters to it."""

from datetime import date
from typing import Any

from apps.accounts.models import User
from apps.activities.models import Activity, Group, Period
from apps.casework.models import Case
from apps.enrolments.operations import Wish
from apps.families.enums import MemberRole
from apps.families.models import Household, Person
from tests.factories import (
    ActivityFactory,
    ActivityGroupFactory,
    CaseFactory,
    HouseholdFactory,
    HouseholdMemberFactory,
    PeriodFactory,
    PersonFactory,
    UserFactory,
)
from tests.instants import MONDAY_MORNING

AT = MONDAY_MORNING
TODAY = AT.date()
FIRST, LAST = date(2025, 9, 1), date(2026, 7, 3)


def household_with(*children: Person, account: User | None = None) -> Household:
    """A parent with an account, and these children."""
    household = HouseholdFactory()
    account = account or UserFactory()
    HouseholdMemberFactory(household=household, person=PersonFactory(account=account))
    for child in children:
        HouseholdMemberFactory(household=household, person=child, role=MemberRole.CHILD)
    return household


def parent_of(household: Household) -> User:
    return household.members.get(role=MemberRole.HOLDER).person.account


def child(first_names: str = "Léo", **more: Any) -> Person:
    return PersonFactory(child=True, first_names=first_names, **more)


def group(capacity: int | None = 2, activity: Activity | None = None) -> Group:
    return ActivityGroupFactory(activity=activity or ActivityFactory(), capacity=capacity)


def year() -> Period:
    return PeriodFactory(first_day=FIRST, last_day=LAST)


def wish(**changes: Any) -> Wish:
    """Léo at the canteen for the year; a group brings its activity along."""
    of_group = changes.get("group")
    one = changes.pop("child", None) or child()
    values: dict[str, Any] = {
        "child": one,
        "household": changes.pop("household", None) or household_with(one),
        "activity": of_group.activity if of_group else ActivityFactory(),
        "period": None,
        "school_year": "2025-2026",
        "site": None,
        "group": None,
        "units": (),
        "starts_on": FIRST,
        "ends_on": LAST,
    }
    return Wish(**{**values, **changes})


def filed_case(by: User) -> Case:
    return CaseFactory(filed=True, requester=by)
