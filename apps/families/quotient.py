"""A quotient familial as it is asked for and as it is answered, before anything of it is kept."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any, Final, Self

from core.official_identity import FRANCE_CODE

LARGEST: Final = 99_999  # euros: more is a slip of the pen, or no quotient


@dataclass(frozen=True, kw_only=True, slots=True)
class CivilIdentity:
    """What the Caf and the MSA know somebody by. `sex` is M or F; places are codes of INSEE."""

    birth_name: str
    usual_name: str
    first_names: tuple[str, ...]
    birth_date: date
    sex: str
    country_code: str
    commune_code: str = ""

    @property
    def born_in_france(self) -> bool:
        return self.country_code == FRANCE_CODE


@dataclass(frozen=True, kw_only=True, slots=True)
class KnownIdentity:
    """What an account already says of a civil status; a part that it does not say is empty, and asked."""

    birth_name: str = ""
    usual_name: str = ""
    first_names: str = ""
    birth_date: date | None = None
    sex: str = ""
    country_code: str = ""
    commune_code: str = ""

    @property
    def missing(self) -> tuple[str, ...]:
        asked = ("birth_name", "first_names", "birth_date", "sex", "country_code")
        place = () if self.commune_code or self.country_code not in ("", FRANCE_CODE) else ("commune_code",)
        return (*(name for name in asked if not getattr(self, name)), *place)

    def completed(self, typed: Mapping[str, Any]) -> CivilIdentity:
        """Return the whole civil status; `typed` gives what is missing."""
        whole = replace(self, **{name: typed[name] for name in self.missing if typed.get(name)})
        if whole.birth_date is None:
            raise ValueError("nobody is known without a birth date")
        return CivilIdentity(
            birth_name=whole.birth_name,
            usual_name=whole.usual_name,
            first_names=tuple(whole.first_names.replace(",", " ").split()),
            birth_date=whole.birth_date,
            sex=whole.sex,
            country_code=whole.country_code,
            commune_code=whole.commune_code,
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class FetchedQuotient:
    """What was answered; only the value, its month and its source may be kept, the rest is shown once."""

    value: int
    source: str
    month: date
    claimants: tuple[str, ...] = ()
    children: tuple[str, ...] = ()
    address: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return {**asdict(self), "month": self.month.isoformat()}

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Self:
        lists = {name: tuple(stored[name]) for name in ("claimants", "children", "address")}
        return cls(**{**stored, **lists, "month": date.fromisoformat(stored["month"])})


@dataclass(frozen=True, kw_only=True, slots=True)
class Consent:
    """The trace of an agreement: its very words, and when; whose it is, the account says."""

    words: str
    at: datetime


def words_of_consent(commune: str) -> str:
    return (
        f"J’accepte que la mairie {commune} demande mon quotient familial à la Caf ou à la MSA, "
        "par le service API Particulier de l’État, pour calculer mes tarifs."
    )
