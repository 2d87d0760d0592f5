from core.errors import DomainError


class CguVersionAlreadyPublished(DomainError):
    """People accepted the text published under this version: another text needs another version."""

    message = "La version {version} des CGU est déjà publiée avec un autre texte : donnez-lui un nouveau numéro."
