"""Which vaccines the law asks of a child who comes to a service, and until when one may come without the proof."""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Vaccine(StrEnum):
    DIPHTHERIA = "diphtheria"
    TETANUS = "tetanus"
    POLIOMYELITIS = "poliomyelitis"
    WHOOPING_COUGH = "whooping_cough"
    HAEMOPHILUS = "haemophilus"
    HEPATITIS_B = "hepatitis_b"
    PNEUMOCOCCUS = "pneumococcus"
    MENINGOCOCCUS_C = "meningococcus_c"
    MEASLES = "measles"
    MUMPS = "mumps"
    RUBELLA = "rubella"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    Vaccine.DIPHTHERIA: "Diphtérie",
    Vaccine.TETANUS: "Tétanos",
    Vaccine.POLIOMYELITIS: "Poliomyélite",
    Vaccine.WHOOPING_COUGH: "Coqueluche",
    Vaccine.HAEMOPHILUS: "Haemophilus influenzae b",
    Vaccine.HEPATITIS_B: "Hépatite B",
    Vaccine.PNEUMOCOCCUS: "Pneumocoque",
    Vaccine.MENINGOCOCCUS_C: "Méningocoque C",
    Vaccine.MEASLES: "Rougeole",
    Vaccine.MUMPS: "Oreillons",
    Vaccine.RUBELLA: "Rubéole",
}
DTP = (Vaccine.DIPHTHERIA, Vaccine.TETANUS, Vaccine.POLIOMYELITIS)
ELEVEN = tuple(Vaccine)
# CSP L3111-2, as it reads since the law of 30 December 2017: the first birth date of each list, latest first.
OBLIGATIONS: tuple[tuple[date, tuple[Vaccine, ...]], ...] = ((date(2018, 1, 1), ELEVEN), (date.min, DTP))


@dataclass(frozen=True, kw_only=True, slots=True)
class Admission:
    """`until` is the last day, included; None when nothing limits it. `allowed` tells of the day that was asked."""

    allowed: bool
    until: date | None = None

    @property
    def provisional(self) -> bool:
        return self.allowed and self.until is not None


def required_vaccines(birth_date: date) -> tuple[Vaccine, ...]:
    """Return the compulsory vaccines of a child born on that day."""
    return next(vaccines for since, vaccines in OBLIGATIONS if birth_date >= since)


def missing_vaccines(birth_date: date, received: Iterable[Vaccine]) -> tuple[Vaccine, ...]:
    given = set(received)
    return tuple(vaccine for vaccine in required_vaccines(birth_date) if vaccine not in given)


def admission(*, proved: bool, first_day: date, day: date, months: int, accommodation: bool) -> Admission:
    """Tell whether a child may come on `day`.

    Without the proof, a child who does not sleep there is admitted for `months` months from its first day (CSP R3111-8:
    three), that day of the month included; a stay with accommodation knows no derogation.
    """
    if proved:
        return Admission(allowed=True)
    if accommodation or months == 0:
        return Admission(allowed=False)
    until = months_later(first_day, months)
    return Admission(allowed=day <= until, until=until)


def months_later(day: date, months: int) -> date:
    """Return the same day of the month, or the last one of a month too short for it."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
