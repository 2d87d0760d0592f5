from dataclasses import dataclass
from enum import StrEnum

from communes_config import rules
from communes_config.schema.catalogue import ActivityKind
from communes_config.schema.options import option
from core.retention import SchoolYearRetention


class VaccinationProof(StrEnum):
    SWORN = "sworn"
    DOCUMENT = "document"


@dataclass(frozen=True, kw_only=True, slots=True)
class Diet:
    slug: str = option("Identifiant du régime", rules.SLUG)
    label: str = option("Nom du régime, sans mention de religion", rules.FILLED)


@dataclass(frozen=True, kw_only=True, slots=True)
class Allergen:
    slug: str = option("Identifiant de l'allergène", rules.SLUG)
    label: str = option("Nom de l'allergène", rules.FILLED)


@dataclass(frozen=True, kw_only=True, slots=True)
class NapHabit:
    slug: str = option("Identifiant de l'habitude de sieste", rules.SLUG)
    label: str = option("Habitude de sieste, telle que la famille la choisit", rules.FILLED)


@dataclass(frozen=True, kw_only=True, slots=True)
class Doctor:
    slug: str = option("Identifiant du médecin", rules.SLUG)
    name: str = option("Nom du médecin", rules.FILLED)
    speciality: str = option("Spécialité", default="Médecine générale")
    phone: str = option("Téléphone du cabinet", rules.PHONE)
    address: str = option("Adresse du cabinet", default="")


@dataclass(frozen=True, kw_only=True, slots=True)
class PlanRules:
    information: str = option("Ce que la famille lit avant de demander un PAI", rules.FILLED)
    blocked_kinds: tuple[ActivityKind, ...] = option(
        "Familles d'activités qui attendent la signature du PAI, avec celles dont le catalogue le dit"
    )
    blocked_activities: tuple[str, ...] = option("Activités qui l'attendent en plus, par leur identifiant", default=())
    reminder_days: int = option("Rappel à la famille avant la fin du PAI, en jours", rules.between(1, 120))
    packed_lunch_tariff: str | None = option("Tarif du panier-repas fourni par la famille", rules.SLUG, default=None)


@dataclass(frozen=True, kw_only=True, slots=True)
class VaccinationRules:
    required_kinds: tuple[ActivityKind, ...] = option("Familles d'activités où les vaccins obligatoires sont exigés")
    proof: VaccinationProof = option("Preuve suffisante : attestation sur l'honneur, ou document vérifié par un agent")
    provisional_months: int = option("Admission provisoire sans la preuve, en mois", rules.between(0, 6))
    accommodation: tuple[str, ...] = option("Activités avec hébergement, sans admission provisoire", default=())


@dataclass(frozen=True, kw_only=True, slots=True)
class HealthRetention:
    grace_days: int = option(
        "Jours pendant lesquels la santé d'un enfant est encore gardée après la fin de l'année scolaire",
        rules.between(0, 365),
    )
    reminder_days: int = option(
        "Premier courriel aux parents avant l'effacement, en jours ; dès ce jour, un dossier confirmé vaut pour "
        "l'année suivante",
        rules.between(30, 180),
    )
    last_reminder_days: int = option("Dernier courriel avant l'effacement, en jours", rules.between(7, 29))
    readings_months: int = option(
        "Mois pendant lesquels la liste des lectures par les agents est gardée", rules.between(12, 120)
    )

    @property
    def terms(self) -> SchoolYearRetention:
        """What the rules read of it."""
        return SchoolYearRetention(
            grace_days=self.grace_days,
            reminder_days=self.reminder_days,
            last_reminder_days=self.last_reminder_days,
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Health:
    diets: tuple[Diet, ...] = option("Régimes proposés aux familles")
    allergens: tuple[Allergen, ...] = option("Allergènes proposés aux familles")
    doctors: tuple[Doctor, ...] = option("Médecins que la famille peut chercher", default=())
    naps: tuple[NapHabit, ...] = option(
        "Habitudes de sieste proposées aux familles ; aucune : la question n'est pas posée", default=()
    )
    naps_under: int = option("Âge avant lequel la sieste est demandée, en années", rules.between(1, 12), default=6)
    plan: PlanRules = option("Projets d'accueil individualisé (PAI)")
    vaccination: VaccinationRules = option("Vaccins obligatoires")
    retention: HealthRetention = option("Durée de conservation de la santé des enfants")
