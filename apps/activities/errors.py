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
