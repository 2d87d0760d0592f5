from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from apps.accounts.models import Address, User
from apps.audit.operations import record
from apps.families.declaration import (
    CO_REPRESENTATIVE,
    HOLDER,
    DeclaredAddress,
    DeclaredAdult,
    DeclaredBenefit,
    DeclaredTie,
    FamilyDeclaration,
)
from apps.families.enums import HouseholdOrigin, MemberRole
from apps.families.errors import AlreadyHolder, ChildAlreadyThere, ChildInAnotherFamily, CoRepresentativeKnown
from apps.families.models import BenefitRecord, Contact, Household, HouseholdMember, Person, Relationship
from apps.families.operations import people
from apps.families.operations.contacts import write_contact
from apps.families.operations.keys import IssuedKey, issue_key, mail_key
from apps.families.operations.matches import find_candidates, lock_children
from apps.families.operations.versions import locked_household, touch
from apps.families.queries import declared_match_keys, holds_household, probable_matches
from tenants import context


@dataclass(frozen=True, kw_only=True)
class KnownFamily:
    """`keys` is empty when the family was registered before: a key is shown once."""

    household: Household
    keys: tuple[IssuedKey, ...]
    created: bool


@dataclass
class _Adults:
    holder: Person
    co_representative: Person | None


@transaction.atomic
def create_household(
    *,
    declaration: FamilyDeclaration,
    account: User | None,
    by: User | None,
    at: datetime,
    reference: str = "",
    tie: bool = True,
    origin: HouseholdOrigin = HouseholdOrigin.DECLARED,
) -> Household:
    """Make a household of a complete declaration; the children that another household declared become questions.

    `account` declared it; with `tie` its person is the holder at once, without it a key will tie them later.
    A `reference` makes the call safe to repeat: the household it made first is returned.
    Raises AlreadyHolder, or ChildInAnotherFamily where a child has only one family.
    """
    if reference and (known := Household.objects.select_for_update().filter(reference=reference).first()):
        return known
    if account is not None:
        _refuse_second_household(account)
    lock_children(declaration)
    _refuse_second_family(declaration)
    household = Household.objects.create(
        origin=origin,
        address=people.create_address(declaration.holder.address or DeclaredAddress()),
        reference=reference,
        declared_by=account,
        created_at=at,
        updated_at=at,
    )
    adults = _add_adults(household, declaration, account if tie else None, at)
    children = _add_children(household, declaration, adults, at)
    _add_contacts(household, declaration)
    _write_benefit(household, declaration.benefit, adults)
    data = {"origin": str(origin), "children": len(children), "contacts": len(declaration.contacts)}
    record(action="families.household_created", actor=by, subject=household, at=at, data=data)
    find_candidates(children=children, at=at)
    return household


@transaction.atomic
def add_members(
    *,
    household: Household,
    declaration: FamilyDeclaration,
    by: User | None,
    at: datetime,
    version: int | None = None,
    reason: str = "",
) -> Household:
    """Add the people of a declaration that completes a household; its known adults are left as they are.

    Raises FamilyChanged, CoRepresentativeKnown, ChildAlreadyThere, or ChildInAnotherFamily where a child has only one
    family.
    """
    household = locked_household(household, version=version)
    lock_children(declaration)
    _refuse_children_twice(household, declaration)
    _refuse_second_family(declaration)
    adults = _adults_of(household, declaration, at)
    children = _add_children(household, declaration, adults, at)
    _add_contacts(household, declaration)
    touch(household, at=at)
    added = {"children": len(children), "contacts": len(declaration.contacts)}
    record(action="families.members_added", actor=by, subject=household, at=at, reason=reason, data=added)
    find_candidates(children=children, at=at)
    return household


@transaction.atomic
def add_adult(
    *,
    household: Household,
    declared: DeclaredAdult,
    ties: Mapping[Person, DeclaredTie],
    by: User,
    at: datetime,
    version: int | None = None,
    reason: str = "",
) -> Person:
    """Add the second adult of a household, with what they are to each of its children.

    Raises FamilyChanged or CoRepresentativeKnown.
    """
    household = locked_household(household, version=version)
    holder = DeclaredAdult()
    adults = _adults_of(household, FamilyDeclaration(holder=holder, co_representative=declared, known=(HOLDER,)), at)
    adult = adults.co_representative
    if adult is None:
        raise TypeError("an adult was declared")
    for child, tie in ties.items():
        _bind(adult, child, tie)
    touch(household, at=at)
    data = {"adult": adult.pk}
    record(action="families.members_added", actor=by, subject=household, at=at, reason=reason, data=data)
    return adult


@transaction.atomic
def register_known_family(
    *, declaration: FamilyDeclaration, reference: str, at: datetime, by: User | None = None, mail_keys: bool = False
) -> KnownFamily:
    """Register a household that the town hall knows already, with a key for each adult.

    `reference` is the family's in the former software: registering it again changes nothing and gives no new key.
    With `mail_keys`, each adult who has an e-mail address is sent their own key.
    """
    known = Household.objects.filter(reference=reference).first()
    if known is not None:
        return KnownFamily(household=known, keys=(), created=False)
    household = create_household(
        declaration=declaration, account=None, by=by, at=at, reference=reference, origin=HouseholdOrigin.KNOWN
    )
    adults = household.members.exclude(role=MemberRole.CHILD).select_related("person").order_by("pk")
    keys = tuple(issue_key(household=household, person=member.person, by=by, at=at) for member in adults)
    if mail_keys:
        for issued in keys:
            if issued.key.person.email:
                mail_key(issued=issued, to=issued.key.person.email, at=at)
    return KnownFamily(household=household, keys=keys, created=True)


