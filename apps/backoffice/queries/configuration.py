"""A commune's configuration in sentences."""

from collections.abc import Mapping
from dataclasses import dataclass

from communes_config.schema import (
    ActivationMode,
    CguMoment,
    CommuneConfig,
    FieldName,
    FieldState,
    KeyDelivery,
    KeyPrompt,
    Silence,
    StepName,
)
from core.business_hours import Counting
from core.passwords import cnil_level

type Row = tuple[str, object]

STEPS: Mapping[StepName, str] = {
    StepName.WELCOME: "Accueil",
    StepName.CGU: "Conditions d’utilisation",
    StepName.IDENTITY: "Identité",
    StepName.ADDRESS: "Adresse",
    StepName.CONTACT: "Coordonnées",
    StepName.AUTHENTICATION: "Identifiant et mot de passe",
}
FIELDS: Mapping[FieldName, str] = {
    FieldName.CIVILITY: "civilité",
    FieldName.USUAL_NAME: "nom usuel",
    FieldName.BIRTH_NAME: "nom de naissance",
    FieldName.FIRST_NAMES: "prénom(s)",
    FieldName.BIRTH_DATE: "date de naissance",
    FieldName.BIRTH_COUNTRY: "pays de naissance",
    FieldName.BIRTH_DEPARTMENT: "département de naissance",
    FieldName.BIRTH_COMMUNE: "commune de naissance",
    FieldName.PHOTO: "photo",
    FieldName.ADDRESS_SEARCH: "recherche d’adresse",
    FieldName.NUMBER: "numéro",
    FieldName.STREET: "voie",
    FieldName.BUILDING: "bâtiment",
    FieldName.APARTMENT: "appartement",
    FieldName.ADDRESS_COMPLEMENT: "complément d’adresse",
    FieldName.POSTAL_CODE: "code postal",
    FieldName.CITY: "ville",
    FieldName.COUNTRY: "pays",
    FieldName.PHONE: "téléphone",
    FieldName.MOBILE: "mobile",
    FieldName.FAX: "télécopie",
    FieldName.EMAIL: "courriel",
    FieldName.PREFERRED_CONTACT: "moyen de contact préféré",
}
PROMPTS: Mapping[KeyPrompt, str] = {
    KeyPrompt.OFFERED: "Demandée : la commune l’a remise aux familles avant",
    KeyPrompt.SHOWN_EMPTY: "Montrée, à laisser vide : elle est créée quand la famille est validée",
    KeyPrompt.OPTIONAL: "Facultative",
    KeyPrompt.HIDDEN: "Pas demandée",
}


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    rows: tuple[Row, ...]


def sections_of(config: CommuneConfig) -> tuple[Section, ...]:
    return (
        Section("Création de compte", _wizard(config)),
        Section("Activation des comptes", _activation(config)),
        Section("Mot de passe des usagers", _password(config)),
        Section("Clé de service", _key(config)),
        Section("Famille", _family(config)),
        Section("Conditions générales d’utilisation", _cgu(config)),
        Section(
            "Services", tuple((service.name, _reached(service.phone, service.email)) for service in config.services)
        ),
    )


def _wizard(config: CommuneConfig) -> tuple[Row, ...]:
    rows = [("Étapes", " → ".join(STEPS[step] for step in config.wizard.steps))]
    for step in config.wizard.steps:
        visible = config.wizard.fields_of(step)
        if visible:
            rows.append((STEPS[step], ", ".join(_field(name, state) for name, state in visible)))
    rows.append(("Contrôle de sécurité", "Pictogramme à reconnaître" if config.captcha.enabled else "Aucun"))
    rows.append(("FranceConnect", "Proposé" if config.franceconnect else "Non proposé"))
    return tuple(rows)


def _field(name: FieldName, state: FieldState) -> str:
    return f"{FIELDS[name]} (obligatoire)" if state is FieldState.REQUIRED else FIELDS[name]


def _activation(config: CommuneConfig) -> tuple[Row, ...]:
    promise = config.activation
    if promise.mode is ActivationMode.EMAIL_LINK:
        return (("Mode", f"Lien reçu par courriel, valable {promise.link_hours} heures"),)
    counting = (
        "24 heures par jour ouvré, sans week-end ni jour férié"
        if promise.counting is Counting.FULL_DAYS
        else "les heures d’ouverture du service"
    )
    return (
        ("Mode", "Validation par un agent"),
        ("Promesse faite aux usagers", f"{promise.approval_hours} heures ouvrées"),
        ("Ce qui compte", counting),
        ("Rappel au service", f"{promise.reminder_hours} heures ouvrées avant l’échéance"),
        ("Service qui valide", config.service(promise.service).name),
    )


def _password(config: CommuneConfig) -> tuple[Row, ...]:
    bits = config.passwords.entropy_bits()
    return (
        ("Règle", config.passwords.describe()),
        ("Solidité du plus simple", f"{bits:.1f} bits".replace(".", ",")),
        ("Lecture de la CNIL", cnil_level(bits, restricted=True).label),
        ("Essais", "Connexion suspendue 30 minutes après 10 échecs"),
    )


def _key(config: CommuneConfig) -> tuple[Row, ...]:
    key = config.service_key
    automatic = key.delivery is KeyDelivery.AUTOMATIC
    return (
        ("Nom", key.label),
        ("À la création du compte", PROMPTS[key.at_sign_up]),
        ("Remise", "Versée d’elle-même dans le compte" if automatic else "Envoyée à la famille, qui la saisit"),
        ("Validité", f"{key.valid_days} jours"),
        ("Essais permis", f"{key.attempts_per_hour} par heure"),
    )


def _family(config: CommuneConfig) -> tuple[Row, ...]:
    family = config.family
    effect = "acceptation" if family.silence is Silence.ACCEPT else "refus"
    pieces = ", ".join(f"{kind.title}{' (obligatoire)' if kind.required else ''}" for kind in family.attachments)
    return (
        ("Démarche", family.declaration_title),
        ("Durée annoncée", f"{family.expected_minutes} minutes"),
        ("Silence de la mairie", f"Vaut {effect} après {family.silence_months} mois"),
        ("Service qui instruit", config.service(family.service).name),
        (
            "Parents séparés",
            "Deux familles rapprochées par l’enfant" if family.separate_households else "Une seule famille",
        ),
        ("Pièces jointes", pieces),
        ("Fichiers", f"{config.uploads.max_mb} Mo au plus"),
    )


def _cgu(config: CommuneConfig) -> tuple[Row, ...]:
    at_sign_up = config.wizard.cgu_at is CguMoment.WIZARD
    return (
        ("Version en vigueur", config.cgu.version),
        ("Publiée le", f"{config.cgu.published_on:%d/%m/%Y}"),
        ("Acceptées", "À la création du compte" if at_sign_up else "À la première connexion"),
    )


def _reached(phone: str, email: str) -> str:
    return ", ".join(filter(None, (phone, email)))
