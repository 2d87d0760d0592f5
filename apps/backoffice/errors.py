from core.errors import DomainError


class NotAnAgentsAccount(DomainError):
    message = (
        "Ce compte est celui d’un usager : il n’ouvre pas l’espace des agents. "
        "Connectez-vous depuis l’accueil du portail, ou demandez un compte d’agent à l’administrateur de la commune."
    )


class ChangedMeanwhile(DomainError):
    message = (
        "{who} a modifié cette demande pendant que vous la lisiez. "
        "Ce que vous aviez écrit est conservé sur cette page : relisez la demande avant de recommencer."
    )


class NobodyChosen(DomainError):
    message = "Cochez au moins un compte."


class NotYourself(DomainError):
    message = "Vous ne pouvez pas retirer vos propres droits : demandez à un autre administrateur."


class JudgmentsReserved(DomainError):
    message = "Cette pièce est une décision de justice : seuls les agents qui lisent les jugements l’ouvrent."


class ReadingUnexplained(DomainError):
    message = "Dites pourquoi vous lisez ce jugement."
