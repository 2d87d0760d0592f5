from core.errors import DomainError


class HealthNotYours(DomainError):
    message = "Seuls les parents qui exercent l’autorité parentale tiennent le dossier santé d’un enfant."


class NothingToConfirm(DomainError):
    message = "Rien n’est à confirmer pour {name} : le dossier santé est vide, ou il vaut déjà pour l’année à venir."


class HealthReserved(DomainError):
    message = "Le dossier santé est réservé au référent santé."


class ReasonMissing(DomainError):
    message = "Dites pourquoi vous ouvrez ce dossier : la famille lira votre motif."


class PlanAlreadyAsked(DomainError):
    message = "Un PAI est déjà en préparation pour {name}."


class PlanChanged(DomainError):
    message = "Ce PAI a changé depuis que vous l’avez ouvert : relisez-le avant de décider."


class PlanDatesWrong(DomainError):
    message = "Le PAI doit se terminer après avoir commencé."


class PlanSignedLater(DomainError):
    message = "Un PAI ne peut pas avoir été signé après aujourd’hui."


class PlanReasonMissing(DomainError):
    message = "Expliquez votre décision : la famille la lira."


class PlanEndsAlready(DomainError):
    message = "Ce PAI serait déjà terminé : vérifiez son dernier jour."
