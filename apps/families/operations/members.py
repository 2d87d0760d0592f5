"""Who leaves a household, and what an adult is to a child: what an agent corrects, dated and with a reason."""

from datetime import date, datetime
from typing import Protocol

from django.db import transaction
from django.db.models import Q

from apps.accounts.models import User
from apps.audit.operations import record
from apps.families.enums import MemberRole, Quality
from apps.families.errors import (
    DaysAreShared,
    HoldsAnotherHousehold,
    LeavesLater,
    NotAnAdultOfTheChild,
    NotInThisHousehold,
    OnlyAdult,
    TieLater,
    TieUnchanged,
)
from apps.families.models import (
    BenefitRecord,
    Custody,
    FamilyQuotient,
    FormerMember,
    Household,
    HouseholdMember,
    Person,
    Relationship,
    ServiceKey,
)
from apps.families.operations.keys import revoke_key
from apps.families.operations.versions import locked_household, locked_person, touch
from apps.families.queries import adults_around
from tenants import context


class Departure(Protocol):
    """What an app above does when somebody leaves a household, or the refusal it raises."""

    def __call__(self, *, household: Household, person: Person, left_on: date, by: User, at: datetime) -> None: ...


_departures: list[Departure] = []


def on_departure(follow: Departure) -> None:
    """Register what else is done, or checked, in the same transaction."""
    if follow not in _departures:
        _departures.append(follow)


@transaction.atomic
def end_membership(
    *,
    household: Household,
    person: Person,
    left_on: date,
    reason: str,
    by: User,
    at: datetime,
    version: int | None = None,
) -> FormerMember:
    """Note that somebody left the household; what ties them to the children, or to the parents, stays.

    The account of an adult who left sees nothing of the household any more. When the holder leaves, the other adult
    becomes the holder. Raises FamilyChanged, NotInThisHousehold, LeavesLater, OnlyAdult, HoldsAnotherHousehold,
    DaysAreShared, and what an app above refuses.
    """
    household = locked_household(household, version=version)
    if left_on > context.local_date(at):
        raise LeavesLater
    member = household.members.select_for_update(of=("self",)).select_related("person").filter(person=person).first()
    if member is None:
        raise NotInThisHousehold(name=person.full_name)
    is_child = member.role == MemberRole.CHILD
    heir = None if is_child else _heir(household, member)
    if is_child:
        _refuse_shared_days(household, member.person, left_on)
    for follow in _departures:
        follow(household=household, person=member.person, left_on=left_on, by=by, at=at)
    former = _remember(member, left_on, by, at)
    if not is_child:
        _close_doors(household, former.person, by, at)
    if heir is not None:
        _make_holder(household, heir)
    touch(household, "address", "declared_by", at=at)
    data = {"person": former.person_id, "role": str(former.role), "left_on": left_on.isoformat()}
    record(action="families.member_left", actor=by, subject=household, at=at, reason=reason, data=data)
    return former


@transaction.atomic
def correct_tie(
    *,
    child: Person,
    adult: Person,
    quality: Quality,
    parental_authority: bool,
    since: date,
    reason: str,
    by: User,
    at: datetime,
    version: int | None = None,
) -> Relationship:
    """Say what an adult is to a child and whether they hold parental authority, from a day on, and why.

    Raises FamilyChanged, TieLater, NotAnAdultOfTheChild or TieUnchanged.
    """
    child = locked_person(child, version=version)
    if since > context.local_date(at):
        raise TieLater
    if not adults_around(child).filter(pk=adult.pk).exists():
        raise NotAnAdultOfTheChild(name=adult.full_name)
    known = Relationship.objects.select_for_update(of=("self",)).filter(child=child, adult=adult).first()
    before = _said(known) if known else {}
    tie = known or Relationship(child=child, adult=adult)
    tie.quality, tie.parental_authority, tie.since = quality, parental_authority, since
    if before == _said(tie):
        raise TieUnchanged
    tie.save()
    touch(child, at=at)
    data = {"adult": adult.pk, "since": since.isoformat(), "before": before, "after": _said(tie)}
    record(action="families.tie_corrected", actor=by, subject=child, at=at, reason=reason, data=data)
    return tie


def _said(tie: Relationship) -> dict[str, object]:
    return {"quality": str(tie.quality), "parental_authority": tie.parental_authority}


def _heir(household: Household, member: HouseholdMember) -> HouseholdMember | None:
    """Return who becomes the holder when this adult leaves; None when the holder stays."""
    adults = household.members.exclude(role=MemberRole.CHILD).exclude(pk=member.pk)
    other = adults.select_related("person", "own_address").first()
    if other is None:
        raise OnlyAdult(name=member.person.full_name)
    if member.role != MemberRole.HOLDER:
        return None
    if HouseholdMember.objects.filter(person=other.person_id, role=MemberRole.HOLDER).exists():
        raise HoldsAnotherHousehold(name=other.person.full_name)
    return other


def _make_holder(household: Household, member: HouseholdMember) -> None:
    """The holder lives at the household's address: where the other adult already lived elsewhere, it is there."""
    if member.own_address is not None:
        household.address = member.own_address
    member.role, member.own_address = MemberRole.HOLDER, None
    member.save(update_fields=["role", "own_address"])


def _close_doors(household: Household, person: Person, by: User, at: datetime) -> None:
    """Take from an adult who left what would let them in again, and from the household what was theirs."""
    for key in ServiceKey.objects.filter(household=household, person=person, used_at=None, revoked_at=None):
        revoke_key(key=key, by=by, at=at, reason="départ du foyer")
    BenefitRecord.objects.filter(household=household, member=person).delete()
    if person.account_id is not None:
        FamilyQuotient.objects.filter(household=household, recorded_by=person.account_id).delete()
    if person.account_id is not None and household.declared_by_id == person.account_id:
        household.declared_by = None


def _refuse_shared_days(household: Household, child: Person, left_on: date) -> None:
    shared = Custody.objects.filter(child=child).filter(Q(ends_on=None) | Q(ends_on__gt=left_on))
    if shared.filter(Q(first_household=household) | Q(second_household=household)).exists():
        raise DaysAreShared(name=child.full_name)


def _remember(member: HouseholdMember, left_on: date, by: User, at: datetime) -> FormerMember:
    former = FormerMember.objects.create(
        household_id=member.household_id,
        person=member.person,
        role=member.role,
        joined_at=member.joined_at,
        left_on=left_on,
        ended_at=at,
        ended_by=by,
    )
    member.delete()
    return former
