"""Children of a family of Fresnes, and schools and activities that belong to the test alone."""

from datetime import date
from typing import Any

from apps.accounts.models import User
from apps.activities.models import Activity, Group, Period, School, Site, Unit
from apps.families.enums import MemberRole
from apps.families.models import Person
from core.schooling import Level
from tests.factories import (
    ActivityFactory,
    AddressFactory,
    HouseholdFactory,
    HouseholdMemberFactory,
    PeriodFactory,
    PersonFactory,
    SchoolFactory,
    SchoolingFactory,
    UserFactory,
    activity_rules,
)
from tests.instants import MONDAY_MORNING

NURSERY = (Level.PS, Level.MS, Level.GS)
PRIMARY = (Level.CP, Level.CE1, Level.CE2, Level.CM1, Level.CM2)


def no_catalogue() -> None:
    """Put aside what the commune's files published, so that a test reads only its own."""
    for model in (Activity, Group, Unit, Period, School, Site):
        model.objects.update(archived_at=MONDAY_MORNING)


def parent(username: str = "parent.test", *, insee: str = "94034", **address: str) -> User:
    """A parent with a household of their own."""
    user = UserFactory(username=username, username_key=username, email=f"{username}@exemple.fr")
    home = AddressFactory(insee_code=insee, **address)
    household = HouseholdFactory(address=home)
    person = PersonFactory(account=user)
    HouseholdMemberFactory(household=household, person=person, role=MemberRole.HOLDER)
    return user


def child_of(user: User, first_names: str = "Léo", *, born: date = date(2019, 5, 4), **fields: Any) -> Person:
    household = user.person.memberships.get().household
    child = PersonFactory(first_names=first_names, birth_date=born, **fields)
    HouseholdMemberFactory(household=household, person=child, role=MemberRole.CHILD)
    return child


def pupil(school: School, level: Level, *, year: str = "2025-2026", child: Person | None = None, **fields: Any) -> Any:
    child = child or PersonFactory(child=True)
    return SchoolingFactory(child=child, school=school, level=level.value, school_year=year, **fields)


def canteen(**changes: Any) -> Activity:
    """An activity of the test for the school year that runs in March 2026."""
    period = PeriodFactory(slug=f"annee-{Period.objects.count()}")
    return ActivityFactory(rules=activity_rules(periods=(period.slug,), **changes))


def two_schools() -> tuple[School, School]:
    primary = SchoolFactory(slug="primaire", name="Élémentaire", levels=PRIMARY)
    nursery = SchoolFactory(slug="maternelle", name="Maternelle", levels=NURSERY, next_school="primaire")
    return nursery, primary
