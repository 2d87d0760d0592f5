"""Whose record a family asks to change: a member, its home, a contact, what the benefits office knows it by."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any, ClassVar, Final

from apps.accounts.enums import Civility
from apps.accounts.models import User
from apps.casework.errors import TargetUnknown
from apps.families import operations, queries
from apps.families.declaration import (
    CO_REPRESENTATIVE,
    HOLDER,
    DeclaredAddress,
    DeclaredBenefit,
    DeclaredContact,
)
from apps.families.enums import BenefitBody, BenefitScheme, ContactLink, MemberRole, Quality, Sex
from apps.families.models import Contact, Household, HouseholdMember, Person, Relationship
from communes_config.schema import FamilyChangeKind
from tenants import context

ADDRESS: Final = "adresse"
BENEFIT: Final = "allocataire"
CONTACT: Final = "contact-"
TIE: Final = "tie-"
SHARED: Final = "L’adresse du foyer"
LABELS: Final = {
    "civility": "Civilité",
    "usual_name": "Nom d’usage",
    "birth_name": "Nom de naissance",
    "first_names": "Prénom(s)",
    "sex": "Sexe",
    "birth_date": "Date de naissance",
    "birth_commune": "Commune de naissance",
    "birth_department": "Département de naissance",
    "birth_country": "Pays de naissance",
    "birth_place_code": "Code INSEE du lieu de naissance",
    "phone": "Téléphone",
    "ex_directory": "Numéro sur liste rouge",
    "mobile": "Téléphone portable",
    "refuses_sms": "Refus des SMS",
    "email": "Courriel",
    "refuses_email": "Refus des courriels d’information",
    "profession": "Profession",
    "employer": "Employeur",
    "work_phone": "Téléphone professionnel",
    "address": "Adresse du foyer",
    "own_address": "Adresse de l’enfant",
    "link": "Lien avec la famille",
    "emergency": "À prévenir en cas d’urgence",
    "may_collect": "Autorisé à venir chercher les enfants",
    "home": "Adresse",
    "member": "Membre allocataire",
    "scheme": "Régime allocataire",
    "body": "Organisme allocataire",
    "number": "Numéro d’allocataire",
    "dependent_children": "Nombre d’enfants à charge",
}
_CHOICES: Final[Mapping[str, Any]] = {
    "civility": Civility,
    "sex": Sex,
    "link": ContactLink,
    "scheme": BenefitScheme,
    "body": BenefitBody,
}
_NAMES: Final = frozenset({"usual_name", "birth_name", "first_names"})
_BIRTH: Final = frozenset({"sex", "birth_date", "birth_commune", "birth_department", "birth_country"})
PLACES: Final = frozenset({"address", "own_address", "home"})


@dataclass(frozen=True, kw_only=True)
class Target(ABC):
    """What one request changes; `person` is None where it is nobody's record."""

    key: str
    household: Household
    person: Person | None = None
    is_child: ClassVar[bool] = False

    @property
    @abstractmethod
    def name(self) -> str: ...

    def label(self, name: str) -> str:
        return LABELS[name]

    @abstractmethod
    def value(self, name: str) -> Any:
        """What the commune knows today, as it is kept in a payload."""

    def kinds(self, changed: Collection[str]) -> frozenset[FamilyChangeKind]:
        """What kinds of change these are: the commune says which pieces each one calls for."""
        return frozenset()

    @abstractmethod
    def apply(self, values: Mapping[str, Any], *, by: User, at: datetime, reason: str) -> None:
        """Write what an agent kept of the request."""


@dataclass(frozen=True, kw_only=True)
class HomeTarget(Target):
    @property
    def name(self) -> str:
        return "Adresse du foyer"

    def value(self, name: str) -> Any:
        return address_values(self.household.address)

    def kinds(self, changed: Collection[str]) -> frozenset[FamilyChangeKind]:
        return frozenset({FamilyChangeKind.ADDRESS})

    def apply(self, values: Mapping[str, Any], *, by: User, at: datetime, reason: str) -> None:
        address = DeclaredAddress.from_json(values["address"])
        operations.change_address(household=self.household, address=address, by=by, at=at, reason=reason)


