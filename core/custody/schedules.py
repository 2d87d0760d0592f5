"""The rhythms in which a child lives at two homes; each answers for any day, past or to come."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import ClassVar

from core.calendar import Weekday

DAYS_OF_WEEK = 7


class Party(StrEnum):
    """One of the two households around a child."""

    A = "a"
    B = "b"

    @property
    def other(self) -> Party:
        return Party.B if self is Party.A else Party.A


class Weeks(StrEnum):
    """The weeks of the ISO calendar that a rule is about."""

    EVERY = "every"
    EVEN = "even"
    ODD = "odd"

    def cover(self, day: date) -> bool:
        if self is Weeks.EVERY:
            return True
        return (day.isocalendar().week % 2 == 0) == (self is Weeks.EVEN)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnchorAlternation:
    """`weeks` weeks at one home, as many at the other, counted from a day whatever the calendar says of its weeks."""

    anchor: date
    starts_with: Party = Party.A
    weeks: int = 1

    def __post_init__(self) -> None:
        if self.weeks < 1:
            raise ValueError(f"homes alternate every week or more, not every {self.weeks}")

    def party(self, day: date) -> Party:
        turn = (day - self.anchor).days // (DAYS_OF_WEEK * self.weeks)
        return self.starts_with if turn % 2 == 0 else self.starts_with.other


@dataclass(frozen=True, slots=True, kw_only=True)
class IsoParity:
    """Even weeks at one home, odd weeks at the other.

    A week of custody begins on `first_day` and takes the parity of the ISO week in which that day falls.
    """

    even: Party
    first_day: Weekday = Weekday.MONDAY

    def party(self, day: date) -> Party:
        first = day - timedelta(days=(day.weekday() - self.first_day) % DAYS_OF_WEEK)
        return self.even if Weeks.EVEN.cover(first) else self.even.other


@dataclass(frozen=True, slots=True, kw_only=True)
class Weekdays:
    """Some days of the week at one home, in every week or in one of two; all the others at the other home."""

    days: frozenset[Weekday]
    party_of_days: Party
    weeks: Weeks = Weeks.EVERY

    def __post_init__(self) -> None:
        if not self.days:
            raise ValueError("at least one day of the week is given")

    def party(self, day: date) -> Party:
        given = day.weekday() in self.days and self.weeks.cover(day)
        return self.party_of_days if given else self.party_of_days.other


@dataclass(frozen=True, slots=True, kw_only=True)
class Rotation:
    """Runs of days that alternate from an anchor: 2-2-3 (then the reverse) or 2-2-5-5."""

    TWO_TWO_THREE: ClassVar = (2, 2, 3)
    TWO_TWO_FIVE_FIVE: ClassVar = (2, 2, 5, 5)

    anchor: date
    runs: tuple[int, ...]
    starts_with: Party = Party.A

    def __post_init__(self) -> None:
        if self.runs not in (self.TWO_TWO_THREE, self.TWO_TWO_FIVE_FIVE):
            raise ValueError(f"unknown rotation: {self.runs}")

    def party(self, day: date) -> Party:
        """An odd number of runs is walked twice, so that each home has its turn at the long one."""
        cycle = tuple(self._cycle())
        return cycle[(day - self.anchor).days % len(cycle)]

    def _cycle(self) -> Iterator[Party]:
        turns = self.runs if len(self.runs) % 2 == 0 else self.runs * 2
        for rank, length in enumerate(turns):
            yield from [self.starts_with if rank % 2 == 0 else self.starts_with.other] * length


type Schedule = AnchorAlternation | IsoParity | Weekdays | Rotation
