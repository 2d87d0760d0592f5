"""How often a household says that what the commune knows of it is right."""

from dataclasses import dataclass
from enum import StrEnum

from communes_config import rules
from communes_config.schema.options import option
from core.certification import Renewal

EVERY_MONTHS = (3, 6, 12, 24, 36)


class CertificationBlock(StrEnum):
    """What a family cannot do while it is late."""

    ENROLMENT = "enrolment"


@dataclass(frozen=True, kw_only=True, slots=True)
class Certification:
    every_months: int | None = option(
        "Mois entre deux confirmations des informations de la famille ; rien : on ne le demande pas",
        rules.Rule("3, 6, 12, 24 ou 36", lambda months: months in EVERY_MONTHS),
        default=None,
    )
    every_year_by: str | None = option(
        "Jour de chaque année avant la fin duquel confirmer, « mm-jj », au lieu d'un nombre de mois",
        rules.MONTH_DAY,
        default=None,
    )
    reminder_days: int = option(
        "Jours avant l'échéance où la famille est prévenue ; elle l'est de nouveau le jour même",
        rules.between(1, 90),
        default=30,
    )
    blocks: tuple[CertificationBlock, ...] = option(
        "Ce qui attend la confirmation une fois l'échéance passée ; rien : on rappelle sans rien fermer",
        rules.NO_REPEAT,
        default=(),
    )

    @property
    def renewal(self) -> Renewal | None:
        """What the rules read of it; None when the commune asks nothing."""
        if self.every_months is not None:
            return Renewal(asked_days=self.reminder_days, every_months=self.every_months)
        if self.every_year_by is None:
            return None
        month, day = self.every_year_by.split("-")
        return Renewal(asked_days=self.reminder_days, by=(int(month), int(day)))
