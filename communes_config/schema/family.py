from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from communes_config import rules
from communes_config.schema.accounts import FieldState
from communes_config.schema.options import option


class AfterActivation(StrEnum):
    DECLARE_AND_PROFILE = "declare_and_profile"
    DECLARE_AND_KEY = "declare_and_key"
    HOME = "home"


class Silence(StrEnum):
    ACCEPT = "accept"
    REFUSE = "refuse"
    NONE = "none"  # no decision is asked for: an opinion, a question


class FamilyField(StrEnum):
    BIRTH_NAME = "birth_name"
    BIRTH_DATE = "birth_date"
    BIRTH_PLACE = "birth_place"
    PHONE = "phone"
    EX_DIRECTORY = "ex_directory"
    MOBILE = "mobile"
    REFUSES_SMS = "refuses_sms"
    EMAIL = "email"
    REFUSES_EMAIL = "refuses_email"
    PROFESSION = "profession"
    EMPLOYER = "employer"
    WORK_PHONE = "work_phone"
    BENEFIT_MEMBER = "benefit_member"
    BENEFIT_SCHEME = "benefit_scheme"
    BENEFIT_BODY = "benefit_body"
    BENEFIT_NUMBER = "benefit_number"
    DEPENDENT_CHILDREN = "dependent_children"
    EXPECTED_BIRTH = "expected_birth"
    CONTACT_EMAIL = "contact_email"
    CONTACT_ADDRESS = "contact_address"
    CHILD_PHOTO = "child_photo"
    ADULT_PHOTO = "adult_photo"
    CONTACT_PHOTO = "contact_photo"


@dataclass(frozen=True, kw_only=True, slots=True)
class AttachmentKind:
    slug: str = option("Identifiant de la pièce", rules.SLUG)
    title: str = option("Nom de la pièce", rules.FILLED)
    help: str = option("Ce que la pièce doit montrer", default="")
    required: bool = option("Pièce obligatoire", default=False)
    document: str = option(
        "Genre du document, dans documents.toml ; rien : celui du même nom que la pièce",
        rules.OPTIONAL_SLUG,
        default="",
    )
    max_age_months: int | None = option("Ancienneté maximale, en mois", rules.between(1, 120), default=None)

    @property
    def document_kind(self) -> str:
        return self.document or self.slug


class FamilyChangeKind(StrEnum):
    """What a family asks to change, when a commune may want a proof of it."""

    BIRTH = "birth"
    NAME = "name"
    BIRTH_DATA = "birth_data"
    ADDRESS = "address"
    CHILD_ADDRESS = "child_address"
    AUTHORITY = "authority"
    BENEFIT = "benefit"


@dataclass(frozen=True, kw_only=True, slots=True)
class ChangePiece(AttachmentKind):
    change: FamilyChangeKind = option(
        "Changement qui l'appelle : naissance, nom, état civil, adresse du foyer, adresse d'un enfant, qualité et "
        "autorité parentale, allocations"
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class FamilyRules:
    service: str = option("Service qui instruit les familles", rules.SLUG)
    after_activation: AfterActivation = option("Ce que l'on propose après l'activation du compte")
    declaration_title: str = option("Titre de la démarche", rules.FILLED)
    expected_minutes: int = option("Durée approximative annoncée, en minutes", rules.between(1, 120))
    silence: Silence = option("Effet du silence de la mairie")
    silence_months: int = option("Délai au bout duquel le silence vaut décision, en mois", rules.between(1, 12))
    separate_households: bool = option("Parents séparés : chacun sa famille, rapprochées par l'enfant")
    fields: Mapping[FamilyField, FieldState] = option("État de chaque champ : caché, facultatif, obligatoire")
    attachments: tuple[AttachmentKind, ...] = option("Pièces jointes de la déclaration")
    change_pieces: tuple[ChangePiece, ...] = option("Pièces demandées selon ce que la famille change", default=())
    declaration_offered: bool = option("La famille se déclare en ligne", default=True)
    changes_offered: bool = option("La famille corrige ses fiches et son adresse en ligne", default=True)
    custody_offered: bool = option("Un parent séparé propose le calendrier de garde en ligne", default=True)


@dataclass(frozen=True, kw_only=True, slots=True)
class Requests:
    reminder_days: int = option(
        "Jours sans réponse au bout desquels une demande à compléter est rappelée à la famille, une fois",
        rules.between(1, 90),
        default=10,
    )
    alert_days: int = option(
        "Jours avant la décision implicite où le service est alerté, une fois", rules.between(1, 60), default=7
    )
    draft_days: int = option(
        "Jours sans y toucher au bout desquels un brouillon est effacé", rules.between(30, 730), default=180
    )
    draft_warning_days: int = option(
        "Jours avant cet effacement où son auteur est prévenu", rules.between(3, 29), default=14
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Enrolment:
    file_due_by: str | None = option("Date limite annuelle du dossier, « mm-jj »", rules.MONTH_DAY, default=None)
    bookings_open_on: str | None = option("Ouverture annuelle des réservations", rules.MONTH_DAY, default=None)
    keeps_previous_bookings: bool = option("Les réservations de l'ancien portail sont reprises")
    collector_min_age: int | None = option(
        "Âge minimal de qui vient chercher un enfant ; rien : pas d'âge", rules.between(10, 21), default=None
    )
    renewal: bool = option("L'inscription de l'année suivante est déjà remplie", default=True)


@dataclass(frozen=True, kw_only=True, slots=True)
class Billing:
    online_payment: bool = option("Factures réglables en ligne par carte bancaire")
    download: bool = option("Factures téléchargeables")
    recovery_followed: bool = option("Suivi du recouvrement visible par la famille")
    split_between_parents: bool = option("Deux facturations possibles pour des parents séparés")


class UploadType(StrEnum):
    PDF = "pdf"
    JPEG = "jpeg"
    PNG = "png"


@dataclass(frozen=True, kw_only=True, slots=True)
class Uploads:
    max_mb: int = option("Taille maximale d'un fichier, en mégaoctets", rules.between(1, 50))
    types: tuple[UploadType, ...] = option("Types de fichiers acceptés", rules.NOT_EMPTY, rules.NO_REPEAT)
