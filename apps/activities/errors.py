from core.errors import DomainError


class AuthorisationAlreadyPublished(DomainError):
    message = (
        "Le texte de l’autorisation « {slug} » a changé sans sa version ({version}) : des familles y ont peut-être "
        "répondu. Donnez-lui une version nouvelle."
    )
