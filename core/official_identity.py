"""A person's civil status as the State certifies it, and what it says of an account that somebody typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from core.identifiers import fold

FRANCE_CODE: Final = "99100"
# INSEE's official geographic code of the countries where most people born abroad were born.
COUNTRIES: Final[Mapping[str, str]] = {
    FRANCE_CODE: "France",
    "99109": "Allemagne",
    "99114": "Roumanie",
    "99122": "Pologne",
    "99123": "Russie",
    "99127": "Italie",
    "99131": "Belgique",
    "99132": "Royaume-Uni",
    "99134": "Espagne",
    "99135": "Pays-Bas",
    "99137": "Luxembourg",
    "99139": "Portugal",
    "99140": "Suisse",
    "99155": "Ukraine",
    "99208": "Turquie",
    "99216": "Chine",
    "99223": "Inde",
    "99243": "Viêt Nam",
    "99322": "Cameroun",
    "99326": "Côte d’Ivoire",
    "99333": "Madagascar",
    "99335": "Mali",
    "99341": "Sénégal",
    "99350": "Maroc",
    "99351": "Tunisie",
    "99352": "Algérie",
    "99404": "États-Unis",
    "99410": "Haïti",
    "99416": "Brésil",
}
CIVILITIES: Final[Mapping[str, str]] = {"male": "mr", "female": "mrs"}
# Paris, Lyon and Marseille certify the arrondissement; people write the city.
CITIES_WITH_ARRONDISSEMENTS: Final[Mapping[str, str]] = {"751": "75056", "6938": "69123", "132": "13055"}


@dataclass(frozen=True, kw_only=True, slots=True)
class OfficialIdentity:
    """`subject` names the person at one service only; a part that is not certified is empty."""

    subject: str
    first_names: str
    birth_name: str
    usual_name: str = ""
    civility: str = ""
    birth_date: date | None = None
    birth_place_code: str = ""
    birth_country_code: str = ""
    email: str = ""

    @property
    def full_name(self) -> str:
        return f"{self.first_names} {(self.usual_name or self.birth_name).upper()}".strip()

    @property
    def birth_country(self) -> str:
        """The country's French name, empty when we do not know it."""
        return COUNTRIES.get(self.birth_country_code, "")

    @property
    def birth_date_is_presumed(self) -> bool:
        """Whether the day, or the day and the month, may stand for "unknown": the State then writes a first."""
        return self.birth_date is not None and self.birth_date.day == 1

    def contradicts(self, *, first_names: str, names: tuple[str, ...], birth_date: date | None) -> bool:
        """Tell whether an account was made for somebody else: another birth date, or nothing of the name in common."""
        if birth_date is not None and self._is_another_day(birth_date):
            return True
        typed = {word for name in names for word in fold(name).split()}
        certified = {word for name in (self.birth_name, self.usual_name) for word in fold(name).split()}
        same_first_name = bool(set(fold(first_names).split()) & set(fold(self.first_names).split()))
        return not same_first_name and not typed & certified

    def _is_another_day(self, typed: date) -> bool:
        if self.birth_date is None or self.birth_date == typed:
            return False
        if not self.birth_date_is_presumed:
            return True
        same_month = (typed.year, typed.month) == (self.birth_date.year, self.birth_date.month)
        only_the_year_is_sure = self.birth_date.month == 1 and typed.year == self.birth_date.year
        return not (same_month or only_the_year_is_sure)

    def to_json(self) -> dict[str, str]:
        return {
            "subject": self.subject,
            "first_names": self.first_names,
            "birth_name": self.birth_name,
            "usual_name": self.usual_name,
            "civility": self.civility,
            "birth_date": self.birth_date.isoformat() if self.birth_date else "",
            "birth_place_code": self.birth_place_code,
            "birth_country_code": self.birth_country_code,
            "email": self.email,
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, str]) -> OfficialIdentity:
        return cls(**{**stored, "birth_date": _day(stored["birth_date"])})  # type: ignore[arg-type] # one is a date


def read(claims: Mapping[str, Any]) -> OfficialIdentity:
    """Read the claims of FranceConnect. A birth date of which a part is unknown (`1984-00-00`) is left out.

    Raises KeyError without a subject.
    """
    given = claims.get("given_name_array")
    first_names = " ".join(map(str, given)) if isinstance(given, list) and given else _text(claims, "given_name")
    return OfficialIdentity(
        subject=str(claims["sub"]),
        first_names=first_names,
        birth_name=_text(claims, "family_name"),
        usual_name=_text(claims, "preferred_username"),
        civility=CIVILITIES.get(_text(claims, "gender"), ""),
        birth_date=_day(_text(claims, "birthdate")),
        birth_place_code=_text(claims, "birthplace"),
        birth_country_code=_text(claims, "birthcountry"),
        email=_text(claims, "email"),
    )


def city_of(code: str) -> str:
    """Return the code of the city of an arrondissement: `"75107"` → `"75056"`; any other code is unchanged."""
    return next((city for start, city in CITIES_WITH_ARRONDISSEMENTS.items() if code.startswith(start)), code)


def _text(claims: Mapping[str, Any], name: str) -> str:
    value = claims.get(name)
    return " ".join(value.split()) if isinstance(value, str) else ""


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