@dataclass(frozen=True, kw_only=True)
class AdultTarget(Target):
    person: Person

    @property
    def name(self) -> str:
        return self.person.full_name

    def value(self, name: str) -> Any:
        found = getattr(self.person, name)
        return found.isoformat() if isinstance(found, date) else found

    def kinds(self, changed: Collection[str]) -> frozenset[FamilyChangeKind]:
        found = set()
        if _NAMES.intersection(changed):
            found.add(FamilyChangeKind.NAME)
        if _BIRTH.intersection(changed):
            found.add(FamilyChangeKind.BIRTH_DATA)
        return frozenset(found)

    def apply(self, values: Mapping[str, Any], *, by: User, at: datetime, reason: str) -> None:
        born = values.get("birth_date")
        typed = {**values, "birth_date": date.fromisoformat(born)} if born else dict(values)
        operations.change_person(person=self.person, values=typed, by=by, at=at, reason=reason)


@dataclass(frozen=True, kw_only=True)
class ChildTarget(AdultTarget):
    """A child: who it is, where it lives, what each adult of the household is to it."""

    member: HouseholdMember
    adults: tuple[Person, ...]
    is_child: ClassVar[bool] = True

    def label(self, name: str) -> str:
        adult = self._adult(name)
        return f"Lien de {adult}" if adult else super().label(name)

    def value(self, name: str) -> Any:
        if name == "own_address":
            own = self.member.own_address
            return address_values(own) if own else None
        adult = self._adult(name)
        if adult is None:
            return super().value(name)
        tie = Relationship.objects.filter(adult=adult, child=self.person).first()
        return {"quality": tie.quality, "authority": tie.parental_authority} if tie else None

    def kinds(self, changed: Collection[str]) -> frozenset[FamilyChangeKind]:
        if self.person.is_expected and "birth_date" in changed:
            return frozenset({FamilyChangeKind.BIRTH})
        found = set(super().kinds(changed))
        if "own_address" in changed:
            found.add(FamilyChangeKind.CHILD_ADDRESS)
        if any(name.startswith(TIE) for name in changed):
            found.add(FamilyChangeKind.AUTHORITY)
        return frozenset(found)

    def apply(self, values: Mapping[str, Any], *, by: User, at: datetime, reason: str) -> None:
        written = {name: value for name, value in values.items() if name in LABELS and name != "own_address"}
        if written:
            super().apply(written, by=by, at=at, reason=reason)
        if "own_address" in values:
            asked = values["own_address"]
            address = DeclaredAddress.from_json(asked) if asked else None
            operations.move_apart(
                household=self.household, person=self.person, address=address, by=by, at=at, reason=reason
            )
        for name, tie in values.items():
            adult = self._adult(name)
            if adult is not None and tie != self.value(name):
                self._tie(adult, tie, by=by, at=at, reason=reason)

    def _tie(self, adult: Person, tie: Mapping[str, Any], *, by: User, at: datetime, reason: str) -> None:
        operations.correct_tie(
            child=self.person,
            adult=adult,
            quality=Quality(tie["quality"]),
            parental_authority=tie["authority"],
            since=context.local_date(at),
            reason=reason,
            by=by,
            at=at,
        )

    def _adult(self, name: str) -> Person | None:
        return next((adult for adult in self.adults if f"{TIE}{adult.pk}" == name), None)


