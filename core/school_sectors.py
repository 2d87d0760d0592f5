"""Which school an address belongs to, by street, side of the street, numbers and postal code."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from core.identifiers import fold

_NUMBER = re.compile(r"\d+")


class Numbers(StrEnum):
    ALL = "all"
    ODD = "odd"
    EVEN = "even"


@dataclass(frozen=True, kw_only=True, slots=True)
class SectorRule:
    """One part of a sector; what is left empty puts no condition."""

    postal_code: str = ""
    street: str = ""
    numbers: Numbers = Numbers.ALL
    first: int | None = None
    last: int | None = None

    @property
    def precision(self) -> int:
        """How much the rule says: a street with numbers wins over the street, the street over the postal code."""
        numbered = self.numbers is not Numbers.ALL or self.first is not None or self.last is not None
        return 2 * bool(self.street) + numbered

    def covers(self, *, number: str, street: str, postal_code: str) -> bool:
        if self.postal_code and self.postal_code != postal_code.strip():
            return False
        if self.street and fold(self.street) != fold(street):
            return False
        return self._covers_number(number)

    def _covers_number(self, number: str) -> bool:
        if self.numbers is Numbers.ALL and self.first is None and self.last is None:
            return True
        found = _NUMBER.match(number.strip())
        if found is None:
            return False
        value = int(found[0])
        on_side = self.numbers is Numbers.ALL or value % 2 == (self.numbers is Numbers.ODD)
        return on_side and (self.first is None or value >= self.first) and (self.last is None or value <= self.last)


def schools_of(
    sectors: Iterable[tuple[str, SectorRule]], *, number: str, street: str, postal_code: str
) -> tuple[str, ...]:
    """Return the slugs of the schools whose sector covers an address: those of the most precise rules only."""
    found = [
        (rule.precision, school)
        for school, rule in sectors
        if rule.covers(number=number, street=street, postal_code=postal_code)
    ]
    best = max((precision for precision, _ in found), default=0)
    return tuple(dict.fromkeys(school for precision, school in found if precision == best))
