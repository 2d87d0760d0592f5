"""What a declaration still lacks, person by person, under the rules of one commune."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

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
from communes_config.schema import FieldState

ROLE_LABELS: Final = {HOLDER: "Titulaire du compte", CO_REPRESENTATIVE: "Co-représentant"}
ADULT_CHOICES: Final = ("phone", "mobile", "email", "profession", "employer", "work_phone")
BENEFIT_CHOICES: Final = {
    "benefit_member": "member",
    "benefit_scheme": "scheme",
    "benefit_body": "body",
    "benefit_number": "number",
    "dependent_children": "dependent_children",
}
MESSAGES: Final = {
    "civility": "indiquez la civilité",
    "usual_name": "indiquez le nom d’usage",
    "birth_name": "indiquez le nom de naissance",
    "first_names": "indiquez le ou les prénoms",
    "sex": "indiquez le sexe",
    "birth_date": "indiquez la date de naissance",
    "birth_commune": "indiquez la commune de naissance",
    "expected_on": "indiquez la date prévue de la naissance",
    "street": "indiquez le nom de la voie",
    "postal_code": "indiquez le code postal",
    "city": "indiquez la ville",
    "country": "indiquez le pays",
    "phone": "indiquez un numéro de téléphone",
    "mobile": "indiquez un numéro de téléphone portable",
    "email": "indiquez une adresse électronique",
    "profession": "indiquez la profession",
    "employer": "indiquez l’employeur",
    "work_phone": "indiquez le téléphone professionnel",
    "benefit_member": "indiquez qui est allocataire",
    "benefit_scheme": "indiquez le régime d’allocations",
    "benefit_body": "indiquez l’organisme qui verse les allocations",
    "benefit_number": "indiquez le numéro d’allocataire",
    "dependent_children": "indiquez le nombre d’enfants à charge",
    "link": "indiquez le lien avec la famille",
    "address": "indiquez l’adresse",
}
IN_THE_FUTURE: Final = "la date de naissance ne peut pas être dans le futur"
NOT_IN_THE_FUTURE: Final = "la date prévue de la naissance doit être à venir"
NOBODY_ADDED: Final = "ajoutez au moins une personne"
SAME_CHILD_TWICE: Final = "cet enfant est déjà dans votre déclaration"


@dataclass(frozen=True, kw_only=True)
class Problem:
    """`person` is the key of the person's page, `field` the name of its input."""

    person: str
    person_label: str
    field: str
    message: str

    def __str__(self) -> str:
        return f"{self.person_label} : {self.message}"


@dataclass(frozen=True)
class _Found:
    field: str
    message: str


def problems(declaration: FamilyDeclaration, states: Mapping[str, FieldState], today: date) -> tuple[Problem, ...]:
    """Return everything that keeps the declaration from being filed; `states` is `config.family.fields`."""
    if declaration.is_addition and declaration.is_alone:
        return (Problem(person=HOLDER, person_label="Votre famille", field="", message=NOBODY_ADDED),)
    found = [] if HOLDER in declaration.known else [*_of_holder(declaration, states, today)]
    if declaration.co_representative is not None and CO_REPRESENTATIVE not in declaration.known:
        label = declaration.co_representative.full_name or ROLE_LABELS[CO_REPRESENTATIVE]
        found += _named(CO_REPRESENTATIVE, label, _adult(declaration.co_representative, states, today))
    for rank, child in enumerate(declaration.children, start=1):
        found += _named(child.key, child.full_name or f"Enfant {rank}", _child(child, declaration, states, today))
    for rank, contact in enumerate(declaration.contacts, start=1):
        found += _named(contact.key, contact.full_name or f"Contact {rank}", _contact(contact, states))
    return tuple(found)


def _of_holder(declaration: FamilyDeclaration, states: Mapping[str, FieldState], today: date) -> Iterator[Problem]:
    holder = declaration.holder
    label = holder.full_name or ROLE_LABELS[HOLDER]
    yield from _named(HOLDER, label, _adult(holder, states, today))
    if holder.address is None:
        yield from _named(HOLDER, label, _address(DeclaredAddress(country="")))
    yield from _named(HOLDER, label, _benefit(declaration.benefit, states))


