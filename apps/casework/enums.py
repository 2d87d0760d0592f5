from django.db.models import TextChoices


class CaseStatus(TextChoices):
    DRAFT = "draft", "Brouillon"
    SUBMITTED = "submitted", "Déposée"
    IN_REVIEW = "in_review", "En cours d’instruction"
    NEEDS_INFORMATION = "needs_information", "À compléter"
    ACCEPTED = "accepted", "Acceptée"
    REFUSED = "refused", "Refusée"
    CLOSED = "closed", "Close"
    CANCELLED = "cancelled", "Annulée"
    ABANDONED = "abandoned", "Abandonnée"


class EventKind(TextChoices):
    SUBMITTED = "submitted", "Demande déposée"
    TAKEN = "taken", "Prise en charge par le service"
    ASSIGNED = "assigned", "Confiée à un autre agent"
    INFORMATION_ASKED = "information_asked", "Compléments demandés"
    ANSWERED = "answered", "Compléments reçus"
    MESSAGE = "message", "Message"
    ACCEPTED = "accepted", "Demande acceptée"
    REFUSED = "refused", "Demande refusée"
    TOOK_EFFECT = "took_effect", "Changement appliqué"
    CLOSED = "closed", "Demande close par le service"
    CANCELLED = "cancelled", "Demande annulée"


class Clock(TextChoices):
    """Where the time that leads to an implicit decision stands."""

    RUNNING = "running", "En cours"
    STOPPED = "stopped", "Suspendu"
    OVER = "over", "Terminé"


class PieceVerdict(TextChoices):
    WAITING = "waiting", "À vérifier"
    ACCEPTED = "accepted", "Validée"
    REFUSED = "refused", "Refusée"


class CannedUse(TextChoices):
    """Where agents find an answer written beforehand."""

    MESSAGE = "message", "Écrire à la famille"
    QUESTION = "question", "Demander un complément"
    ACCEPTANCE = "acceptance", "Accepter"
    REFUSAL = "refusal", "Refuser"
    CLOSING = "closing", "Répondre et clore"
