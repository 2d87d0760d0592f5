from core.errors import DomainError


class AccountMayNotFile(DomainError):
    message = "Votre compte n’est pas encore validé par la mairie : vous pourrez faire cette démarche ensuite."


class AlreadyFiled(DomainError):
    message = "Vous avez déjà déposé cette démarche : la demande n° {number} est en cours."


class ProcedureClosed(DomainError):
    message = "« {title} » est fermée pour le moment{until}."


class FamilyNeeded(DomainError):
    message = "Cette démarche est ouverte aux familles que la mairie connaît : déclarez d’abord votre famille."


class DraftMissing(DomainError):
    message = "Ce brouillon n’existe plus : il a été déposé ou abandonné depuis une autre page."


class StepUnknown(DomainError):
    message = "Cette étape n’est plus demandée : reprenez votre démarche."


class CaseIncomplete(DomainError):
    """Context: `problems`, the list of what is missing."""

    message = "Il manque encore des réponses à votre demande."


class AttachmentsMissing(DomainError):
    message = "Il manque des pièces obligatoires : {titles}."


class AttachmentUnknown(DomainError):
    message = "Cette démarche ne demande pas cette pièce."


class AttachmentTooOld(DomainError):
    message = "« {title} » doit dater de moins de {months} mois : ce document n’est plus valable depuis le {since}."


class AttachmentUndated(DomainError):
    message = "Indiquez la date du document « {title} » : il doit dater de moins de {months} mois."


class AttachmentInTheFuture(DomainError):
    message = "La date du document « {title} » ne peut pas être dans le futur."


class NotYourRequest(DomainError):
    message = "Cette demande n’est pas la vôtre."


class DocumentNotYours(DomainError):
    message = "Ce document n’est pas dans votre espace."


class CaseChanged(DomainError):
    message = "Cette demande a changé depuis que vous l’avez ouverte. Relisez-la, puis recommencez."


class NothingToDecide(DomainError):
    message = "Cette demande n’appelle pas de décision : répondez à la personne, puis classez-la."


class DecisionAwaited(DomainError):
    message = "Cette demande attend une décision : acceptez-la ou refusez-la."


class ReasonMissing(DomainError):
    message = "Un refus se motive : écrivez la raison que la famille lira."


class MessageMissing(DomainError):
    message = "Écrivez votre message."


class NotWaitingForAnswer(DomainError):
    message = "Le service n’attend plus de complément pour cette demande."


class QuestionNotAsked(DomainError):
    message = "Cette demande ne pose pas cette question, ou elle ne se repose pas."


class ExchangesClosed(DomainError):
    message = "Cette demande est terminée : les échanges sont clos. Contactez le service directement."


class AgentOfAnotherService(DomainError):
    message = "{name} n’instruit pas les demandes de ce service."


class PieceReasonMissing(DomainError):
    message = "Dites en quelques mots pourquoi cette pièce ne convient pas : la famille le lira."


class CannedAnswerTaken(DomainError):
    message = "Une réponse type porte déjà ce nom à cet endroit."


class CannedAnswerOfAnotherService(DomainError):
    message = "Cette réponse type appartient à un service où vous ne pouvez pas la modifier."


class CannedFieldUnknown(DomainError):
    message = "Le portail ne sait pas remplacer {fields}. Il connaît {known}."


class PieceNoLongerRead(DomainError):
    message = (
        "Cette pièce ne s’ouvre plus : le service ne la garde qu’un temps après sa décision, et ce temps est passé."
    )


class NothingChanged(DomainError):
    message = "Rien n’a changé : corrigez au moins une réponse, ou revenez à votre famille."


class TargetUnknown(DomainError):
    message = "Cette personne ne fait pas partie de votre famille."


class NotInTwoFamilies(DomainError):
    message = "{name} n’est que dans une famille : son calendrier ne se partage pas."


class TooManyMessages(DomainError):
    message = "Trop de messages viennent de cette connexion : réessayez dans une heure, ou appelez le {phone}."
