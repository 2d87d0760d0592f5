"""The State's public list of communes behind a Protocol: a code has a name, a name has codes."""

import json
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any, Final, Protocol

from django.conf import settings

from core.birth_places import DEPARTMENTS, department_of
from core.identifiers import fold
from core.official_identity import city_of
from tenants import cache

TIMEOUT: Final = 2.0  # seconds: somebody waits
MINIMUM_LENGTH: Final = 2
MAXIMUM_LENGTH: Final = 100
REMEMBERED: Final = 86_400  # seconds: a day
LEFT_ALONE: Final = 60  # seconds without a question to a service that did not answer
AWAY: Final = "places:away"
FAKE: Final = "fake:"
HEADERS: Final = {"Accept": "application/json"}


class PlacesAway(RuntimeError):
    """The list does not answer, or not in its usual words."""


@dataclass(frozen=True, slots=True)
class BirthPlace:
    commune: str
    department: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ListedCommune:
    code: str
    name: str

    @property
    def department(self) -> str:
        return DEPARTMENTS.get(department_of(self.code), "")

    @property
    def label(self) -> str:
        return f"{self.name} ({department_of(self.code)} – {self.department})"


class BirthPlaces(Protocol):
    def named(self, code: str) -> BirthPlace | None:
        """Return the commune of an INSEE code, or None when nobody can tell: people then write it."""
        ...

    def search(self, text: str, *, department: str = "", limit: int = 8) -> tuple[ListedCommune, ...]:
        """Return the communes whose name looks like the text, in the department of that code if any.

        Raises PlacesAway.
        """
        ...


class GeoApi:
    """https://geo.api.gouv.fr/decoupage-administratif/communes"""

    def __init__(self, url: str, timeout: float = TIMEOUT) -> None:
        self._url, self._timeout = url, timeout

    def named(self, code: str) -> BirthPlace | None:
        if not (len(code) == 5 and code.isalnum() and code.isascii()):
            return None
        try:
            found = self._ask(f"{self._url}/{city_of(code)}?fields=nom,departement")
            return BirthPlace(str(found["nom"]), str(found["departement"]["nom"]))
        except (urllib.error.URLError, TimeoutError, OSError, ValueError, KeyError, TypeError):
            return None

    def search(self, text: str, *, department: str = "", limit: int = 8) -> tuple[ListedCommune, ...]:
        asked = {"nom": text, "fields": "nom,code", "boost": "population", "limit": limit, "zone": "metro,drom,com"}
        if department:
            asked["codeDepartement"] = department
        try:
            found = self._ask(f"{self._url}?{urllib.parse.urlencode(asked)}")
            return tuple(_read(one) for one in found)
        except (urllib.error.URLError, TimeoutError, OSError, ValueError, KeyError, TypeError) as error:
            raise PlacesAway from error

    def _ask(self, address: str) -> Any:
        request = urllib.request.Request(address, headers=HEADERS)  # noqa: S310 - the operator's own setting
        with urllib.request.urlopen(request, timeout=self._timeout) as answer:  # noqa: S310 - the same
            return json.load(answer)


class Remembering:
    """Asks once a day for a text, and nothing for a minute once the list was away; each commune its own."""

    def __init__(self, service: BirthPlaces) -> None:
        self._service = service

    def named(self, code: str) -> BirthPlace | None:
        return self._service.named(code)

    def search(self, text: str, *, department: str = "", limit: int = 8) -> tuple[ListedCommune, ...]:
        key = f"places:{sha256(f'{department}:{limit}:{fold(text)}'.encode()).hexdigest()}"
        known = cache.get(key)
        if known is not None:
            return tuple(ListedCommune(**one) for one in known)
        if cache.get(AWAY):
            raise PlacesAway
        try:
            found = self._service.search(text, department=department, limit=limit)
        except PlacesAway:
            cache.put(AWAY, 1, seconds=LEFT_ALONE)
            raise
        cache.put(key, [asdict(one) for one in found], seconds=REMEMBERED)
        return found


class FakePlaces:
    """A handful of communes, named as the real list does."""

    KNOWN: Final = {
        "33063": BirthPlace("Bordeaux", "Gironde"),
        "64102": BirthPlace("Bayonne", "Pyrénées-Atlantiques"),
        "75056": BirthPlace("Paris", "Paris"),
        "92002": BirthPlace("Antony", "Hauts-de-Seine"),
    }

    def named(self, code: str) -> BirthPlace | None:
        return self.KNOWN.get(city_of(code))

    def search(self, text: str, *, department: str = "", limit: int = 8) -> tuple[ListedCommune, ...]:
        found = (ListedCommune(code=code, name=place.commune) for code, place in self.KNOWN.items())
        in_it = (one for one in found if not department or department_of(one.code) == department)
        return tuple(one for one in in_it if fold(one.name).startswith(fold(text)))[:limit]


class NoPlaces:
    """A platform that reaches no such list: everybody writes the commune."""

    def named(self, code: str) -> BirthPlace | None:
        return None

    def search(self, text: str, *, department: str = "", limit: int = 8) -> tuple[ListedCommune, ...]:
        raise PlacesAway


def birth_places() -> BirthPlaces:
    """Return the list that the settings name."""
    if settings.BIRTH_PLACES_URL == FAKE:
        return FakePlaces()
    return Remembering(GeoApi(settings.BIRTH_PLACES_URL)) if settings.BIRTH_PLACES_URL else NoPlaces()


def communes_like(text: str, *, department: str = "") -> tuple[ListedCommune, ...]:
    """Search the list that the settings name; one letter asks nothing. Raises PlacesAway."""
    wanted = " ".join(text.split())[:MAXIMUM_LENGTH]
    return birth_places().search(wanted, department=department) if len(wanted) >= MINIMUM_LENGTH else ()


def _read(one: Mapping[str, Any]) -> ListedCommune:
    return ListedCommune(code=str(one["code"]), name=str(one["nom"]))
