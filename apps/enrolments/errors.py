from core.errors import DomainError


class NobodyToTell(DomainError):
    message = "Personne ne recevrait ce message : aucune famille n’est concernée, ou aucune ne peut être jointe."


class CollectorEndsTooEarly(DomainError):
    message = "Choisissez aujourd’hui ou un jour à venir : le passé ne se change pas."


class GroupFull(DomainError):
    message = "« {group} » est complet : il n’y a plus de place pour {child}. Proposez la liste d’attente."


class AlreadyEnrolled(DomainError):
    message = "{child} a déjà une inscription à « {activity} » pour cette période."


class NotEligible(DomainError):
    """Context: `sentences`, what is missing, one sentence each."""

    message = "L’inscription à « {activity} » n’est pas possible : {reasons}"


class DatesOutside(DomainError):
    message = "Choisissez des dates entre le {first:%d/%m/%Y} et le {last:%d/%m/%Y}."


class GroupDoesNotFit(DomainError):
    message = "Choisissez pour {child} un groupe qui correspond à son âge et à sa classe."


class UnitMissing(DomainError):
    message = "Choisissez au moins une formule pour {child}."


class EverythingRefused(DomainError):
    message = "Toutes les lignes sont refusées : refusez la demande entière, avec sa raison."


class RefusalWithoutReason(DomainError):
    message = "Un refus se motive : écrivez la raison que la famille lira pour {child} – {activity}."


class AlreadyDecided(DomainError):
    message = "Cette ligne a déjà été décidée. Rechargez la page."


class NothingToEnd(DomainError):
    message = "Cette inscription n’est pas en cours : il n’y a rien à arrêter."


class EndsOutside(DomainError):
    message = "Le dernier jour se choisit entre le {first:%d/%m/%Y} et le {last:%d/%m/%Y}."


class MayNotCollect(DomainError):
    message = "{name} ne peut pas être autorisé à venir chercher {child}. Contactez le service."


class StillEnrolled(DomainError):
    message = "{name} est encore inscrit par cette famille ({activities}) : arrêtez d’abord ces inscriptions."


class NotChangeable(DomainError):
    message = "Cette inscription ne se modifie pas dans son état : {state}."


class ChangeOutside(DomainError):
    message = "Le changement commence entre le {first:%d/%m/%Y} et le {last:%d/%m/%Y}."


class SamePlace(DomainError):
    message = "Rien n’a changé : ce sont déjà ce groupe, ce lieu, cette formule et ces dates."


class UnitsStay(DomainError):
    message = "La formule de « {activity} » ne se change pas en ligne : appelez le service."
