from core.errors import DomainError


class FileRefused(DomainError):
    """A file that cannot be deposited; each reason is a subclass with its own sentence."""

    message = "« {name} » ne peut pas être déposé."


class FileEmpty(FileRefused):
    message = "« {name} » est vide : vérifiez le fichier, puis choisissez-le de nouveau."


class FileTooLarge(FileRefused):
    message = "« {name} » pèse {size} Mo : la taille maximale est de {limit} Mo."


class FileIsSomethingElse(FileRefused):
    message = (
        "« {name} » n’est pas un {expected}, malgré son nom : ouvrez-le pour le vérifier, puis "
        "enregistrez-le de nouveau dans ce format."
    )


class FileTypeNotAccepted(FileRefused):
    message = "« {name} » n’a pas un format accepté. Formats acceptés : {accepted}."


class ImageTooLarge(FileRefused):
    message = "L’image « {name} » compte trop de points ({megapixels} millions, {limit} au plus) : réduisez-la."


class ImageDamaged(FileRefused):
    message = "L’image « {name} » est abîmée et ne s’ouvre pas : photographiez ou numérisez de nouveau le document."


class PdfClosed(FileRefused):
    message = (
        "« {name} » est abîmé ou protégé par un mot de passe : la mairie ne pourrait pas le lire. Enregistrez-le sans "
        "mot de passe, ou photographiez le document."
    )


class PhotosOnly(FileRefused):
    message = "« {name} » n’est pas une photo : seules des photos se réunissent en un PDF. Déposez ce fichier à part."


class TooManyPhotos(FileRefused):
    message = "Vous avez choisi {count} photos : {limit} au plus se réunissent en un document."


class DocumentRefused(DomainError):
    """A document that does not prove what it is given for."""

    message = "Ce document ne peut pas servir."


class DocumentExpired(DocumentRefused):
    message = "« {title} » n’est plus accepté depuis le {since:%d/%m/%Y} : déposez-en un plus récent."


class DocumentUndated(DocumentRefused):
    message = "Indiquez la date inscrite sur « {title} »."


class DocumentInTheFuture(DocumentRefused):
    message = "La date de « {title} » est dans l’avenir : vérifiez-la sur le document."


class DocumentInUse(DomainError):
    message = "Ce document sert à {uses} : vous pourrez le supprimer quand ce sera terminé."


class DocumentGone(DomainError):
    message = "Ce document n’est plus là : choisissez-en un autre, ou déposez-le de nouveau."


class DocumentErased(DomainError):
    message = "Ce document a été effacé : sa durée de conservation est passée."


class DocumentUnreadable(DomainError):
    message = "Ce document n’est pas disponible : le contrôle antivirus l’a écarté."


class DocumentBeingScanned(DomainError):
    message = "Ce document passe le contrôle antivirus : il sera lisible dans quelques instants."


class DocumentUnmarkable(DomainError):
    message = (
        "Ce document d’identité ne peut pas recevoir de filigrane, et ne s’ouvre donc pas : demandez à la personne de "
        "le déposer de nouveau, en photo."
    )


class LinkForged(LookupError):
    """A link that was not made here, for this person, in this session."""


class LinkExpired(Exception):
    """A link of ours whose time is over; `again` is the address that makes a new one."""

    def __init__(self, again: str) -> None:
        super().__init__(again)
        self.again = again


class ForeignObject(LookupError):
    """A stored object was asked for by a key that is not one of the current commune's."""
