"""Where and when things happen for children: sites, schools with their sectors, periods."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from communes_config import rules
from communes_config.schema.options import option
from core.school_sectors import Numbers, SectorRule
from core.schooling import Level, SchoolKind


@dataclass(frozen=True, kw_only=True, slots=True)
class Site:
    slug: str = option("Identifiant du lieu", rules.SLUG)
    name: str = option("Nom du lieu", rules.FILLED)
    address_lines: tuple[str, ...] = option("Adresse, une ligne par élément", default=())
    phone: str = option("Téléphone du lieu", rules.OPTIONAL_PHONE, default="")


@dataclass(frozen=True, kw_only=True, slots=True)
class Sector:
    postal_code: str = option("Code postal ; vide : tous", rules.OPTIONAL_POSTAL_CODE, default="")
    street: str = option("Nom de la voie ; vide : toutes celles du code postal", default="")
    numbers: Numbers = option("Côté de la voie", default=Numbers.ALL)
    first: int | None = option("Premier numéro", rules.between(0, 9999), default=None)
    last: int | None = option("Dernier numéro", rules.between(0, 9999), default=None)

    @property
    def rule(self) -> SectorRule:
        return SectorRule(
            postal_code=self.postal_code, street=self.street, numbers=self.numbers, first=self.first, last=self.last
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class School:
    slug: str = option("Identifiant de l'école", rules.SLUG)
    name: str = option("Nom de l'école", rules.FILLED)
    kind: SchoolKind = option("École publique ou privée")
    levels: tuple[Level, ...] = option("Niveaux accueillis", rules.NOT_EMPTY, rules.NO_REPEAT)
    site: str = option("Lieu de l'école", rules.SLUG)
    next_school: str | None = option(
        "École où vont ensuite ses élèves ; rien : ils quittent les écoles de la commune", rules.SLUG, default=None
    )
    sectors: tuple[Sector, ...] = option("Secteur : adresses dont c'est l'école", default=())


class PeriodKind(StrEnum):
    SCHOOL_YEAR = "school_year"
    SHORT_HOLIDAYS = "short_holidays"
    SUMMER = "summer"
    OTHER = "other"


@dataclass(frozen=True, kw_only=True, slots=True)
class Period:
    slug: str = option("Identifiant de la période", rules.SLUG)
    title: str = option("Nom de la période", rules.FILLED)
    kind: PeriodKind = option("Année scolaire, petites vacances, été, ou autre")
    school_year: str = option("Année scolaire à laquelle elle appartient", rules.SCHOOL_YEAR)
    first_day: date = option("Premier jour")
    last_day: date = option("Dernier jour, compris")


def find[T: (Site, School, Period)](items: Sequence[T], slug: str) -> T | None:
    return next((item for item in items if item.slug == slug), None)
