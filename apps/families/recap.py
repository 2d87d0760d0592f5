"""A declaration as it is read back: by the family before it files, by the agent who decides."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from apps.accounts.enums import Civility
from apps.accounts.models import Address
from apps.families.completeness import ROLE_LABELS
from apps.families.declaration import (
    CO_REPRESENTATIVE,
    HOLDER,
    DeclaredAddress,
    DeclaredAdult,
    DeclaredBenefit,
    DeclaredChild,
    DeclaredContact,
    DeclaredTie,
    FamilyDeclaration,
)
from apps.families.enums import BenefitBody, BenefitScheme, ContactLink, Quality, Sex
from apps.families.models import BenefitRecord, Contact, Person
from communes_config.schema import FieldState

SHARED: Final = "Celle du titulaire"
type Row = tuple[str, object]


@dataclass(frozen=True, kw_only=True)
class Section:
    """`key` is that of the person's page, where it is modified."""

    key: str
    title: str
    role: str
    rows: tuple[Row, ...]

    @property
    def heading(self) -> str:
        return f"{self.role} : {self.title}" if self.title else self.role


@dataclass(frozen=True)
class _Choice:
    """A row that a commune may hide: its field in the configuration, its label, how it is read."""

    field: str
    label: str
    read: Callable[[Any], object]


_IDENTITY_CHOICES: Final = (
    _Choice("birth_name", "Nom de naissance", lambda person: person.birth_name),
    _Choice("birth_date", "Date de naissance", lambda person: _day(person.birth_date)),
    _Choice("birth_place", "Lieu de naissance", lambda person: _birth_place(person)),
)
_ADULT_CHOICES: Final = (
    _Choice("phone", "Téléphone", lambda adult: adult.phone),
    _Choice("ex_directory", "Liste rouge", lambda adult: adult.ex_directory),
    _Choice("mobile", "Téléphone portable", lambda adult: adult.mobile),
    _Choice("refuses_sms", "Refuse les SMS", lambda adult: adult.refuses_sms),
    _Choice("email", "Courriel", lambda adult: adult.email),
    _Choice("refuses_email", "Refuse les courriels", lambda adult: adult.refuses_email),
    _Choice("profession", "Profession", lambda adult: adult.profession),
    _Choice("employer", "Employeur", lambda adult: adult.employer),
    _Choice("work_phone", "Téléphone professionnel", lambda adult: adult.work_phone),
)
_BENEFIT_CHOICES: Final = (
    _Choice("benefit_scheme", "Régime allocataire", lambda benefit: label_of(BenefitScheme, benefit.scheme)),
    _Choice("benefit_body", "Organisme allocataire", lambda benefit: label_of(BenefitBody, benefit.body)),
    _Choice("benefit_number", "Numéro d’allocataire", lambda benefit: benefit.number),
    _Choice("dependent_children", "Enfants à charge", lambda benefit: benefit.dependent_children),
)


def sections(declaration: FamilyDeclaration, states: Mapping[str, FieldState]) -> tuple[Section, ...]:
    """Return one section for each person, in the order of the screens; what the commune hides is left out."""
    return tuple(_sections(declaration, states))


def _sections(declaration: FamilyDeclaration, states: Mapping[str, FieldState]) -> Iterator[Section]:
    holder = declaration.holder
    if HOLDER not in declaration.known:
        rows = (*adult_rows(holder, _address(holder.address), states), *_benefit(declaration, states))
        yield Section(key=HOLDER, title=holder.full_name, role=ROLE_LABELS[HOLDER], rows=rows)
    second = declaration.co_representative
    if second is not None and CO_REPRESENTATIVE not in declaration.known:
        role = ROLE_LABELS[CO_REPRESENTATIVE]
        rows = tuple(adult_rows(second, _address(second.address), states))
        yield Section(key=CO_REPRESENTATIVE, title=second.full_name, role=role, rows=rows)
    for child in declaration.children:
        rows = tuple(_child(child, declaration, states))
        yield Section(key=child.key, title=child.full_name, role="Enfant", rows=rows)
    for contact in declaration.contacts:
        rows = tuple(contact_rows(contact, states))
        yield Section(key=contact.key, title=contact.full_name, role="Contact", rows=rows)


