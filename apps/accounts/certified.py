"""What FranceConnect certifies of a person, in the fields of an account."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Self

from core.identifiers import fold
from core.official_identity import FRANCE_CODE, OfficialIdentity

from .gateways.places import BirthPlace
from .models import User

FIELDS: Final = (
    "civility",
    "birth_name",
    "first_names",
    "birth_date",
    "birth_country",
    "birth_department",
    "birth_commune",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Certified:
    """An identity, and the commune where the person was born when its code could be named."""

    identity: OfficialIdentity
    place: BirthPlace | None = None

    @property
    def fields(self) -> dict[str, Any]:
        """The fields of the account that nobody may write any more; what is not certified is not among them."""
        identity, place = self.identity, self.place
        born_in_france = identity.birth_country_code == FRANCE_CODE and place is not None
        values: dict[str, Any] = {
            "civility": identity.civility,
            "birth_name": identity.birth_name,
            "first_names": identity.first_names,
            "birth_date": identity.birth_date,
            "birth_country": identity.birth_country,
            "birth_department": place.department if place and born_in_france else "",
            "birth_commune": place.commune if place and born_in_france else "",
        }
        return {name: value for name, value in values.items() if value}

    def complete(self, user: User) -> list[str]:
        """Fill what the account does not say, and return the fields that the State and the account agree on."""
        agreed = []
        for name, value in self.fields.items():
            if not getattr(user, name):
                setattr(user, name, value)
            if _same(getattr(user, name), value):
                agreed.append(name)
        return agreed

    def to_json(self) -> dict[str, Any]:
        place = [self.place.commune, self.place.department] if self.place else []
        return {"identity": self.identity.to_json(), "place": place}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        place = BirthPlace(*stored["place"]) if stored["place"] else None
        return cls(identity=OfficialIdentity.from_json(stored["identity"]), place=place)


def _same(written: Any, certified: Any) -> bool:
    if isinstance(certified, date):
        return bool(written == certified)
    return fold(written) == fold(certified)
