"""The State's address search (Géoplateforme), behind a Protocol: people type their address when it is away."""

import json
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from http import HTTPStatus
from typing import Any, Final, Protocol

from django.conf import settings

from core.identifiers import fold
from tenants import cache

TIMEOUT: Final = 2.0  # seconds: somebody is typing
MINIMUM_LENGTH: Final = 3
MAXIMUM_LENGTH: Final = 200
USUAL_WAIT: Final = 5  # seconds, as the service says of its 50 questions a second
LONGEST_WAIT: Final = 60
REMEMBERED: Final = 86_400  # seconds: a day
BUSY: Final = "addresses:busy"
FAKE: Final = "fake:"
HEADERS: Final = {"Accept": "application/json"}


class AddressServiceAway(RuntimeError):
    """The service does not answer, or not in its usual words."""


class AddressServiceBusy(AddressServiceAway):
    """The service asks to be left alone for some seconds (429 with Retry-After)."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"busy for {seconds} s")
        self.seconds = seconds


@dataclass(frozen=True, kw_only=True, slots=True)
class FoundAddress:
    label: str
    number: str
    street: str
    postal_code: str
    city: str
    insee_code: str
    ban_id: str

    def to_json(self) -> dict[str, str]:
        return asdict(self)


class AddressSearch(Protocol):
    def search(self, text: str, *, limit: int = 5) -> tuple[FoundAddress, ...]:
        """Return addresses that look like the text, the best first; nothing for less than 3 characters.

        Raises AddressServiceAway.
        """
        ...


class Geoplateforme:
    """https://geoservices.ign.fr/documentation/services/services-geoplateforme/geocodage"""

    def __init__(self, url: str, timeout: float = TIMEOUT) -> None:
        self._url = url
        self._timeout = timeout

    def search(self, text: str, *, limit: int = 5) -> tuple[FoundAddress, ...]:
        wanted = " ".join(text.split())[:MAXIMUM_LENGTH]
        if len(wanted) < MINIMUM_LENGTH:
            return ()
        query = urllib.parse.urlencode({"q": wanted, "limit": limit, "autocomplete": 1, "index": "address"})
        address = f"{self._url}?{query}"
        request = urllib.request.Request(address, headers=HEADERS)  # noqa: S310 - the operator's own setting
        try:
            with urllib.request.urlopen(request, timeout=self._timeout) as answer:  # noqa: S310 - the operator's own setting
                return tuple(_read(feature["properties"]) for feature in json.load(answer)["features"])
        except urllib.error.HTTPError as error:
            error.close()
            if error.code == HTTPStatus.TOO_MANY_REQUESTS:
                raise AddressServiceBusy(_seconds(error.headers.get("Retry-After", ""))) from error
            raise AddressServiceAway from error
        except (urllib.error.URLError, TimeoutError, OSError, ValueError, KeyError, TypeError) as error:
            raise AddressServiceAway from error


class Remembering:
    """Asks once for a text, and nothing at all while the service asks to be left alone; each commune its own."""

    def __init__(self, service: AddressSearch) -> None:
        self._service = service

    def search(self, text: str, *, limit: int = 5) -> tuple[FoundAddress, ...]:
        key = f"addresses:{sha256(f'{limit}:{fold(text)}'.encode()).hexdigest()}"
        known = cache.get(key)
        if known is not None:
            return tuple(FoundAddress(**found) for found in known)
        if cache.get(BUSY):
            raise AddressServiceAway
        try:
            found = self._service.search(text, limit=limit)
        except AddressServiceBusy as busy:
            cache.put(BUSY, 1, seconds=busy.seconds)
            raise
        cache.put(key, [one.to_json() for one in found], seconds=REMEMBERED)
        return found


def _seconds(retry_after: str) -> int:
    """Read the seconds to wait; a date, or nothing, is the usual wait, and nobody waits more than a minute."""
    return min(max(int(retry_after), 1), LONGEST_WAIT) if retry_after.isdecimal() else USUAL_WAIT


def _read(properties: Mapping[str, Any]) -> FoundAddress:
    return FoundAddress(
        label=str(properties["label"]),
        number=str(properties.get("housenumber", "")),
        street=str(
            properties.get("street") or ("" if properties.get("type") == "municipality" else properties["name"])
        ),
        postal_code=str(properties.get("postcode", "")),
        city=str(properties.get("city", "")),
        insee_code=str(properties.get("citycode", "")),
        ban_id=str(properties.get("id", "")),
    )


def _known(number: str, street: str, postal_code: str, city: str, insee_code: str) -> FoundAddress:
    return FoundAddress(
        label=f"{number} {street} {postal_code} {city}",
        number=number,
        street=street,
        postal_code=postal_code,
        city=city,
        insee_code=insee_code,
        ban_id=f"{insee_code}_{fold(street).replace(' ', '')[:8]}_{int(number):05d}",
    )


class FakeAddresses:
    """A handful of streets, searched as the real service does: every word of the text is in the address."""

    KNOWN: Final = (
        _known("1", "Place Pierre et Marie Curie", "94260", "Fresnes", "94034"),
        _known("12", "Avenue de la République", "94260", "Fresnes", "94034"),
        _known("65", "Route de Saint Pierre d’Irube", "64990", "Villefranque", "64558"),
        _known("3", "Rue du Pré aux Moutons", "78670", "Villennes-sur-Seine", "78672"),
        _known("1", "Avenue André Vignau Anglade", "33560", "Carbon-Blanc", "33096"),
    )

    def search(self, text: str, *, limit: int = 5) -> tuple[FoundAddress, ...]:
        wanted = " ".join(text.split())[:MAXIMUM_LENGTH]
        if len(wanted) < MINIMUM_LENGTH:
            return ()
        words = fold(wanted).split()
        return tuple(known for known in self.KNOWN if all(word in fold(known.label) for word in words))[:limit]


class NoAddresses:
    """A platform that reaches no address service: everybody types their address."""

    def search(self, text: str, *, limit: int = 5) -> tuple[FoundAddress, ...]:
        raise AddressServiceAway


def codes_of(*, number: str, street: str, postal_code: str, city: str) -> dict[str, str]:
    """Return the `ban_id` and the `insee_code` of an address that the search knows word for word, or nothing.

    They are asked of the service, never taken from a browser: who is a resident pays less.
    """
    line = " ".join(filter(None, (number, street, postal_code, city)))
    if not (street and postal_code and city):
        return {}
    try:
        found = address_search().search(line)
    except AddressServiceAway:
        return {}
    same = next((one for one in found if _written(one.label) == _written(line)), None)
    return {"ban_id": same.ban_id, "insee_code": same.insee_code} if same else {}


def _written(line: str) -> str:
    return fold(line).replace(" ", "")


def address_search() -> AddressSearch:
    """Return the service that the settings name."""
    if settings.ADDRESS_SEARCH_URL == FAKE:
        return FakeAddresses()
    return Remembering(Geoplateforme(settings.ADDRESS_SEARCH_URL)) if settings.ADDRESS_SEARCH_URL else NoAddresses()
