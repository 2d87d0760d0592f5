from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from apps.accounts.models import Address, User
from apps.audit.operations import record
from apps.families.declaration import CO_REPRESENTATIVE, HOLDER, DeclaredAddress, DeclaredTie, FamilyDeclaration
from apps.families.enums import HouseholdOrigin, MemberRole
from apps.families.errors import AlreadyHolder, ChildAlreadyThere, ChildInAnotherFamily, CoRepresentativeKnown
from apps.families.models import BenefitRecord, Contact, Household, HouseholdMember, Person, Relationship
from apps.families.operations import people
from apps.families.operations.keys import IssuedKey, issue_key, mail_key
from apps.families.operations.matches import find_candidates, lock_children
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
    _add_benefit(household, declaration, adults)
    data = {"origin": str(origin), "children": len(children), "contacts": len(declaration.contacts)}
    record(action="families.household_created", actor=by, subject=household, at=at, data=data)
    find_candidates(children=children, at=at)
    return household


@transaction.atomic
def add_members(*, household: Household, declaration: FamilyDeclaration, by: User | None, at: datetime) -> Household:
    """Add the people of a declaration that completes a household; its known adults are left as they are.

    Raises CoRepresentativeKnown, ChildAlreadyThere, or ChildInAnotherFamily where a child has only one family.
    """
    household = Household.objects.select_for_update(of=("self",)).select_related("address").get(pk=household.pk)
    lock_children(declaration)
    _refuse_children_twice(household, declaration)
    _refuse_second_family(declaration)
    adults = _adults_of(household, declaration, at)
    children = _add_children(household, declaration, adults, at)
    _add_contacts(household, declaration)
    household.updated_at = at
    household.save(update_fields=["updated_at"])
    added = {"children": len(children), "contacts": len(declaration.contacts)}
    record(action="families.members_added", actor=by, subject=household, at=at, data=added)
    find_candidates(children=children, at=at)
    return household


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
def change_address(*, household: Household, address: DeclaredAddress, by: User | None, at: datetime) -> Household:
    """Move the household: whoever shares its address follows, whoever has their own stays."""
    household = Household.objects.select_for_update(of=("self",)).select_related("address").get(pk=household.pk)
    before = household.address
    household.address = people.create_address(address)
    household.updated_at = at
    household.save(update_fields=["address", "updated_at"])
    record(action="families.address_changed", actor=by, subject=household, at=at, data={"before": before.pk})
    return household


@transaction.atomic
def move_apart(
    *, household: Household, person: Person, address: DeclaredAddress, by: User | None, at: datetime
) -> None:
    """Give a member of the household, other than its holder, an address of their own."""
    member = household.members.select_for_update().exclude(role=MemberRole.HOLDER).get(person=person)
    before = member.own_address_id
    member.own_address = people.create_address(address)
    member.save(update_fields=["own_address"])
    data = {"before": before, "person": person.pk}
    record(action="families.address_changed", actor=by, subject=household, at=at, data=data)


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
    names = ("civility", "usual_name", "first_names", "phone", "email", "link", "emergency", "may_collect")
    for declared in declaration.contacts:
        own = None if declared.shares_address or declared.address is None else people.create_address(declared.address)
        Contact.objects.create(
            household=household,
            **{name: getattr(declared, name) for name in names},
            shares_address=declared.shares_address,
            own_address=own,
        )


def _add_benefit(household: Household, declaration: FamilyDeclaration, adults: _Adults) -> None:
    benefit = declaration.benefit
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