@dataclass(frozen=True, kw_only=True)
class ContactTarget(Target):
    contact: Contact

    @property
    def name(self) -> str:
        return str(self.contact)

    def value(self, name: str) -> Any:
        if name != "home":
            return getattr(self.contact, name)
        if self.contact.shares_address:
            return SHARED
        return address_values(self.contact.own_address) if self.contact.own_address else None

    def apply(self, values: Mapping[str, Any], *, by: User, at: datetime, reason: str) -> None:
        names = [item.name for item in fields(DeclaredContact) if item.name not in ("key", "shares_address", "address")]
        home = values.get("home", self.value("home"))
        declared = DeclaredContact(
            key=self.key,
            **{name: values.get(name, self.value(name)) for name in names},
            shares_address=home == SHARED,
            address=DeclaredAddress.from_json(home) if isinstance(home, dict) else None,
        )
        operations.change_contact(contact=self.contact, declared=declared, by=by, at=at, reason=reason)


@dataclass(frozen=True, kw_only=True)
class BenefitTarget(Target):
    """What the family benefits office (CAF, MSA) knows the household by."""

    @property
    def name(self) -> str:
        return "Informations d’allocataire"

    @property
    def known(self) -> DeclaredBenefit:
        return queries.declared_benefit(self.household)

    def value(self, name: str) -> Any:
        return getattr(self.known, name)

    def kinds(self, changed: Collection[str]) -> frozenset[FamilyChangeKind]:
        return frozenset({FamilyChangeKind.BENEFIT})

    def apply(self, values: Mapping[str, Any], *, by: User, at: datetime, reason: str) -> None:
        known = self.known.to_json()
        benefit = DeclaredBenefit.from_json({**known, **values})
        operations.change_benefit(household=self.household, benefit=benefit, by=by, at=at, reason=reason)


def target_of(user: User, key: str) -> Target:
    """Return what this key stands for in the family of this account. Raises TargetUnknown."""
    household = queries.household_of(user)
    if household is None:
        raise TargetUnknown
    if key == ADDRESS:
        return HomeTarget(key=key, household=household)
    if key == BENEFIT:
        return BenefitTarget(key=key, household=household)
    if key.startswith(CONTACT):
        return _contact(household, key)
    return _member(user, household, key)


def read(name: str, value: Any) -> str:
    """Return a value of a payload as the family and the agent read it."""
    if name in ("own_address", "home") and value in (None, SHARED):
        return SHARED if name == "own_address" or value == SHARED else "–"
    if isinstance(value, bool):
        return "Oui" if value else "Non"
    if not value and value != 0:
        return "–"
    if name in PLACES:
        return ", ".join(DeclaredAddress.from_json(value).lines()) or "–"
    if name.startswith(TIE):
        authority = "avec" if value["authority"] else "sans"
        return f"{Quality(value['quality']).label}, {authority} autorité parentale"
    if name == "birth_date":
        return f"{date.fromisoformat(value):%d/%m/%Y}"
    if name == "member":
        return {HOLDER: "Le titulaire du compte", CO_REPRESENTATIVE: "Le co-représentant"}[value]
    return str(_CHOICES[name](value).label) if name in _CHOICES else str(value)


def address_values(address: Any) -> dict[str, str]:
    return {field.name: getattr(address, field.name) for field in fields(DeclaredAddress)}


def _contact(household: Household, key: str) -> ContactTarget:
    contacts = household.contacts.select_related("own_address", "household__address")
    contact = next((one for one in contacts if f"{CONTACT}{one.pk}" == key), None)
    if contact is None:
        raise TargetUnknown
    return ContactTarget(key=key, household=household, contact=contact)


def _member(user: User, household: Household, key: str) -> AdultTarget:
    members = list(household.members.select_related("person", "own_address"))
    member = next((one for one in members if str(one.person_id) == key), None)
    if member is None:
        raise TargetUnknown
    if member.role != MemberRole.CHILD:
        return AdultTarget(key=key, household=household, person=member.person)
    if not queries.represents(user, member.person):
        raise TargetUnknown
    adults = tuple(one.person for one in members if one.role != MemberRole.CHILD)
    return ChildTarget(key=key, household=household, person=member.person, member=member, adults=adults)
