"""Schools, their levels, and how a year of school leads to the next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

FIRST_MONTH = 9  # a school year is named after the September it begins in


class SchoolKind(StrEnum):
    PUBLIC = "public"
    PRIVATE = "private"


class Stage(StrEnum):
    NURSERY = "nursery"
    PRIMARY = "primary"
    MIDDLE = "middle"
    HIGH = "high"


class Level(StrEnum):
    """The classes of the French school, from the youngest to the oldest."""

    TPS = "tps"
    PS = "ps"
    MS = "ms"
    GS = "gs"
    CP = "cp"
    CE1 = "ce1"
    CE2 = "ce2"
    CM1 = "cm1"
    CM2 = "cm2"
    SIXTH = "6e"
    FIFTH = "5e"
    FOURTH = "4e"
    THIRD = "3e"
    SECOND = "2de"
    FIRST = "1re"
    FINAL = "tle"

    @property
    def label(self) -> str:
        return _LABELS[self]

    @property
    def rank(self) -> int:
        return _ORDER.index(self)

    @property
    def stage(self) -> Stage:
        return _STAGES[self]

    @property
    def next(self) -> Level | None:
        """Return the level of the following year; None after the last."""
        return _ORDER[self.rank + 1] if self.rank + 1 < len(_ORDER) else None


_ORDER = tuple(Level)
_LABELS = {
    Level.TPS: "Toute petite section",
    Level.PS: "Petite section",
    Level.MS: "Moyenne section",
    Level.GS: "Grande section",
    Level.CP: "CP",
    Level.CE1: "CE1",
    Level.CE2: "CE2",
    Level.CM1: "CM1",
    Level.CM2: "CM2",
    Level.SIXTH: "Sixième",
    Level.FIFTH: "Cinquième",
    Level.FOURTH: "Quatrième",
    Level.THIRD: "Troisième",
    Level.SECOND: "Seconde",
    Level.FIRST: "Première",
    Level.FINAL: "Terminale",
}
_STAGES = {
    level: (Stage.NURSERY, Stage.PRIMARY, Stage.MIDDLE, Stage.HIGH)[(rank > 3) + (rank > 8) + (rank > 12)]
    for rank, level in enumerate(_ORDER)
}


@dataclass(frozen=True, slots=True, order=True)
class SchoolYear:
    """`SchoolYear(2026)` is « 2026-2027 »."""

    start: int

    @classmethod
    def parse(cls, text: str) -> SchoolYear:
        """Read « 2026-2027 »; raise ValueError on anything else."""
        year = cls(int(text[:4]))
        if str(year) != text or len(text) != len("2026-2027"):
            raise ValueError(f"{text!r} is no school year")
        return year

    @classmethod
    def of(cls, day: date) -> SchoolYear:
        """Return the school year that a day belongs to: July and August end the year that ran."""
        return cls(day.year if day.month >= FIRST_MONTH else day.year - 1)

    def __str__(self) -> str:
        return f"{self.start}-{self.start + 1}"

    @property
    def next(self) -> SchoolYear:
        return SchoolYear(self.start + 1)

    @property
    def previous(self) -> SchoolYear:
        return SchoolYear(self.start - 1)

    @property
    def first_day(self) -> date:
        return date(self.start, FIRST_MONTH, 1)

    @property
    def last_day(self) -> date:
        return date(self.start + 1, FIRST_MONTH - 1, 31)


def ordered(levels: Iterable[Level]) -> tuple[Level, ...]:
    """Return the levels once each, from the youngest to the oldest."""
    return tuple(sorted(set(levels), key=lambda level: level.rank))
