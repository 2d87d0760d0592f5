from django.db.models import TextChoices


class PlanStatus(TextChoices):
    """Where an individual care plan (PAI) stands."""

    ASKED = "asked", "Demandé"
    IN_PROGRESS = "in_progress", "En cours de rédaction"
    SIGNED = "signed", "Signé"
    EXPIRED = "expired", "Arrivé à son terme"
    RENEWED = "renewed", "Remplacé par un nouveau PAI"
    REFUSED = "refused", "Refusé"
    WITHDRAWN = "withdrawn", "Retiré par la famille"


class VaccinationState(TextChoices):
    """What the commune holds as a proof of the compulsory vaccines."""

    SWORN = "sworn", "Attestés sur l’honneur"
    SENT = "sent", "Document à vérifier"
    CHECKED = "checked", "Vérifiés par un agent"
    INCOMPLETE = "incomplete", "Incomplets"
    EXEMPT = "exempt", "Contre-indication médicale vérifiée"


class Severity(TextChoices):
    MILD = "mild", "Gêne"
    MARKED = "marked", "Réaction forte"
    VITAL = "vital", "Urgence vitale"


class AccessKind(TextChoices):
    """What was opened."""

    RECORD = "record", "Dossier santé"
    SHEET = "sheet", "Fiche d’urgence"
    BUNDLE = "bundle", "Fiches d’urgence d’un groupe"
    PLAN = "plan", "Projet d’accueil individualisé"
    CASE = "case", "Demande de mise à jour"
    VACCINATION = "vaccination", "Vaccins"
