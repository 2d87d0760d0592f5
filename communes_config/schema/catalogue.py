from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo

from communes_config import rules
from communes_config.schema.accounts import FieldState
from communes_config.schema.options import option
from core import eligibility
from core.care_plans import Closed
from core.eligibility import AgeDay, Audience
from core.pricing import Bracket
from core.schooling import Level, SchoolKind


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


class UnitChanges(StrEnum):
    """How a family changes the units of a place it has."""

    NO = "no"
    REQUEST = "request"
    DIRECT = "direct"


@dataclass(frozen=True, kw_only=True, slots=True)
class Public:
    min_age: int = option("Âge minimal", rules.between(0, 25))
    max_age: int = option("Âge maximal, compris", rules.between(0, 25))
    age_on: AgeDay = option("Jour où l'âge se compte : début de l'inscription ou 31 décembre", default=AgeDay.START)
    school: SchoolKind | None = option("École publique ou privée ; rien : toutes", default=None)
    schools: tuple[str, ...] = option("Écoles concernées ; vide : toutes", rules.NO_REPEAT, default=())
    levels: tuple[Level, ...] = option("Niveaux concernés ; vide : tous", rules.NO_REPEAT, default=())
    residence: tuple[str, ...] = option("Codes INSEE où habiter ; vide : partout", rules.INSEE_CODES, default=())

    @property
    def conditions(self) -> eligibility.Conditions:
        return eligibility.Conditions(
            min_age=self.min_age,
            max_age=self.max_age,
            age_on=self.age_on,
            school_kind=self.school,
            schools=self.schools,
            levels=self.levels,
            residence=self.residence,
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    slug: str = option("Identifiant du groupe", rules.SLUG)
    title: str = option("Nom du groupe", rules.FILLED)
    levels: tuple[Level, ...] = option("Niveaux accueillis ; vide : tous", rules.NO_REPEAT, default=())
    min_age: int | None = option("Âge minimal", rules.between(0, 25), default=None)
    max_age: int | None = option("Âge maximal, compris", rules.between(0, 25), default=None)
    schools: tuple[str, ...] = option("Écoles concernées ; vide : toutes", rules.NO_REPEAT, default=())
    site: str | None = option("Lieu du groupe ; rien : l'un de ceux de l'activité", rules.SLUG, default=None)
    capacity: int | None = option("Nombre de places ; rien : sans limite", rules.between(1, 5000), default=None)

    @property
    def rule(self) -> eligibility.GroupRule:
        return eligibility.GroupRule(
            slug=self.slug, min_age=self.min_age, max_age=self.max_age, levels=self.levels, schools=self.schools
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Unit:
    slug: str = option("Identifiant de l'unité", rules.SLUG)
    title: str = option("Ce que la famille choisit (« Menu végétarien »)", rules.FILLED)
    help: str = option("Précision affichée sous le choix", default="")
    starts: time | None = option("Heure de début", default=None)
    ends: time | None = option("Heure de fin", default=None)
    meal: bool = option("Un repas est compris", default=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Window:
    opens: datetime | None = option("Ouverture, heure de la commune ; rien : déjà ouverte", default=None)
    closes: datetime | None = option("Fermeture, instant exclu ; rien : sans limite", default=None)
    audience: Audience = option("Pour les habitants, ou pour tout le monde", default=Audience.EVERYONE)
    periods: tuple[str, ...] = option("Périodes concernées ; vide : toutes celles de l'activité", default=())

    def in_zone(self, zone: ZoneInfo) -> eligibility.Window:
        return eligibility.Window(
            opens=self.opens and self.opens.replace(tzinfo=zone),
            closes=self.closes and self.closes.replace(tzinfo=zone),
            audience=self.audience,
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class PaiPolicy:
    asked: bool = option("On demande à la famille si l'enfant a besoin d'un PAI", default=False)
    blocks_until_signed: bool = option(
        "L'activité attend la signature du PAI d'un enfant pour qui il est demandé", default=False
    )
    closes: Closed = option(
        "Ce qui attend la signature : la venue de l'enfant, les formules avec repas, ou l'inscription",
        default=Closed.ATTENDANCE,
    )
    packed_lunch: bool = option("Un PAI alimentaire vaut panier-repas fourni par la famille", default=False)


NO_PAI = PaiPolicy()


@dataclass(frozen=True, kw_only=True, slots=True)
class Authorisation:
    """A permission asked from the family: allow or forbid, nothing chosen beforehand."""

    slug: str = option("Identifiant de l'autorisation", rules.SLUG)
    title: str = option("Question posée (« Sortir seul de l'activité »)", rules.FILLED)
    text: str = option("Texte complet, tel qu'il engage la famille", rules.FILLED)
    version: str = option("Version du texte, à changer avec lui", rules.VERSION)
    dated: date = option("Date du texte")


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
    procedure: str | None = option("Démarche qui la demande ; rien : l'inscription", rules.SLUG, default=None)
    sites: tuple[str, ...] = option("Lieux", rules.NO_REPEAT, default=())
    periods: tuple[str, ...] = option("Périodes proposées", rules.NO_REPEAT, default=())
    groups: tuple[Group, ...] = option("Groupes, par niveau ou par âge", default=())
    units: tuple[Unit, ...] = option("Unités : ce que la famille choisit", default=())
    several_units: bool = option("La famille peut choisir plusieurs unités", default=False)
    unit_changes: UnitChanges = option(
        "La famille change d'unité en cours d'année : non, par une demande au service, ou aussitôt",
        default=UnitChanges.NO,
    )
    windows: tuple[Window, ...] = option("Ouvertures des inscriptions ; vide : toujours ouvertes", default=())
    authorisations: tuple[str, ...] = option("Autorisations demandées", rules.NO_REPEAT, default=())
    authorised_persons: FieldState = option("Personnes autorisées à venir chercher", default=FieldState.HIDDEN)
    attachments: tuple[str, ...] = option("Pièces demandées", rules.NO_REPEAT, default=())
    pai: PaiPolicy = option("Projet d'accueil individualisé", default=NO_PAI)
    rules_to_read: tuple[str, ...] = option("Pages à lire avant de s'inscrire", rules.NO_REPEAT, default=())
    renewable: bool = option("L'inscription se renouvelle, déjà remplie, d'une année à l'autre", default=True)


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
