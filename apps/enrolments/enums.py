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


class Reach(TextChoices):
    """By what a message to families reaches one adult, or why it does not."""

    EMAIL = "email", "Courriel et espace"
    EMAIL_AND_SMS = "email_sms", "Courriel, SMS et espace"
    SMS = "sms", "SMS et espace"
    PORTAL = "portal", "Dans son espace seulement"
    LETTER_BOX = "address", "Courriel, sans compte"
    NO_ADDRESS = "no_address", "Ni compte ni adresse électronique"
    REFUSED = "refused", "Refuse les courriels, sans compte"
    SILENCED = "silenced", "Un juge s’y oppose"

    @property
    def arrives(self) -> bool:
        return self not in {Reach.NO_ADDRESS, Reach.REFUSED, Reach.SILENCED}
