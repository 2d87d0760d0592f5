"""From what was typed or chosen to an address."""

from collections.abc import Mapping
from typing import Any

from apps.accounts.operations import AddressEntry
from apps.design.people import read_line

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
