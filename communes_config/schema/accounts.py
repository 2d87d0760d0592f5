from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from communes_config import rules
from communes_config.schema.options import option
from core.business_hours import Counting, ServiceHours


class StepName(StrEnum):
    WELCOME = "welcome"
    CGU = "cgu"
    IDENTITY = "identity"
    ADDRESS = "address"
    CONTACT = "contact"
    AUTHENTICATION = "authentication"


class FieldName(StrEnum):
    CIVILITY = "civility"
    USUAL_NAME = "usual_name"
    BIRTH_NAME = "birth_name"
    FIRST_NAMES = "first_names"
    BIRTH_DATE = "birth_date"
    BIRTH_COUNTRY = "birth_country"
    BIRTH_DEPARTMENT = "birth_department"
    BIRTH_COMMUNE = "birth_commune"
    PHOTO = "photo"
    ADDRESS_SEARCH = "address_search"
    NUMBER = "number"
    STREET = "street"
    BUILDING = "building"
    APARTMENT = "apartment"
    ADDRESS_COMPLEMENT = "address_complement"
    POSTAL_CODE = "postal_code"
    CITY = "city"
    COUNTRY = "country"
    PHONE = "phone"
    MOBILE = "mobile"
    FAX = "fax"
    EMAIL = "email"
    PREFERRED_CONTACT = "preferred_contact"


class FieldState(StrEnum):
    HIDDEN = "hidden"
    OPTIONAL = "optional"
    REQUIRED = "required"


class CguMoment(StrEnum):
    WIZARD = "wizard"
    FIRST_SIGN_IN = "first_sign_in"


_NAMES = tuple(FieldName)
STEP_FIELDS: Mapping[StepName, tuple[FieldName, ...]] = {
    StepName.IDENTITY: _NAMES[: _NAMES.index(FieldName.ADDRESS_SEARCH)],
    StepName.ADDRESS: _NAMES[_NAMES.index(FieldName.ADDRESS_SEARCH) : _NAMES.index(FieldName.PHONE)],
    StepName.CONTACT: _NAMES[_NAMES.index(FieldName.PHONE) :],
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Wizard:
    steps: tuple[StepName, ...] = option("Étapes de la création de compte, dans l'ordre", rules.NO_REPEAT)
    cgu_at: CguMoment = option("Moment où les CGU sont acceptées")
    fields: Mapping[FieldName, FieldState] = option("État de chaque champ : caché, facultatif, obligatoire")

    def fields_of(self, step: StepName) -> tuple[tuple[FieldName, FieldState], ...]:
        """Return the visible fields of a step, in the order of the screen."""
        states = ((name, self.fields[name]) for name in STEP_FIELDS.get(step, ()))
        return tuple((name, state) for name, state in states if state is not FieldState.HIDDEN)


@dataclass(frozen=True, kw_only=True, slots=True)
class Captcha:
    enabled: bool = option("Contrôle de sécurité par pictogramme")
    pictograms: tuple[str, ...] = option("Pictogrammes présentés, six au moins", rules.NO_REPEAT)
    targets: tuple[str, ...] = option("Pictogrammes que l'on peut demander", rules.NOT_EMPTY, rules.NO_REPEAT)


class ActivationMode(StrEnum):
    EMAIL_LINK = "email_link"
    AGENT = "agent"


@dataclass(frozen=True, kw_only=True, slots=True)
class Activation:
    mode: ActivationMode = option("Activation par lien reçu par courriel, ou par un agent")
    link_hours: int = option("Validité du lien, en heures écoulées", rules.between(1, 168))
    approval_hours: int = option("Promesse de validation par un agent, en heures ouvrées", rules.between(1, 240))
    counting: Counting | ServiceHours = option(
        "Décompte des heures ouvrées : « full_days » (24 h par jour ouvré) ou plages d'ouverture"
    )
    reminder_hours: int = option("Rappel aux agents, en heures ouvrées avant l'échéance", rules.between(1, 120))
    service: str = option("Service qui valide les comptes", rules.SLUG)


@dataclass(frozen=True, kw_only=True, slots=True)
class AccountImport:
    """Accounts that the commune creates for families it already knows."""

    enabled: bool = option("La commune crée les comptes des familles qu'elle connaît")
    previous_portal: str = option("Nom de l'ancien portail, cité dans le courriel", default="")
    invitation_days: int = option("Validité du lien d'invitation, en jours", rules.between(1, 60))
    reminder_days: int = option("Relance par un agent, en jours après l'invitation", rules.between(1, 60))


class KeyPrompt(StrEnum):
    OFFERED = "offered"
    SHOWN_EMPTY = "shown_empty"
    OPTIONAL = "optional"
    HIDDEN = "hidden"


class KeyDelivery(StrEnum):
    AUTOMATIC = "automatic"
    MAILED = "mailed"


@dataclass(frozen=True, kw_only=True, slots=True)
class ServiceKey:
    label: str = option("Nom de la clé", rules.FILLED)
    at_sign_up: KeyPrompt = option("Place de la clé dans la création de compte")
    delivery: KeyDelivery = option("Remise de la clé : versée dans le compte, ou envoyée puis saisie")
    notice: str = option("Texte à côté du champ", default="")
    valid_days: int = option("Validité de la clé, en jours", rules.between(1, 1095))
    attempts_per_hour: int = option("Essais permis par heure", rules.between(1, 20))


class SecondFactorPolicy(StrEnum):
    REQUIRED = "required"
    OPTIONAL = "optional"


@dataclass(frozen=True, kw_only=True, slots=True)
class AgentRules:
    """How the agents of the town hall sign in; citizens always choose for themselves."""

    second_factor: SecondFactorPolicy = option(
        "Code d'un téléphone après le mot de passe, pour les agents : exigé, ou laissé à chacun",
        default=SecondFactorPolicy.REQUIRED,
    )
