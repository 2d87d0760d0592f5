"""What each e-mail is about, and what nobody may refuse to be told."""

from collections.abc import Mapping
from dataclasses import dataclass

from .enums import Topic


@dataclass(frozen=True, slots=True)
class Words:
    """`law` says why the topic cannot be refused, empty when it can; `sms` is all that a telephone tells of it."""

    title: str
    help: str
    law: str = ""
    sms: str = ""


TOPICS: Mapping[Topic, Words] = {
    Topic.ACCOUNT: Words(
        "Votre compte et sa sécurité",
        "Activation, mot de passe, changement d’adresse, clé de la famille.",
        "Toujours envoyés : ils protègent votre compte.",
    ),
    Topic.DECISIONS: Words(
        "Accusés de réception et décisions",
        "Votre demande est reçue, une pièce manque, elle est acceptée ou refusée ; une inscription change ou s’arrête.",
        "Toujours envoyés : la loi oblige la mairie à vous les adresser, et des délais en dépendent.",
    ),
    Topic.REQUESTS: Words(
        "Avancement de mes demandes",
        "Un agent s’en occupe, le service vous écrit.",
        sms="une de vos demandes avance, ou le service vous a écrit.",
    ),
    Topic.HEALTH: Words(
        "Santé des enfants",
        "Un projet d’accueil individualisé (PAI) est signé ou arrive à sa fin.",
        sms="un message vous attend dans votre espace.",
    ),
    Topic.DOCUMENTS: Words(
        "Documents et informations à renouveler",
        "Un mois avant qu’un document de votre espace n’expire, ou quand vos informations sont à confirmer.",
        sms="un document ou des informations de votre espace sont à renouveler.",
    ),
    Topic.ACTIVITIES: Words(
        "Vie des activités et de l’école",
        "Un message aux familles d’une activité, d’un groupe ou d’une classe de vos enfants.",
        sms="un message pour les familles vous attend dans votre espace.",
    ),
}

# By template, or by the application it belongs to.
_TOPIC_OF: Mapping[str, Topic] = {
    "accounts": Topic.ACCOUNT,
    "families": Topic.ACCOUNT,
    "families/certification_due": Topic.DOCUMENTS,
    "families/custody_recorded": Topic.DECISIONS,
    "casework": Topic.DECISIONS,
    "casework/progress": Topic.REQUESTS,
    "casework/message": Topic.REQUESTS,
    "casework/draft_forgotten": Topic.REQUESTS,
    "enrolments": Topic.DECISIONS,
    "enrolments/group_message": Topic.ACTIVITIES,
    "health": Topic.HEALTH,
    "health/plan_refused": Topic.DECISIONS,
    "health/health_leaving": Topic.DECISIONS,
    "documents": Topic.DOCUMENTS,
}


def topic_of(template: str) -> Topic:
    """Return the topic of an e-mail; what says nothing of itself is about the account, and always leaves."""
    return _TOPIC_OF.get(template) or _TOPIC_OF.get(template.partition("/")[0]) or Topic.ACCOUNT


def can_be_refused(topic: Topic) -> bool:
    return not TOPICS[topic].law
