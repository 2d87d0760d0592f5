from django.db.models import TextChoices


class EnrolmentStatus(TextChoices):
    REQUESTED = "requested", "Demandée"
    WAITING = "waiting", "Sur liste d’attente"
    ACTIVE = "active", "Inscrit"
    REFUSED = "refused", "Refusée"
    ENDED = "ended", "Terminée"
    CANCELLED = "cancelled", "Annulée"


class Verdict(TextChoices):
    """What an agent means to answer to one line of a request, until the whole request is decided."""

    ACCEPT = "accept", "Accepter"
    WAIT = "wait", "Liste d’attente"
    REFUSE = "refuse", "Refuser"
