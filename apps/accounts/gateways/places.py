"""Names of the communes that civil status gives by their code, from the State's public list, behind a Protocol."""

import json
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import Final, Protocol

from django.conf import settings

from core.official_identity import city_of

TIMEOUT: Final = 2.0  # seconds: somebody waits
FAKE: Final = "fake:"
HEADERS: Final = {"Accept": "application/json"}


@dataclass(frozen=True, slots=True)
class BirthPlace:
    commune: str
    department: str


class BirthPlaces(Protocol):
    def named(self, code: str) -> BirthPlace | None:
        """Return the commune of an INSEE code, or None when nobody can tell: people then write it."""
        ...


class GeoApi:
    """https://geo.api.gouv.fr/decoupage-administratif/communes"""

    def __init__(self, url: str, timeout: float = TIMEOUT) -> None:
        self._url, self._timeout = url, timeout

    def named(self, code: str) -> BirthPlace | None:
        if not (len(code) == 5 and code.isalnum() and code.isascii()):
            return None
        address = f"{self._url}/{city_of(code)}?fields=nom,departement"
        request = urllib.request.Request(address, headers=HEADERS)  # noqa: S310 - the operator's own setting
        try:
            with urllib.request.urlopen(request, timeout=self._timeout) as answer:  # noqa: S310 - the same
                found = json.load(answer)
                return BirthPlace(str(found["nom"]), str(found["departement"]["nom"]))
        except (urllib.error.URLError, TimeoutError, OSError, ValueError, KeyError, TypeError):
            return None


class FakePlaces:
    """A handful of communes, named as the real list does."""

    KNOWN: Final = {
        "33063": BirthPlace("Bordeaux", "Gironde"),
        "64102": BirthPlace("Bayonne", "Pyrénées-Atlantiques"),
        "75056": BirthPlace("Paris", "Paris"),
    }

    def named(self, code: str) -> BirthPlace | None:
        return self.KNOWN.get(city_of(code))


class NoPlaces:
    """A platform that reaches no such list."""

    def named(self, code: str) -> BirthPlace | None:
        return None


def birth_places() -> BirthPlaces:
    """Return the list that the settings name."""
    if settings.BIRTH_PLACES_URL == FAKE:
        return FakePlaces()
    return GeoApi(settings.BIRTH_PLACES_URL) if settings.BIRTH_PLACES_URL else NoPlaces()
