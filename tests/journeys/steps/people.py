"""The people of the journeys."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, kw_only=True)
class Parent:
    civility: str
    usual_name: str
    first_names: str
    username: str
    password: str
    mobile: str = "06 12 34 56 78"
    birth_date: date = date(1988, 3, 14)
    street: str = "12 avenue de la République"
    postal_code: str = "94260"
    city: str = "Fresnes"

    @property
    def email(self) -> str:
        return f"{self.username}@exemple.fr"

    @property
    def full_name(self) -> str:
        return f"{self.first_names} {self.usual_name}"

    @property
    def greeting(self) -> str:
        """As the portal calls them: « Mme Élise MARCHAND »."""
        title = {"Monsieur": "M.", "Madame": "Mme"}[self.civility]
        return f"{title} {self.first_names} {self.usual_name.upper()}"


@dataclass(frozen=True, kw_only=True)
class Child:
    usual_name: str
    first_names: str
    sex: str
    birth_date: date

    @property
    def full_name(self) -> str:
        return f"{self.first_names} {self.usual_name}"
