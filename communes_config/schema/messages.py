from dataclasses import dataclass

from communes_config.rules import pattern
from communes_config.schema.options import option

# What the French networks show instead of a number; longer, they cut it.
SENDER = pattern(
    r"[A-Za-z][A-Za-z0-9]{2,10}", "de 3 à 11 lettres ou chiffres, sans accent ni espace, une lettre d'abord"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Sms:
    enabled: bool = option(
        "SMS proposés aux familles ; la clé du fournisseur est dans l'environnement (SMS_API_KEY_<COMMUNE>)",
        default=False,
    )
    sender: str = option("Nom d'expéditeur affiché par le téléphone", SENDER, default="Mairie")
