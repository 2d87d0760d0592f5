from dataclasses import dataclass

from communes_config import rules
from communes_config.schema.options import option


@dataclass(frozen=True, kw_only=True, slots=True)
class Quotient:
    """How a family's quotient familial reaches the commune, and how long it is kept."""

    enabled: bool = option(
        "Les parents le demandent à la Caf ou à la MSA par API Particulier, avec le jeton de l'environnement",
        default=False,
    )
    siret: str = option(
        "SIRET de la commune, celui de son habilitation : chaque question le porte", rules.OPTIONAL_SIRET, default=""
    )
    franceconnect: bool = option(
        "Demandé aussi avec FranceConnect : son client a reçu le droit « cnaf_quotient_familial »", default=False
    )
    kept_months: int = option("Mois pendant lesquels une valeur est gardée", rules.between(1, 60), default=12)
