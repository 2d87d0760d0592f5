from dataclasses import dataclass
from datetime import date, timedelta

from communes_config import rules
from communes_config.schema.options import option
from core.validity import Validity, ValidityRule

OTHER_DOCUMENT = "autre"  # every commune has it: what has no kind of its own is filed there


@dataclass(frozen=True, kw_only=True, slots=True)
class DocumentKind:
    """A kind of document that people keep in their space and join to their requests."""

    slug: str = option("Nom de la table", rules.SLUG)
    title: str = option("Nom du document", rules.FILLED)
    help: str = option("Ce que le document doit montrer", default="")
    offered: bool = option("Proposé dans « Mes documents »", default=True)
    validity: ValidityRule = option(
        "Jusqu'à quand il est accepté : sans limite, un nombre de mois après sa date, la date écrite dessus, ou la fin "
        "de l'année scolaire",
        default=ValidityRule.UNLIMITED,
    )
    validity_months: int | None = option("Mois de validité, pour « months »", rules.between(1, 120), default=None)
    watermark: bool = option("Filigrane sur ce que lisent les agents (identité, RIB)", default=False)
    service_days: int | None = option(
        "Jours pendant lesquels le service le lit encore après sa décision ; rien : sans limite",
        rules.between(0, 3650),
        default=None,
    )
    vault_months: int | None = option(
        "Mois avant l'effacement automatique, après le dépôt ou la fin de validité ; rien : jusqu'à ce que la personne "
        "le supprime",
        rules.between(1, 240),
        default=None,
    )

    health: bool = option(
        "Parle de la santé d'un enfant : seul le référent santé l'ouvre, et sa lecture est inscrite", default=False
    )
    judgment: bool = option(
        "Décision de justice : seul l'ouvre qui lit les jugements, après avoir dit pourquoi ; c'est au journal",
        default=False,
    )
    income: bool = option("Ressources du foyer : chaque lecture par un agent est au journal", default=False)
    reminder: bool = option("Courriel et rappel un mois avant la fin de validité", default=True)

    @property
    def is_sensitive(self) -> bool:
        """Whether each reading is logged, and the bytes are unreadable in a stolen copy of the store."""
        return self.health or self.judgment or self.income

    @property
    def valid_for(self) -> Validity:
        return Validity(self.validity, self.validity_months)

    def read_by_service_on(self, day: date, decided_on: date | None) -> bool:
        """Tell whether the service that decided on that day still reads the document."""
        return self.service_days is None or decided_on is None or day <= decided_on + timedelta(days=self.service_days)

    @property
    def asks_issue_date(self) -> bool:
        return self.validity in (ValidityRule.MONTHS, ValidityRule.SCHOOL_YEAR)

    @property
    def asks_last_day(self) -> bool:
        return self.validity is ValidityRule.PRINTED
