"""Prices by bracket of quotient familial."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from core.errors import DomainError
from core.money import Money

type Quotient = int | Decimal


class QuotientOutsideBrackets(DomainError):
    message = "Aucune tranche du tarif ne correspond au quotient familial {quotient}."


@dataclass(frozen=True, slots=True)
class Bracket:
    """The price of the quotients from `lower` included to `upper` excluded; `upper` None means without limit.

    A règlement that writes "de 0 à 622" means whole numbers: `Bracket.whole_numbers(0, 622, price)` is [0 ; 623[, so
    that a quotient of 622.50 has a price too.
    """

    lower: Decimal
    upper: Decimal | None
    price: Money

    @classmethod
    def whole_numbers(cls, first: int, last: int | None, price: Money) -> Bracket:
        return cls(Decimal(first), None if last is None else Decimal(last + 1), price)

    def __contains__(self, quotient: Quotient) -> bool:
        return self.lower <= quotient and (self.upper is None or quotient < self.upper)


class BracketFault(StrEnum):
    EMPTY = "empty"
    OVERLAP = "overlap"
    HOLE = "hole"


_SENTENCES = {
    BracketFault.EMPTY: "la tranche {interval} ne contient aucun quotient",
    BracketFault.OVERLAP: "les quotients {interval} appartiennent à plusieurs tranches",
    BracketFault.HOLE: "les quotients {interval} n’appartiennent à aucune tranche",
}


@dataclass(frozen=True, slots=True)
class BracketProblem:
    """What is wrong for the quotients from `lower` included to `upper` excluded."""

    fault: BracketFault
    lower: Decimal
    upper: Decimal | None

    @property
    def sentence(self) -> str:
        end = "∞" if self.upper is None else f"{self.upper}"
        return _SENTENCES[self.fault].format(interval=f"[{self.lower} ; {end}[")


def check_brackets(brackets: Sequence[Bracket]) -> tuple[BracketProblem, ...]:
    """Return every overlap and hole of a grid that must price each quotient from 0 upwards exactly once.

    An empty answer means that the grid is sound. The order of the brackets does not matter.
    """
    problems = [
        BracketProblem(BracketFault.EMPTY, bracket.lower, bracket.upper) for bracket in brackets if _is_empty(bracket)
    ]
    ordered = sorted((bracket for bracket in brackets if not _is_empty(bracket)), key=lambda bracket: bracket.lower)
    reached: Decimal | None = min([Decimal(0), *(bracket.lower for bracket in ordered)])
    for bracket in ordered:
        if reached is not None and bracket.lower > reached:
            problems.append(BracketProblem(BracketFault.HOLE, reached, bracket.lower))
        elif reached is None or bracket.lower < reached:
            problems.append(BracketProblem(BracketFault.OVERLAP, bracket.lower, _lowest(reached, bracket.upper)))
        reached = _highest(reached, bracket.upper)
    if reached is not None:
        problems.append(BracketProblem(BracketFault.HOLE, reached, None))
    return tuple(problems)


def unit_price(quotient: Quotient | None, brackets: Sequence[Bracket]) -> Money:
    """Return the price of one unit; a household that gave no quotient pays the last bracket.

    Raises `QuotientOutsideBrackets` when no bracket holds it, which a checked grid makes impossible from 0 upwards.
    """
    if quotient is None:
        return max(brackets, key=lambda bracket: bracket.lower).price
    for bracket in brackets:
        if quotient in bracket:
            return bracket.price
    raise QuotientOutsideBrackets(quotient=quotient)


def _is_empty(bracket: Bracket) -> bool:
    return bracket.upper is not None and bracket.upper <= bracket.lower


def _lowest(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    if one is None or other is None:
        return other if one is None else one
    return min(one, other)


def _highest(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    return None if one is None or other is None else max(one, other)
