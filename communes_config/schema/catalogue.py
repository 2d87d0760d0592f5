from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from communes_config import rules
from communes_config.schema.options import option
from core.pricing import Bracket


class ActivityKind(StrEnum):
    CANTEEN = "canteen"
    BEFORE_SCHOOL = "before_school"
    AFTER_SCHOOL = "after_school"
    STUDY = "study"
    WEDNESDAY = "wednesday"
    HOLIDAYS = "holidays"
    SPORT = "sport"
    CULTURE = "culture"
    YOUTH = "youth"
    TRANSPORT = "transport"
    SCHOOL = "school"
    NURSERY = "nursery"


class BookingMode(StrEnum):
    DAILY = "daily"
    PERIOD = "period"
    YEARLY = "yearly"
    ON_REQUEST = "on_request"


class SchoolKind(StrEnum):
    PUBLIC = "public"
    PRIVATE = "private"


@dataclass(frozen=True, kw_only=True, slots=True)
class Public:
    min_age: int = option("Âge minimal", rules.between(0, 25))
    max_age: int = option("Âge maximal", rules.between(0, 25))
    school: SchoolKind | None = option("École publique ou privée ; rien : toutes", default=None)


@dataclass(frozen=True, kw_only=True, slots=True)
class Activity:
    slug: str = option("Identifiant de l'activité", rules.SLUG)
    title: str = option("Nom de l'activité", rules.FILLED)
    kind: ActivityKind = option("Famille d'activité")
    summary: str = option("Présentation en une ou deux phrases", rules.FILLED)
    public: Public = option("À qui elle s'adresse")
    service: str = option("Service qui la gère", rules.SLUG)
    booking: BookingMode = option("Réservation au jour, par période, à l'année, ou sur demande")
    tariff: str | None = option("Tarif appliqué", rules.SLUG, default=None)


class TariffUnit(StrEnum):
    MEAL = "meal"
    SESSION = "session"
    HALF_HOUR = "half_hour"
    HALF_DAY = "half_day"
    DAY = "day"
    WEEK = "week"
    YEAR = "year"


@dataclass(frozen=True, kw_only=True, slots=True)
class Tariff:
    slug: str = option("Identifiant du tarif", rules.SLUG)
    title: str = option("Nom du tarif", rules.FILLED)
    unit: TariffUnit = option("Ce qui est vendu")
    valid_from: date = option("Premier jour d'application")
    brackets: tuple[Bracket, ...] = option("Tranches de quotient familial, sans trou ni recouvrement", rules.NOT_EMPTY)
