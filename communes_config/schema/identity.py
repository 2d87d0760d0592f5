from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from communes_config import colours, rules
from communes_config.schema.options import option


@dataclass(frozen=True, kw_only=True, slots=True)
class Contact:
    name: str = option("Nom du lieu ou de l'accueil", rules.FILLED)
    address_lines: tuple[str, ...] = option("Adresse postale, une ligne par élément", rules.NOT_EMPTY)
    phone: str = option("Téléphone de l'accueil", rules.PHONE)
    email: str = option("Adresse électronique générique, jamais celle d'un agent", rules.OPTIONAL_EMAIL, default="")
    opening_hours: str = option("Horaires, tels qu'ils s'affichent", default="")


@dataclass(frozen=True, kw_only=True, slots=True)
class Service:
    slug: str = option("Identifiant du service", rules.SLUG)
    name: str = option("Nom du service, lu par les familles", rules.FILLED)
    phone: str = option("Téléphone du service", rules.PHONE)
    email: str = option("Adresse électronique générique, jamais celle d'un agent", rules.OPTIONAL_EMAIL, default="")
    address_lines: tuple[str, ...] = option("Adresse postale ; vide : celle de la mairie", default=())
    opening_hours: str = option("Horaires, tels qu'ils s'affichent", default="")


@dataclass(frozen=True, kw_only=True, slots=True)
class Identity:
    portal_name: str = option("Nom du portail", rules.FILLED)
    commune_name: str = option("Nom de la commune", rules.FILLED)
    article: str = option("La commune après un nom (« de Fresnes »)", rules.FILLED)
    signature: str = option("Signature des messages (« la Ville de Fresnes »)", rules.FILLED)
    department_code: str = option("Numéro du département", rules.DEPARTMENT)
    department: str = option("Nom du département", rules.FILLED)
    insee_code: str = option("Code INSEE de la commune", rules.INSEE_CODE)
    postal_code: str = option("Code postal de la mairie", rules.POSTAL_CODE)
    website: str = option("Site de la commune", rules.WEBSITE)
    primary: str = option("Couleur principale, lisible sur fond blanc", rules.COLOUR)
    accent: str = option("Couleur d'accent, lisible sur fond blanc", rules.COLOUR)
    logo_svg: str = option("Logo, dans le fichier logo.svg")
    welcome_title: str = option("Titre du message d'accueil", rules.FILLED)
    welcome: str = option("Message d'accueil en Markdown, dans le fichier welcome.md", rules.FILLED)
    no_space_text: str = option("Texte sous « Je n'ai pas d'espace »", rules.FILLED)
    town_hall: Contact = option("Mairie")
    sender_name: str = option("Nom d'expéditeur des courriels", rules.FILLED)
    reply_to: str = option("Adresse de réponse des courriels", rules.EMAIL)

    @property
    def shades(self) -> Mapping[str, str]:
        """CSS custom properties derived from the two colours, each readable where it is used."""
        return colours.palette(self.primary, self.accent)


class TerritoryCode(StrEnum):
    METROPOLE = "metropole"
    ALSACE_MOSELLE = "alsace-moselle"
    GUADELOUPE = "guadeloupe"
    MARTINIQUE = "martinique"
    GUYANE = "guyane"
    LA_REUNION = "la-reunion"
    MAYOTTE = "mayotte"
    SAINT_PIERRE_ET_MIQUELON = "saint-pierre-et-miquelon"
    SAINT_BARTHELEMY = "saint-barthelemy"
    SAINT_MARTIN = "saint-martin"
    WALLIS_ET_FUTUNA = "wallis-et-futuna"
    POLYNESIE_FRANCAISE = "polynesie-francaise"
    NOUVELLE_CALEDONIE = "nouvelle-caledonie"


TIME_ZONES: Mapping[TerritoryCode, tuple[str, ...]] = {
    TerritoryCode.METROPOLE: ("Europe/Paris",),
    TerritoryCode.ALSACE_MOSELLE: ("Europe/Paris",),
    TerritoryCode.GUADELOUPE: ("America/Guadeloupe",),
    TerritoryCode.MARTINIQUE: ("America/Martinique",),
    TerritoryCode.GUYANE: ("America/Cayenne",),
    TerritoryCode.LA_REUNION: ("Indian/Reunion",),
    TerritoryCode.MAYOTTE: ("Indian/Mayotte",),
    TerritoryCode.SAINT_PIERRE_ET_MIQUELON: ("America/Miquelon",),
    TerritoryCode.SAINT_BARTHELEMY: ("America/St_Barthelemy",),
    TerritoryCode.SAINT_MARTIN: ("America/Marigot",),
    TerritoryCode.WALLIS_ET_FUTUNA: ("Pacific/Wallis",),
    TerritoryCode.POLYNESIE_FRANCAISE: ("Pacific/Tahiti", "Pacific/Marquesas", "Pacific/Gambier"),
    TerritoryCode.NOUVELLE_CALEDONIE: ("Pacific/Noumea",),
}


class SchoolZone(StrEnum):
    A = "A"
    B = "B"
    C = "C"


@dataclass(frozen=True, kw_only=True, slots=True)
class Territory:
    code: TerritoryCode = option("Territoire, qui décide des jours fériés")
    time_zone: str = option("Fuseau horaire de la commune", rules.FILLED)
    school_zone: SchoolZone | None = option("Zone des vacances scolaires ; aucune outre-mer", default=None)
    extra_closing_days: tuple[date, ...] = option("Jours de fermeture en plus des fériés (ponts)", rules.NO_REPEAT)
