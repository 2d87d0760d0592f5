"""A household as its own adults see it: nothing of another household around the same child."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Model, Q

from apps.accounts.models import User
from apps.families.declaration import CO_REPRESENTATIVE, HOLDER, DeclaredBenefit
from apps.families.enums import HouseholdStatus, MemberRole, Quality
from apps.families.models import BenefitRecord, Contact, Household, HouseholdMember, Person, Relationship
from apps.messaging.enums import Channel

ROLE_ORDER = (MemberRole.HOLDER, MemberRole.CO_REPRESENTATIVE, MemberRole.CHILD)


@dataclass(frozen=True, kw_only=True)
class Tie:
    adult: Person
    quality: str
    parental_authority: bool


@dataclass(frozen=True, kw_only=True)
class MemberLine:
    person: Person
    role: MemberRole
    address_lines: tuple[str, ...]
    shares_address: bool
    ties: tuple[Tie, ...]


@dataclass(frozen=True, kw_only=True)
class FamilyCard:
    """A household as its own adults see it: nothing of another household around the same child."""

    household: Household
    address_lines: tuple[str, ...]
    members: tuple[MemberLine, ...]
    contacts: tuple[Contact, ...]
    benefit: BenefitRecord | None

    @property
    def adults(self) -> tuple[MemberLine, ...]:
        return tuple(line for line in self.members if line.role != MemberRole.CHILD)

    @property
    def children(self) -> tuple[MemberLine, ...]:
        return tuple(line for line in self.members if line.role == MemberRole.CHILD)


def household_of(user: User) -> Household | None:
    """Return the household this account belongs to as an adult; the one it holds first."""
    place = (
        HouseholdMember.objects.filter(person__account=user, household__status=HouseholdStatus.ACTIVE)
        .exclude(role=MemberRole.CHILD)
        .select_related("household__address")
        .order_by("-role", "pk")
        .first()
    )
    return place.household if place else None


def holds_household(user: User) -> bool:
    """Whether this account declared a household, or is the holder of one."""
    return (
        Household.objects.filter(status=HouseholdStatus.ACTIVE)
        .filter(Q(declared_by=user) | Q(members__role=MemberRole.HOLDER, members__person__account=user))
        .exists()
    )


def held_household(user: User) -> Household | None:
    """Return the household this account is the holder of."""
    return (
        Household.objects.filter(
            status=HouseholdStatus.ACTIVE, members__role=MemberRole.HOLDER, members__person__account=user
        )
        .select_related("address")
        .first()
    )


def waits_for_key(user: User) -> bool:
    """Whether the town hall accepted this account's declaration and sent a key that nobody typed yet."""
    return (
        Household.objects.filter(declared_by=user, status=HouseholdStatus.ACTIVE)
        .exclude(members__person__account=user)
        .exists()
    )


def family_card(user: User) -> FamilyCard | None:
    """Return the household of this account, ready to be shown; None while it has none."""
    household = household_of(user)
    return card_of(household) if household else None


def card_of(household: Household) -> FamilyCard:
    members = list(household.members.select_related("person__account", "own_address"))
    adults = {member.person_id: member.person for member in members if member.role != MemberRole.CHILD}
    ties = _ties(adults, [member.person_id for member in members if member.role == MemberRole.CHILD])
    home = household.address.lines()
    lines = tuple(
        MemberLine(
            person=member.person,
            role=MemberRole(member.role),
            address_lines=member.own_address.lines() if member.own_address else home,
            shares_address=member.shares_address,
            ties=ties.get(member.person_id, ()),
        )
        for member in sorted(members, key=lambda member: (ROLE_ORDER.index(MemberRole(member.role)), member.pk))
    )
    return FamilyCard(
        household=household,
        address_lines=home,
        members=lines,
        contacts=tuple(household.contacts.select_related("own_address")),
        benefit=BenefitRecord.objects.filter(household=household).first(),
    )


def declared_benefit(household: Household) -> DeclaredBenefit:
    """Return what the benefits office knows the household by, as its adults would declare it."""
    record = BenefitRecord.objects.filter(household=household).first()
    if record is None:
        return DeclaredBenefit()
    roles = {MemberRole.HOLDER: HOLDER, MemberRole.CO_REPRESENTATIVE: CO_REPRESENTATIVE}
    member = household.members.filter(person=record.member_id).first() if record.member_id else None
    return DeclaredBenefit(
        member=roles.get(MemberRole(member.role), "") if member else "",
        scheme=record.scheme,
        body=record.body,
        number=record.number,
        dependent_children=record.dependent_children,
    )


def _ties(adults: Mapping[int, Person], children: Sequence[int]) -> dict[int, tuple[Tie, ...]]:
    found: dict[int, tuple[Tie, ...]] = {}
    for relationship in Relationship.objects.filter(adult__in=adults, child__in=children):
        tie = Tie(
            adult=adults[relationship.adult_id],
            quality=str(Quality(relationship.quality).label),
            parental_authority=relationship.parental_authority,
        )
        found[relationship.child_id] = (*found.get(relationship.child_id, ()), tie)
    return found


def refused_channels(user: Model) -> tuple[Channel, ...]:
    """Return the channels that this person declared, with the family, not to want."""
    person = Person.objects.filter(account=user, merged_into=None).values("refuses_email", "refuses_sms").first()
    said = person or {"refuses_email": False, "refuses_sms": False}
    refused = ((Channel.EMAIL, said["refuses_email"]), (Channel.SMS, said["refuses_sms"]))
    return tuple(channel for channel, refuses in refused if refuses)
