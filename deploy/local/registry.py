"""Hundreds of families written in a few statements, as the town hall's former software would hand them over."""

from collections.abc import Iterable
from dataclasses import asdict, fields
from datetime import datetime, timedelta

from apps.accounts.enums import AccountStatus, Origin
from apps.accounts.models import Address, CguAcceptance, User
from apps.families.declaration import (
    HOLDER,
    DeclaredAddress,
    DeclaredAdult,
    DeclaredChild,
    DeclaredPerson,
    DeclaredTie,
    FamilyDeclaration,
)
from apps.families.enums import HouseholdOrigin, MemberRole
from apps.families.models import BenefitRecord, Contact, Household, HouseholdMember, Person, Relationship
from apps.families.operations.people import search_text
from core.identifiers import match_key, normalise_email
from tenants import context

from .people import Family, Town

NO_PASSWORD = "!"  # noqa: S105 - what Django writes for a password that opens nothing
PERSON_FIELDS = {field.name for field in Person._meta.fields}


class Registry:
    """Rows in the making: everything is built in memory, then written table by table."""

    def __init__(self, town: Town, *, at: datetime) -> None:
        self.town = town
        self.rng = town.rng
        self.at = at
        self.addresses: list[Address] = []
        self.users: list[User] = []
        self.persons: dict[object, Person] = {}
        self.households: list[Household] = []
        self.members: list[HouseholdMember] = []
        self.relationships: list[Relationship] = []
        self.contacts: list[Contact] = []
        self.benefits: list[BenefitRecord] = []

    def add(self, families: Iterable[Family]) -> None:
        for family in families:
            since = self.at - timedelta(days=self.rng.randint(20, 900), minutes=self.rng.randint(0, 600))
            for declaration in family.households:
                self._add_household(declaration, since)

    def write(self) -> None:
        persons = list(self.persons.values())
        Address.objects.bulk_create(self.addresses)
        User.objects.bulk_create(self.users)
        Person.objects.bulk_create(persons)
        Household.objects.bulk_create(self.households)
        HouseholdMember.objects.bulk_create(self.members)
        Relationship.objects.bulk_create(self.relationships)
        Contact.objects.bulk_create(self.contacts)
        BenefitRecord.objects.bulk_create(self.benefits)
        cgu = context.config().cgu
        CguAcceptance.objects.bulk_create(
            CguAcceptance(user=user, version=cgu.version, digest=cgu.digest, at=user.activated_at)
            for user in self.users
        )

    def account(self, adult: DeclaredAdult, since: datetime) -> User:
        """Make an active account whose owner has a password that nobody knows."""
        username = self.town.username(adult)
        activated = since + timedelta(hours=self.rng.randint(1, 200))
        user = User(
            username=username,
            username_key=username,
            email=adult.email,
            email_key=normalise_email(adult.email),
            password=NO_PASSWORD,
            status=AccountStatus.ACTIVE,
            origin=self.rng.choice((Origin.SIGN_UP, Origin.IMPORT)),
            civility=adult.civility,
            usual_name=adult.usual_name,
            birth_name=adult.birth_name,
            first_names=adult.first_names,
            birth_date=adult.birth_date,
            phone=adult.phone,
            mobile=adult.mobile,
            address=self.address(adult.address) if adult.address else None,
            created_at=since,
            activated_at=activated,
            last_login=activated + (self.at - activated) * self.rng.random(),
        )
        self.users.append(user)
        return user

    def address(self, declared: DeclaredAddress) -> Address:
        address = Address(**asdict(declared))
        self.addresses.append(address)
        return address

    def _add_household(self, declaration: FamilyDeclaration, since: datetime) -> None:
        household = Household(
            origin=self.rng.choice((HouseholdOrigin.KNOWN, HouseholdOrigin.DECLARED)),
            address=self.address(declaration.holder.address or DeclaredAddress()),
            created_at=since,
            updated_at=since,
        )
        self.households.append(household)
        holder = self._adult(household, declaration.holder, MemberRole.HOLDER, since, has_account=0.75)
        second = None
        if declaration.co_representative is not None:
            role = MemberRole.CO_REPRESENTATIVE
            second = self._adult(household, declaration.co_representative, role, since, has_account=0.35)
        for declared in declaration.children:
            child = self._child(declared, since)
            self._join(household, child, MemberRole.CHILD, since)
            self._bind(holder, child, declared.holder_tie)
            if second is not None:
                self._bind(second, child, declared.co_representative_tie)
        self._add_contacts(household, declaration)
        self._add_benefit(household, declaration, holder, second)

    def _adult(
        self, household: Household, declared: DeclaredAdult, role: MemberRole, since: datetime, *, has_account: float
    ) -> Person:
        person = self._person(declared, since)
        if self.rng.random() < has_account:
            person.account = self.account(declared, since)
        self.persons[id(person)] = person
        self._join(household, person, role, since)
        return person

    def _child(self, declared: DeclaredChild, since: datetime) -> Person:
        """Two households that declare the same child are given the same person."""
        if declared.key not in self.persons:
            self.persons[declared.key] = self._person(declared, since)
        return self.persons[declared.key]

    def _person(self, declared: DeclaredPerson, since: datetime) -> Person:
        values = {field.name: getattr(declared, field.name) for field in fields(declared)}
        values = {name: value for name, value in values.items() if name in PERSON_FIELDS}
        person = Person(**values, created_at=since, updated_at=since)
        if person.birth_date is not None:
            person.match_key = match_key(person.first_names, person.birth_name or person.usual_name, person.birth_date)
        person.search_text = search_text(person)
        return person

    def _join(self, household: Household, person: Person, role: MemberRole, since: datetime) -> None:
        self.members.append(HouseholdMember(household=household, person=person, role=role, joined_at=since))

    def _bind(self, adult: Person, child: Person, tie: DeclaredTie) -> None:
        if tie.quality:
            self.relationships.append(
                Relationship(
                    adult=adult, child=child, quality=tie.quality, parental_authority=bool(tie.parental_authority)
                )
            )

    def _add_contacts(self, household: Household, declaration: FamilyDeclaration) -> None:
        for declared in declaration.contacts:
            values = {field.name: getattr(declared, field.name) for field in fields(declared)}
            del values["key"], values["address"]
            own = self.address(declared.address) if declared.address else None
            self.contacts.append(Contact(household=household, own_address=own, **values))

    def _add_benefit(
        self, household: Household, declaration: FamilyDeclaration, holder: Person, second: Person | None
    ) -> None:
        values = asdict(declaration.benefit)
        member = holder if values.pop("member") == HOLDER else second
        self.benefits.append(BenefitRecord(household=household, member=member, **values))