@transaction.atomic
def change_address(
    *,
    household: Household,
    address: DeclaredAddress,
    by: User | None,
    at: datetime,
    version: int | None = None,
    reason: str = "",
) -> Household:
    """Move the household: whoever shares its address follows, whoever has their own stays. Raises FamilyChanged."""
    household = locked_household(household, version=version)
    before = household.address
    household.address = people.create_address(address)
    touch(household, "address", at=at)
    data = {"before": before.pk}
    record(action="families.address_changed", actor=by, subject=household, at=at, reason=reason, data=data)
    return household


@transaction.atomic
def move_apart(
    *,
    household: Household,
    person: Person,
    address: DeclaredAddress | None,
    by: User | None,
    at: datetime,
    version: int | None = None,
    reason: str = "",
) -> None:
    """Give a member of the household, other than its holder, an address of their own, or the household's again.

    Raises FamilyChanged.
    """
    household = locked_household(household, version=version)
    member = household.members.select_for_update().exclude(role=MemberRole.HOLDER).get(person=person)
    before = member.own_address_id
    member.own_address = people.create_address(address) if address else None
    member.save(update_fields=["own_address"])
    touch(household, at=at)
    data = {"before": before, "person": person.pk}
    record(action="families.address_changed", actor=by, subject=household, at=at, reason=reason, data=data)


def _refuse_second_family(declaration: FamilyDeclaration) -> None:
    """Where separated parents share one family, a child that another one declared is not declared again."""
    if context.config().family.separate_households:
        return
    for match in probable_matches(declaration):
        raise ChildInAnotherFamily(name=match.child_name)


def _refuse_children_twice(household: Household, declaration: FamilyDeclaration) -> None:
    declared = {key: child for child, key in declared_match_keys(declaration).items()}
    there = household.members.filter(role=MemberRole.CHILD, person__match_key__in=declared).select_related("person")
    for member in there:
        raise ChildAlreadyThere(name=member.person.full_name)


def _adults_of(household: Household, declaration: FamilyDeclaration, at: datetime) -> _Adults:
    """The adults of a household, with the co-representative that the declaration adds."""
    by_role = {member.role: member.person for member in household.members.select_related("person")}
    second = by_role.get(MemberRole.CO_REPRESENTATIVE)
    declared = declaration.co_representative
    if declared is not None and CO_REPRESENTATIVE not in declaration.known:
        if second is not None:
            raise CoRepresentativeKnown(name=second.full_name)
        second = people.create_adult(declared, at)
        _join(household, second, MemberRole.CO_REPRESENTATIVE, declared.address, at)
    return _Adults(holder=by_role[MemberRole.HOLDER], co_representative=second)


def _refuse_second_household(account: User) -> None:
    locked = User.objects.select_for_update().get(pk=account.pk)
    if holds_household(locked):
        raise AlreadyHolder


def _add_adults(household: Household, declaration: FamilyDeclaration, account: User | None, at: datetime) -> _Adults:
    holder = people.create_adult(declaration.holder, at)
    _join(household, holder, MemberRole.HOLDER, None, at)
    if account is not None:
        holder = people.tie_account(user=account, person=holder, at=at)
    if declaration.co_representative is None:
        return _Adults(holder=holder, co_representative=None)
    second = people.create_adult(declaration.co_representative, at)
    _join(household, second, MemberRole.CO_REPRESENTATIVE, declaration.co_representative.address, at)
    return _Adults(holder=holder, co_representative=second)


def _add_children(household: Household, declaration: FamilyDeclaration, adults: _Adults, at: datetime) -> list[Person]:
    children = []
    for declared in declaration.children:
        child = people.create_child(declared, at)
        _join(household, child, MemberRole.CHILD, declared.address, at)
        _bind(adults.holder, child, declared.holder_tie)
        if adults.co_representative is not None:
            _bind(adults.co_representative, child, declared.co_representative_tie)
        children.append(child)
    return children


def _join(
    household: Household, person: Person, role: MemberRole, address: DeclaredAddress | None, at: datetime
) -> None:
    own: Address | None = None
    if address is not None and role != MemberRole.HOLDER:
        own = people.create_address(address)
    HouseholdMember.objects.create(household=household, person=person, role=role, own_address=own, joined_at=at)


def _bind(adult: Person, child: Person, tie: DeclaredTie) -> None:
    if tie.quality:
        Relationship.objects.create(
            adult=adult, child=child, quality=tie.quality, parental_authority=bool(tie.parental_authority)
        )


def _add_contacts(household: Household, declaration: FamilyDeclaration) -> None:
    for declared in declaration.contacts:
        write_contact(Contact(household=household), declared)


@transaction.atomic
def change_benefit(*, household: Household, benefit: DeclaredBenefit, by: User, at: datetime, reason: str = "") -> None:
    """Write what the benefits office knows the household by; nothing at all erases it."""
    household = locked_household(household)
    by_role = {member.role: member.person for member in household.members.select_related("person")}
    adults = _Adults(holder=by_role[MemberRole.HOLDER], co_representative=by_role.get(MemberRole.CO_REPRESENTATIVE))
    BenefitRecord.objects.filter(household=household).delete()
    _write_benefit(household, benefit, adults)
    touch(household, at=at)
    record(action="families.benefit_changed", actor=by, subject=household, at=at, reason=reason)


def _write_benefit(household: Household, benefit: DeclaredBenefit, adults: _Adults) -> None:
    if benefit.is_empty:
        return
    BenefitRecord.objects.create(
        household=household,
        member={HOLDER: adults.holder, CO_REPRESENTATIVE: adults.co_representative}.get(benefit.member),
        scheme=benefit.scheme,
        body=benefit.body,
        number=benefit.number,
        dependent_children=benefit.dependent_children,
    )
