"""From what was typed or chosen to an address."""

import re
from collections.abc import Mapping
from typing import Any

from apps.accounts.operations import AddressEntry

# "3 bis rue des Lilas, 94260 Fresnes"
ONE_LINE = re.compile(
    r"(?:(?P<number>\d+\s*(?:bis|ter|quater|[a-d])?)\s*,?\s+)?(?P<street>\D.*?)\s*,?\s+(?P<postal_code>\d{5})\s+(?P<city>\D.*)",
    re.IGNORECASE,
)
FROM_SEARCH = ("number", "street", "postal_code", "city", "ban_id", "insee_code")


def address_of(cleaned: Mapping[str, Any], shown: frozenset[str]) -> AddressEntry:
    """Return the address of an address step; `shown` are the fields that the commune displays.

    What the search filled counts only while its label is still what is written: a text changed by hand is read for
    what it says. A field that the person can see wins over both.
    """
    parts = {name: str(cleaned.get(name) or "").strip() for name in FROM_SEARCH}
    text = str(cleaned.get("address_search") or "").strip()
    if text and text != str(cleaned.get("label") or "").strip():
        parts = read_line(text) | {name: parts[name] for name in FROM_SEARCH if name in shown and parts[name]}
    return AddressEntry(
        **parts,
        building=str(cleaned.get("building") or ""),
        apartment=str(cleaned.get("apartment") or ""),
        complement=str(cleaned.get("address_complement") or ""),
        country=str(cleaned.get("country") or "France"),
    )


def read_line(text: str) -> dict[str, str]:
    """Split an address written on one line; what cannot be split is kept whole as the street."""
    found = ONE_LINE.fullmatch(" ".join(text.split()))
    if found is None:
        return {"street": text[:160]}
    return {name: (value or "").strip() for name, value in found.groupdict().items()}
