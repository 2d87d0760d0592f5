"""Who pays for some families beside them: the CCAS, the department, an employer, a grandparent."""

from datetime import datetime, timedelta

from apps.accounts.models import User
from apps.families import operations
from apps.families.enums import HouseholdStatus, MemberRole, PayerKind
from apps.families.models import Household, HouseholdMember
from apps.families.operations import NewPayer
from apps.families.queries import household_of
from core.payers import Share
from tenants import context

PAID_FOR = 15  # families
SHARES = (20, 30, 50, 100)


def fill(*, parent: User, agent: User, at: datetime) -> None:
    town = context.config().identity.commune_name
    payers = (
        NewPayer(kind=PayerKind.CCAS, name=f"CCAS de {town}"),
        NewPayer(kind=PayerKind.ASE, name="Aide sociale à l’enfance du département", phone="01 99 00 45 10"),
        NewPayer(kind=PayerKind.EMPLOYER, name="Ateliers Beaurivage", email="rh@beaurivage.example"),
        NewPayer(kind=PayerKind.PERSON, name="Grand-parent de la famille", phone="06 39 98 45 67"),
    )
    started = at.date() - timedelta(days=60)
    own = household_of(parent)
    homes = Household.objects.filter(status=HouseholdStatus.ACTIVE).exclude(pk=own.pk).order_by("pk")[:PAID_FOR]
    for rank, home in enumerate((own, *homes)):
        child = HouseholdMember.objects.filter(household=home, role=MemberRole.CHILD).order_by("pk").first()
        operations.add_payer(
            household=home,
            payer=payers[rank % len(payers)],
            share=Share(
                percent=SHARES[(rank + 1) % len(SHARES)],
                starts_on=started,
                ends_on=at.date() + timedelta(days=240) if rank % 3 == 0 else None,
                child=child.person_id if child and rank % 2 else None,
            ),
            reference="" if rank % 2 else f"{at.year}-{rank:03}",
            by=agent,
            at=at,
        )
