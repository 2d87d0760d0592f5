from core.errors import DomainError


class AuthorisationAlreadyPublished(DomainError):
    message = (
        "Le texte de l’autorisation « {slug} » a changé sans sa version ({version}) : des familles y ont peut-être "
        "répondu. Donnez-lui une version nouvelle."
    )


class LevelNotInSchool(DomainError):
    message = "{school} n’a pas de classe de ce niveau : {level}."


class SchoolingWithoutPlace(DomainError):
    message = "Choisissez une école, ou écrivez le nom de celle où va l’enfant."


class SchoolingHeldByTownHall(DomainError):
    message = "La mairie a déjà enregistré l’école de {child} : {place}, {level}. Appelez le service si elle a changé."


class PromotionAlreadyApplied(DomainError):
    message = "Le passage de {school} vers {year} est déjà fait."


class PromotionChanged(DomainError):
    message = "Les élèves de {school} ont changé depuis que la page est ouverte : relisez l’aperçu avant d’appliquer."


class NobodyToPromote(DomainError):
    message = "{school} n’a aucun élève à faire passer en {year}."


class PromotionAlreadyUndone(DomainError):
    message = "Ce passage est déjà annulé."


class PromotionFollowed(DomainError):
    message = (
        "Ce passage ne peut plus être annulé : depuis, l’école ou la classe d’un élève a changé, ou un autre passage a "
        "suivi. Corrigez les élèves un par un."
    )


class SectorUnknown(DomainError):
    message = (
        "Le portail ne sait pas quelle école accepter : l’adresse n’est dans aucun secteur, ou dans plusieurs. "
        "Demandez à la famille de choisir une école, ou complétez les secteurs de la commune."
    )


class ChildGone(DomainError):
    message = "L’enfant de cette demande n’est plus connu de la commune."
