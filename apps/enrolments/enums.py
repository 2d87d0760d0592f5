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


class AbsenceReason(TextChoices):
    SICKNESS = "sickness", "Maladie"
    APPOINTMENT = "appointment", "Rendez-vous"
    SCHOOL = "school", "École : sortie, absence de l’enseignant ou grève"
    FAMILY = "family", "Événement de la famille"
    OTHER = "other", "Autre motif"
