"""Money is a type: euros, whole cents, no float ever."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import ClassVar, Self

_CENT = Decimal("0.01")
_NARROW_SPACE = "\u202f"
_NO_BREAK_SPACE = "\u00a0"


@dataclass(frozen=True, slots=True, order=True, init=False)
class Money:
    """An amount in euros, rounded to the cent, half away from zero.

    `Money("3.30")`, `Money(4)`, `Money(Decimal("2.005"))`; a float raises `TypeError`.
    """

    amount: Decimal

    ZERO: ClassVar[Money]

    def __init__(self, amount: Decimal | int | str) -> None:
        if isinstance(amount, float):
            raise TypeError("money is never a float: give a Decimal, an int or a string")
        object.__setattr__(self, "amount", Decimal(amount).quantize(_CENT, ROUND_HALF_UP))

    @classmethod
    def from_cents(cls, cents: int) -> Self:
        return cls(Decimal(cents) * _CENT)

    @property
    def cents(self) -> int:
        return int(self.amount / _CENT)

    def __add__(self, other: Money) -> Money:
        return Money(self.amount + other.amount)

    def __sub__(self, other: Money) -> Money:
        return Money(self.amount - other.amount)

    def __neg__(self) -> Money:
        return Money(-self.amount)

    def __mul__(self, factor: Decimal | int) -> Money:
        if isinstance(factor, float):
            raise TypeError("money is never multiplied by a float: give a Decimal or an int")
        return Money(self.amount * factor)

    __rmul__ = __mul__

    def __bool__(self) -> bool:
        return bool(self.amount)

    def split(self, parts: int) -> tuple[Money, ...]:
        """Share the amount without losing a cent; the first shares get the extra ones: 33.34, 33.33, 33.33."""
        if parts < 1:
            raise ValueError(f"an amount is shared in 1 part or more, not {parts}")
        sign = -1 if self.cents < 0 else 1
        share, extra = divmod(abs(self.cents), parts)
        return tuple(Money.from_cents(sign * (share + (rank < extra))) for rank in range(parts))

    def __str__(self) -> str:
        """As it is written in French: `1 234,50 €`, with its unbreakable spaces."""
        return f"{self.amount:,.2f}".replace(",", _NARROW_SPACE).replace(".", ",") + f"{_NO_BREAK_SPACE}€"


Money.ZERO = Money(0)
