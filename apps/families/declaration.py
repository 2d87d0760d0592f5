"""What a family says of itself: the payload of its request, complete or not, before anything exists in the commune."""

import types
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from functools import cache
from typing import Any, Self, Union, get_args, get_origin, get_type_hints

HOLDER = "titulaire"
CO_REPRESENTATIVE = "co-representant"


class _Stored:
    """JSON both ways; a key that this version does not know is left aside, a missing one takes its default."""

    def to_json(self) -> dict[str, Any]:
        own = fields(self)  # type: ignore[arg-type]  # only dataclasses inherit
        return {item.name: _dump(getattr(self, item.name)) for item in own}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        hints = _hints(cls)
        known = {item.name for item in fields(cls)}  # type: ignore[arg-type]  # only dataclasses inherit
        return cls(**{name: _load(hints[name], value) for name, value in data.items() if name in known})


@cache
def _hints(cls: type) -> dict[str, Any]:
    return get_type_hints(cls)


def _dump(value: Any) -> Any:
    if is_dataclass(value):
        return {item.name: _dump(getattr(value, item.name)) for item in fields(value)}
    if isinstance(value, tuple):
        return [_dump(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


def _load(kind: Any, value: Any) -> Any:
    if get_origin(kind) in (types.UnionType, Union):
        if value is None:
            return None
        kind = next(option for option in get_args(kind) if option is not types.NoneType)
    if get_origin(kind) is tuple:
        return tuple(_load(get_args(kind)[0], item) for item in value)
    if isinstance(kind, type) and issubclass(kind, _Stored):
        return kind.from_json(value)
    return date.fromisoformat(value) if kind is date else value


@dataclass(frozen=True, kw_only=True)
class DeclaredAddress(_Stored):
    number: str = ""
    street: str = ""
    building: str = ""
    apartment: str = ""
    complement: str = ""
    postal_code: str = ""
    city: str = ""
    country: str = "France"
    ban_id: str = ""  # both as the State's address search knows this very address
    insee_code: str = ""

    def lines(self) -> tuple[str, ...]:
        """The address as it is written on an envelope, empty lines left out."""
        inside = " ".join(
            f"{label} {value}" for label, value in (("bât.", self.building), ("appt", self.apartment)) if value
        )
        written = (
            f"{self.number} {self.street}".strip(),
            inside,
            self.complement,
            f"{self.postal_code} {self.city}".strip(),
            "" if self.country.casefold() == "france" else self.country,
        )
        return tuple(line for line in written if line)


@dataclass(frozen=True, kw_only=True)
class DeclaredPerson(_Stored):
    usual_name: str = ""
    birth_name: str = ""
    first_names: str = ""
    birth_date: date | None = None
    birth_commune: str = ""
    birth_department: str = ""
    birth_country: str = ""
    birth_place_code: str = ""  # INSEE's, of the commune or of the country abroad

    @property
    def full_name(self) -> str:
        return f"{self.first_names} {self.usual_name}".strip()


@dataclass(frozen=True, kw_only=True)
class DeclaredAdult(DeclaredPerson):
    """`address` is None for who shares the holder's."""

    civility: str = ""
    address: DeclaredAddress | None = None
    phone: str = ""
    ex_directory: bool = False
    mobile: str = ""
    refuses_sms: bool = False
    email: str = ""
    refuses_email: bool = False
    profession: str = ""
    employer: str = ""
    work_phone: str = ""


@dataclass(frozen=True, kw_only=True)
class DeclaredTie(_Stored):
    """What an adult is to a child; `parental_authority` is None until the question is answered."""

    quality: str = ""
    parental_authority: bool | None = None


@dataclass(frozen=True, kw_only=True)
class DeclaredChild(DeclaredPerson):
    """`address` is None for who shares the holder's; an expected child has `expected_on` and perhaps no name."""

    key: str
    sex: str = ""
    expected: bool = False
    expected_on: date | None = None
    address: DeclaredAddress | None = None
    holder_tie: DeclaredTie = DeclaredTie()
    co_representative_tie: DeclaredTie = DeclaredTie()

    @property
    def full_name(self) -> str:
        return super().full_name or ("Enfant à naître" if self.expected else "")


@dataclass(frozen=True, kw_only=True)
class DeclaredContact(_Stored):
    key: str
    civility: str = ""
    usual_name: str = ""
    first_names: str = ""
    phone: str = ""
    email: str = ""
    link: str = ""
    emergency: bool = False
    may_collect: bool = False
    shares_address: bool = False
    address: DeclaredAddress | None = None

    @property
    def full_name(self) -> str:
        return f"{self.first_names} {self.usual_name}".strip()


@dataclass(frozen=True, kw_only=True)
class DeclaredBenefit(_Stored):
    """`member` is "titulaire", "co-representant" or empty."""

    member: str = ""
    scheme: str = ""
    body: str = ""
    number: str = ""
    dependent_children: int | None = None

    @property
    def is_empty(self) -> bool:
        return self == DeclaredBenefit()


@dataclass(frozen=True, kw_only=True)
class FamilyDeclaration(_Stored):
    holder: DeclaredAdult
    co_representative: DeclaredAdult | None = None
    children: tuple[DeclaredChild, ...] = ()
    contacts: tuple[DeclaredContact, ...] = ()
    benefit: DeclaredBenefit = DeclaredBenefit()
    alone_confirmed: bool = False
    known: tuple[str, ...] = ()

    @property
    def is_addition(self) -> bool:
        """The family exists: `known` are its adults, shown and not declared again, others join them."""
        return bool(self.known)

    @property
    def is_alone(self) -> bool:
        """Only oneself is declared: the citizen is asked whether that is meant."""
        second = self.co_representative is not None and CO_REPRESENTATIVE not in self.known
        return not (second or self.children or self.contacts)

    def child(self, key: str) -> DeclaredChild | None:
        return next((child for child in self.children if child.key == key), None)

    def contact(self, key: str) -> DeclaredContact | None:
        return next((contact for contact in self.contacts if contact.key == key), None)

    def with_child(self, child: DeclaredChild) -> Self:
        """Add a child, or put it in the place of the one with the same key."""
        return replace(self, children=_placed(self.children, child))

    def with_contact(self, contact: DeclaredContact) -> Self:
        return replace(self, contacts=_placed(self.contacts, contact))

    def without(self, key: str) -> Self:
        """Remove a person; the holder stays. What ties children to a co-representative leaves with them."""
        if key != CO_REPRESENTATIVE:
            return replace(
                self,
                children=tuple(child for child in self.children if child.key != key),
                contacts=tuple(contact for contact in self.contacts if contact.key != key),
            )
        benefit = replace(self.benefit, member="") if self.benefit.member == key else self.benefit
        children = tuple(replace(child, co_representative_tie=DeclaredTie()) for child in self.children)
        return replace(self, co_representative=None, children=children, benefit=benefit)


def _placed[Keyed: (DeclaredChild, DeclaredContact)](people: tuple[Keyed, ...], one: Keyed) -> tuple[Keyed, ...]:
    if any(person.key == one.key for person in people):
        return tuple(one if person.key == one.key else person for person in people)
    return (*people, one)