def _named(key: str, label: str, found: Iterator[_Found]) -> Iterator[Problem]:
    for item in found:
        yield Problem(person=key, person_label=label, field=item.field, message=item.message)


def _missing(field: str) -> _Found:
    return _Found(field, MESSAGES[field])


def _is_required(states: Mapping[str, FieldState], name: str) -> bool:
    return states.get(name, FieldState.OPTIONAL) == FieldState.REQUIRED


def _adult(adult: DeclaredAdult, states: Mapping[str, FieldState], today: date) -> Iterator[_Found]:
    for field in ("civility", "usual_name", "first_names"):
        if not getattr(adult, field):
            yield _missing(field)
    if _is_required(states, "birth_name") and not adult.birth_name:
        yield _missing("birth_name")
    if _is_required(states, "birth_date") and adult.birth_date is None:
        yield _missing("birth_date")
    if adult.birth_date is not None and adult.birth_date > today:
        yield _Found("birth_date", IN_THE_FUTURE)
    if _is_required(states, "birth_place") and not adult.birth_commune:
        yield _missing("birth_commune")
    if adult.address is not None:
        yield from _address(adult.address)
    for field in ADULT_CHOICES:
        if _is_required(states, field) and not getattr(adult, field):
            yield _missing(field)


def _address(address: DeclaredAddress) -> Iterator[_Found]:
    for field in ("street", "postal_code", "city", "country"):
        if not getattr(address, field):
            yield _missing(field)


def _benefit(benefit: DeclaredBenefit, states: Mapping[str, FieldState]) -> Iterator[_Found]:
    for field, attribute in BENEFIT_CHOICES.items():
        if _is_required(states, field) and getattr(benefit, attribute) in ("", None):
            yield _missing(field)


def _child(
    child: DeclaredChild, declaration: FamilyDeclaration, states: Mapping[str, FieldState], today: date
) -> Iterator[_Found]:
    yield from _expected(child, today) if child.expected else _born(child, states, today)
    if child.address is not None:
        yield from _address(child.address)
    yield from _tie(child.holder_tie, "holder", declaration.holder)
    if declaration.co_representative is not None:
        yield from _tie(child.co_representative_tie, "co_representative", declaration.co_representative)
    if any(_is_same_child(child, other) for other in declaration.children):
        yield _Found("first_names", SAME_CHILD_TWICE)


def _expected(child: DeclaredChild, today: date) -> Iterator[_Found]:
    if child.expected_on is None:
        yield _missing("expected_on")
    elif child.expected_on <= today:
        yield _Found("expected_on", NOT_IN_THE_FUTURE)


def _born(child: DeclaredChild, states: Mapping[str, FieldState], today: date) -> Iterator[_Found]:
    for field in ("usual_name", "first_names", "sex", "birth_date"):
        if not getattr(child, field):
            yield _missing(field)
    if child.birth_date is not None and child.birth_date > today:
        yield _Found("birth_date", IN_THE_FUTURE)
    if _is_required(states, "birth_place") and not child.birth_commune:
        yield _missing("birth_commune")


def _tie(tie: DeclaredTie, prefix: str, adult: DeclaredAdult) -> Iterator[_Found]:
    name = adult.full_name or ROLE_LABELS[HOLDER if prefix == "holder" else CO_REPRESENTATIVE]
    if not tie.quality:
        yield _Found(f"{prefix}_quality", f"indiquez la qualité de {name}")
    if tie.parental_authority is None:
        yield _Found(f"{prefix}_authority", f"indiquez si {name} a l’autorité parentale")


def _is_same_child(one: DeclaredChild, other: DeclaredChild) -> bool:
    if one.key == other.key or one.expected or other.expected:
        return False
    identity = (one.first_names.casefold(), one.usual_name.casefold(), one.birth_date)
    return all(identity) and identity == (other.first_names.casefold(), other.usual_name.casefold(), other.birth_date)


def _contact(contact: DeclaredContact, states: Mapping[str, FieldState]) -> Iterator[_Found]:
    for field in ("civility", "usual_name", "first_names", "phone", "link"):
        if not getattr(contact, field):
            yield _missing(field)
    if _is_required(states, "contact_email") and not contact.email:
        yield _missing("email")
    if contact.address is not None:
        yield from _address(contact.address)
    elif _is_required(states, "contact_address") and not contact.shares_address:
        yield _missing("address")
