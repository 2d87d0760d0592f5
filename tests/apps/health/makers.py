"""Families around one child, and the agents who look after it."""

from dataclasses import dataclass
from datetime import date, datetime, time
from types import SimpleNamespace

from apps.accounts.enums import Role
from apps.accounts.models import User
from apps.families.enums import MemberRole, Quality
from apps.families.models import Person, Relationship
from communes_config.schema import ActivityKind, PaiPolicy
from tests.factories import AgentFactory, HouseholdFactory, HouseholdMemberFactory, PersonFactory, UserFactory
from tests.instants import PARIS


def activity(slug: str, kind: ActivityKind, *, meals: tuple[bool, ...] = (), **pai: object) -> SimpleNamespace:
    """An activity as the catalogue says it; `meals` tells which of its units come with a meal."""
    units = tuple(SimpleNamespace(slug=f"formule-{number}", meal=meal) for number, meal in enumerate(meals))
    return SimpleNamespace(slug=slug, kind=kind, units=units, pai=PaiPolicy(**pai))


CANTEEN = activity("restauration", ActivityKind.CANTEEN)
LEISURE = activity("mercredis", ActivityKind.WEDNESDAY)
SPORT = activity("activites-sportives", ActivityKind.SPORT)


@dataclass(frozen=True)
class Family:
    child: Person
    parent: User
    adult: Person


def family(
    *, authority: bool = True, quality: str = Quality.MOTHER, child: Person | None = None, **account: object
) -> Family:
    """One parent with an account, and its child; a second call with the same child is the other parent's household."""
    parent = UserFactory(**account)
    adult = PersonFactory(account=parent, usual_name=parent.usual_name, first_names=parent.first_names)
    child = child or PersonFactory(child=True)
    household = HouseholdFactory()
    HouseholdMemberFactory(household=household, person=adult, role=MemberRole.HOLDER)
    HouseholdMemberFactory(household=household, person=child, role=MemberRole.CHILD)
    Relationship.objects.create(adult=adult, child=child, quality=quality, parental_authority=authority)
    return Family(child=child, parent=parent, adult=adult)


def officer(service: str = "") -> User:
    return AgentFactory(role=Role.HEALTH_OFFICER, role__service_slug=service)


def at(day: date, hour: int = 8) -> datetime:
    return datetime.combine(day, time(hour), PARIS)