def adult_rows(adult: DeclaredAdult | Person, address: str, states: Mapping[str, FieldState]) -> Iterator[Row]:
    yield "Civilité", label_of(Civility, adult.civility)
    yield "Nom d’usage", adult.usual_name
    yield "Prénom(s)", adult.first_names
    yield from _chosen(_IDENTITY_CHOICES, adult, states)
    yield "Adresse", address
    yield from _chosen(_ADULT_CHOICES, adult, states)


def _benefit(declaration: FamilyDeclaration, states: Mapping[str, FieldState]) -> Iterator[Row]:
    benefit: DeclaredBenefit = declaration.benefit
    adults = {HOLDER: declaration.holder, CO_REPRESENTATIVE: declaration.co_representative}
    member = adults.get(benefit.member)
    if states.get("benefit_member") != FieldState.HIDDEN:
        yield "Membre allocataire", member.full_name if member else ""
    yield from _chosen(_BENEFIT_CHOICES, benefit, states)


def child_rows(child: DeclaredChild | Person, states: Mapping[str, FieldState], *, expected: bool) -> Iterator[Row]:
    yield "Nom d’usage", child.usual_name
    yield "Prénom(s)", child.first_names
    yield "Sexe", label_of(Sex, child.sex)
    if expected:
        yield "Naissance prévue le", _day(child.expected_on)
    else:
        yield "Date de naissance", _day(child.birth_date)
        yield from _chosen((_IDENTITY_CHOICES[0], _IDENTITY_CHOICES[2]), child, states)


def _child(child: DeclaredChild, declaration: FamilyDeclaration, states: Mapping[str, FieldState]) -> Iterator[Row]:
    yield from child_rows(child, states, expected=child.expected)
    yield "Adresse", _address(child.address)
    yield f"Qualité de {declaration.holder.full_name}", _tie(child.holder_tie)
    if declaration.co_representative is not None:
        yield f"Qualité de {declaration.co_representative.full_name}", _tie(child.co_representative_tie)


def contact_rows(contact: DeclaredContact | Contact, states: Mapping[str, FieldState]) -> Iterator[Row]:
    yield "Civilité", label_of(Civility, contact.civility)
    yield "Nom d’usage", contact.usual_name
    yield "Prénom(s)", contact.first_names
    yield "Téléphone", contact.phone
    if states.get("contact_email") != FieldState.HIDDEN:
        yield "Courriel", contact.email
    yield "Lien avec la famille", label_of(ContactLink, contact.link)
    yield "À prévenir en cas d’urgence", contact.emergency
    yield "Autorisé à venir chercher les enfants", contact.may_collect
    if states.get("contact_address") != FieldState.HIDDEN:
        yield "Adresse", SHARED if contact.shares_address else _address(contact.address, nothing="")


def _chosen(choices: tuple[_Choice, ...], of: object, states: Mapping[str, FieldState]) -> Iterator[Row]:
    for choice in choices:
        if states.get(choice.field) != FieldState.HIDDEN:
            yield choice.label, choice.read(of)


def _tie(tie: DeclaredTie) -> str:
    if not tie.quality:
        return ""
    authority = "avec autorité parentale" if tie.parental_authority else "sans autorité parentale"
    return f"{label_of(Quality, tie.quality)} ({authority})"


def _address(address: DeclaredAddress | Address | None, *, nothing: str = SHARED) -> str:
    return ", ".join(address.lines()) if address else nothing


def _birth_place(person: DeclaredAdult | DeclaredChild | Person) -> str:
    return ", ".join(filter(None, (person.birth_commune, person.birth_department, person.birth_country)))


def _day(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""


def benefit_rows(benefit: BenefitRecord | None) -> tuple[tuple[str, object], ...]:
    """Return what the family benefits office knows the household by, as the page shows it."""
    if benefit is None:
        return ()
    return (
        ("Membre allocataire", str(benefit.member) if benefit.member else ""),
        ("Régime", label_of(BenefitScheme, benefit.scheme)),
        ("Organisme", label_of(BenefitBody, benefit.body)),
        ("Numéro", benefit.number),
        ("Enfants à charge", benefit.dependent_children),
    )


def label_of(choices: Any, value: str) -> str:
    """Return the French label of a stored value; a value that no longer exists is shown as it is."""
    return str(choices(value).label) if value in choices.values else value
