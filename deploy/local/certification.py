"""Where the commune asks for it: families that certified, others that are late, and the parent’s own, soon due."""

from datetime import datetime, timedelta

from apps.accounts.models import User
from apps.families.enums import HouseholdStatus, MemberRole
from apps.families.models import Certification, Household, HouseholdMember
from apps.families.queries import household_of, statement_of
from tenants import context

from .people import Town

CERTIFIED = 40
SOON_DUE = timedelta(days=345)


def fill(town: Town, *, parent: User, at: datetime) -> None:
    if context.config().certification.renewal is None:
        return
    Household.objects.filter(pk=household_of(parent).pk).update(created_at=at - SOON_DUE)
    adults = HouseholdMember.objects.filter(household__status=HouseholdStatus.ACTIVE, person__account__isnull=False)
    adults = adults.exclude(role=MemberRole.CHILD).exclude(person__account=parent)
    for adult in adults.select_related("household__address", "person__account").order_by("pk")[:CERTIFIED]:
        statement = statement_of(adult.person.account, adult.household, at.date())
        Certification.objects.create(
            household=adult.household,
            certified_by=adult.person.account,
            certified_at=at - timedelta(days=town.rng.randint(2, 500)),
            version=statement.version,
            content=statement.to_json(),
        )
